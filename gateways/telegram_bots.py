"""Asking Telegram about bots that are not ours yet, or not for long."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNotFound,
    TelegramUnauthorizedError,
)
from aiogram.types import ChatMemberAdministrator, ChatMemberOwner

from gateways.telegram import Fleet
from services.errors import UnavailableError
from services.ports import BotProfile


class BotsAtTelegram:
    """The port `TelegramBots` over the fleet's connections, with clients that are not kept."""

    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet

    async def read_profile(self, token: str) -> BotProfile | None:
        """Whose token this is, or None when Telegram does not know it.

        api.telegram.org answers 404 to a token that cannot be, 401 to one that is unknown.
        """
        async with self._asking(token) as bot:
            try:
                me = await bot.get_me()
            except (TelegramUnauthorizedError, TelegramNotFound):
                return None
        return BotProfile(me.id, me.username or "", me.full_name)

    async def delete_webhook(self, token: str) -> None:
        """Let this bot's updates go nowhere."""
        async with self._asking(token) as bot:
            try:
                await bot.delete_webhook()
            except (TelegramUnauthorizedError, TelegramNotFound):
                return

    async def administers(self, token: str, chat_id: int, telegram_ids: Sequence[int]) -> bool:
        """Whether all these accounts are admins of the chat at this moment."""
        async with self._asking(token) as bot:
            try:
                members = [await bot.get_chat_member(chat_id, one) for one in telegram_ids]
            except (TelegramBadRequest, TelegramForbiddenError):
                return False
        return all(isinstance(one, ChatMemberOwner | ChatMemberAdministrator) for one in members)

    @asynccontextmanager
    async def _asking(self, token: str) -> AsyncIterator[Bot]:
        try:
            yield self._fleet.try_out(token)
        except TelegramAPIError as error:
            raise UnavailableError from error
