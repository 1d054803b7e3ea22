"""Long polling into the inbox, for a server that Telegram cannot reach.

The offset that confirms updates goes out only after they are stored. Telegram lets one process poll
a bot, so with several it is the turn of one, and another takes over when that one is gone.
"""

import asyncio

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.methods import GetUpdates
from aiogram.utils.backoff import Backoff, BackoffConfig

from bot.inbox import Inbox
from models.database import Turns

POLL_SECONDS = 25
#: Between two questions whether it is our turn.
TURN_SECONDS = 3.0
BACKOFF = BackoffConfig(min_delay=1.0, max_delay=30.0, factor=1.5, jitter=0.1)

log = structlog.get_logger(__name__)


async def poll(bot: Bot, inbox: Inbox, allowed_updates: list[str], turns: Turns) -> None:
    """Fetch and store updates whenever it is our turn, until cancelled."""
    try:
        await _poll(bot, inbox, allowed_updates, turns)
    finally:
        await turns.give_back(bot.id)


async def _poll(bot: Bot, inbox: Inbox, allowed_updates: list[str], turns: Turns) -> None:
    offset: int | None = None
    backoff = Backoff(config=BACKOFF)
    is_ours = True
    while True:
        was_ours, is_ours = is_ours, await turns.take(bot.id)
        if is_ours is not was_ours:
            log.info("polling_begun" if is_ours else "polling_elsewhere", bot_id=bot.id)
        if not is_ours:
            offset = None
            await asyncio.sleep(TURN_SECONDS)
            continue
        try:
            updates = await bot(
                GetUpdates(offset=offset, timeout=POLL_SECONDS, allowed_updates=allowed_updates),
                request_timeout=POLL_SECONDS + 10,
            )
            for update in updates:
                body = update.model_dump_json(exclude_none=True, by_alias=True)
                await inbox.store(bot.id, body.encode())
                offset = update.update_id + 1
            backoff.reset()
        except (TelegramAPIError, OSError, TimeoutError) as error:
            log.warning("polling_failed", error=type(error).__name__, wait=backoff.next_delay)
            await backoff.asleep()
        except asyncio.CancelledError:
            raise
