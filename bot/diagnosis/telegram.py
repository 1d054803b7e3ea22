"""Telegram: the token, the webhook, the clock."""

from collections.abc import AsyncIterator
from datetime import timedelta
from email.utils import parsedate_to_datetime

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramNotFound, TelegramUnauthorizedError
from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.diagnosis.findings import Finding, doubtful, failing, well
from bot.settings import Settings
from bot.webhook import webhook_path
from gateways.telegram import Fleet
from services import clock

TIMEOUT = ClientTimeout(10)
RECENTLY = timedelta(hours=1)
MANY_PENDING = 100
#: Init data must not come from the future, and limits and leases compare clocks.
TOO_SKEWED = timedelta(seconds=30)
SKEWED = timedelta(seconds=5)
NETWORK = "Check the network of this machine, and BOT_API_URL."


async def check_telegram(settings: Settings) -> AsyncIterator[Finding]:
    """The token is known, and the webhook is as the settings say."""
    if settings.bot_token is None:
        yield well("telegram", "not used: the sandbox runs (set BOT_TOKEN for a real bot)")
        return
    fleet = Fleet(settings.bot_api_url)
    try:
        bot = fleet.add(settings.bot_token)
        me = await bot.get_me()
        yield well("telegram", f"@{me.username} ({me.id})")
        yield await _check_webhook(bot, settings)
    except (TelegramUnauthorizedError, TelegramNotFound):
        mend = "Copy BOT_TOKEN again from @BotFather."
        yield failing("telegram", "the token is not known", mend)
    except TelegramAPIError as error:
        yield failing("telegram", f"no answer: {error}", NETWORK)
    finally:
        await fleet.close()


async def _check_webhook(bot: Bot, settings: Settings) -> Finding:
    subject = "webhook"
    info = await bot.get_webhook_info()
    wanted = settings.public_url and settings.public_url + webhook_path(bot.id)
    if info.url != (wanted or ""):
        mend = "Start the server, or: python main.py webhook set" if wanted else "Start the server."
        seen = f"Telegram has {info.url or 'none'}, the settings want {wanted or 'none'}"
        return failing(subject, seen, mend)
    if info.last_error_date and clock.now() - info.last_error_date < RECENTLY:
        mend = "Telegram could not deliver: look at the address, the proxy and the certificate."
        return failing(subject, f"last error: {info.last_error_message}", mend)
    if info.pending_update_count > MANY_PENDING:
        mend = "The server is down or too slow: look at its log."
        return doubtful(subject, f"{info.pending_update_count} updates wait at Telegram", mend)
    return well(subject, wanted or "none: long polling")


async def check_clock(settings: Settings) -> AsyncIterator[Finding]:
    """This machine's clock against the Date of Telegram's answers (exact to a second)."""
    if settings.bot_token is None:
        return
    try:
        async with (
            ClientSession(timeout=TIMEOUT) as session,
            session.get(settings.bot_api_url, allow_redirects=False) as answer,
        ):
            said = answer.headers.get("Date")
    except (ClientError, OSError) as error:
        yield failing("clock", f"Telegram does not tell the time: {error}", NETWORK)
        return
    if said is None:
        yield doubtful("clock", "the Bot API server does not tell the time", NETWORK)
        return
    skew = clock.now() - parsedate_to_datetime(said)
    seen = f"{skew.total_seconds():+.0f} s against Telegram"
    mend = "Set the clock by NTP: timedatectl set-ntp true"
    if abs(skew) > TOO_SKEWED:
        yield failing("clock", seen, mend)
    elif abs(skew) > SKEWED:
        yield doubtful("clock", seen, mend)
    else:
        yield well("clock", seen)
