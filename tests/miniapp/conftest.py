import pytest_asyncio

from tests.make.miniapp import open_house


@pytest_asyncio.fixture
async def house(database):
    async with open_house() as opened:
        yield opened
