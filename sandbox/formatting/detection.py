"""Entities that Telegram finds by itself in any text: commands, mentions, addresses, hashtags."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sandbox.formatting.entities import utf16_length

if TYPE_CHECKING:
    from sandbox.entities import Json

PATTERN = re.compile(
    r"(?P<url>(?:https?://|tg://)[^\s<>«»\"]*[^\s<>«»\".,:;!?)\]}']"
    r"|(?<![\w@.])(?:[a-zA-Z0-9-]+\.)+(?:com|org|net|ru|me|io|dev|app|info|tv)\b"
    r"(?:/[^\s<>«»\"]*[^\s<>«»\".,:;!?)\]}'])?)"
    r"|(?P<email>(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?<![\w/@])(?P<bot_command>/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?)(?![\w/])"
    r"|(?<![\w@/])(?P<mention>@[a-zA-Z][a-zA-Z0-9_]{2,31})(?!\w)"
    r"|(?<![\w#&])(?P<hashtag>#\w*[^\W\d]\w*)"
    r"|(?<![\w$])(?P<cashtag>\$[A-Z]{3,8})(?!\w)"
)


def find_entities(text: str) -> list[Json]:
    """Return the found entities by offset."""
    found = []
    is_wide = not text.isascii()
    for match in PATTERN.finditer(text):
        kind = match.lastgroup or ""
        start, end = match.span(kind)
        offset = utf16_length(text[:start]) if is_wide else start
        length = utf16_length(text[start:end]) if is_wide else end - start
        found.append({"type": kind, "offset": offset, "length": length})
    return found
