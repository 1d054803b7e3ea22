"""A community's own bots and groups: connected and removed while the server runs."""

from typing import TYPE_CHECKING

from bot.receiving import Receiving
from bot.registry import BotRegistry
from services import communities
from services.communities import ConnectedBot, TelegramChat
from services.ports import TelegramBots
from services.vault import Vault

if TYPE_CHECKING:
    from models import Membership


class CommunityBots:
    """The rules of `services.communities` with the ports that they ask for."""

    def __init__(
        self, registry: BotRegistry, receiving: Receiving, telegram: TelegramBots, vault: Vault
    ) -> None:
        self._registry = registry
        self._receiving = receiving
        self._telegram = telegram
        self._vault = vault

    async def connect(self, member: "Membership", token: str) -> ConnectedBot:
        """Take a bot into service at once; raises what `communities.connect_bot` does."""
        connected = await communities.connect_bot(
            member, token, vault=self._vault, telegram=self._telegram
        )
        self._registry.forget(connected.telegram_id)
        await self._receiving.begin(connected)
        return connected

    async def remove(self, member: "Membership", bot_id: int) -> None:
        """Take a bot out of service at once; raises what `communities.remove_bot` does."""
        telegram_id = await communities.remove_bot(
            member, bot_id, vault=self._vault, telegram=self._telegram
        )
        await self._receiving.end(telegram_id)

    async def connect_chat(
        self, member: "Membership", chat: TelegramChat, connected: ConnectedBot
    ) -> None:
        """Let a group or channel belong to the member's community, as that bot sees it now."""
        await communities.connect_chat(
            member, chat, bot_token=connected.token, telegram=self._telegram
        )
