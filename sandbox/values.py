"""Reading values that a bot has sent and that may be anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.errors import bad_request

if TYPE_CHECKING:
    from sandbox.entities import Json

LARGEST = 2**63 - 1


def to_integer(value: Any, default: int = 0) -> int:
    """Return a whole number of 64 bits; what is not one counts as absent, as in Telegram."""
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        return default
    return number if abs(number) <= LARGEST else default


def to_object(value: Any) -> Json:
    """Return a JSON object; what is not one counts as empty."""
    return value if isinstance(value, dict) else {}


def to_objects(value: Any, what: str) -> list[Json]:
    """Return a list of JSON objects, or refuse."""
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise bad_request(f"can't parse {what}: expected an Array of Objects")
    return value
