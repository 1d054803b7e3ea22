"""The MarkdownV2 and Markdown parse modes.

https://core.telegram.org/bots/api#markdownv2-style; byte offsets in errors are in UTF-8.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

from sandbox.formatting.entities import (
    Formatted,
    custom_emoji,
    link_entity,
    parse_error,
    utf16_length,
)

if TYPE_CHECKING:
    from sandbox.entities import Json

RESERVED = "_*[]()~`>#+-=|{}.!"
MARKS = {
    "__": "underline",
    "||": "spoiler",
    "*": "bold",
    "_": "italic",
    "~": "strikethrough",
}
NAMES = {
    "bold": "Bold",
    "italic": "Italic",
    "underline": "Underline",
    "strikethrough": "Strikethrough",
    "spoiler": "Spoiler",
    "code": "Code",
    "pre": "Pre",
    "text_link": "TextUrl",
    "custom_emoji": "CustomEmoji",
}
OLD_MARKS = {"*": "bold", "_": "italic", "`": "code"}
OLD_LINK = re.compile(r"\[([^\]]*)\]\(([^)]*)\)")


@dataclass(slots=True)
class Reader:
    """The state of going through one text."""

    source: str
    position: int = 0
    length: int = 0
    pieces: list[str] = field(default_factory=list)
    open: list[tuple[str, int, int]] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)

    def add(self, text: str) -> None:
        """Add clean text."""
        self.pieces.append(text)
        self.length += utf16_length(text)

    def at(self, mark: str) -> bool:
        """Say whether the text goes on with the mark."""
        return self.source.startswith(mark, self.position)

    def byte_offset(self, position: int) -> int:
        """Return a position as a byte offset in UTF-8."""
        return len(self.source[:position].encode())

    def close(self, start: int, entity: Json) -> None:
        """Note an entity from `start` to here."""
        if self.length > start:
            self.entities.append({**entity, "offset": start, "length": self.length - start})

    def refuse_open(self) -> NoReturn:
        """Refuse the text because the innermost entity has no end."""
        kind, _, position = self.open[-1]
        offset = self.byte_offset(position)
        raise parse_error(f"Can't find end of {NAMES[kind]} entity at byte offset {offset}")

    def formatted(self) -> Formatted:
        """Return what was read."""
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return Formatted("".join(self.pieces), self.entities)


def parse_markdown_v2(source: str) -> Formatted:
    """Return clean text and entities, or the refusal of Telegram's parser."""
    reader = Reader(source)
    while reader.position < len(source):
        _read_next(reader)
    while reader.open and reader.open[-1][0] == "blockquote":
        kind, start, _ = reader.open.pop()
        reader.close(start, {"type": kind})
    if reader.open:
        reader.refuse_open()
    return reader.formatted()


def _read_next(reader: Reader) -> None:
    source, position = reader.source, reader.position
    character = source[position]
    if character == "\\" and position + 1 < len(source) and 0 < ord(source[position + 1]) < 127:
        reader.add(source[position + 1])
        reader.position += 2
    elif character == ">" and (position == 0 or source[position - 1] == "\n"):
        if not any(kind == "blockquote" for kind, _, _ in reader.open):
            reader.open.append(("blockquote", reader.length, position))
        reader.position += 1
    elif character == "\n":
        _read_line_end(reader)
    elif character == "`":
        _read_code(reader)
    elif reader.at("![") or character in "[]":
        _read_link(reader)
    elif not _read_mark(reader):
        if character in RESERVED:
            raise parse_error(
                f"Character '{character}' is reserved and must be escaped with the preceding '\\'"
            )
        reader.add(character)
        reader.position += 1


def _read_line_end(reader: Reader) -> None:
    is_quoted = any(kind == "blockquote" for kind, _, _ in reader.open)
    if is_quoted and not reader.source.startswith(">", reader.position + 1):
        if reader.open[-1][0] != "blockquote":
            reader.refuse_open()
        kind, start, _ = reader.open.pop()
        reader.close(start, {"type": kind})
    reader.add("\n")
    reader.position += 1


def _read_mark(reader: Reader) -> bool:
    for mark, kind in MARKS.items():
        if not reader.at(mark):
            continue
        if reader.open and reader.open[-1][0] == kind:
            _, start, _ = reader.open.pop()
            reader.close(start, {"type": kind})
        else:
            reader.open.append((kind, reader.length, reader.position))
        reader.position += len(mark)
        return True
    return False


def _read_code(reader: Reader) -> None:
    begin = reader.position
    mark, kind = ("```", "pre") if reader.at("```") else ("`", "code")
    position = begin + len(mark)
    details: dict[str, str] = {}
    if kind == "pre" and (match := re.compile(r"([^\s`]*)\n").match(reader.source, position)):
        if match[1]:
            details["language"] = match[1]
        position = match.end()
    start = reader.length
    while not reader.source.startswith(mark, position):
        if position >= len(reader.source):
            offset = reader.byte_offset(begin)
            raise parse_error(f"Can't find end of {NAMES[kind]} entity at byte offset {offset}")
        if reader.source[position] == "\\" and position + 1 < len(reader.source):
            position += 1
        reader.add(reader.source[position])
        position += 1
    reader.position = position + len(mark)
    reader.close(start, {"type": kind} | details)


def _read_link(reader: Reader) -> None:
    if not reader.at("]"):
        kind = "custom_emoji" if reader.at("!") else "text_link"
        reader.open.append((kind, reader.length, reader.position))
        reader.position += 2 if kind == "custom_emoji" else 1
        return
    if not reader.open or reader.open[-1][0] not in {"text_link", "custom_emoji"}:
        raise parse_error("Character ']' is reserved and must be escaped with the preceding '\\'")
    kind, start, _ = reader.open.pop()
    reader.position += 1
    if not reader.at("("):
        if kind == "custom_emoji":
            raise parse_error("Custom emoji entity must contain a tg://emoji URL")
        return
    match = re.compile(r"((?:\\.|[^)\\])*)\)").match(reader.source, reader.position + 1)
    if match is None:
        what = "a custom emoji URL" if kind == "custom_emoji" else "a URL"
        offset = reader.byte_offset(reader.position + 1)
        raise parse_error(f"Can't find end of {what} at byte offset {offset}")
    url = re.sub(r"\\(.)", r"\1", match[1])
    reader.position = match.end()
    if kind == "custom_emoji":
        reader.close(start, custom_emoji(url.rpartition("id=")[2]))
    elif (entity := link_entity(url)) is not None:
        reader.close(start, entity)


def parse_markdown(source: str) -> Formatted:
    """Read the old Markdown mode, which does not nest."""
    reader = Reader(source)
    while reader.position < len(source):
        character = source[reader.position]
        link = OLD_LINK.match(source, reader.position) if character == "[" else None
        if character == "\\" and source[reader.position + 1 : reader.position + 2] in {*"_*`["}:
            reader.add(source[reader.position + 1])
            reader.position += 2
        elif link is not None:
            start = reader.length
            reader.add(link[1])
            if (entity := link_entity(link[2])) is not None:
                reader.close(start, entity)
            reader.position = link.end()
        elif character in OLD_MARKS:
            _read_old_mark(reader)
        else:
            reader.add(character)
            reader.position += 1
    return reader.formatted()


def _read_old_mark(reader: Reader) -> None:
    mark = "```" if reader.at("```") else reader.source[reader.position]
    kind = "pre" if mark == "```" else OLD_MARKS[mark]
    begin = reader.position + len(mark)
    end = reader.source.find(mark, begin)
    if end < 0:
        offset = reader.byte_offset(reader.position)
        raise parse_error(f"Can't find end of the entity starting at byte offset {offset}")
    start = reader.length
    reader.add(reader.source[begin:end])
    reader.close(start, {"type": kind})
    reader.position = end + len(mark)
