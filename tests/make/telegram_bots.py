"""What Telegram says of bots and groups, held in memory: the port `TelegramBots`."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from services.errors import UnavailableError
from services.ports import BotProfile


@dataclass
class KnownBots:
    """Knows the bots of its tokens and who administers which chat; notes deleted webhooks."""

    bots: dict[str, BotProfile] = field(default_factory=dict)
    admins: dict[int, set[int]] = field(default_factory=dict)
    without_webhook: list[str] = field(default_factory=list)
    is_down: bool = False

    def make(self, telegram_id: int, username: str = "school_bot") -> str:
        """What BotFather does; the token."""
        token = f"{telegram_id}:{'A' * 35}"
        self.bots[token] = BotProfile(telegram_id, username, "School")
        return token

    async def read_profile(self, token: str) -> BotProfile | None:
        self._answer()
        return self.bots.get(token)

    async def delete_webhook(self, token: str) -> None:
        self._answer()
        self.without_webhook.append(token)

    async def administers(self, token: str, chat_id: int, telegram_ids: Sequence[int]) -> bool:
        self._answer()
        return set(telegram_ids) <= self.admins.get(chat_id, set())

    def _answer(self) -> None:
        if self.is_down:
            raise UnavailableError
