"""Carries the knocks of `services.wakeups` between the replicas, over the bus.

Without it, or while the bus is away, everything is found by the next look at the tables: a job, a
message or an update that another process left within seconds, a changed bot within one.
"""

import asyncio
import secrets
from contextlib import ExitStack
from functools import partial

from services.ports import Bus
from services.wakeups import Work, listening, wake_now

#: Longer than a publication takes while Redis is away.
STOP_SECONDS = 5.0


class Replicas:
    """Tells the other processes on the same database what changed here, and hears from them."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._name = secrets.token_hex(8).encode()
        self._news: set[Work] = set()
        self._has_news = asyncio.Event()
        self._is_relaying = False
        self._listening = ExitStack()
        self._is_over = False
        self._telling: asyncio.Task[None] | None = None
        self._hearing: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to tell and to hear."""
        for work in Work:
            self._listening.enter_context(listening(work, partial(self._note, work)))
        self._telling = asyncio.create_task(self._tell())
        self._hearing = asyncio.create_task(self._hear())

    async def stop(self) -> None:
        """Tell what is left to tell, and be silent.

        The teller is asked to end, not cancelled: redis-py may take a cancellation for a time-out
        of its own, and the task would go on for ever.
        """
        self._listening.close()
        self._is_over = True
        self._has_news.set()
        if self._hearing is not None:
            self._hearing.cancel()
        begun = [task for task in (self._telling, self._hearing) if task is not None]
        if begun:
            await asyncio.wait(begun, timeout=STOP_SECONDS)

    def _note(self, work: Work) -> None:
        if not self._is_relaying:
            self._news.add(work)
            self._has_news.set()

    async def _tell(self) -> None:
        """Publish what changed; many knocks that come together are one."""
        while self._news or not self._is_over:
            await self._has_news.wait()
            self._has_news.clear()
            await self._publish()

    async def _publish(self) -> None:
        news, self._news = self._news, set()
        for work in sorted(news):
            await self._bus.publish(work, self._name)

    async def _hear(self) -> None:
        async for hint in self._bus.listen(tuple(Work)):
            if hint.missed:
                for work in Work:
                    self._relay(work)
            elif hint.body != self._name:
                self._relay(Work(hint.channel))

    def _relay(self, work: Work) -> None:
        """Knock here without sending the knock back."""
        self._is_relaying = True
        try:
            wake_now(work)
        finally:
            self._is_relaying = False
