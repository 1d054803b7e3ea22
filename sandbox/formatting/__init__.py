"""Formatted text: parse modes to entities, links found in plain text, limits.

Offsets and lengths of entities are in UTF-16 code units, as everywhere in the Bot API.
"""

from __future__ import annotations

from typing import Any

from sandbox.errors import bad_request
from sandbox.formatting.detection import find_entities
from sandbox.formatting.entities import Formatted, check_entities, trim, utf16_length
from sandbox.formatting.html import parse_html
from sandbox.formatting.markdown import parse_markdown, parse_markdown_v2

__all__ = ["Formatted", "format_plain", "format_text", "utf16_length"]


def format_text(text: str, parse_mode: str, entities: Any) -> Formatted:
    """Turn what a bot sends into clean text with entities; a refusal tells what is wrong."""
    text = text.replace("\r", "")
    mode = parse_mode.lower()
    if mode == "html":
        formatted = parse_html(text)
    elif mode == "markdownv2":
        formatted = parse_markdown_v2(text)
    elif mode == "markdown":
        formatted = parse_markdown(text)
    elif mode not in {"", "none"}:
        raise bad_request("unsupported parse_mode")
    else:
        formatted = Formatted(text, check_entities(text, entities))
    return _with_found(trim(formatted))


def format_plain(text: str) -> Formatted:
    """Turn what a person has typed into clean text with the entities Telegram finds itself."""
    return _with_found(trim(Formatted(text.replace("\r", ""), [])))


def _with_found(formatted: Formatted) -> Formatted:
    taken = [
        (entity["offset"], entity["offset"] + entity["length"])
        for entity in formatted.entities
        if entity["type"] in {"code", "pre", "text_link", "text_mention", "custom_emoji"}
    ]
    for found in find_entities(formatted.text):
        start, end = found["offset"], found["offset"] + found["length"]
        if not any(start < other_end and other < end for other, other_end in taken):
            formatted.entities.append(found)
    formatted.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return formatted
