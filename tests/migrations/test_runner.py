"""Migrations lose nothing, survive a crash and run once, on a small library of our own."""

import asyncio
import multiprocessing
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.context import TortoiseContext
from tortoise.exceptions import IntegrityError

from migrations import tenancy
from migrations.runner import SafeExecutor, migrate
from migrations.sqlite_editor import MigrationError, split_statements
from models.database import tortoise_config
from tests import databases
from tests.conftest import ENGINES
from tests.databases import Database

HEAD = """
import os
import signal
from pathlib import Path
from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

KEY = ("id", fields.BigIntField(generated=True, primary_key=True))

def reference(model, **options):
    name = model.lower()
    return name, fields.ForeignKeyField(
        f"models.{model}", source_field=f"{name}_id", to_field="id", related_name=False, **options)

class Migration(migrations.Migration):
"""
INITIAL = """
    initial = True
    operations = [
        ops.CreateModel("Community", [KEY], {"table": "communities", "app": "models"}),
        ops.CreateModel("Shelf", [
            KEY, reference("Community", on_delete=OnDelete.CASCADE),
            ("name", fields.CharField(max_length=20)),
        ], {"table": "shelves", "app": "models", "unique_together": (("community", "name"),)}),
        ops.CreateModel("Book", [
            KEY, reference("Community", on_delete=OnDelete.CASCADE),
            reference("Shelf", on_delete=OnDelete.CASCADE),
            ("title", fields.CharField(max_length=20, db_index=True)),
            ("note", fields.TextField(null=True)),
            ("code", fields.IntField()),
        ], {
            "table": "books", "app": "models", "unique_together": (("community", "code"),),
            "table_description": "Books; each has a title; none is lost."}),
        ops.CreateModel("Loan", [
            KEY, reference("Community", on_delete=OnDelete.CASCADE),
            reference("Book", on_delete=OnDelete.SET_NULL, null=True),
        ], {"table": "loans", "app": "models"}),
        ops.RunSQL("CREATE UNIQUE INDEX uq_first ON books (shelf_id) WHERE code = 1",
                   "DROP INDEX uq_first"),
    ]
"""
ALTER = """
    dependencies = [("models", "0001_initial")]
    operations = [
        ops.AlterField("Shelf", "name", fields.CharField(max_length=20, null=True)),
        ops.AlterField("Book", "title", fields.CharField(max_length=20, null=True, db_index=True)),
    ]
"""
REMOVE = """
    dependencies = [("models", "0002_alter")]
    operations = [ops.RemoveField("Book", "note")]
"""
CRASH = """
    dependencies = [("models", "0003_remove")]
    def crash(apps, editor):
        if Path(__file__).with_name("crash").exists():
            os.kill(os.getpid(), signal.SIGKILL)
    operations = [
        ops.CreateModel("Reader", [KEY], {"table": "readers", "app": "models"}),
        ops.RunPython(crash, crash),
    ]
"""
LOSE = """
    dependencies = [("models", "0003_remove")]
    operations = [ops.RunSQL("DELETE FROM shelves", "SELECT 1")]
"""
ROWS = (
    "INSERT INTO communities (id) VALUES (1), (2)",
    "INSERT INTO shelves (id, community_id, name) VALUES (1, 1, 'prose'), (2, 2, 'verse')",
    "INSERT INTO books (id, community_id, shelf_id, title, code) VALUES (1, 1, 1, 'Мы', 1)",
    "INSERT INTO books (id, community_id, shelf_id, title, code) VALUES (2, 1, 1, 'Дар', 2)",
    "INSERT INTO books (id, community_id, shelf_id, title, code) VALUES (3, 2, 2, 'Камень', 1)",
    "INSERT INTO loans (id, community_id, book_id) VALUES (1, 1, 1), (2, 1, NULL), (3, 2, 3)",
)


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package of migrations, named like its folder."""
    package = tmp_path / f"library_{tmp_path.name}"
    package.mkdir()
    (package / "__init__.py").touch()
    for name, body in (("0001_initial", INITIAL), ("0002_alter", ALTER), ("0003_remove", REMOVE)):
        (package / f"{name}.py").write_text(HEAD + body)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield package
    for name in [name for name in sys.modules if name.startswith(package.name)]:
        del sys.modules[name]


@pytest.fixture(params=ENGINES)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without any table."""
    if request.param == "sqlite":
        yield Database("sqlite", f"sqlite://{tmp_path / 'library.sqlite3'}")
    else:
        template = request.getfixturevalue("postgres_template")
        with databases.postgres_copy(databases.with_name(template, "template1")) as database:
            yield database


def configured(database: Database, library: Path) -> dict[str, Any]:
    config = tortoise_config(database.url)
    config["apps"]["models"]["migrations"] = library.name
    return config


@asynccontextmanager
async def connected(config: dict[str, Any]) -> AsyncIterator[BaseDBAsyncClient]:
    async with TortoiseContext() as context:
        await context.init(config=config)
        yield context.db()


async def fill(config: dict[str, Any]) -> None:
    async with connected(config) as client:
        for statement in ROWS:
            await client.execute_query(statement)


async def counts(config: dict[str, Any]) -> list[int]:
    async with connected(config) as client:
        return [
            (await client.execute_query_dict(f"SELECT count(*) AS n FROM {table}"))[0]["n"]
            for table in ("communities", "shelves", "books", "loans")
        ]


async def test_a_change_of_tables_loses_neither_rows_nor_rules(empty: Database, library: Path):
    config = configured(empty, library)
    assert await migrate(config, "0001_initial") == ["0001_initial"]
    await fill(config)

    assert await migrate(config) == ["0002_alter", "0003_remove"]

    assert await counts(config) == [2, 2, 3, 3]
    async with connected(config) as client:
        await client.execute_query("INSERT INTO shelves (id, community_id) VALUES (9, 1)")
        for refused in (
            "INSERT INTO shelves (id, community_id, name) VALUES (10, 1, 'prose')",
            "INSERT INTO books (id, community_id, shelf_id, code) VALUES (10, 1, 9, 2)",
            "INSERT INTO books (id, community_id, shelf_id, code) VALUES (10, 2, 2, 1)",
            "INSERT INTO books (id, community_id, shelf_id, code) VALUES (10, 2, 1, 7)",
            "INSERT INTO loans (id, community_id, book_id) VALUES (10, 2, 1)",
            "UPDATE loans SET community_id = 2 WHERE id = 2",
        ):
            with pytest.raises(IntegrityError):
                await client.execute_query(refused)
        if empty.engine == "sqlite":
            found = await client.execute_query_dict("SELECT name FROM sqlite_master")
            names = {str(row["name"]) for row in found}
            assert "uq_first" in names
            assert any(name.startswith("idx_books_title") for name in names)


async def test_deleting_a_parent_does_what_the_reference_says(empty: Database, library: Path):
    config = configured(empty, library)
    await migrate(config)
    await migrate(config, "0001_initial")
    await fill(config)
    await migrate(config)

    async with connected(config) as client:
        await client.execute_query("DELETE FROM shelves WHERE id = 1")
        loans = await client.execute_query_dict("SELECT book_id FROM loans ORDER BY id")
        assert [loan["book_id"] for loan in loans] == [None, None, 3]
        await client.execute_query("DELETE FROM communities WHERE id = 2")

    assert await counts(config) == [1, 0, 0, 2]


async def test_migrations_go_back_and_forth(empty: Database, library: Path):
    config = configured(empty, library)
    await migrate(config, "0001_initial")
    await fill(config)
    async with connected(config) as client:
        before = await tenancy.list_installed(client)
    await migrate(config)

    back = await migrate(config, "0001_initial")

    assert back == ["-0003_remove", "-0002_alter"]
    assert await counts(config) == [2, 2, 3, 3]
    async with connected(config) as client:
        assert await tenancy.list_installed(client) == before
    assert await migrate(config) == ["0002_alter", "0003_remove"]
    assert await migrate(config) == []


async def test_a_migration_that_breaks_references_is_rolled_back(tmp_path: Path, library: Path):
    config = configured(Database("sqlite", f"sqlite://{tmp_path / 'library.sqlite3'}"), library)
    await migrate(config)
    await migrate(config, "0001_initial")
    await fill(config)
    (library / "0004_lose.py").write_text(HEAD + LOSE)

    with pytest.raises(MigrationError):
        await migrate(config)

    assert await counts(config) == [2, 2, 3, 3]


def _migrate_apart(config: dict[str, Any], folder: str, kill_after: bool, names: Any) -> None:
    """In a process of its own; it may be killed after the commit, before Tortoise's own record."""
    sys.path.insert(0, folder)
    if kill_after:

        def emit(_progress: object, event: str, _key: object) -> None:
            if event == "apply_done":
                os.kill(os.getpid(), signal.SIGKILL)

        SafeExecutor._emit = staticmethod(emit)  # type: ignore[method-assign,assignment]
    names.put(asyncio.run(migrate(config)))


def migrate_apart(
    config: dict[str, Any], library: Path, *, processes: int = 1, kill_after: bool = False
) -> tuple[list[int | None], list[list[str]]]:
    """The exit codes of that many processes at once, and what each of them applied."""
    context = multiprocessing.get_context("spawn")
    names = context.Queue()
    arguments = (config, str(library.parent), kill_after, names)
    workers = [context.Process(target=_migrate_apart, args=arguments) for _ in range(processes)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    codes = [worker.exitcode for worker in workers]
    return codes, [names.get(timeout=5) for code in codes if code == 0]


async def test_a_kill_in_the_middle_leaves_nothing_half_done(empty: Database, library: Path):
    config = configured(empty, library)
    await migrate(config)
    (library / "0004_crash.py").write_text(HEAD + CRASH)
    (library / "crash").touch()

    codes, _ = migrate_apart(config, library)

    assert codes == [-signal.SIGKILL]
    (library / "crash").unlink()
    assert await migrate(config) == ["0004_crash"]


async def test_a_kill_right_after_the_commit_leaves_no_unrecorded_migration(
    empty: Database, library: Path
):
    config = configured(empty, library)

    codes, _ = migrate_apart(config, library, kill_after=True)

    assert codes == [-signal.SIGKILL]
    assert await migrate(config) == ["0002_alter", "0003_remove"]


def test_four_runs_at_once_apply_each_migration_once(empty: Database, library: Path):
    codes, applied = migrate_apart(configured(empty, library), library, processes=4)

    assert codes == [0, 0, 0, 0]
    assert sorted(applied) == [[], [], [], ["0001_initial", "0002_alter", "0003_remove"]]


async def test_an_unknown_target_is_refused(empty: Database, library: Path):
    with pytest.raises(ValueError, match="0009_none"):
        await migrate(configured(empty, library), "0009_none")


def test_statements_are_cut_at_their_own_ends_only():
    trigger = "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; SELECT 2; END;"
    table = "CREATE TABLE a (b TEXT /* one; two */ DEFAULT ';');"

    assert [s.strip() for s in split_statements(f"{table} {trigger};\n")] == [table, trigger]
