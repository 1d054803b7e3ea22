"""One pair of replicas for all tests of a file: starting them takes seconds."""

import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from models.database import close_database, open_database
from tests.databases import execute, with_name
from tests.replicas.pair import Pair, running_pair
from tests.servers import postgres, valkey


@pytest.fixture(scope="module")
def engines(
    shared_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, str]]:
    """The addresses of a PostgreSQL and of a Valkey that no other file uses."""
    with postgres(shared_folder) as database, valkey(tmp_path_factory.mktemp("redis")) as redis:
        yield database, redis


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pair(
    engines: tuple[str, str], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Pair]:
    """Two replicas on an empty database, which is also open for the test."""
    server, redis = engines
    name = f"kommuna_pair_{uuid.uuid4().hex[:12]}"
    await execute(server, f"CREATE DATABASE {name}")
    try:
        async with running_pair(
            tmp_path_factory.mktemp("pair"), with_name(server, name), redis
        ) as opened:
            await open_database(opened.database_url, pool_size=4)
            yield opened
            await close_database()
    finally:
        await execute(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
