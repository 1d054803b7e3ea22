"""The platform bot's webhook, looked at and put right by hand.

It changes nothing but the webhook that the settings describe: no address is taken from outside.
"""

from dataclasses import dataclass
from datetime import datetime

from aiogram.exceptions import TelegramAPIError

from bot.announcing import set_webhook
from bot.registry import BotRegistry
from services.communities import ConnectedBot
from services.errors import ConflictError, UnavailableError


class NoPublicUrlError(ConflictError):
    """Without an address of our own there is nowhere for Telegram to post."""

    code = "no_public_url"
    text = "communities-error-no-public-url"


@dataclass(frozen=True, slots=True)
class WebhookState:
    """What Telegram knows of the webhook; an empty `url` means there is none."""

    url: str
    pending_updates: int
    last_error: str | None
    last_error_at: datetime | None


async def describe_webhook(registry: BotRegistry) -> WebhookState:
    """What Telegram has.

    Raises:
        UnavailableError: when there is no bot, or Telegram does not answer.
    """
    bot = registry.client(await _platform(registry))
    try:
        info = await bot.get_webhook_info()
    except TelegramAPIError as error:
        raise UnavailableError from error
    return WebhookState(
        info.url, info.pending_update_count, info.last_error_message, info.last_error_date
    )


async def renew_webhook(registry: BotRegistry, public_url: str | None) -> WebhookState:
    """Set it as the settings say.

    Raises:
        NoPublicUrlError: when they name no address.
        UnavailableError: as `describe_webhook`.
    """
    if public_url is None:
        raise NoPublicUrlError
    connected = await _platform(registry)
    try:
        await set_webhook(registry.client(connected), connected, public_url)
    except TelegramAPIError as error:
        raise UnavailableError from error
    return await describe_webhook(registry)


async def delete_webhook(registry: BotRegistry) -> WebhookState:
    """Take it away; what waits at Telegram is kept.

    Raises:
        UnavailableError: as `describe_webhook`.
    """
    bot = registry.client(await _platform(registry))
    try:
        await bot.delete_webhook()
    except TelegramAPIError as error:
        raise UnavailableError from error
    return await describe_webhook(registry)


async def _platform(registry: BotRegistry) -> ConnectedBot:
    connected = await registry.find_platform()
    if connected is None:
        raise UnavailableError
    return connected
