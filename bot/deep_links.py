"""What stands after `?start=` and `?startapp=`: a kind and a key, `c_main`, `i_ABC123XYZ456`.

Telegram allows `A-Za-z0-9_-`, at most 64 characters (core.telegram.org/bots/features#deep-linking).
"""

import re
from dataclasses import dataclass
from enum import StrEnum

PAYLOAD = re.compile(r"(?P<kind>[a-z]+)_(?P<key>[A-Za-z0-9_-]{1,56})")
MAX_LENGTH = 64


class LinkKind(StrEnum):
    """What a link leads to."""

    COMMUNITY = "c"
    INVITE = "i"
    COURSE = "course"
    CLAIM = "claim"


@dataclass(frozen=True, slots=True)
class DeepLink:
    """A link that was followed. Its key is from outside: whoever uses it checks it."""

    kind: LinkKind
    key: str


def read_deep_link(payload: str | None) -> DeepLink | None:
    """The link in a payload, or None when there is none that we know."""
    if payload is None or len(payload) > MAX_LENGTH:
        return None
    match = PAYLOAD.fullmatch(payload)
    if match is None or match["kind"] not in LinkKind.__members__.values():
        return None
    return DeepLink(LinkKind(match["kind"]), match["key"])


def write_deep_link(username: str, link: DeepLink, *, opens_app: bool = False) -> str:
    """The address that opens a bot (or its Mini App) with this link."""
    parameter = "startapp" if opens_app else "start"
    return f"https://t.me/{username}?{parameter}={link.kind}_{link.key}"
