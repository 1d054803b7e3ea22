import pytest
from tortoise.context import get_current_context

from models.database import tortoise_config
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
