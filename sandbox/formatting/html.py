"""The HTML parse mode: https://core.telegram.org/bots/api#html-style.

The errors and their order are those of Telegram's own parser; byte offsets are in UTF-8.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sandbox.formatting.entities import (
    Formatted,
    custom_emoji,
    link_entity,
    parse_error,
    utf16_length,
)

if TYPE_CHECKING:
    from sandbox.entities import Json

SIMPLE_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
TAGS = frozenset({*SIMPLE_TAGS, "a", "tg-emoji", "tg-time"})
CHARACTER = re.compile(r"&(?:#(\d+)|#x([0-9a-fA-F]+)|(lt|gt|amp|quot));?")
NAME = re.compile(r"[^\s>]*")
END = re.compile(r"([^\s>]*)\s*>")
SPACE = re.compile(r"\s*")
TOKEN = re.compile(r"[A-Za-z0-9.-]*")
ATTRIBUTE_NAME = re.compile(r"[^\s=>]*")


@dataclass(slots=True)
class Tag:
    """An open tag: where its text begins, in code units and in pieces."""

    name: str
    start: int
    piece: int
    attributes: dict[str, str]


@dataclass(slots=True)
class Parser:
    """The state of going through one text."""

    source: str
    position: int = 0
    length: int = 0
    pieces: list[str] = field(default_factory=list)
    open: list[Tag] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)

    def add(self, text: str) -> None:
        """Add clean text."""
        self.pieces.append(text)
        self.length += utf16_length(text)

    def byte_offset(self, position: int) -> int:
        """Return a position as a byte offset in UTF-8."""
        return len(self.source[:position].encode())


def parse_html(source: str) -> Formatted:
    """Return clean text and entities, or the refusal of Telegram's parser."""
    parser = Parser(source)
    while parser.position < len(source):
        character = source[parser.position]
        if character == "<":
            _read_tag(parser)
        elif character == "&":
            _read_character(parser)
        else:
            end = parser.position
            while end < len(source) and source[end] not in "<&":
                end += 1
            parser.add(source[parser.position : end])
            parser.position = end
    if parser.open:
        tag = parser.open[-1]
        raise parse_error(f'Can\'t find end tag corresponding to start tag "{tag.name}"')
    parser.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return Formatted("".join(parser.pieces), parser.entities)


def _read_character(parser: Parser) -> None:
    match = CHARACTER.match(parser.source, parser.position)
    if match is None:
        parser.add("&")
        parser.position += 1
        return
    parser.add(html.unescape(match[0] if match[0].endswith(";") else match[0] + ";"))
    parser.position = match.end()


def _read_tag(parser: Parser) -> None:
    if parser.source.startswith("</", parser.position):
        _read_end_tag(parser)
    else:
        _read_start_tag(parser)


def _read_start_tag(parser: Parser) -> None:
    begin = parser.position
    offset = parser.byte_offset(begin)
    match = NAME.match(parser.source, begin + 1)
    name = (match[0] if match else "").lower()
    position = begin + 1 + len(name)
    if position >= len(parser.source):
        raise parse_error(f"Unclosed start tag at byte offset {offset}")
    if name not in TAGS:
        raise parse_error(f'Unsupported start tag "{name}" at byte offset {offset}')
    attributes, parser.position = _read_attributes(parser, name, position, offset)
    if name == "span" and attributes.get("class") != "tg-spoiler":
        raise parse_error(f'Tag "span" must have class "tg-spoiler" at byte offset {offset}')
    parser.open.append(Tag(name, parser.length, len(parser.pieces), attributes))


def _read_attributes(
    parser: Parser, name: str, position: int, offset: int
) -> tuple[dict[str, str], int]:
    attributes: dict[str, str] = {}
    source = parser.source
    while True:
        position = _skip_space(source, position)
        if source[position : position + 1] == ">":
            return attributes, position + 1
        attribute = _match(ATTRIBUTE_NAME, source, position)
        if not attribute:
            raise parse_error(f'Empty attribute name in the tag "{name}" at byte offset {offset}')
        position = _skip_space(source, position + len(attribute))
        if source[position : position + 1] == "=":
            position = _skip_space(source, position + 1)
            value, position = _read_value(parser, name, position, offset)
            attributes[attribute.lower()] = value
        elif attribute.lower() == "expandable":
            attributes["expandable"] = ""
        else:
            raise parse_error(
                f'Expected equal sign in declaration of an attribute of the tag "{name}" at byte'
                f" offset {offset}"
            )
        if position >= len(source):
            raise parse_error(f"Unclosed start tag at byte offset {offset}")


def _read_value(parser: Parser, name: str, position: int, offset: int) -> tuple[str, int]:
    source = parser.source
    if position >= len(source):
        raise parse_error(f'Unclosed start tag "{name}" at byte offset {offset}')
    quote = source[position]
    if quote in "\"'":
        end = source.find(quote, position + 1)
        if end < 0:
            raise parse_error(f"Unclosed start tag at byte offset {offset}")
        return html.unescape(source[position + 1 : end]), end + 1
    token = _match(TOKEN, source, position)
    after = source[position + len(token) : position + len(token) + 1]
    if after and after != ">" and not after.isspace():
        begin = parser.byte_offset(position)
        raise parse_error(f"Unexpected end of name token at byte offset {begin}")
    return token.lower(), position + len(token)


def _skip_space(source: str, position: int) -> int:
    return position + len(_match(SPACE, source, position))


def _match(pattern: re.Pattern[str], source: str, position: int) -> str:
    match = pattern.match(source, position)
    return match[0] if match else ""


def _read_end_tag(parser: Parser) -> None:
    begin = parser.position
    offset = parser.byte_offset(begin)
    if not parser.open:
        raise parse_error(f"Unexpected end tag at byte offset {offset}")
    match = END.match(parser.source, begin + 2)
    if match is None:
        raise parse_error(f"Unclosed end tag at byte offset {offset}")
    name = match[1].lower()
    tag = parser.open.pop()
    if name and name != tag.name:
        raise parse_error(
            f'Unmatched end tag at byte offset {offset}, expected "</{tag.name}>",'
            f' found "</{name}>"'
        )
    parser.position = match.end()
    if parser.length > tag.start and (entity := _entity(parser, tag)) is not None:
        entity |= {"offset": tag.start, "length": parser.length - tag.start}
        parser.entities.append(entity)


def _entity(parser: Parser, tag: Tag) -> Json | None:
    match tag.name:
        case "a":
            return _link(parser, tag)
        case "tg-emoji":
            return custom_emoji(tag.attributes.get("emoji-id", ""))
        case "tg-time":
            return {"type": "date_time", "unix_time": int(tag.attributes.get("unix", "0") or 0)}
        case "blockquote" if "expandable" in tag.attributes:
            return {"type": "expandable_blockquote"}
        case "code":
            return _code(parser, tag)
        case "pre":
            return _pre(parser, tag)
    return {"type": SIMPLE_TAGS[tag.name]}


def _link(parser: Parser, tag: Tag) -> Json | None:
    return link_entity(tag.attributes.get("href") or "".join(parser.pieces[tag.piece :]))


def _code(parser: Parser, tag: Tag) -> Json | None:
    language = tag.attributes.get("class", "")
    outer = parser.open[-1] if parser.open else None
    if outer is not None and outer.name == "pre" and outer.start == tag.start:
        if language.startswith("language-"):
            outer.attributes["language"] = language.removeprefix("language-")
        return None
    return {"type": "code"}


def _pre(parser: Parser, tag: Tag) -> Json:
    language = tag.attributes.get("language")
    return {"type": "pre", "language": language} if language else {"type": "pre"}
