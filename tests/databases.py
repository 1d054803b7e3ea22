"""A migrated database for each test: a copy of a template that is made once in a run."""

import asyncio
import contextlib
import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from migrations.runner import migrate
from tests import servers


@dataclass(frozen=True)
class Database:
    """A database of one test: its engine (`sqlite` or `postgres`) and its address."""

    engine: str
    url: str


@contextlib.contextmanager
def sqlite_template(folder: Path) -> Iterator[Path]:
    """A migrated file to copy."""
    path = folder / "template.sqlite3"
    asyncio.run(migrate(f"sqlite://{path}"))
    yield path


def sqlite_copy(template: Path, folder: Path) -> Database:
    """A database file of one test."""
    return Database("sqlite", f"sqlite://{shutil.copy(template, folder / 'kommuna.sqlite3')}")


@contextlib.contextmanager
def postgres_template(shared: Path) -> Iterator[str]:
    """The address of a migrated database to copy: made by the first user, dropped by the last."""
    note = shared / "template.name"
    with servers.postgres(shared) as server, servers.used(shared / "template.users") as is_last:
        with servers.locked(shared / "template.lock"):
            if not note.exists():
                note.write_text(f"kommuna_template_{uuid.uuid4().hex[:12]}")
            name = note.read_text()
            if not asyncio.run(_exists(server, name)):
                asyncio.run(_make_template(server, name))
        yield with_name(server, name)
        if is_last():
            asyncio.run(execute(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))


@contextlib.contextmanager
def postgres_copy(template: str) -> Iterator[Database]:
    """A database of one test, dropped after it."""
    name = f"kommuna_test_{uuid.uuid4().hex[:12]}"
    source = urlsplit(template).path[1:]
    server = with_name(template, "postgres")
    asyncio.run(execute(server, f"CREATE DATABASE {name} TEMPLATE {source} STRATEGY FILE_COPY"))
    try:
        yield Database("postgres", with_name(server, name))
    finally:
        asyncio.run(execute(server, f"DROP DATABASE {name} WITH (FORCE)"))


def with_name(url: str, name: str) -> str:
    """The address of another database on the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


async def execute(url: str, *statements: str) -> None:
    """Run statements outside of any transaction."""
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def _exists(server: str, name: str) -> bool:
    connection = await asyncpg.connect(server)
    try:
        found = await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name)
        return found is not None
    finally:
        await connection.close()


async def _make_template(server: str, name: str) -> None:
    """Migrate under another name first: a half-made template must not be taken for a whole one."""
    draft = f"{name}_draft"
    await execute(server, f"DROP DATABASE IF EXISTS {draft}", f"CREATE DATABASE {draft}")
    await migrate(with_name(server, draft))
    await execute(server, f"ALTER DATABASE {draft} RENAME TO {name}")
