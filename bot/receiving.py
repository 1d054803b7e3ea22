"""Keeps our bots receiving: by webhook where Telegram can reach us, else by long polling.

Bots come and go while the server runs; whatever is wrong with one stops no other.
"""

import asyncio
import contextlib
from collections.abc import Callable

import structlog
from aiogram.exceptions import TelegramAPIError, TelegramUnauthorizedError

from bot.announcing import ALLOWED_UPDATES, announce
from bot.inbox import Inbox
from bot.polling import poll
from bot.registry import BotRegistry
from models.database import Turns
from services import communities
from services.communities import ConnectedBot
from services.vault import Vault

#: Between two bots at the start, so that a thousand of them are no flood.
PACE_SECONDS = 0.1

log = structlog.get_logger(__name__)


class Receiving:
    """Begins and ends the service of a bot; `public_url` is asked anew each time."""

    def __init__(
        self,
        registry: BotRegistry,
        inbox: Inbox,
        vault: Vault,
        public_url: Callable[[], str | None],
        turns: Turns,
    ) -> None:
        self._registry = registry
        self._inbox = inbox
        self._vault = vault
        self._public_url = public_url
        self._turns = turns
        self._polling: dict[int, asyncio.Task[None]] = {}
        self._starting: asyncio.Task[None] | None = None

    async def begin(self, connected: ConnectedBot, *, only_if_differs: bool = False) -> bool:
        """Announce the bot and receive from now on; False when Telegram did not go along."""
        bot = self._registry.client(connected)
        url = self._public_url()
        is_announced = True
        try:
            await announce(bot, connected, url, only_if_differs=only_if_differs)
        except TelegramUnauthorizedError:
            log.warning("bot_token_unknown", bot_id=connected.telegram_id)
            await communities.mark_broken(connected.telegram_id)
            return False
        except TelegramAPIError as error:
            log.warning("announcing_failed", bot_id=connected.telegram_id, error=str(error))
            is_announced = False
        if url is None:
            await self._stop_polling(connected.telegram_id)
            self._polling[connected.telegram_id] = asyncio.create_task(
                poll(bot, self._inbox, ALLOWED_UPDATES, self._turns)
            )
        return is_announced

    async def end(self, telegram_id: int) -> None:
        """Receive nothing more and forget the bot."""
        await self._stop_polling(telegram_id)
        self._registry.forget(telegram_id)

    def begin_communities_bots(self) -> None:
        """Go through the communities' own bots, one after the other, while the server serves."""
        self._starting = asyncio.create_task(self._begin_all())

    async def close(self) -> None:
        """Stop receiving; another process may go on."""
        tasks = [task for task in (self._starting, *self._polling.values()) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._turns.close()

    async def _begin_all(self) -> None:
        for connected in await communities.list_bots(self._vault):
            if connected.community_id is None:
                continue
            try:
                await self.begin(connected, only_if_differs=True)
            except Exception:
                log.exception("bot_not_started", bot_id=connected.telegram_id)
            await asyncio.sleep(PACE_SECONDS)

    async def _stop_polling(self, telegram_id: int) -> None:
        task = self._polling.pop(telegram_id, None)
        if task is not None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
