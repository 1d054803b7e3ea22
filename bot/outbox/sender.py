"""Sends what the outbox holds, each bot at its own pace."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from typing import Any

import structlog
from aiogram.exceptions import TelegramUnauthorizedError
from aiogram.types import Message
from pydantic import ValidationError

from bot.failures import WORLD, describe
from bot.outbox.calls import build_call, is_plain, without_markup
from bot.outbox.moving import move_chat
from bot.outbox.pace import Pace
from bot.outbox.rows import Claim, OutboxRows
from bot.outbox.verdicts import Outcome, Verdict, judge
from bot.registry import BotRegistry
from models.choices import DeliveryPolicy, DeliveryState
from services import communities, users
from services.communities import ConnectedBot
from services.ports import Limiter
from services.wakeups import Work, listening

BATCH = 5
IN_FLIGHT = 15
POLL_SECONDS = 1.0
TAKE_OVER_SECONDS = 5.0
TIDY_SECONDS = 600.0
STORAGE_SECONDS = 0.5

log = structlog.get_logger(__name__)


class Outbox:
    """Calls to Telegram that nobody waits for.

    `is_shared` says that other processes work on the same database. Answers to people do not come
    through here and never wait for it.
    """

    def __init__(
        self, rows: OutboxRows, registry: BotRegistry, limiter: Limiter, *, is_shared: bool
    ) -> None:
        self._rows = rows
        self._registry = registry
        self._pace = Pace(limiter)
        self._is_shared = is_shared
        self._woken = asyncio.Event()
        self._is_stopping = asyncio.Event()
        self._bots: dict[int, asyncio.Task[None]] = {}
        self._again: set[int] = set()
        self._calls: dict[int, set[asyncio.Task[None]]] = {}
        self._silent: dict[int, float] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._listening = ExitStack()

    async def start(self) -> None:
        """Judge what a stopped process left, and begin."""
        if not self._is_shared:
            await self._rows.take_over(everything=True)
        self._listening.enter_context(listening(Work.OUTBOX, self._woken.set))
        self._tasks = [
            asyncio.create_task(self._watch()),
            asyncio.create_task(_repeat(self._rows.take_over, TAKE_OVER_SECONDS)),
            asyncio.create_task(_repeat(self._rows.tidy, TIDY_SECONDS)),
        ]

    async def stop(self, seconds: float) -> None:
        """Finish the calls under way, for at most this long; what is not begun stays for later.

        A call that does not end in time is judged like one that was cut off.
        """
        self._listening.close()
        self._is_stopping.set()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        begun = [*self._bots.values(), *(call for calls in self._calls.values() for call in calls)]
        if begun:
            await asyncio.wait(begun, timeout=seconds)
        rest = [task for task in begun if not task.done()]
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    async def _watch(self) -> None:
        while True:
            self._woken.clear()
            try:
                for bot_id in await self._rows.list_waiting_bots():
                    self._begin(bot_id)
            except WORLD:
                log.warning("outbox_storage_failed", exc_info=True)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(POLL_SECONDS):
                    await self._woken.wait()

    def _begin(self, bot_id: int) -> None:
        if bot_id in self._bots:
            self._again.add(bot_id)
            return
        self._bots[bot_id] = asyncio.create_task(self._serve(bot_id))

    async def _serve(self, bot_id: int) -> None:
        """Send for one bot until nothing is due or it has to be silent."""
        calls = self._calls.setdefault(bot_id, set())
        try:
            while not self._is_stopping.is_set():
                room = IN_FLIGHT - len(calls)
                if room <= 0:
                    await asyncio.wait(calls, return_when=asyncio.FIRST_COMPLETED)
                    continue
                self._again.discard(bot_id)
                claims = await self._rows.claim(bot_id, min(BATCH, room))
                if claims:
                    await self._launch(bot_id, claims)
                elif bot_id not in self._again:
                    break
        except WORLD:
            log.warning("outbox_storage_failed", exc_info=True)
        finally:
            del self._bots[bot_id]

    async def _launch(self, bot_id: int, claims: list[Claim]) -> None:
        """Begin the claimed calls as their limits allow; what may not go now goes back."""
        postponed: dict[int, float] = {}
        for number, claim in enumerate(claims):
            if claim.chat_id not in postponed:
                wait = await self._pace.wait_for_chat(bot_id, claim.chat_id)
                if wait > 0:
                    postponed[claim.chat_id] = wait
            if claim.chat_id in postponed:
                await self._give_back([claim], postponed[claim.chat_id])
                continue
            await self._pace.take(bot_id)
            if self._is_stopping.is_set() or self._is_silent(bot_id):
                await self._give_back(claims[number:])
                return
            task = asyncio.create_task(self._send(claim))
            self._calls[bot_id].add(task)
            task.add_done_callback(self._calls[bot_id].discard)

    async def _send(self, claim: Claim) -> None:
        """Make one call and write down what became of it."""
        try:
            connected = await self._registry.find(claim.bot_id)
            call = build_call(claim)
        except (ValidationError, ValueError) as error:
            log.exception("outbox_call_wrong", method=claim.method, row=claim.row_id)
            await self._finish(claim, DeliveryState.FAILED, error=describe(error))
            return
        except WORLD:
            await self._give_back([claim])
            return
        if connected is None:
            await self._give_back([claim], POLL_SECONDS)
            return
        try:
            result = await self._registry.client(connected)(call)
        except Exception as error:  # noqa: BLE001 - each error has a verdict
            await self._settle(partial(self._conclude, claim, connected, error))
        else:
            message_id = result.message_id if isinstance(result, Message) else None
            await self._finish(claim, DeliveryState.SENT, message_id=message_id)

    async def _conclude(self, claim: Claim, connected: ConnectedBot, error: Exception) -> None:
        verdict = judge(error, claim.attempts)
        said = describe(error)
        log.info("outbox_call_failed", row=claim.row_id, outcome=verdict.outcome, error=said)
        if verdict.pause:
            self._silent[claim.bot_id] = asyncio.get_running_loop().time() + (
                verdict.pause.total_seconds()
            )
            await self._rows.pause(claim.bot_id, verdict.pause)
        if isinstance(error, TelegramUnauthorizedError):
            log.error("outbox_token_refused", bot_id=claim.bot_id)
            await communities.mark_broken(claim.bot_id)
        match verdict.outcome:
            case Outcome.UNSENT:
                is_try = verdict.delay > timedelta(0)
                await self._rows.give_back([claim], verdict.delay, said, counts=is_try)
            case Outcome.UNKNOWN:
                await self._leave_open(claim, verdict, said)
            case Outcome.MOVED:
                await move_chat(claim.chat_id, verdict.moved_to)
                await self._rows.give_back([claim], error=said, counts=True)
            case Outcome.BAD_MARKUP if not is_plain(claim.payload):
                log.error("outbox_markup_refused", row=claim.row_id, error=said)
                await self._rows.give_back([_plain(claim)], error=said, counts=True)
            case Outcome.UNREACHABLE:
                if claim.chat_id > 0:
                    await users.mark_blocked(connected.row_id, claim.chat_id)
                await self._rows.finish(claim, DeliveryState.FAILED, error=said)
            case _:
                log.error("outbox_call_refused", row=claim.row_id, error=said)
                await self._rows.finish(claim, DeliveryState.FAILED, error=said)
        self._wake_in(max(verdict.delay, verdict.pause).total_seconds())

    async def _leave_open(self, claim: Claim, verdict: Verdict, said: str) -> None:
        """It may have arrived: the policy says what is worse, twice or not at all."""
        if claim.policy is DeliveryPolicy.AT_LEAST_ONCE:
            await self._rows.give_back([claim], verdict.delay, said, counts=True)
        else:
            await self._rows.finish(claim, DeliveryState.UNCONFIRMED, error=said)

    def _wake_in(self, seconds: float) -> None:
        """Look again when what was put off is due."""
        asyncio.get_running_loop().call_later(seconds + 0.015, self._woken.set)

    def _is_silent(self, bot_id: int) -> bool:
        return self._silent.get(bot_id, 0.0) > asyncio.get_running_loop().time()

    async def _give_back(self, claims: list[Claim], seconds: float = 0.0) -> None:
        delay = timedelta(seconds=seconds)
        await self._settle(lambda: self._rows.give_back(claims, delay))
        self._wake_in(seconds)

    async def _finish(self, claim: Claim, state: DeliveryState, **values: Any) -> None:
        await self._settle(lambda: self._rows.finish(claim, state, **values))

    async def _settle(self, write: Callable[[], Awaitable[None]]) -> None:
        """Write down what happened, however long the database is away."""
        while True:
            try:
                await write()
            except WORLD:
                log.warning("outbox_storage_failed", exc_info=True)
                await asyncio.sleep(STORAGE_SECONDS)
            else:
                return


def _plain(claim: Claim) -> Claim:
    return Claim(
        claim.row_id,
        claim.bot_id,
        claim.chat_id,
        claim.method,
        without_markup(claim.payload),
        claim.policy,
        claim.attempts,
        claim.lease,
    )


async def _repeat(work: Callable[[], Awaitable[None]], seconds: float) -> None:
    while True:
        try:
            await work()
        except WORLD:
            log.warning("outbox_storage_failed", exc_info=True)
        await asyncio.sleep(seconds)
