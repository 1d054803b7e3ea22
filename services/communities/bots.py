"""Our bots at Telegram: the platform's and the communities' own. Tokens are sealed at rest."""

import secrets
from dataclasses import dataclass, field

from models.transactions import transaction

from models import Bot
from models.choices import BotStatus
from services.vault import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectedBot:
    """A bot with its secrets opened; kept in memory only."""

    row_id: int
    telegram_id: int
    community_id: int | None
    username: str
    token: str = field(repr=False)
    webhook_secret: str = field(repr=False)


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
    return _open(vault, row)


async def read_platform_bot(vault: Vault) -> ConnectedBot | None:
    """The platform's bot, or None when none was ever registered."""
    row = await Bot.get_or_none(community_id__isnull=True, status=BotStatus.ACTIVE)
    return None if row is None else _open(vault, row)


async def has_real_bot() -> bool:
    """Whether a bot of Telegram itself was ever registered here."""
    return await Bot.filter(is_sandbox=False).exists()


async def find_bot(vault: Vault, telegram_id: int) -> ConnectedBot | None:
    """A working bot of ours."""
    row = await Bot.get_or_none(telegram_id=telegram_id, status=BotStatus.ACTIVE)
    return None if row is None else _open(vault, row)


async def list_bots(vault: Vault) -> list[ConnectedBot]:
    """All working bots of ours."""
    return [_open(vault, row) for row in await Bot.filter(status=BotStatus.ACTIVE).order_by("id")]


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
