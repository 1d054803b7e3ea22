"""Our bots at Telegram: the platform's and the communities' own. Tokens are sealed at rest."""

import re
import secrets
from dataclasses import dataclass, field

from tortoise.exceptions import IntegrityError

from models import Bot, Membership
from models.base import for_update
from models.choices import BotStatus
from models.transactions import transaction
from services.communities.audit import record
from services.communities.permissions import Permission, require
from services.errors import ConflictError, InvalidError, NotFoundError
from services.ports import BotProfile, TelegramBots
from services.vault import Vault
from services.wakeups import Work, wake_after_commit, wake_now

TOKEN = re.compile(r"\d{6,16}:[A-Za-z0-9_-]{30,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectedBot:
    """A bot with its secrets opened; kept in memory only."""

    row_id: int
    telegram_id: int
    community_id: int | None
    username: str
    token: str = field(repr=False)
    webhook_secret: str = field(repr=False)


class BadTokenError(InvalidError):
    """Telegram does not know this token."""

    code = "bad_bot_token"
    text = "communities-error-bad-token"


class BotTakenError(ConflictError):
    """The bot already serves a community, or the platform."""

    code = "bot_taken"
    text = "communities-error-bot-taken"


class BotNotFoundError(NotFoundError):
    """This community has no such bot."""

    code = "bot_not_found"
    text = "communities-error-bot-not-found"


async def register_platform_bot(
    vault: Vault,
    *,
    token: str,
    username: str,
    name: str,
    webhook_secret: str | None,
    is_sandbox: bool,
) -> ConnectedBot:
    """Keep the platform's bot as the settings give it; its webhook secret is made once."""
    telegram_id = int(token.partition(":")[0])
    async with transaction():
        row = await Bot.get_or_none(telegram_id=telegram_id)
        if row is None:
            row = Bot(telegram_id=telegram_id, community_id=None)
            secret = webhook_secret or secrets.token_urlsafe(32)
        else:
            secret = webhook_secret or _open(vault, row).webhook_secret
        row.username, row.name, row.is_sandbox = username, name, is_sandbox
        row.status = BotStatus.ACTIVE
        row.token = vault.seal(token.encode(), _where(telegram_id, "token"))
        row.webhook_secret = vault.seal(secret.encode(), _where(telegram_id, "webhook_secret"))
        await row.save()
        await (
            Bot.filter(community_id__isnull=True)
            .exclude(id=row.id)
            .update(status=BotStatus.REMOVED)
        )
        wake_after_commit(Work.BOTS)
    return _open(vault, row)


async def read_platform_bot(vault: Vault) -> ConnectedBot | None:
    """The platform's bot, or None when none was ever registered."""
    row = await Bot.get_or_none(community_id__isnull=True, status=BotStatus.ACTIVE)
    return None if row is None else _open(vault, row)


async def find_platform_username() -> str | None:
    """By what name people find the platform's bot; needs no keys."""
    row = await Bot.get_or_none(community_id__isnull=True, status=BotStatus.ACTIVE)
    return None if row is None else row.username


async def has_real_bot() -> bool:
    """Whether a bot of Telegram itself was ever registered here."""
    return await Bot.filter(is_sandbox=False).exists()


@dataclass(frozen=True, slots=True)
class BotCard:
    """A community's own bot as its admins see it; `bot_id` is ours."""

    bot_id: int
    name: str
    username: str
    status: BotStatus


async def list_own_bots(member: Membership) -> list[BotCard]:
    """The bots of the member's community.

    Raises:
        ForbiddenError: without the right.
    """
    require(member, Permission.MANAGE_BOT)
    rows = (
        await Bot.filter(community_id=member.community_id)
        .exclude(status=BotStatus.REMOVED)
        .order_by("id")
    )
    return [BotCard(row.id, row.name, row.username, row.status) for row in rows]


async def connect_bot(
    member: Membership, token: str, *, vault: Vault, telegram: TelegramBots
) -> ConnectedBot:
    """Let a bot serve the member's community; a newer token of a bot that does is taken over.

    Raises:
        ForbiddenError: without the right.
        BadTokenError: when Telegram does not know the token.
        BotTakenError: when the bot already serves elsewhere.
        UnavailableError: when Telegram does not answer.
    """
    require(member, Permission.MANAGE_BOT)
    token = token.strip()
    profile = await telegram.read_profile(token) if TOKEN.fullmatch(token) else None
    if profile is None or profile.telegram_id != int(token.partition(":")[0]):
        raise BadTokenError
    try:
        async with transaction():
            row = await _keep(member, profile, token, vault)
            await record("bot.connected", member.user_id, target_kind="bot", target_id=row.id)
            wake_after_commit(Work.BOTS)
    except IntegrityError:
        raise BotTakenError from None
    return _open(vault, row)


async def remove_bot(
    member: Membership, bot_id: int, *, vault: Vault, telegram: TelegramBots
) -> int:
    """Take a bot out of service: its webhook and its token are gone. Returns its Telegram id.

    Raises:
        ForbiddenError: without the right.
        BotNotFoundError: when this community has no such bot.
        UnavailableError: when Telegram does not answer; the bot then stays.
    """
    require(member, Permission.MANAGE_BOT)
    row = (
        await Bot.filter(id=bot_id, community_id=member.community_id)
        .exclude(status=BotStatus.REMOVED)
        .first()
    )
    if row is None:
        raise BotNotFoundError
    await telegram.delete_webhook(_open(vault, row).token)
    async with transaction():
        row.status, row.token, row.webhook_secret = BotStatus.REMOVED, "", ""
        await row.save(update_fields=["status", "token", "webhook_secret", "updated_at"])
        await record("bot.removed", member.user_id, target_kind="bot", target_id=row.id)
        wake_after_commit(Work.BOTS)
    return int(row.telegram_id)


async def mark_broken(telegram_id: int) -> None:
    """Telegram does not know the token of a community's bot any more: it waits for a new one."""
    await Bot.filter(
        telegram_id=telegram_id, community_id__isnull=False, status=BotStatus.ACTIVE
    ).update(status=BotStatus.BROKEN)
    wake_now(Work.BOTS)


async def find_bot(vault: Vault, telegram_id: int) -> ConnectedBot | None:
    """A working bot of ours."""
    row = await Bot.get_or_none(telegram_id=telegram_id, status=BotStatus.ACTIVE)
    return None if row is None else _open(vault, row)


async def list_bots(vault: Vault) -> list[ConnectedBot]:
    """All working bots of ours."""
    return [_open(vault, row) for row in await Bot.filter(status=BotStatus.ACTIVE).order_by("id")]


async def _keep(member: Membership, profile: BotProfile, token: str, vault: Vault) -> Bot:
    row = await for_update(Bot.filter(telegram_id=profile.telegram_id)).get_or_none()
    if row is None:
        row = Bot(telegram_id=profile.telegram_id)
    elif row.community_id is None or (
        row.community_id != member.community_id and row.status is not BotStatus.REMOVED
    ):
        raise BotTakenError
    secret = secrets.token_urlsafe(32)
    row.community_id = member.community_id
    row.username, row.name, row.status = profile.username, profile.name, BotStatus.ACTIVE
    row.is_sandbox = not await Bot.filter(community_id__isnull=True, is_sandbox=False).exists()
    row.token = vault.seal(token.encode(), _where(row.telegram_id, "token"))
    row.webhook_secret = vault.seal(secret.encode(), _where(row.telegram_id, "webhook_secret"))
    await row.save()
    return row


def _open(vault: Vault, row: Bot) -> ConnectedBot:
    return ConnectedBot(
        row_id=row.id,
        telegram_id=row.telegram_id,
        community_id=row.community_id,
        username=row.username,
        token=vault.open(row.token, _where(row.telegram_id, "token")).decode(),
        webhook_secret=vault.open(
            row.webhook_secret, _where(row.telegram_id, "webhook_secret")
        ).decode(),
    )


def _where(telegram_id: int, column: str) -> str:
    """Binds a sealed value to its row: elsewhere it does not open."""
    return f"bots:{telegram_id}:{column}"
