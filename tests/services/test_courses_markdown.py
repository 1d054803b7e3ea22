"""Lesson texts become messages and pages without letting anything else through."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.courses import to_page_html, to_telegram_html

TELEGRAM_TAGS = {"b", "i", "s", "u", "code", "pre", "a", "blockquote"}
DANGEROUS = [
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html,<script>1</script>)",
    '[x](https://a.b/"onmouseover="alert(1))',
    "<img src=x onerror=alert(1)>",
    "![<b>](javascript:1)",
    "`<b onclick=1>`",
    "> <blockquote>",
    "<a href='javascript:1'>x</a>",
]


class Tags(HTMLParser):
    """Reads a piece of HTML strictly: what is opened is closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in {"br", "hr"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_marks_lists_and_links_become_telegrams() -> None:
    markdown = (
        "# Заголовок\n\n**Ж** и *к*, `a<b`, ~~нет~~, [сюда](https://e.com/?a=1&b=2)\n\n"
        "- раз\n- два\n\n2. второй\n\n> слово"
    )

    assert to_telegram_html(markdown) == (
        "<b>Заголовок</b>\n\n"
        "<b>Ж</b> и <i>к</i>, <code>a&lt;b</code>, <s>нет</s>, "
        '<a href="https://e.com/?a=1&amp;b=2">сюда</a>\n\n'
        "• раз\n• два\n\n2. второй\n\n<blockquote>слово</blockquote>"
    )


@pytest.mark.parametrize("markdown", DANGEROUS)
def test_nothing_dangerous_comes_through(markdown: str) -> None:
    check(markdown)


@given(
    st.lists(
        st.sampled_from(
            [*DANGEROUS, "**", "_", "> ", "- ", "`", "\n", "\n\n", "a < b & c", "[", "](", ")"]
        )
    )
)
def test_whatever_is_mixed_only_known_tags_come_out(parts: list[str]) -> None:
    check("".join(parts))


def check(markdown: str) -> None:
    for tag, attributes in Tags(to_telegram_html(markdown)).found:
        assert tag in TELEGRAM_TAGS
        assert set(attributes) <= {"href"}
        assert (attributes.get("href") or "https:").startswith(
            ("https:", "http:", "mailto:", "tg:")
        )
    for tag, attributes in Tags(to_page_html(markdown)).found:
        assert tag not in {"script", "img", "iframe", "style", "h1"}
        assert set(attributes) <= {"href", "rel", "start"}
        assert (attributes.get("href") or "https:").startswith(
            ("https:", "http:", "mailto:", "tg:")
        )


def test_a_page_keeps_headings_below_its_own() -> None:
    assert "<h2>" in to_page_html("# Глава")
