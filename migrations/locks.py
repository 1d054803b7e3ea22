"""One migrator at a time, over processes and machines."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

# Numbers of advisory locks, the same for every process: "komm" and the next one.
MIGRATING_KEY = 0x6B6F6D6D
STARTING_KEY = MIGRATING_KEY + 1
WAIT_SECONDS = 600.0


@asynccontextmanager
async def only_migrator(connection: dict[str, Any]) -> AsyncIterator[None]:
    """Wait until no other process migrates this database, and keep others waiting meanwhile.

    `connection` is the engine and credentials of `tortoise_config`. A process that dies gives the
    lock back: it belongs to its connection. Raises `OSError` when the database lets nobody in.
    """
    credentials = connection["credentials"]
    if "file_path" in credentials:
        async with _file_lock(f"{credentials['file_path']}.migrating"):
            yield
    else:
        async with _advisory_lock(credentials, MIGRATING_KEY):
            yield


@asynccontextmanager
async def only_starter(connection: dict[str, Any]) -> AsyncIterator[None]:
    """Let one replica at a time make what every start finds or makes; SQLite has one process."""
    credentials = connection["credentials"]
    if "file_path" in credentials:
        yield
        return
    async with _advisory_lock(credentials, STARTING_KEY):
        yield


@asynccontextmanager
async def _file_lock(path: str) -> AsyncIterator[None]:
    """Lock an empty SQLite file beside the database: works on every system that SQLite works on."""
    try:
        lock = await asyncio.to_thread(_take_file, path)
    except sqlite3.Error as error:
        raise ConnectionError(f"{path}: {error}") from error
    try:
        yield
    finally:
        lock.close()


def _take_file(path: str) -> sqlite3.Connection:
    lock = sqlite3.connect(
        path, timeout=WAIT_SECONDS, isolation_level=None, check_same_thread=False
    )
    lock.execute("BEGIN EXCLUSIVE")
    return lock


@asynccontextmanager
async def _advisory_lock(credentials: dict[str, Any], key: int) -> AsyncIterator[None]:
    own = {"minsize", "maxsize", "application_name"}
    try:
        lock = await asyncpg.connect(**{k: v for k, v in credentials.items() if k not in own})
    except asyncpg.PostgresError as error:
        raise ConnectionError(str(error)) from error
    try:
        await lock.execute("SELECT pg_advisory_lock($1)", key, timeout=WAIT_SECONDS)
        yield
    finally:
        await lock.close()
