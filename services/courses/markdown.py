"""Lesson texts in Markdown, for a message and for a page. No HTML of an author passes."""

from collections.abc import Callable
from functools import lru_cache
from html import escape

import nh3
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

PAGE_TAGS = {
    "p", "br", "hr", "strong", "em", "s", "code", "pre", "a", "ul", "ol", "li", "blockquote",
    "h2", "h3", "h4", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
LINK_SCHEMES = {"http", "https", "mailto", "tg"}
MARKS = {"strong": "b", "em": "i", "s": "s"}

#: Texts of lessons are read far more often than written.
CACHED_TEXTS = 512


@lru_cache(maxsize=CACHED_TEXTS)
def to_page_html(markdown: str) -> str:
    """HTML for a page: paragraphs, lists, quotes, code, tables, links; headings from `h2` down."""
    tokens = _parser().parse(markdown)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(max(int(token.tag[1]), 2), 4)}"
    html = _parser().renderer.render(tokens, _parser().options, {})
    return nh3.clean(
        html,
        tags=PAGE_TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes=LINK_SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )


@lru_cache(maxsize=CACHED_TEXTS)
def to_telegram_html(markdown: str) -> str:
    """HTML for a message: Telegram's tags only; blocks are parted by an empty line.

    See core.telegram.org/bots/api#html-style for what a message can hold.
    """
    return _blocks(SyntaxTreeNode(_parser().parse(markdown)))


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable(["strikethrough", "table"])


def _blocks(node: SyntaxTreeNode, separator: str = "\n\n") -> str:
    rendered = (_block(child) for child in node.children)
    return separator.join(text for text in rendered if text)


def _block(node: SyntaxTreeNode) -> str:
    render = _BLOCKS.get(node.type)
    return render(node) if render else _blocks(node)


def _inline(node: SyntaxTreeNode) -> str:
    return "".join(_span(child) for child in node.children)


def _span(node: SyntaxTreeNode) -> str:
    if node.type in MARKS:
        tag = MARKS[node.type]
        return f"<{tag}>{_inline(node)}</{tag}>"
    if node.type == "link":
        return _link(node)
    if node.type == "code_inline":
        return f"<code>{escape(node.content, quote=False)}</code>"
    if node.type in {"softbreak", "hardbreak"}:
        return "\n" if node.type == "hardbreak" else " "
    # What is left is text, and a picture, of which a message can only keep the description.
    return escape(node.content, quote=False)


def _link(node: SyntaxTreeNode) -> str:
    address = str(node.attrs.get("href", ""))
    if address.partition(":")[0].lower() not in LINK_SCHEMES:
        return _inline(node)
    return f'<a href="{escape(address)}">{_inline(node)}</a>'


def _heading(node: SyntaxTreeNode) -> str:
    return f"<b>{_blocks(node)}</b>"


def _list(node: SyntaxTreeNode) -> str:
    first = int(node.attrs.get("start", 1))
    lines = []
    for index, item in enumerate(node.children):
        mark = f"{first + index}." if node.type == "ordered_list" else "•"
        # A list inside an item is set in by no-break spaces, which Telegram keeps.
        text = _blocks(item, "\n").replace("\n", "\n\u00a0\u00a0\u00a0")
        lines.append(f"{mark} {text}")
    return "\n".join(lines)


def _quote(node: SyntaxTreeNode) -> str:
    """A quote; one inside it becomes a part of it, because Telegram does not nest them."""
    inner = _blocks(node)
    return (
        f"<blockquote>{inner.replace('<blockquote>', '').replace('</blockquote>', '')}</blockquote>"
    )


def _code(node: SyntaxTreeNode) -> str:
    return f"<pre>{escape(node.content.rstrip(), quote=False)}</pre>"


def _table(node: SyntaxTreeNode) -> str:
    rows = [row for part in node.children for row in part.children]
    lines = (" | ".join(_blocks(cell) for cell in row.children) for row in rows)
    return "\n".join(lines)


def _rule(_: SyntaxTreeNode) -> str:
    return "———"


_BLOCKS: dict[str, Callable[[SyntaxTreeNode], str]] = {
    "inline": _inline,
    "heading": _heading,
    "bullet_list": _list,
    "ordered_list": _list,
    "blockquote": _quote,
    "fence": _code,
    "code_block": _code,
    "table": _table,
    "hr": _rule,
}
