"""Long polling into the inbox, for a server that Telegram cannot reach.

The offset that confirms updates goes out only after they are stored.
"""

import asyncio

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.methods import GetUpdates
from aiogram.utils.backoff import Backoff, BackoffConfig

from bot.inbox import Inbox

POLL_SECONDS = 25
BACKOFF = BackoffConfig(min_delay=1.0, max_delay=30.0, factor=1.5, jitter=0.1)

log = structlog.get_logger(__name__)


async def poll(bot: Bot, inbox: Inbox, allowed_updates: list[str]) -> None:
    """Fetch and store updates until cancelled."""
    offset: int | None = None
    backoff = Backoff(config=BACKOFF)
    while True:
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
