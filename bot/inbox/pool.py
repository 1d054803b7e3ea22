"""The workers that handle what the inbox holds."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog
from aiogram.exceptions import TelegramRetryAfter
from pydantic import ValidationError

from bot.failures import WORLD, describe, is_of_the_world
from bot.inbox.envelope import Envelope, read_envelope
from bot.inbox.rows import Claim, InboxRows
from bot.logs import bound
from models.choices import Lane
from models.transactions import LeaseLostError, fenced
from services import clock, steps
from services.vault import VaultError
from services.wakeups import Work, listening, wake_now

WORKERS = {Lane.PAYMENT: 4, Lane.CALLBACK: 16, Lane.MESSAGE: 16}
MAX_ATTEMPTS = 5
SWEEP_SECONDS = 1.0
RENEW_SECONDS = 3.0
TIDY_SECONDS = 600.0
#: What a second try cannot mend.
HOPELESS = (ValidationError, VaultError)

Handle = Callable[[int, bytes], Awaitable[None]]
Buried = Callable[[int, bytes, BaseException], Awaitable[None]]

log = structlog.get_logger(__name__)


class Inbox:
    """Stores updates and handles them: one person's one at a time, payments first.

    `is_shared` says that other processes work on the same database.
    """

    def __init__(
        self, rows: InboxRows, handle: Handle, on_buried: Buried, *, is_shared: bool
    ) -> None:
        self._rows = rows
        self._handle = handle
        self._on_buried = on_buried
        self._is_shared = is_shared
        self._queues: dict[Lane, asyncio.Queue[str | Claim]] = {
            lane: asyncio.Queue() for lane in Lane
        }
        self._queued: set[tuple[Lane, str]] = set()
        self._held: dict[str, Claim] = {}
        self._claiming = 0
        self._came_meanwhile: set[str] = set()
        self._tasks: list[asyncio.Task[None]] = []
        self._is_stopping = False
        self._woken = asyncio.Event()
        self._listening = contextlib.ExitStack()
        self._idle = asyncio.Event()
        self._idle.set()

    async def store(self, bot_id: int, body: bytes) -> None:
        """Keep an update and wake a worker. When this returns, the update is safe.

        Raises:
            NoUpdateError: when the body is no update.
            OperationalError, DBConnectionError, OSError: when it could not be kept.
        """
        envelope = read_envelope(bot_id, body)
        is_new, claim = await self._keep(envelope)
        if claim is not None:
            self._hold(claim)
            self._queues[claim.lane].put_nowait(claim)
        elif is_new:
            self._enqueue(envelope.lane, envelope.order_key)
        if self._is_stopping:
            wake_now(Work.INBOX)

    async def _keep(self, envelope: Envelope) -> tuple[bool, Claim | None]:
        """Store it, and claim it at once when nobody stands in line before it here."""
        is_free = self._queues[envelope.lane].empty() and not self._is_stopping and self._tasks
        if is_free:
            return await self._rows.store_and_claim(envelope)
        return await self._rows.store(envelope), None

    async def start(self) -> None:
        """Take over what a stopped process left, and begin."""
        if not self._is_shared:
            await self._rows.release_all()
        self._listening.enter_context(listening(Work.INBOX, self._woken.set))
        for lane, count in WORKERS.items():
            self._tasks += [self._spawn(self._work(lane)) for _ in range(count)]
        self._tasks.append(self._spawn(self._repeat(self._sweep, SWEEP_SECONDS, self._woken)))
        self._tasks.append(self._spawn(self._repeat(self._renew, RENEW_SECONDS)))
        self._tasks.append(self._spawn(self._repeat(self._rows.forget_old, TIDY_SECONDS)))

    async def stop(self, seconds: float) -> None:
        """Finish what is held, for at most this long; give back the rest."""
        self._is_stopping = True
        self._listening.close()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._idle.wait()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for claim in list(self._held.values()):
            await self._give_back(claim)
        wake_now(Work.INBOX)

    def _spawn(self, work: Awaitable[None]) -> asyncio.Task[None]:
        return asyncio.ensure_future(work)

    def _enqueue(self, lane: Lane, order_key: str) -> None:
        if (lane, order_key) not in self._queued:
            self._queued.add((lane, order_key))
            self._queues[lane].put_nowait(order_key)

    async def _work(self, lane: Lane) -> None:
        queue = self._queues[lane]
        while True:
            item = await queue.get()
            order_key = item if isinstance(item, str) else item.order_key
            self._queued.discard((lane, order_key))
            try:
                if not self._is_stopping:
                    await self._step(item)
                elif isinstance(item, Claim):
                    await self._give_back(item)
            except Exception:
                log.warning("inbox_storage_failed", exc_info=True)
                await asyncio.sleep(0.5)
                self._enqueue(lane, order_key)

    async def _step(self, item: str | Claim) -> None:
        claim = item if isinstance(item, Claim) else await self._claim(item)
        if claim is None:
            return
        order_key = claim.order_key
        try:
            has_next = await self._take(claim)
        except Exception:
            self._let_go(claim)
            raise
        self._let_go(claim)
        if self._is_shared or has_next or order_key in self._came_meanwhile:
            self._came_meanwhile.discard(order_key)
            self._enqueue(claim.lane, order_key)

    async def _claim(self, order_key: str) -> Claim | None:
        self._claiming += 1
        self._idle.clear()  # stopping meanwhile would leave a lease that nobody knows
        try:
            claim = await self._rows.claim(order_key)
            if claim is not None:
                self._hold(claim)
        finally:
            self._claiming -= 1
            self._rest()
        if claim is None and any(held.order_key == order_key for held in self._held.values()):
            self._came_meanwhile.add(order_key)
        return claim

    def _hold(self, claim: Claim) -> None:
        self._held[claim.lease] = claim
        self._idle.clear()

    async def _give_back(self, claim: Claim) -> None:
        await self._rows.postpone(claim, timedelta(0), None, counts=False)
        self._let_go(claim)

    def _let_go(self, claim: Claim) -> None:
        del self._held[claim.lease]
        self._rest()

    def _rest(self) -> None:
        if not self._held and not self._claiming:
            self._idle.set()

    async def _take(self, claim: Claim) -> bool:
        """Handle one update and say what became of it; whether the next of its key waits."""
        with bound(bot_id=claim.bot_id, update_id=claim.update_id):
            body = b""
            try:
                body = self._rows.open_body(claim)
                with (
                    steps.handling(claim.bot_id, claim.update_id),
                    fenced(lambda: self._rows.is_held(claim)),
                ):
                    await self._handle(claim.bot_id, body)
            except LeaseLostError:
                log.warning("inbox_lease_lost")
            except Exception as error:  # noqa: BLE001 - whatever a handler raises must not stop the queue
                if not is_of_the_world(error):
                    return await self._retry_or_bury(claim, body, error)
                await self._wait_for_the_world(claim, error)
            else:
                return await self._rows.finish(claim)
            return False

    async def _wait_for_the_world(self, claim: Claim, error: Exception) -> None:
        age = (clock.now() - claim.stored_at).total_seconds()
        seconds = min(30.0, max(0.5, age / 2))
        if isinstance(error, TelegramRetryAfter):
            seconds = float(error.retry_after)
        log.warning("update_waits", error=type(error).__name__, seconds=seconds)
        await self._rows.postpone(
            claim, timedelta(seconds=seconds), type(error).__name__, counts=False
        )

    async def _retry_or_bury(self, claim: Claim, body: bytes, error: Exception) -> bool:
        said = describe(error)
        is_hopeless = isinstance(error, HOPELESS) or claim.attempts >= MAX_ATTEMPTS
        if not is_hopeless:
            log.warning("update_failed", attempt=claim.attempts, exc_info=error)
            delay = timedelta(seconds=0.1 * 2 ** (claim.attempts - 1))
            await self._rows.postpone(claim, delay, said, counts=True)
            asyncio.get_running_loop().call_later(
                delay.total_seconds() + 0.005, self._enqueue, claim.lane, claim.order_key
            )
            return False
        log.error("update_buried", attempt=claim.attempts, exc_info=error)
        has_next = await self._rows.bury(claim, said)
        try:
            await self._on_buried(claim.bot_id, body, error)
        except Exception:
            log.exception("inbox_apology_failed")
        return has_next

    async def _sweep(self) -> None:
        for order_key, lane in await self._rows.list_waiting():
            self._enqueue(lane, order_key)

    async def _renew(self) -> None:
        if self._held:
            await self._rows.renew(list(self._held))

    async def _repeat(
        self,
        job: Callable[[], Awaitable[None]],
        seconds: float,
        woken: asyncio.Event | None = None,
    ) -> None:
        """Do it again after so many seconds, or at once when somebody knocks."""
        woken = woken or asyncio.Event()
        while True:
            woken.clear()
            try:
                await job()
            except WORLD:
                log.warning("inbox_storage_failed", exc_info=True)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await woken.wait()
