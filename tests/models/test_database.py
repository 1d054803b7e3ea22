import sqlite3
from pathlib import Path

import pytest
from tortoise.connection import get_connection
from tortoise.context import get_current_context
from tortoise.exceptions import OperationalError

from models import Community
from models.database import close_database, open_database, tortoise_config
from models.transactions import transaction
from tests import servers
from tests.databases import Database


async def test_the_database_answers(database: Database):
    context = get_current_context()
    assert context is not None
    assert context.db().capabilities.dialect == database.engine


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite://kommuna.sqlite3", "kommuna.sqlite3"),
        ("sqlite://data/kommuna.sqlite3", "data/kommuna.sqlite3"),
        ("sqlite:///srv/kommuna.sqlite3", "/srv/kommuna.sqlite3"),
        ("sqlite:///./kommuna.sqlite3", "./kommuna.sqlite3"),
        ("sqlite+aiosqlite:///./bal_bot.db", "./bal_bot.db"),
        ("sqlite+aiosqlite:///bal_bot.db", "bal_bot.db"),
        ("sqlite+aiosqlite:////srv/bal_bot.db", "/srv/bal_bot.db"),
        ("sqlite:///srv/with%20space.db", "/srv/with space.db"),
    ],
)
def test_an_address_of_sqlite_names_its_file(url: str, path: str):
    connection = tortoise_config(url)["connections"]["default"]

    assert connection["credentials"]["file_path"] == path


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+asyncpg"])
def test_each_spelling_of_a_postgresql_address_means_the_same(scheme: str):
    url = f"{scheme}://anna:p%40ss@db.example:6432/kommuna?sslmode=require"

    credentials = tortoise_config(url, pool_size=7)["connections"]["default"]["credentials"]

    assert credentials == {
        "user": "anna",
        "password": "p@ss",
        "host": "db.example",
        "port": 6432,
        "database": "kommuna",
        "minsize": 1,
        "maxsize": 7,
        "ssl": "require",
    }


@pytest.mark.parametrize(
    "url",
    [
        "",
        "kommuna.sqlite3",
        "mysql://anna:secret@host/kommuna",
        "sqlite://",
        "sqlite:///srv/",
        "sqlite+aiosqlite://kommuna.sqlite3",
        "sqlite://kommuna.sqlite3?mode=ro",
        "postgresql://anna:secret@host",
        "postgresql://anna:secret@host/",
        "postgresql://anna:secret@host:port/kommuna",
        "postgresql://anna:secret@host/kommuna?pool=3",
    ],
)
def test_a_bad_address_is_refused_without_telling_its_password(url: str):
    with pytest.raises(ValueError, match=r"\w+") as refusal:
        tortoise_config(url)

    assert "secret" not in str(refusal.value)


async def test_sqlite_is_durable_and_checks_references(stored: Database):
    if stored.engine != "sqlite":
        return
    await open_database(stored.url)
    connection = get_connection("default")

    values = {
        name: (await connection.execute_query(f"PRAGMA {name}"))[1][0][0]
        for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    }
    await close_database()

    assert values == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
    }


async def test_a_begin_that_fails_leaves_the_connection_usable(database: Database):
    if database.engine != "sqlite":
        return
    other = sqlite3.connect(database.url.removeprefix("sqlite://"), isolation_level=None)
    await get_connection("default").execute_query("PRAGMA busy_timeout = 20")

    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError, match="locked"):
        await make_community("anna")
    other.execute("ROLLBACK")
    await make_community("anna")

    assert await Community.all().count() == 1


async def make_community(key: str) -> None:
    async with transaction():
        await Community.create(key=key, title=key)


async def test_a_database_that_cannot_be_reached_is_said_to_be(tmp_path: Path):
    for url in (
        f"sqlite://{tmp_path / 'missing' / 'kommuna.sqlite3'}",
        f"postgresql://nobody@127.0.0.1:{servers.free_port()}/kommuna",
    ):
        with pytest.raises(OSError, match=r"\w"):
            await open_database(url)
