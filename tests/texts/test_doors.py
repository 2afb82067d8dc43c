"""The two doors of the sentences: messages escape what people wrote, and both take hidden marks off."""

from __future__ import annotations

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.texts import LANGUAGES, Texts, clean, language_for, texts

HIDDEN = "\x00\x08\x0b\x1f\x7f\x9f\u061c\u200b\u200e\u200f\u2028\u2029\u202a\u202e\u2060\u2066\u2069\ufeff\ud83d\udfff"
DOORS = Texts("zh-CN", {"a.b": "<b>{name}</b>！"})


def test_messages_escape_facts_and_keep_the_markup_of_the_sentence() -> None:
    assert DOORS.html("a.b", name="<i>&</i>") == "<b>&lt;i&gt;&amp;&lt;/i&gt;</b>！"


def test_plain_words_stay_as_they_are() -> None:
    assert DOORS.plain("a.b", name="<i>&") == "<b><i>&</b>！"


@pytest.mark.parametrize("mark", HIDDEN)
def test_hidden_marks_are_taken_off_at_both_doors(mark: str) -> None:
    assert DOORS.plain("a.b", name=f"王{mark}阿姨") == "<b>王阿姨</b>！"
    assert DOORS.html("a.b", name=f"{mark}王阿姨{mark}") == "<b>王阿姨</b>！"


def test_line_feeds_and_joined_emoji_stay() -> None:
    family = "👨\u200d👩\u200d👧\n\t楼"
    assert clean(family) == family


@given(st.text())
def test_nothing_that_people_write_becomes_markup(name: str) -> None:
    said = DOORS.html("a.b", name=name)
    inside = said.removeprefix("<b>").removesuffix("</b>！")
    assert not {"<", ">"} & set(inside)
    assert unescape(inside) == clean(name)


def test_braces_in_facts_are_no_placeholders() -> None:
    assert DOORS.plain("a.b", name="{name.__class__}") == "<b>{name.__class__}</b>！"


@pytest.mark.parametrize(
    ("code", "language"),
    [("zh-hans", "zh-CN"), ("ZH", "zh-CN"), ("en", "en"), ("fr", "en"), (None, "zh-CN"), ("", "zh-CN")],
)
def test_telegrams_language_leads_to_one_of_ours(code: str | None, language: str) -> None:
    assert language_for(code, "zh-CN") == language


def test_an_unknown_language_gets_the_first() -> None:
    assert texts("tlh").language == LANGUAGES[0]
    with pytest.raises(KeyError):
        texts("en").plain("no.such.key")
