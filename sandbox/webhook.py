"""Sending updates to a webhook: order within a lane, repetition, and giving up.

Lanes are independent: the head of a lane that cannot be delivered blocks its own lane only.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import orjson
from aiohttp import ClientError, ClientSession, ClientTimeout

if TYPE_CHECKING:
    from aiohttp import ClientResponse

    from sandbox.delivery import Delivery
    from sandbox.entities import Bot, Json, Pending

TIMEOUT = ClientTimeout(total=60)
GONE_FOR = 23 * 3600
LONGEST_RETRY_AFTER = 3600
CLOSED = "Webhook connection closed"
NOT_IN_ANSWERS = frozenset({"setwebhook", "deletewebhook", "close", "logout"})


@dataclass(slots=True)
class Attempt:
    """How one POST went; status 0 means that there was no answer."""

    status: int
    reason: str = CLOSED
    retry_after: float | None = None
    answer: Json | None = None

    @property
    def accepted(self) -> bool:
        """Say whether the bot has taken the update."""
        return 200 <= self.status < 300


class WebhookSender:
    """Delivers one bot's updates with up to `max_connections` requests at a time."""

    def __init__(
        self, delivery: Delivery, bot: Bot, session: ClientSession, first_delay: float
    ) -> None:
        self._delivery = delivery
        self._bot = bot
        self._session = session
        self._first_delay = first_delay
        self._lanes: dict[str, deque[Pending]] = {}
        self._ready: deque[str] = deque()
        self._failures: dict[str, int] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._timers: set[asyncio.TimerHandle] = set()
        self._stopped = False

    def push(self, update: Pending) -> None:
        """Take an update for delivery."""
        lane = self._lanes.get(update.lane)
        if lane is not None:
            lane.append(update)
            return
        self._lanes[update.lane] = deque([update])
        self._ready.append(update.lane)
        self._pump()

    def cancel(self) -> None:
        """Stop at once."""
        self._stopped = True
        for timer in self._timers:
            timer.cancel()
        for task in self._tasks:
            task.cancel()

    async def stop(self) -> None:
        """Stop and wait until nothing runs."""
        self.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _pump(self) -> None:
        webhook = self._bot.webhook
        if webhook is None or self._stopped:
            return
        while self._ready and len(self._tasks) < webhook.max_connections:
            task = asyncio.create_task(self._deliver_head(self._ready.popleft()))
            self._tasks.add(task)
            task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._delivery.world.store.flush()
        if not task.cancelled() and (error := task.exception()) is not None:
            asyncio.get_running_loop().call_exception_handler(
                {"message": "delivery to a webhook broke", "exception": error, "task": task}
            )
        self._pump()

    async def _deliver_head(self, name: str) -> None:
        lane = self._lanes[name]
        update = lane[0]
        if update.update_id not in self._delivery.queues[update.bot].pending:
            self._next(name)
            return
        if update.expires <= self._delivery.world.clock():
            self._delivery.remove(update)
            self._next(name)
            return
        self._delivery.world.store.flush()
        attempt = await self.attempt(update.body)
        if not attempt.accepted:
            self._failed(name, attempt)
            return
        self._delivery.remove(update)
        self._succeeded()
        if attempt.answer is not None and self._delivery.execute is not None:
            await self._delivery.execute(self._bot, attempt.answer)
        self._next(name)

    def _next(self, name: str) -> None:
        self._failures.pop(name, None)
        lane = self._lanes[name]
        lane.popleft()
        if lane:
            self._ready.append(name)
        else:
            del self._lanes[name]

    def _succeeded(self) -> None:
        if self._bot.webhook is not None and self._bot.webhook.gone_since:
            self._bot.webhook.gone_since = 0.0
            self._delivery.world.save(self._bot)

    def _failed(self, name: str, attempt: Attempt) -> None:
        webhook = self._bot.webhook
        if webhook is None or self._stopped:
            return
        world = self._delivery.world
        webhook.last_error_date = world.now()
        webhook.last_error_message = attempt.reason
        if attempt.status == HTTPStatus.GONE:
            webhook.gone_since = webhook.gone_since or world.clock()
            if world.clock() - webhook.gone_since > GONE_FOR:
                self._bot.webhook = None
                world.save(self._bot)
                self._delivery.stop_webhook(self._bot)
                return
        else:
            webhook.gone_since = 0.0
        world.save(self._bot)
        self._again_after(name, self._delay(name, attempt))

    def _delay(self, name: str, attempt: Attempt) -> float:
        failures = self._failures[name] = self._failures.get(name, 0) + 1
        if attempt.retry_after is not None:
            return attempt.retry_after
        if failures == 1:
            return 0.0
        longest = float(self._delivery.world.random.uniform(60, 120))
        return float(min(self._first_delay * 2 ** min(failures - 2, 20), longest))

    def _again_after(self, name: str, seconds: float) -> None:
        def again() -> None:
            self._timers.discard(timer)
            self._ready.append(name)
            self._pump()

        timer = asyncio.get_running_loop().call_later(seconds, again)
        self._timers.add(timer)

    async def attempt(self, body: Json) -> Attempt:
        """Send one update once."""
        webhook = self._bot.webhook
        if webhook is None:
            return Attempt(0)
        headers = {"Content-Type": "application/json"}
        if webhook.secret_token:
            headers["X-Telegram-Bot-Api-Secret-Token"] = webhook.secret_token
        try:
            async with self._session.post(
                webhook.url,
                data=orjson.dumps(body),
                headers=headers,
                timeout=TIMEOUT,
                allow_redirects=False,
            ) as response:
                return await _read_answer(response)
        except TimeoutError:
            return Attempt(0, "Read timeout expired")
        except ClientError as error:
            refused = "Connection refused" if "refused" in str(error).lower() else CLOSED
            return Attempt(0, refused)


async def _read_answer(response: ClientResponse) -> Attempt:
    content = await response.read()
    reason = f"Wrong response from the webhook: {response.status} {response.reason}"
    attempt = Attempt(response.status, reason)
    header = response.headers.get("Retry-After", "")
    if header.isascii() and header.isdigit():
        attempt.retry_after = min(int(header), LONGEST_RETRY_AFTER)
    if attempt.accepted and content:
        attempt.answer = _parse_answer(content, response.content_type)
    return attempt


def _parse_answer(content: bytes, kind: str) -> Json | None:
    """Return the method call in an answer, if there is one and it may be made this way."""
    fields: Any
    try:
        if kind == "application/x-www-form-urlencoded":
            fields = dict(parse_qsl(content.decode()))
        else:
            fields = orjson.loads(content)
    except ValueError:
        return None
    if not isinstance(fields, dict) or not isinstance(fields.get("method"), str):
        return None
    method = fields["method"].lower()
    return None if method.startswith("get") or method in NOT_IN_ANSWERS else fields
