"""Parse modes, tried without a server."""

from __future__ import annotations

import pytest

from sandbox.errors import ApiError
from sandbox.formatting import format_plain, format_text


def told(text, mode):
    formatted = format_text(text, mode, None)
    units = formatted.text.encode("utf-16-le")
    return formatted.text, [
        (e["type"], units[e["offset"] * 2 : (e["offset"] + e["length"]) * 2].decode("utf-16-le"))
        for e in formatted.entities
    ]


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("<b>a</b><i> b</i>", "a b", [("bold", "a"), ("italic", " b")]),
        ("<u>🙂<s>x</s></u>", "🙂x", [("underline", "🙂x"), ("strikethrough", "x")]),
        ('<span class="tg-spoiler">x</span>', "x", [("spoiler", "x")]),
        ("<tg-spoiler>x</tg-spoiler>", "x", [("spoiler", "x")]),
        ("<code>1 &lt; 2</code>", "1 < 2", [("code", "1 < 2")]),
        ('<pre><code class="language-py">x</code></pre>', "x", [("pre", "x")]),
        ("<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", "x")]),
        ("<blockquote>x\ny</blockquote>", "x\ny", [("blockquote", "x\ny")]),
        ("&amp;lt; &copy; &#128512;", "&lt; &copy; 😀", []),
        ("  <b> x </b>  ", "x", [("bold", "x")]),
        ("<b></b>x", "x", []),
        ("go to t.me/x", "go to t.me/x", [("url", "t.me/x")]),
        ("<a href='tg://settings'>x</a>", "x", [("text_link", "x")]),
    ],
)
def test_html_is_read_as_telegram_reads_it(source, text, entities):
    assert told(source, "HTML") == (text, entities)


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        (
            "*a _b_* __c__ ~d~ ||e||",
            "a b c d e",
            [
                ("bold", "a b"),
                ("italic", "b"),
                ("underline", "c"),
                ("strikethrough", "d"),
                ("spoiler", "e"),
            ],
        ),
        ("`a*b` ```py\nx\n```", "a*b x", [("code", "a*b"), ("pre", "x")]),
        ("[a](https://b.io/\\)x)", "a", [("text_link", "a")]),
        (">a\n>b\nc", "a\nb\nc", [("blockquote", "a\nb")]),
        ("1\\.5 \\\\", "1.5 \\", []),
    ],
)
def test_markdown_v2_is_read_as_telegram_reads_it(source, text, entities):
    assert told(source, "MarkdownV2") == (text, entities)


@pytest.mark.parametrize(
    ("mode", "source", "refusal"),
    [
        ("HTML", "a</b>", "Unexpected end tag at byte offset 1"),
        ("HTML", "<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("HTML", "a < b", 'Unsupported start tag "" at byte offset 2'),
        ("HTML", "x<br/>y", 'Unsupported start tag "br/" at byte offset 1'),
        ("HTML", "a <b", "Unclosed start tag at byte offset 2"),
        ("HTML", "<b>a</b", "Unclosed end tag at byte offset 4"),
        ("HTML", "<a href=x_y>a</a>", "Unexpected end of name token at byte offset 8"),
        (
            "HTML",
            "<a disabled>a</a>",
            'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0',
        ),
        ("HTML", "<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("MarkdownV2", "ж *a", "Can't find end of Bold entity at byte offset 3"),
        ("MarkdownV2", "`a", "Can't find end of Code entity at byte offset 0"),
        ("MarkdownV2", "[a](b", "Can't find end of a URL at byte offset 4"),
        ("Markdown", "a *b", "Can't find end of the entity starting at byte offset 2"),
    ],
)
def test_what_cannot_be_parsed_is_refused_in_telegrams_words(mode, source, refusal):
    with pytest.raises(ApiError) as error:
        format_text(source, mode, None)

    assert error.value.description == f"Bad Request: can't parse entities: {refusal}"


def test_people_write_commands_mentions_and_tags():
    formatted = format_plain("🙂 /start@my_bot @anna_k #урок a@b.io")

    kinds = [(e["type"], e["offset"], e["length"]) for e in formatted.entities]
    assert kinds == [
        ("bot_command", 3, 13),
        ("mention", 17, 7),
        ("hashtag", 25, 5),
        ("email", 31, 6),
    ]
