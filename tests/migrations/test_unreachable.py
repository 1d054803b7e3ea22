"""A database that lets nobody in is an OSError, so that the start can say it in one line."""

from pathlib import Path

import pytest

from migrations.runner import list_missing, migrate
from tests.databases import Database, with_name


async def test_a_postgres_database_that_does_not_exist(stored: Database) -> None:
    if stored.engine == "sqlite":
        url = "sqlite:///proc/nowhere/kommuna.sqlite3"
    else:
        url = with_name(stored.url, "nobody_made_this")

    with pytest.raises(OSError, match=r"nowhere|nobody_made_this"):
        await migrate(url)


async def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "kommuna.sqlite3.migrating"
    path.write_text("this is a letter to a friend, not a database at all" * 100)

    with pytest.raises(OSError, match="not a database"):
        await migrate(f"sqlite://{tmp_path / 'kommuna.sqlite3'}")


async def test_a_migrated_database_lacks_nothing(stored: Database) -> None:
    assert await list_missing(stored.url) == []


async def test_an_empty_database_lacks_everything(tmp_path: Path) -> None:
    url = f"sqlite://{tmp_path / 'kommuna.sqlite3'}"

    missing = await list_missing(url)

    assert await migrate(url) == missing != []
