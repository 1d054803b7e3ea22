"""What Telegram is told about a bot of ours: its webhook, its commands, its menu button."""

import asyncio

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramRetryAfter
from aiogram.types import MenuButtonCommands, MenuButtonWebApp, WebAppInfo

from bot.commands import publish_commands
from bot.i18n import LANGUAGES, Translator
from bot.webhook import webhook_path
from services.communities import ConnectedBot

ALLOWED_UPDATES = [
    "message",
    "edited_message",
    "callback_query",
    "inline_query",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "pre_checkout_query",
    "message_reaction",
    "poll_answer",
    "channel_post",
    "edited_channel_post",
]

log = structlog.get_logger(__name__)


async def announce(
    bot: Bot, connected: ConnectedBot, public_url: str | None, *, only_if_differs: bool = False
) -> None:
    """Register the webhook, then commands and the button beside the text field.

    Without a public address the webhook is taken away, for long polling, and there is no button.
    """
    if not (only_if_differs and await _is_set(bot, connected, public_url)):
        await set_webhook(bot, connected, public_url)
    await publish_commands(bot)
    if public_url is None:
        await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
        return
    await bot.set_chat_menu_button(
        menu_button=MenuButtonWebApp(
            text=Translator(LANGUAGES[0])("communities-app-button"),
            web_app=WebAppInfo(url=app_url(public_url, connected.telegram_id)),
        )
    )


async def set_webhook(bot: Bot, connected: ConnectedBot, public_url: str | None) -> None:
    """Make Telegram's side what the settings say; the secret is always set again."""
    if public_url is None:
        if (await bot.get_webhook_info()).url:
            await bot.delete_webhook()
        return
    try:
        await _set(bot, connected, public_url)
    except TelegramRetryAfter as error:  # another replica did the same a moment ago
        await asyncio.sleep(error.retry_after)
        await _set(bot, connected, public_url)


async def _set(bot: Bot, connected: ConnectedBot, public_url: str) -> None:
    await bot.set_webhook(
        public_url + webhook_path(connected.telegram_id),
        secret_token=connected.webhook_secret,
        allowed_updates=ALLOWED_UPDATES,
        max_connections=40,
    )


async def _is_set(bot: Bot, connected: ConnectedBot, public_url: str | None) -> bool:
    """Whether Telegram has the address already; it does not tell the secret."""
    info = await bot.get_webhook_info()
    if public_url is None:
        return not info.url
    return info.url == public_url + webhook_path(connected.telegram_id) and set(
        info.allowed_updates or ()
    ) == set(ALLOWED_UPDATES)


def app_url(public_url: str, telegram_id: int) -> str:
    """Where the Mini App of a bot begins; init data names no bot, so the address does."""
    return f"{public_url}/tg/app/?bot={telegram_id}"
