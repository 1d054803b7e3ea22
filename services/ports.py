"""What the rules ask of the outside: protocols that gateways implement and ``main`` hands in."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Protocol


class Limiter(Protocol):
    """Says how long somebody has to wait before they may act again."""

    async def hit(self, key: str, *, rate: float, per: float, burst: int) -> float:
        """Count one action of ``key``: 0.0 when it is allowed, else the seconds to wait.

        Allowed are ``rate`` actions in ``per`` seconds, evenly, and ``burst`` at once. What is
        not allowed is not counted.
        """


@dataclass(frozen=True, slots=True)
class Hint:
    """Something that another replica may want to look at; ``missed`` tells of a gap before it.

    With ``missed`` the channel and the body are empty: look at everything.
    """

    channel: str = ""
    body: bytes = b""
    missed: bool = False


class Bus(Protocol):
    """Hints between replicas: quick, and lost without notice; the truth is in the database."""

    async def publish(self, channel: str, body: bytes) -> None:
        """Send a hint to all listeners; never fails, at worst nobody hears it."""

    def listen(self, channels: Sequence[str]) -> AsyncGenerator[Hint, None]:
        """Yield the hints of ``channels`` for ever, and ``missed`` after every (re)connection."""


@dataclass(frozen=True, slots=True)
class BotProfile:
    """What Telegram says of a bot to whoever has its token."""

    telegram_id: int
    username: str
    name: str


class TelegramBots(Protocol):
    """Asks Telegram about bots by their tokens."""

    async def read_profile(self, token: str) -> BotProfile | None:
        """Whose token this is, or None when Telegram does not know it.

        Raises `UnavailableError` when Telegram does not answer.
        """

    async def delete_webhook(self, token: str) -> None:
        """Let Telegram send this bot's updates nowhere; a token that is unknown is fine.

        Raises `UnavailableError` when Telegram does not answer.
        """

    async def administers(self, token: str, chat_id: int, telegram_ids: Sequence[int]) -> bool:
        """Whether all these accounts are admins of a chat that the bot sees.

        Raises `UnavailableError` when Telegram does not answer.
        """
