"""Leaves whoever floods a bot alone for a moment, after telling them once.

Payments always pass: what was paid must be given.
"""

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from aiogram import BaseMiddleware
from aiogram.types import TelegramObject, Update
from aiogram.types import User as TelegramUser

from bot.i18n import Translator, choose_language
from services.communities import ConnectedBot
from services.ports import Limiter

#: An even rate for a person at a bot. The burst lets somebody forward many messages at once.
UPDATES, SECONDS, BURST = 30, 10.0, 60
TELL_EVERY_SECONDS = 60.0
PAYMENT_KINDS = {"pre_checkout_query", "shipping_query", "purchased_paid_media"}

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]

log = structlog.get_logger(__name__)


class ThrottleMiddleware(BaseMiddleware):
    """The first of the update's middlewares, so that a flood does not reach the database."""

    def __init__(self, limiter: Limiter) -> None:
        self._limiter = limiter

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Go on, or say once that it is too fast, or do nothing."""
        person: TelegramUser | None = data.get("event_from_user")
        if person is None or not isinstance(event, Update) or _is_payment(event):
            return await handler(event, data)
        connected: ConnectedBot = data["connected_bot"]
        key = f"updates:{connected.telegram_id}:{person.id}"
        if not await self._limiter.hit(key, rate=UPDATES, per=SECONDS, burst=BURST):
            return await handler(event, data)
        if not await self._limiter.hit(f"{key}:told", rate=1, per=TELL_EVERY_SECONDS, burst=1):
            log.warning("flood", user_id=person.id)
            await _tell(event, Translator(choose_language(person.language_code))("common-too-fast"))
        return None


async def _tell(update: Update, text: str) -> None:
    """An alert for a tap, else a message; nothing where others would read it."""
    if update.callback_query is not None:
        await update.callback_query.answer(text, show_alert=True)
    elif update.message is not None and update.message.chat.type == "private":
        await update.message.answer(text, parse_mode=None)


def _is_payment(update: Update) -> bool:
    if update.event_type in PAYMENT_KINDS:
        return True
    message = update.message
    return message is not None and (
        message.successful_payment is not None or message.refunded_payment is not None
    )
