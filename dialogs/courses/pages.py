"""A lesson as messages: its blocks on pages that fit Telegram's limits.

Lengths are counted as Telegram does, in UTF-16 units of the visible text
(core.telegram.org/bots/api#sendmessage: 4096 for a text, 1024 for a caption).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape, unescape
from html.parser import HTMLParser
from re import sub

from services import courses

TEXT_LENGTH = 1600
CAPTION_LENGTH = 900
LEAST_ROOM = 250
BREAKS = ("\n\n", "\n", ". ", " ")


@dataclass(frozen=True, slots=True)
class Page:
    """HTML of one message, and the picture above it (a path below the static folder)."""

    html: str
    picture: str | None = None


@dataclass(frozen=True, slots=True)
class _Piece:
    html: str
    picture: str | None = None


def paginate(head: str, blocks: Sequence[courses.Block]) -> list[Page]:
    """Pages of a lesson; `head` (HTML) stands above the first. A picture begins a page."""
    pages: list[Page] = []
    parts, picture = [head], None
    for piece in _pieces(blocks):
        if not visible_text(piece.html).strip():
            continue
        if piece.picture is not None:
            if pages or len(parts) > 1:
                pages.append(Page("\n\n".join(parts), picture))
                parts = []
            picture = piece.picture
        rest = piece.html
        while rest:
            room = (CAPTION_LENGTH if picture else TEXT_LENGTH) - visible_length("\n\n".join(parts))
            fits, rest = _fit(rest, room - 2, is_first=not parts)
            if fits:
                parts.append(fits)
            if rest and (parts or picture):
                pages.append(Page("\n\n".join(parts), picture))
                parts, picture = [], None
    if parts or picture:
        pages.append(Page("\n\n".join(parts), picture))
    return pages


def visible_text(html: str) -> str:
    """What a reader sees."""
    return unescape(sub(r"<[^>]*>", "", html))


def visible_length(html: str) -> int:
    """UTF-16 units of what a reader sees."""
    return len(visible_text(html).encode("utf-16-le")) // 2


def cut_html(html: str, length: int) -> tuple[str, str]:
    """The HTML in two parts, the first of at most `length` units, both with their tags closed.

    It is cut between paragraphs, else lines, sentences or words, whichever leaves a third full.
    """
    signs = _Signs(html).found
    end = _find_end(signs, length)
    if end >= len(signs):
        return html, ""
    text = "".join(sign for sign, _ in signs[:end])
    for separator in BREAKS:
        found = text.rfind(separator)
        if found >= end // 3:
            end = found + len(separator)
            break
    return _render(_strip(signs[:end])), _render(_strip(signs[end:]))


def _fit(html: str, room: int, *, is_first: bool) -> tuple[str, str]:
    if visible_length(html) <= room:
        return html, ""
    if room < LEAST_ROOM and not is_first:
        return "", html
    return cut_html(html, room)


def _pieces(blocks: Iterable[courses.Block]) -> Iterator[_Piece]:
    """What cannot stand alone is joined: a heading with what follows."""
    heading = ""
    for block in blocks:
        if isinstance(block, courses.HeadingBlock):
            heading += f"<b>{escape(block.text, quote=False)}</b>\n"
        elif isinstance(block, courses.ImageBlock):
            caption = escape(block.caption or block.alt, quote=False)
            yield _Piece(f"{heading}<i>{caption}</i>", block.source)
            heading = ""
        else:
            yield _Piece(heading + _html(block))
            heading = ""
    if heading:
        yield _Piece(heading.rstrip())


def _html(block: courses.TextBlock | courses.QuoteBlock | courses.CodeBlock) -> str:
    if isinstance(block, courses.CodeBlock):
        return f"<pre>{escape(block.text, quote=False)}</pre>"
    html = courses.to_telegram_html(block.markdown)
    if isinstance(block, courses.QuoteBlock):
        inner = html.replace("<blockquote>", "").replace("</blockquote>", "")
        return f"<blockquote>{inner}</blockquote>"
    return html


class _Signs(HTMLParser):
    """Each sign of the visible text with the tags that are open around it."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, tuple[str, ...]]] = []
        self._open: tuple[str, ...] = ()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open = (*self._open, self.get_starttag_text() or f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        self._open = self._open[:-1]

    def handle_data(self, data: str) -> None:
        self.found.extend((sign, self._open) for sign in data)


def _find_end(signs: Sequence[tuple[str, tuple[str, ...]]], length: int) -> int:
    used = 0
    for index, (sign, _) in enumerate(signs):
        used += 2 if ord(sign) > 0xFFFF else 1
        if used > length:
            return index
    return len(signs)


def _strip(signs: Sequence[tuple[str, tuple[str, ...]]]) -> Sequence[tuple[str, tuple[str, ...]]]:
    """The signs without white space at either end."""
    black = [index for index, (sign, _) in enumerate(signs) if not sign.isspace()]
    return signs[black[0] : black[-1] + 1] if black else []


def _render(signs: Iterable[tuple[str, tuple[str, ...]]]) -> str:
    parts: list[str] = []
    around: tuple[str, ...] = ()
    for sign, tags in signs:
        if tags != around:
            parts.append(_change(around, tags))
            around = tags
        parts.append(escape(sign, quote=False))
    parts.append(_change(around, ()))
    return "".join(parts)


def _change(before: tuple[str, ...], after: tuple[str, ...]) -> str:
    """Close and open what differs."""
    kept = 0
    while kept < min(len(before), len(after)) and before[kept] == after[kept]:
        kept += 1
    closed = "".join(f"</{_name(tag)}>" for tag in reversed(before[kept:]))
    return closed + "".join(after[kept:])


def _name(tag: str) -> str:
    return tag.strip("<>").split()[0]
