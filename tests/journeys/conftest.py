"""A house for each journey."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.journeys.house import House, make_settings, open_house


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(make_settings(tmp_path)) as opened:
        yield opened
