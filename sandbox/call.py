"""One call of a Bot API method: who calls, with what, and reading the parameters."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson

from sandbox.errors import bad_request
from sandbox.values import to_integer, to_object

if TYPE_CHECKING:
    import asyncio

    from aiohttp import ClientSession

    from sandbox.delivery import Delivery
    from sandbox.entities import Bot, Json
    from sandbox.world import World

MOST_IDENTIFIERS = 100


@dataclass(frozen=True, slots=True)
class Upload:
    """A file sent along with a call."""

    name: str
    mime: str
    content: bytes


@dataclass(slots=True)
class Result:
    """What a method gives back, when words go with it."""

    value: Any
    description: str


@dataclass(slots=True)
class Call:
    """A call; parameters are text, or JSON values when the body was JSON."""

    world: World
    delivery: Delivery
    session: ClientSession
    bot: Bot
    method: str
    parameters: Json
    uploads: dict[str, Upload] = field(default_factory=dict)
    closed: asyncio.Event | None = None

    def has(self, name: str) -> bool:
        """Say whether the parameter was given at all."""
        return self.parameters.get(name) is not None

    def text(self, name: str) -> str:
        """Return a parameter as text, empty when there is none."""
        value = self.parameters.get(name)
        if value is None:
            return ""
        if isinstance(value, str):
            return value
        return orjson.dumps(value).decode()

    def integer(self, name: str, default: int = 0) -> int:
        """Return a whole number; what is not one counts as absent, as in Telegram."""
        return to_integer(self.parameters.get(name), default)

    def flag(self, name: str) -> bool:
        """Return a truth value."""
        return self.text(name).lower() in {"true", "yes", "1"}

    def json(self, name: str, what: str = "") -> Any:
        """Return a JSON parameter, `None` when absent; `what` names it in the error."""
        value = self.parameters.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return orjson.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {what or name} JSON object") from None

    def object(self, name: str) -> Json:
        """Return a JSON object, empty when absent or of another kind."""
        return to_object(self.json(name))

    def identifiers(self, name: str) -> list[int]:
        """Return from one to a hundred ids of messages."""
        numbers = self.json(name, "message identifiers")
        if not isinstance(numbers, list) or not numbers:
            raise bad_request("message identifiers are not specified")
        if len(numbers) > MOST_IDENTIFIERS:
            raise bad_request("too many message identifiers specified")
        return [to_integer(number) for number in numbers]
