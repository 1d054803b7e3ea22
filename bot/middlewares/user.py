"""Adds who is speaking: `user`, `contact` and the translator `t`."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import TelegramObject
from aiogram.types import User as TelegramUser

from bot.i18n import Translator, choose_language
from models import User
from services import communities, users

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


def profile_of(person: TelegramUser) -> users.Profile:
    """What a Telegram user object tells."""
    return users.Profile(
        telegram_id=person.id,
        first_name=person.first_name[:128],
        last_name=(person.last_name or "")[:128],
        username=person.username,
        language_code=person.language_code,
        is_premium=bool(person.is_premium),
    )


def translator_for(user: User) -> Translator:
    """Speaks the language that the person chose, else the one of their Telegram."""
    language = user.language or choose_language(user.language_code)
    return Translator(language, user.time_zone or "UTC")


class UserMiddleware(BaseMiddleware):
    """Updates that come from nobody, or from a bot, pass without a user."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Meet the person, then go on."""
        person: TelegramUser | None = data.get("event_from_user")
        if person is not None and not person.is_bot:
            connected: communities.ConnectedBot = data["connected_bot"]
            contact = await users.arrive(profile_of(person), connected.row_id)
            data["contact"], data["user"] = contact, contact.user
            data["t"] = translator_for(contact.user)
        return await handler(event, data)
