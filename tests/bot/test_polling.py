"""Two processes with one PostgreSQL poll a bot in turn."""

import asyncio
from typing import Any

import pytest
import pytest_asyncio
from aiogram.exceptions import TelegramConflictError
from aiogram.methods import GetUpdates
from aiogram.types import Update

from bot.polling import poll
from models.database import Turns
from models.sql import query
from tests.make.waiting import eventually

BOT_ID = 1_802_464_620  # as large as a key of `migrations.locks`


class Telegram:
    """A Bot API client's other side: it lets one poll, as Telegram does, and notes who came."""

    id = BOT_ID

    def __init__(self, name: str, polled: list[str], at_once: set[str]) -> None:
        self.name, self.polled, self.at_once = name, polled, at_once

    async def __call__(self, method: GetUpdates, request_timeout: float) -> list[Update]:
        if self.at_once - {self.name}:
            self.polled.append("conflict")
            raise TelegramConflictError(method, "terminated by other getUpdates request")
        self.at_once.add(self.name)
        try:
            self.polled.append(self.name)
            await asyncio.sleep(0.01)
        finally:
            self.at_once.discard(self.name)
        return []


@pytest_asyncio.fixture
async def two(stored):
    first, second = Turns(stored.url), Turns(stored.url)
    yield first, second
    await first.close()
    await second.close()


@pytest.fixture
def shared(stored):
    """Only for PostgreSQL, the one engine that several processes share."""
    return stored.engine == "postgres"


async def test_only_one_process_has_a_turn_and_bots_have_their_own(two, shared):
    first, second = two

    taken = [await first.take(BOT_ID), await second.take(BOT_ID), await first.take(BOT_ID)]

    assert taken == [True, not shared, True]
    assert await second.take(BOT_ID + 1)


async def test_a_turn_that_is_given_back_is_anothers(two):
    first, second = two
    await first.take(BOT_ID)

    await first.give_back(BOT_ID)

    assert await second.take(BOT_ID)


async def test_the_turn_of_a_process_that_died_is_anothers_and_it_notices(two, shared, database):
    first, second = two
    await first.take(BOT_ID)

    if shared:
        await query(
            "SELECT pg_terminate_backend(pid) FROM pg_locks "
            "WHERE locktype = 'advisory' AND granted AND pid <> pg_backend_pid() "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
    await eventually(lambda: second.take(BOT_ID))

    assert await first.take(BOT_ID) is not shared


def telegram(*arguments: Any) -> Any:
    return Telegram(*arguments)


async def poll_together(turns):
    """Who polled, in order, while each process of these turns polls the same bot."""
    polled: list[str] = []
    at_once: set[str] = set()
    nothing: Any = None
    tasks = [
        asyncio.create_task(poll(telegram(str(number), polled, at_once), nothing, [], own))
        for number, own in enumerate(turns)
    ]

    async def has_polled():
        return len(polled) > 20

    await eventually(has_polled)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return polled


async def test_two_processes_never_poll_a_bot_at_once(two, shared):
    polled = await poll_together(two if shared else two[:1])

    assert len(set(polled)) == 1
    assert "conflict" not in polled


async def test_without_turns_they_are_in_each_others_way():
    polled = await poll_together([Turns("sqlite://one"), Turns("sqlite://two")])

    assert "conflict" in polled
