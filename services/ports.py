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
