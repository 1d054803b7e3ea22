"""Knocks go from one replica to the others, and a gap is a knock at every door."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field

import pytest

from bot.replicas import Replicas
from services.ports import Hint
from services.wakeups import Work, listening, wake_now
from tests.make.waiting import eventually


@dataclass
class Bus:
    """What was published, and what the test lets a listener hear."""

    published: list[tuple[str, bytes]] = field(default_factory=list)
    hints: asyncio.Queue[Hint] = field(default_factory=asyncio.Queue)

    async def publish(self, channel: str, body: bytes) -> None:
        self.published.append((channel, body))

    async def listen(self, channels: Sequence[str]) -> AsyncGenerator[Hint, None]:
        while True:
            yield await self.hints.get()


@pytest.fixture
async def bus():
    bus = Bus()
    replicas = Replicas(bus)
    await replicas.start()
    yield bus
    await replicas.stop()


async def test_a_knock_here_is_told_to_the_others(bus: Bus) -> None:
    wake_now(Work.BOTS)

    async def told() -> bool:
        return [channel for channel, _ in bus.published] == ["bots"]

    await eventually(told)


async def test_many_knocks_at_once_are_one(bus: Bus) -> None:
    for _ in range(100):
        wake_now(Work.JOBS)
    wake_now(Work.BOTS)

    async def told() -> bool:
        return [channel for channel, _ in bus.published] == ["bots", "jobs"]

    await eventually(told)


async def test_a_knock_of_another_is_heard_and_not_sent_back(bus: Bus) -> None:
    heard = asyncio.Event()

    with listening(Work.JOBS, heard.set):
        await bus.hints.put(Hint("jobs", b"another"))
        await asyncio.wait_for(heard.wait(), 5)

    assert bus.published == []


async def test_an_echo_of_the_own_knock_is_not_heard(bus: Bus) -> None:
    wake_now(Work.JOBS)

    async def told() -> bool:
        return bool(bus.published)

    await eventually(told)
    heard: list[Work] = []
    other = asyncio.Event()

    with (
        listening(Work.JOBS, lambda: heard.append(Work.JOBS)),
        listening(Work.OUTBOX, other.set),
    ):
        await bus.hints.put(Hint("jobs", bus.published[0][1]))
        await bus.hints.put(Hint("outbox", b"another"))
        await asyncio.wait_for(other.wait(), 5)

    assert heard == []


async def test_after_a_gap_everybody_looks(bus: Bus) -> None:
    heard = {work: asyncio.Event() for work in Work}

    with (
        listening(Work.JOBS, heard[Work.JOBS].set),
        listening(Work.OUTBOX, heard[Work.OUTBOX].set),
        listening(Work.INBOX, heard[Work.INBOX].set),
        listening(Work.BOTS, heard[Work.BOTS].set),
    ):
        await bus.hints.put(Hint(missed=True))

        await asyncio.wait_for(asyncio.gather(*(one.wait() for one in heard.values())), 5)


async def test_what_was_not_told_yet_is_told_when_stopping() -> None:
    bus = Bus()
    replicas = Replicas(bus)
    await replicas.start()

    wake_now(Work.INBOX)
    await replicas.stop()

    assert [channel for channel, _ in bus.published] == ["inbox"]


class StubbornBus(Bus):
    """Takes a cancellation for a time-out of its own, as redis-py may."""

    async def publish(self, channel: str, body: bytes) -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(0.05)
        await super().publish(channel, body)


async def test_stopping_in_the_middle_of_telling_ends() -> None:
    bus = StubbornBus()
    replicas = Replicas(bus)
    await replicas.start()
    wake_now(Work.INBOX)
    await asyncio.sleep(0.01)

    wake_now(Work.JOBS)
    await asyncio.wait_for(replicas.stop(), 4)

    assert [channel for channel, _ in bus.published] == ["inbox", "jobs"]
