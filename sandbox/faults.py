"""Faults that are asked for: refusals, delays, dropped connections of Bot API calls."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.errors import ApiError, DroppedConnectionError, SimError, too_many_requests
from sandbox.values import to_integer

if TYPE_CHECKING:
    from sandbox.call import Call

KINDS = frozenset({"429", "400", "403", "500", "latency", "drop_before", "drop_after"})
TEXTS = {
    "400": "Bad Request: something is wrong",
    "403": "Forbidden: bot was blocked by the user",
    "500": "Internal Server Error",
}


@dataclass(slots=True)
class Fault:
    """One rule: which calls it meets, what happens to them and how many times still."""

    id: int
    kind: str
    method: str = "*"
    chat_id: str = ""
    bot_id: int = 0
    retry_after: int = 1
    seconds: float = 0.0
    description: str = ""
    times: int | None = 1

    def meets(self, call: Call) -> bool:
        """Say whether the rule is meant for this call."""
        if self.method not in {"*", call.method.lower()}:
            return False
        if self.bot_id and self.bot_id != call.bot.id:
            return False
        return not self.chat_id or self.chat_id == call.text("chat_id")


@dataclass(slots=True)
class Faults:
    """The rules in force, the oldest first."""

    rules: list[Fault] = field(default_factory=list)
    count: int = 0

    def add(self, asked: dict[str, Any]) -> int:
        """Add a rule; without `times` it stays until it is taken away."""
        kind = str(asked.get("kind", ""))
        if kind not in KINDS:
            raise SimError(f"unknown kind of fault: {kind}")
        self.count += 1
        times = asked.get("times")
        rule = Fault(
            id=self.count,
            kind=kind,
            method=str(asked.get("method") or "*").lower(),
            chat_id=str(asked.get("chat_id") or ""),
            bot_id=to_integer(asked.get("bot_id")),
            retry_after=to_integer(asked.get("retry_after"), 1),
            seconds=float(asked.get("seconds") or 0),
            description=str(asked.get("description") or ""),
            times=None if times is None else to_integer(times, 1),
        )
        self.rules.append(rule)
        return rule.id

    def clear(self) -> None:
        """Take all rules away."""
        self.rules.clear()

    async def before(self, call: Call) -> Fault | None:
        """Do what the first fitting rule says; return it when it acts after the call."""
        rule = next((rule for rule in self.rules if rule.meets(call)), None)
        if rule is None:
            return None
        if rule.times is not None:
            rule.times -= 1
            if rule.times <= 0:
                self.rules.remove(rule)
        match rule.kind:
            case "latency":
                await asyncio.sleep(rule.seconds)
            case "drop_before":
                raise DroppedConnectionError
            case "drop_after":
                return rule
            case "429":
                raise too_many_requests(rule.retry_after)
            case kind:
                raise ApiError(int(kind), rule.description or TEXTS[kind])
        return None
