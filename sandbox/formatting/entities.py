"""A text with its entities, and arithmetic in UTF-16 code units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.errors import bad_request
from sandbox.values import to_integer, to_objects

if TYPE_CHECKING:
    from sandbox.entities import Json

SIMPLE = frozenset(
    {
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "code",
        "pre",
        "blockquote",
        "expandable_blockquote",
    }
)
FOUND_BY_TELEGRAM = frozenset(
    {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"}
)
WITH_DETAILS = frozenset({"text_link", "text_mention", "custom_emoji", "date_time"})


@dataclass(slots=True)
class Formatted:
    """Clean text and its entities, by offset."""

    text: str
    entities: list[Json]

    def fields(self, text_name: str = "text", entities_name: str = "entities") -> Json:
        """Return the fields of a message, without empty ones."""
        fields: Json = {}
        if self.text:
            fields[text_name] = self.text
        if self.entities:
            fields[entities_name] = self.entities
        return fields


def utf16_length(text: str) -> int:
    """Return the length in UTF-16 code units."""
    return len(text) + sum(character > "\uffff" for character in text)


def parse_error(text: str) -> Exception:
    """Make the refusal of a text that cannot be parsed."""
    return bad_request(f"can't parse entities: {text}")


def link_entity(url: str) -> Json | None:
    """Return what a link becomes: a mention of a user by id, a link, or nothing."""
    if url.startswith("tg://user?id="):
        number = url.removeprefix("tg://user?id=")
        return {"type": "text_mention", "user_id": int(number)} if number.isdigit() else None
    if "://" not in url:
        if "." not in url:
            return None
        url = f"http://{url}"
    if not url.startswith(("http://", "https://", "tg://", "ton://")):
        return None
    host = url.split("://", 1)[1]
    return {"type": "text_link", "url": url if "/" in host or "?" in host else f"{url}/"}


def custom_emoji(identifier: str) -> Json:
    """Return the entity of a custom emoji."""
    if not identifier.isdigit():
        raise bad_request("can't parse entities: Invalid custom emoji identifier specified")
    return {"type": "custom_emoji", "custom_emoji_id": identifier}


def check_entities(text: str, entities: Any) -> list[Json]:
    """Return the entities that a bot gave itself, without those that Telegram ignores."""
    if entities is None:
        return []
    whole = utf16_length(text)
    checked = []
    for entity in to_objects(entities, "entities"):
        kind = entity.get("type")
        if kind in FOUND_BY_TELEGRAM:
            continue
        if kind not in SIMPLE and kind not in WITH_DETAILS:
            raise parse_error("unsupported type specified")
        offset, length = to_integer(entity.get("offset")), to_integer(entity.get("length"))
        if offset < 0 or length < 0 or offset + length > whole:
            place = "begins" if offset > whole else "ends"
            raise bad_request(
                f"entity {place} in the middle of a UTF-16 symbol or outside of the text"
            )
        if length:
            checked.append({**entity, "offset": offset, "length": length})
    return checked


def trim(formatted: Formatted) -> Formatted:
    """Remove white space at both ends as Telegram does, moving the entities."""
    text = formatted.text.rstrip()
    stripped = text.lstrip()
    cut = len(text) - len(stripped)
    whole = utf16_length(stripped)
    entities = []
    for entity in formatted.entities:
        start = max(entity["offset"] - cut, 0)
        end = min(entity["offset"] + entity["length"] - cut, whole)
        if end > start:
            entities.append({**entity, "offset": start, "length": end - start})
    return Formatted(stripped, entities)
