"""Telegram's HTML: what it understands, what it forgives, and how it complains."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulator import ApiError, Chat
from emulator.entities import check_nesting, to_html, utf16_length
from emulator.htmlparse import parse_html
from tests.emulator.doors import Door


def spans(source: str) -> list[tuple[str, int, int]]:
    return [(e["type"], e["offset"], e["length"]) for e in parse_html(source)[1]]


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ("b", "bold"),
        ("strong", "bold"),
        ("i", "italic"),
        ("em", "italic"),
        ("u", "underline"),
        ("ins", "underline"),
        ("s", "strikethrough"),
        ("strike", "strikethrough"),
        ("del", "strikethrough"),
        ("tg-spoiler", "spoiler"),
        ("code", "code"),
        ("pre", "pre"),
        ("blockquote", "blockquote"),
        ("B", "bold"),
    ],
)
def test_every_tag_of_telegram_is_understood(tag: str, kind: str) -> None:
    assert parse_html(f"😀<{tag}>中a</{tag}>") == ("😀中a", [{"type": kind, "offset": 2, "length": 2}])


@pytest.mark.parametrize(
    ("source", "text", "entity"),
    [
        ('<a href="https://a.example/?x=1&amp;y=2">go</a>', "go", {"type": "text_link", "url": "https://a.example/?x=1&y=2"}),
        ("<a href='tg://user?id=5'>go</a>", "go", {"type": "text_mention", "user": {"id": 5}}),
        ("<a href='tg://resolve?domain=a'>go</a>", "go", {"type": "text_link", "url": "tg://resolve?domain=a"}),
        ("<a href=example.com>go</a>", "go", {"type": "text_link", "url": "http://example.com"}),
        ("<a>https://b.example</a>", "https://b.example", {"type": "text_link", "url": "https://b.example"}),
        ('<span class="tg-spoiler">x</span>', "x", {"type": "spoiler"}),
        ("<blockquote expandable>x</blockquote>", "x", {"type": "expandable_blockquote"}),
        ('<pre><code class="language-py">x</code></pre>', "x", {"type": "pre", "language": "py"}),
        ("<pre><code>x</code></pre>", "x", {"type": "pre"}),
        ('<tg-emoji emoji-id="55">x</tg-emoji>', "x", {"type": "custom_emoji", "custom_emoji_id": "55"}),
        ("<b >x</b\n>", "x", {"type": "bold"}),
        ("<b>x</>", "x", {"type": "bold"}),
    ],
)  # fmt: skip
def test_attributes_and_variants(source: str, text: str, entity: dict[str, Any]) -> None:
    expected = {"offset": 0, "length": len(text)} | entity
    assert parse_html(source) == (text, [expected])


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("a & b &copy; &unknown", "a & b &copy; &unknown"),
        ("&lt;b&gt; &amp;&quot;", '<b> &"'),
        ("&#39;&#x4e2d;&#128512;", "'中😀"),
        ("&#0; &#xD800;", "&#0; &#xD800;"),
        ("1 > 0", "1 > 0"),
        ("<a href='javascript:x'>x</a>", "x"),
        ("<b></b>", ""),
    ],
)
def test_what_is_no_markup_stays_text(source: str, text: str) -> None:
    assert parse_html(source) == (text, [])


def test_tags_nest_outer_first() -> None:
    assert spans("<b>a<i>b</i></b>") == [("bold", 0, 2), ("italic", 1, 1)]


@pytest.mark.parametrize(
    ("source", "description"),
    [
        ('中<p class="x">', 'Unsupported start tag "p" at byte offset 3'),
        ("a < b >", 'Unsupported start tag "" at byte offset 2'),
        ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
        ("<!-- x -->", 'Unsupported start tag "!--" at byte offset 0'),
        ("a <b", "Unclosed start tag at byte offset 2"),
        ("a <", "Unclosed start tag at byte offset 2"),
        ("<a href='x", "Unclosed start tag at byte offset 0"),
        ('<a href="x>y</a>', "Unclosed start tag at byte offset 0"),
        ("<a href", "Unclosed start tag at byte offset 0"),
        ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
        ("<a href=x", "Unclosed start tag at byte offset 0"),
        ("<a href>x</a>", 'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0'),
        ("<a ='x'>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href='x'y>z</a>", 'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0'),
        ("<a href= x/y>z</a>", "Unexpected end of name token at byte offset 9"),
        ("<a href=x/y>z</a>", "Unexpected end of name token at byte offset 8"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<tg-emoji>x</tg-emoji>", "Invalid custom emoji identifier specified"),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
    ],
)
async def test_a_mistake_is_named_as_telegram_names_it(door: Door, group: Chat, source: str, description: str) -> None:
    refusal = await door.refusal("sendMessage", chat_id=group.id, text=source, parse_mode="HTML")
    assert refusal == f"Bad Request: can't parse entities: {description}"


@pytest.mark.parametrize(
    ("source", "description"),
    [
        ("<b>a<code>b</code></b>", "code inside bold would be taken apart"),
        ("<code><i>b</i></code>", "italic inside code would be taken apart"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "blockquote inside blockquote would be taken apart"),
        ("<i>a<blockquote>b</blockquote></i>", "blockquote inside italic would be taken apart"),
    ],
)
async def test_what_telegram_would_take_apart_is_refused(
    door: Door, group: Chat, source: str, description: str
) -> None:
    refusal = await door.refusal("sendMessage", chat_id=group.id, text=source, parse_mode="HTML")
    assert refusal == f"Bad Request: emulator: {description}"


def test_halves_do_not_overlap() -> None:
    with pytest.raises(ApiError, match="italic inside bold"):
        check_nesting([{"type": "bold", "offset": 0, "length": 3}, {"type": "italic", "offset": 2, "length": 3}])


def test_a_quotation_may_contain_code_and_bold() -> None:
    entities = parse_html("<blockquote>a<code>b</code><b>c</b></blockquote>")[1]
    check_nesting(entities)
    assert [e["type"] for e in entities] == ["blockquote", "code", "bold"]


@pytest.mark.parametrize(
    ("source", "page"),
    [
        ("<b>a&lt;<i>b</i></b>&amp;", "<b>a&lt;<i>b</i></b>&amp;"),
        ("<tg-spoiler>x</tg-spoiler>", "<tg-spoiler>x</tg-spoiler>"),
        (
            "<a href='https://a.example/&quot;'>x</a>",
            '<a href="https://a.example/&quot;" rel="noreferrer noopener">x</a>',
        ),
        ("<b><i>x</i></b> y", "<b><i>x</i></b> y"),
    ],
)
def test_the_page_gets_safe_html(source: str, page: str) -> None:
    assert to_html(*parse_html(source)) == page


def test_a_link_to_a_script_never_reaches_the_page() -> None:
    wicked = [{"type": "text_link", "offset": 0, "length": 1, "url": "javascript:alert(1)"}]
    assert to_html("x", wicked) == "x"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40), st.sampled_from(["b", "i", "u", "s", "code", "blockquote"]))
def test_escaped_text_comes_back_as_it_was(text: str, tag: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    parsed, entities = parse_html(f"<{tag}>{escaped}</{tag}>")
    assert parsed == text
    assert [e["length"] for e in entities] == ([utf16_length(text)] if text else [])
