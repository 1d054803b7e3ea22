"""Replicas come and go, and Redis with them: nothing is lost, nothing is done twice."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from models import sql
from tests.journeys.house import Person
from tests.make.waiting import eventually
from tests.replicas.pair import Pair
from tests.replicas.test_updates import make_start, read_secret, settled
from tests.servers import send_to_valkey

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.xdist_group("replicas"),
]

PEOPLE = 12
PAUSE_SECONDS = 0.08


class Load:
    """People press Start one after the other, through the balancer, for as long as it is on."""

    def __init__(self, pair: Pair, people: list[Person], first_update_id: int) -> None:
        self._pair = pair
        self._people = people
        self._first = first_update_id
        self.sent = 0
        self.refused: list[int] = []

    async def run(self) -> None:
        secret = await read_secret(self._pair)
        url = f"{self._pair.balancer.url}/tg/bot/{self._pair.sandbox.bot_id}"
        waiting = set()
        with contextlib.suppress(asyncio.CancelledError):
            while True:
                person = self._people[self.sent % len(self._people)]
                update = make_start(person.id, self._first + self.sent)
                waiting.add(asyncio.create_task(self._post(url, secret, update)))
                self.sent += 1
                await asyncio.sleep(PAUSE_SECONDS)
        await asyncio.gather(*waiting)

    async def _post(self, url: str, secret: str, update: dict) -> None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
        async with self._pair.session.post(url, json=update, headers=headers) as answer:
            if answer.status != 200:
                self.refused.append(answer.status)

    async def go_on(self, updates: int) -> None:
        """Wait until so many more were sent."""
        until = self.sent + updates

        async def reached() -> bool:
            return self.sent >= until

        await eventually(reached, 60)

    async def check(self) -> None:
        """Every update was taken, handled once and answered once."""
        await settled()
        rows = await sql.query(
            "SELECT state, error FROM inbox_updates WHERE update_id BETWEEN $1 AND $2",
            self._first,
            self._first + self.sent,
        )
        assert self.refused == []
        assert self._pair.balancer.failures == []
        assert len(rows) == self.sent
        assert {row["state"] for row in rows} == {"done"}
        assert {row["error"] for row in rows} == {None}
        answers = 0
        for person in self._people:
            answers += len(await self._pair.calls("sendMessage", person.id)) - 1
        assert answers == self.sent


@asynccontextmanager
async def under_load(pair: Pair, first_update_id: int) -> AsyncIterator[Load]:
    people = [await pair.make_person(f"Person {number}") for number in range(PEOPLE)]
    for person in people:
        await person.start()
    load = Load(pair, people, first_update_id)
    running = asyncio.create_task(load.run())
    try:
        yield load
    finally:
        running.cancel()
        await running


async def test_a_rolling_restart_fails_nothing_loses_nothing_doubles_nothing(pair: Pair) -> None:
    async with under_load(pair, 2_000_000) as load:
        for replica in pair.replicas:
            assert await replica.stop() == 0, replica.log
            replica.start()
            await replica.wait_until_ready(pair.session)
            await load.go_on(20)

    await load.check()
    assert load.sent > 40


async def test_without_redis_everything_goes_on(pair: Pair) -> None:
    async with under_load(pair, 3_000_000) as load:
        await load.go_on(20)
        with contextlib.suppress(OSError):
            send_to_valkey(pair.redis_url, "SHUTDOWN NOSAVE")
        await load.go_on(40)

    await load.check()
    with pytest.raises(OSError, match="refused"):
        send_to_valkey(pair.redis_url, "PING")
