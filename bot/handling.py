"""From the bytes of an update to the dispatcher."""

from aiogram import Bot, Dispatcher
from aiogram.types import Update

from bot.errors import apologise
from bot.media_ids import current_bot_id
from bot.registry import BotRegistry


class UpdateHandling:
    """What the inbox does with an update, and what it does when that failed for good."""

    def __init__(self, dispatcher: Dispatcher, registry: BotRegistry) -> None:
        self._dispatcher = dispatcher
        self._registry = registry

    async def handle(self, bot_id: int, body: bytes) -> None:
        """Give an update to the handlers; one for a bot that is gone is done."""
        connected = await self._registry.find(bot_id)
        if connected is None:
            return
        bot = self._registry.client(connected)
        update = Update.model_validate_json(body, context={"bot": bot})
        token = current_bot_id.set(bot_id)
        try:
            await self._dispatcher.feed_update(bot, update, connected_bot=connected)
        finally:
            current_bot_id.reset(token)

    async def apologise(self, bot_id: int, body: bytes, error: BaseException) -> None:
        """Tell the person that their step was given up."""
        connected = await self._registry.find(bot_id)
        if connected is None:
            return
        bot: Bot = self._registry.client(connected)
        try:
            update = Update.model_validate_json(body, context={"bot": bot})
        except ValueError:
            return
        await apologise(bot, update)
