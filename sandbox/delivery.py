"""Updates on their way to bots: queues, long polling, and handing over to webhooks."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from sandbox.entities import Bot, Json, Pending
from sandbox.errors import conflict
from sandbox.webhook import WebhookSender

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiohttp import ClientSession

    from sandbox.world import World

UNSUBSCRIBED_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
LIFETIMES = {
    "callback_query": 150,
    "shipping_query": 150,
    "pre_checkout_query": 150,
    "inline_query": 30,
    "chosen_inline_result": 600,
}
DAY = 86_400
MOST_PENDING = 100_000
ALREADY_POLLED = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)
WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the"
    " webhook first"
)


@dataclass(slots=True)
class Queue:
    """What waits for one bot, by update id, and the poll that is open now."""

    pending: dict[int, Pending] = field(default_factory=dict)
    poll: asyncio.Future[None] | None = None
    previous_offset: int = -1
    previous_start: float = float("-inf")
    webhook_set: float = float("-inf")


class Delivery:
    """Queues of all bots. `execute` runs a method that a webhook answered with."""

    def __init__(
        self,
        world: World,
        session: ClientSession,
        *,
        first_delay: float,
        webhook_pause: float,
    ) -> None:
        self.world = world
        self.queues: dict[int, Queue] = defaultdict(Queue)
        self._session = session
        self._first_delay = first_delay
        self.webhook_pause = webhook_pause
        self._senders: dict[int, WebhookSender] = {}
        self.execute: Callable[[Bot, Json], Awaitable[None]] | None = None

    def start(self) -> None:
        """Take up what was kept and go on delivering to webhooks."""
        for number, updates in self.world.pending.items():
            updates.sort(key=lambda update: update.update_id)
            self.queues[number].pending = {update.update_id: update for update in updates}
        self.world.pending.clear()
        for bot in self.world.bots.values():
            if bot.webhook is not None:
                self.start_webhook(bot)

    async def close(self) -> None:
        """Stop delivering and end open polls; what waits stays in the queues."""
        for queue in self.queues.values():
            if queue.poll is not None and not queue.poll.done():
                queue.poll.set_result(None)
        for sender in list(self._senders.values()):
            await sender.stop()
        self._senders.clear()

    async def close_session(self) -> None:
        """Let the connections to webhooks go."""
        await self._session.close()

    # Adding ----------------------------------------------------------------------------------

    def add(self, bot: Bot, kind: str, content: Json, *, lane: str) -> int | None:
        """Queue an update and return its id; `None` when the bot has not asked for the kind."""
        if not is_subscribed(bot, kind):
            return None
        queue = self.queues[bot.id]
        if len(queue.pending) >= MOST_PENDING:
            return None
        number = self.next_id(bot)
        update = Pending(
            bot=bot.id,
            update_id=number,
            lane=lane,
            body={"update_id": number, kind: content},
            expires=self.world.clock() + LIFETIMES.get(kind, DAY),
        )
        queue.pending[number] = update
        self.world.store.put("update", self._place(update), update)
        sender = self._senders.get(bot.id)
        if sender is None:
            if queue.poll is not None and not queue.poll.done():
                queue.poll.set_result(None)
        else:
            sender.push(update)
        return number

    def next_id(self, bot: Bot) -> int:
        """Return the bot's next update id and count it."""
        number = bot.next_update_id
        bot.next_update_id += 1
        self.world.save(bot)
        return number

    def remove(self, update: Pending) -> None:
        """Forget an update: it is confirmed, or too old."""
        self.queues[update.bot].pending.pop(update.update_id, None)
        self.world.store.put("update", self._place(update), None)

    def drop_pending(self, bot: Bot) -> None:
        """Forget everything that waits for the bot."""
        for update in list(self.queues[bot.id].pending.values()):
            self.remove(update)

    @staticmethod
    def _place(update: Pending) -> str:
        return f"{update.bot}/{update.update_id:012d}"

    # Webhooks --------------------------------------------------------------------------------

    def start_webhook(self, bot: Bot) -> None:
        """Begin to send the bot's updates to its webhook."""
        queue = self.queues[bot.id]
        self.end_poll(bot, "terminated by setWebhook request")
        sender = WebhookSender(self, bot, self._session, self._first_delay)
        self._senders[bot.id] = sender
        for update in list(queue.pending.values()):
            sender.push(update)

    def stop_webhook(self, bot: Bot) -> None:
        """Stop sending to the webhook; waiting updates can be polled then."""
        sender = self._senders.pop(bot.id, None)
        if sender is not None:
            sender.cancel()

    async def post(self, bot: Bot, body: Json) -> int:
        """Send a raw update to the webhook once, past the queue; return the HTTP status or 0."""
        sender = self._senders.get(bot.id)
        if sender is None:
            return 0
        return (await sender.attempt(body)).status

    # Polling ---------------------------------------------------------------------------------

    def end_poll(self, bot: Bot, reason: str) -> None:
        """End the open poll of the bot with a conflict."""
        poll = self.queues[bot.id].poll
        if poll is not None and not poll.done():
            poll.set_exception(conflict(reason))

    async def poll(self, bot: Bot, offset: int, limit: int, seconds: float) -> list[Json]:
        """Return waiting updates from `offset` on; wait for the first one.

        A second poll ends the first one. The pauses are those of Telegram's own server: asking
        for the same offset again within three seconds waits at least three.
        """
        if bot.webhook is not None:
            raise conflict(WEBHOOK_ACTIVE)
        loop = asyncio.get_running_loop()
        queue = self.queues[bot.id]
        self.end_poll(bot, ALREADY_POLLED)
        now = loop.time()
        self._confirm(queue, offset)
        if offset == queue.previous_offset and now < queue.previous_start + 3.0:
            seconds = max(seconds, 3.0)
            if now < queue.previous_start + 0.5:
                limit = 1
        queue.previous_offset, queue.previous_start = offset, now
        own = queue.poll = loop.create_future()
        try:
            self._expire(queue)
            if not queue.pending:
                await asyncio.wait_for(own, seconds)
        except TimeoutError:
            return []
        finally:
            if queue.poll is own:
                queue.poll = None
        return [update.body for update in islice(queue.pending.values(), limit)]

    def _confirm(self, queue: Queue, offset: int) -> None:
        if offset < 0:
            for number in list(queue.pending)[:offset]:
                self.remove(queue.pending[number])
            return
        while queue.pending and (first := next(iter(queue.pending))) < offset:
            self.remove(queue.pending[first])

    def _expire(self, queue: Queue) -> None:
        now = self.world.clock()
        for update in list(queue.pending.values()):
            if update.expires <= now:
                self.remove(update)


def is_subscribed(bot: Bot, kind: str) -> bool:
    """Say whether the bot has asked for updates of this kind."""
    if bot.allowed_updates is None:
        return kind not in UNSUBSCRIBED_BY_DEFAULT
    return kind in bot.allowed_updates
