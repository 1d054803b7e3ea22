"""The bots that this process speaks through, with their secrets, looked up once and kept."""

import time

from aiogram import Bot

from gateways.telegram import Fleet
from services import communities
from services.communities import ConnectedBot
from services.vault import Vault

FRESH_SECONDS = 1.0


class BotRegistry:
    """Finds bots by Telegram id; what another replica changed is seen within a second."""

    def __init__(self, fleet: Fleet, vault: Vault) -> None:
        self.fleet = fleet
        self._vault = vault
        self._known: dict[int, tuple[float, ConnectedBot | None]] = {}
        self._platform_id: int | None = None

    async def find(self, telegram_id: int) -> ConnectedBot | None:
        """A working bot, or None."""
        read_at, connected = self._known.get(telegram_id, (0.0, None))
        if time.monotonic() - read_at > FRESH_SECONDS:
            connected = await communities.find_bot(self._vault, telegram_id)
            self._known[telegram_id] = (time.monotonic(), connected)
            if connected is None:
                self._known.pop(telegram_id)
        return connected

    async def find_platform(self) -> ConnectedBot | None:
        """The platform's bot, or None before it was registered."""
        connected = None if self._platform_id is None else await self.find(self._platform_id)
        if connected is None:
            connected = await communities.read_platform_bot(self._vault)
            if connected is None:
                return None
            self._platform_id = connected.telegram_id
        return connected

    def client(self, connected: ConnectedBot) -> Bot:
        """The Bot API client of a bot."""
        return self.fleet.add(connected.token)

    def look_again(self) -> None:
        """Some bot is another than before, here or on another replica."""
        self._known.clear()

    def forget(self, telegram_id: int) -> None:
        """A bot was removed or its token changed."""
        self._known.pop(telegram_id, None)
        self.fleet.remove(telegram_id)
