"""Servers that can be killed. All tests here share one zygote, so they run in one process."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.databases import Database
from tests.faults.stand import Stand, standing
from tests.faults.zygote import Zygote, running_zygote


@pytest.fixture(scope="session")
def zygote() -> Iterator[Zygote]:
    with running_zygote() as running:
        yield running


@pytest.fixture
async def stand(stored: Database, tmp_path: Path, zygote: Zygote) -> AsyncIterator[Stand]:
    """A database on each engine, a sandbox, and a server that is not started yet."""
    async with standing(stored, tmp_path, zygote) as made:
        yield made
