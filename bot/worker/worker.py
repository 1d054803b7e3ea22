"""Does the jobs of the table, some at a time, in the scope of their community."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from typing import Any

import structlog

from bot.failures import WORLD, describe, is_of_the_world
from bot.logs import bound
from bot.worker.rows import Claim, JobRows
from bot.worker.ticks import Tick, Ticks
from models.base import within
from models.transactions import LeaseLostError, fenced
from services import clock, steps
from services.wakeups import Work, listening

Job = Callable[[dict[str, Any]], Awaitable[None]]

AT_ONCE = 8
MAX_ATTEMPTS = 5
POLL_SECONDS = 1.0
RENEW_SECONDS = 4.0
TIDY_SECONDS = 600.0
STORAGE_SECONDS = 0.5
EVENT = "event:"
#: Stands for the bot in the marks of `services.steps`: jobs are numbered apart from updates.
JOBS_BOT_ID = 0

log = structlog.get_logger(__name__)


class UnknownJobError(LookupError):
    """Nobody does jobs of this kind: an older version's, or a mistake in the wiring."""


class Worker:
    """Claims due jobs and does them, at least once each.

    `jobs` says who does a kind, `reactions` which kinds of job a domain event brings about: a
    failure of one does not repeat the others. A job's writes commit only while its lease holds, and
    `services.steps.is_first` tells a second try what the first has done.
    """

    def __init__(
        self,
        rows: JobRows,
        jobs: Mapping[str, Job],
        reactions: Mapping[str, Sequence[str]],
        *,
        ticks: Sequence[Tick] = (),
        is_shared: bool,
    ) -> None:
        self._rows = rows
        self._jobs = jobs
        self._reactions = reactions
        self._ticks = Ticks(rows, ticks)
        self._is_shared = is_shared
        self._woken = asyncio.Event()
        self._held: dict[asyncio.Task[None], Claim] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._listening = ExitStack()
        self._is_stopping = False

    async def start(self) -> None:
        """Take over what a stopped process left, and begin."""
        if not self._is_shared:
            await self._rows.release_all()
        self._listening.enter_context(listening(Work.JOBS, self._woken.set))
        self._tasks = [
            asyncio.create_task(self._watch()),
            asyncio.create_task(_repeat(self._renew, RENEW_SECONDS)),
            asyncio.create_task(_repeat(self._ticks.add_due, POLL_SECONDS)),
            asyncio.create_task(_repeat(self._rows.forget_old, TIDY_SECONDS)),
        ]

    async def stop(self, seconds: float) -> None:
        """Finish what is under way, for at most this long; give back the rest."""
        self._listening.close()
        self._is_stopping = True
        self._woken.set()
        watch, *others = self._tasks
        await watch
        if self._held:
            await asyncio.wait(self._held, timeout=seconds)
        rest = dict(self._held)
        for task in [*rest, *others]:
            task.cancel()
        await asyncio.gather(*rest, *others, return_exceptions=True)
        for claim in rest.values():
            await self._rows.postpone(claim, timedelta(0), None, counts=False)

    async def _watch(self) -> None:
        while not self._is_stopping:
            self._woken.clear()
            room = AT_ONCE - len(self._held)
            begun = 0
            try:
                begun = await self._begin(room) if room else 0
            except WORLD:
                log.warning("jobs_storage_failed", exc_info=True)
            if room and begun == room:
                continue
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(POLL_SECONDS):
                    await self._woken.wait()

    async def _begin(self, room: int) -> int:
        """Lease at most so many jobs and begin them."""
        claims = await self._rows.claim(room)
        for claim in claims:
            task = asyncio.create_task(self._take(claim))
            self._held[task] = claim
            task.add_done_callback(self._let_go)
        return len(claims)

    def _let_go(self, task: asyncio.Task[None]) -> None:
        is_full = len(self._held) >= AT_ONCE
        del self._held[task]
        if is_full:
            self._woken.set()

    async def _take(self, claim: Claim) -> None:
        """Do one job and say what became of it."""
        with bound(job=claim.row_id, kind=claim.kind):
            try:
                await self._do(claim)
            except LeaseLostError:
                log.warning("job_lease_lost")
            except Exception as error:  # noqa: BLE001 - whatever a job raises must not stop the queue
                await self._settle(partial(self._retry_or_bury, claim, error))

    async def _do(self, claim: Claim) -> None:
        kinds = self._kinds(claim)
        if len(kinds) > 1:
            await self._rows.split(claim, kinds)
            return
        for kind in kinds:
            job = self._jobs.get(kind)
            if job is None:
                raise UnknownJobError(kind)
            with (
                ExitStack() as stack,
                steps.handling(JOBS_BOT_ID, claim.row_id),
                fenced(lambda: self._rows.is_held(claim)),
            ):
                if claim.community_id is not None:
                    stack.enter_context(within(claim.community_id))
                await job(claim.payload)
        await self._settle(lambda: self._rows.finish(claim))

    def _kinds(self, claim: Claim) -> Sequence[str]:
        if claim.kind.startswith(EVENT):
            return self._reactions.get(claim.kind.removeprefix(EVENT), ())
        return (claim.kind,)

    async def _retry_or_bury(self, claim: Claim, error: Exception) -> None:
        said = describe(error)
        if is_of_the_world(error):
            age = (clock.now() - claim.run_at).total_seconds()
            delay = timedelta(seconds=min(30.0, max(0.5, age / 2)))
            log.warning("job_waits", error=said)
            await self._postpone(claim, delay, said, counts=False)
        elif claim.attempts < MAX_ATTEMPTS:
            log.warning("job_failed", attempt=claim.attempts, exc_info=error)
            delay = timedelta(seconds=0.5 * 2 ** (claim.attempts - 1))
            await self._postpone(claim, delay, said, counts=True)
        else:
            log.error("job_buried", attempt=claim.attempts, exc_info=error)
            await self._rows.bury(claim, said)

    async def _postpone(self, claim: Claim, delay: timedelta, said: str, *, counts: bool) -> None:
        await self._rows.postpone(claim, delay, said, counts=counts)
        asyncio.get_running_loop().call_later(delay.total_seconds() + 0.01, self._woken.set)

    async def _settle(self, write: Callable[[], Awaitable[None]]) -> None:
        """Write down what became of a job, however long the database is away."""
        while True:
            try:
                await write()
            except WORLD:
                log.warning("jobs_storage_failed", exc_info=True)
                await asyncio.sleep(STORAGE_SECONDS)
            else:
                return

    async def _renew(self) -> None:
        leases = {claim.lease for claim in self._held.values()}
        if leases:
            await self._rows.renew(sorted(leases))


async def _repeat(work: Callable[[], Awaitable[None]], seconds: float) -> None:
    while True:
        try:
            await work()
        except WORLD:
            log.warning("jobs_storage_failed", exc_info=True)
        await asyncio.sleep(seconds)
