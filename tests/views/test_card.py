"""The card: what is asked, how many have answered, numbered buttons; within Telegram's limits whatever is written."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.consultation import Answerers, QuestionType, Regime, ResultsPolicy, Scope
from bot.texts import LANGUAGES, texts
from bot.views.card import bar, card, digest, option_buttons, result
from bot.views.payloads import VOTE, decode
from tests.views.limits import check, read
from tests.views.samples import HOSTILE, LATER, NOW, ZONE, consultation, counted

ZH, EN = texts("zh-CN"), texts("en")
LONG = tuple(f"{number:02}" + "字" * 98 for number in range(1, 41))


def test_an_open_card_says_what_is_asked_until_when_and_how_many_have_answered() -> None:
    words = check(card(counted(consultation(), (30, 20, 14)), ZH, ZONE, "louyuan_bot"))
    assert words.startswith("🗳 停车与绿地怎么改\n\n金祥花园 · 意见征询，不是业主大会表决")
    assert "已有 64 户回答，共 120 户（53.3%）" in words
    assert "1 方案A 保留绿地\n■■■■■□□□□□ 30 户 · 46.9%" in words
    assert "⏰ 12月8日（周二）18:00 截止" in words


def test_the_same_card_in_english() -> None:
    words = check(card(counted(consultation(), (30, 20, 14)), EN, ZONE, "louyuan_bot"))
    assert "64 of 120 homes have answered (53.3%)" in words
    assert "Tue 8 Dec, 18:00" in words


def test_the_nth_button_begins_with_the_number_n_and_carries_it() -> None:
    asked = consultation(LONG)
    buttons = [button for row in option_buttons(asked.questions[0]) for button in row]
    assert len(buttons) == 40
    for number, button in enumerate(buttons, 1):
        assert button.text.startswith(f"{number} ")
        payload = decode(button.data or "")
        assert payload is not None
        assert (payload.verb, payload.numbers) == (VOTE, (asked.questions[0].id, number))


def test_options_stand_one_below_the_other_while_there_are_few() -> None:
    assert [len(row) for row in option_buttons(consultation().questions[0])] == [1, 1, 1]
    assert {len(row) for row in option_buttons(consultation(LONG).questions[0])} == {2}


def test_withdrawing_and_the_way_to_begin_are_buttons_of_their_own() -> None:
    last = card(counted(consultation()), ZH, ZONE, "louyuan_bot").buttons[-1]
    assert [button.text for button in last] == ["↩️ 撤回", "❓ 第一次投票"]
    assert last[1].url == "https://t.me/louyuan_bot?start=how"
    assert len(card(counted(consultation()), ZH, ZONE, "").buttons[-1]) == 1


def test_withheld_results_show_turnout_and_no_count() -> None:
    asked = consultation(results=ResultsPolicy.AFTER_CLOSE)
    words = check(card(counted(asked, (30, 20, 14)), ZH, ZONE, "louyuan_bot"))
    assert "已有 64 户回答" in words
    assert "截止后一起公布" in words
    assert not {"30", "20", "14", "■", "□"} & set(words.replace("（", " ").split())
    assert "■" in check(card(counted(asked, (30, 20, 14), now=LATER), ZH, ZONE, "louyuan_bot"))


def test_a_closed_card_has_no_buttons_and_is_no_decision() -> None:
    screen = card(counted(consultation(), (1, 0, 0), now=LATER), ZH, ZONE, "louyuan_bot")
    assert screen.buttons == ()
    words = check(screen)
    assert "（已截止）" in words
    assert "不是业主大会决定" in words


@pytest.mark.parametrize(("votes", "outcome"), [((90, 10, 0), "结论：通过"), ((10, 80, 10), "结论：没有通过")])
def test_a_closed_decision_tells_its_outcome(votes: tuple[int, ...], outcome: str) -> None:
    asked = consultation(("同意", "反对", "弃权"), regime=Regime.OWNER_DECISION)
    assert outcome not in check(card(counted(asked, votes), ZH, ZONE, "louyuan_bot"))
    closed = counted(asked, votes, now=LATER)
    assert outcome in check(card(closed, ZH, ZONE, "louyuan_bot"))
    words = check(result(closed, ZH, ZONE))
    assert words.startswith("📢 结果：停车与绿地怎么改")
    assert "不是业主大会" not in words


def test_the_part_that_is_asked_is_named() -> None:
    for scope, part in ((Scope("3"), "3号楼"), (Scope("3", "2"), "3号楼 2单元"), (Scope("甲楼"), "甲楼")):
        assert f"这次只问 {part}" in check(card(counted(consultation(scope=scope)), ZH, ZONE, "b"))


def test_a_question_for_owners_says_so() -> None:
    assert "这次只问业主" in check(card(counted(replace(consultation(), answerers=Answerers.OWNERS)), ZH, ZONE, "b"))
    assert "这次只问业主" not in check(card(counted(consultation()), ZH, ZONE, "b"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [QuestionType.SINGLE, QuestionType.MULTIPLE])
@pytest.mark.parametrize("label", ["字" * 97, "&" * 97, HOSTILE + "<" * 50])
def test_forty_long_options_fit_into_one_message(language: str, kind: QuestionType, label: str) -> None:
    options = [f"{number:02}{label}"[:100] for number in range(1, 41)]
    asked = consultation(options, title="&" * 200, text="<" * 1000, community="\u202e<&>" * 50, kind=kind)
    votes = [100_000] * 40
    for now in (NOW, LATER):
        tallied = counted(asked, votes, homes=5_000_000, now=now)
        words = check(card(tallied, texts(language), ZONE, "louyuan_bot"))
        assert all(f"\n{number} · {number:02}" in words for number in range(1, 41))
        check(result(tallied, texts(language), ZONE))


@given(st.lists(st.text(min_size=1, max_size=100), min_size=2, max_size=40), st.text(min_size=1, max_size=200))
def test_whatever_people_write_is_shown_as_text(options: list[str], title: str) -> None:
    tallied = counted(consultation(options, title=title))
    screen = card(tallied, ZH, ZONE, "louyuan_bot")
    assert "&lt;script" not in read(screen.text)
    first, second, *_ = [button for row in screen.buttons for button in row]
    assert (first.text[:2], second.text[:2]) == ("1 ", "2 ")


def test_a_bar_is_full_only_for_all_and_empty_only_for_none() -> None:
    assert [bar(part, 1000).count("■") for part in (0, 1, 500, 999, 1000)] == [0, 1, 5, 9, 10]
    assert bar(0, 0) == "□" * 10


def test_the_digest_changes_exactly_when_the_card_does() -> None:
    first, again, other = (card(counted(consultation(), (n, 0, 0)), ZH, ZONE, "b") for n in (1, 1, 2))
    assert digest(first) == digest(again) != digest(other)
