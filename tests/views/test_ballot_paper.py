"""The paper in the private chat: what my home has said; within the limits for any number of flats."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.rules.consultation import QuestionType
from bot.texts import LANGUAGES, texts
from bot.views.ballot_paper import ballot_paper
from tests.questionnaires import FEE, MENU
from tests.views.limits import check
from tests.views.samples import HOSTILE, ZONE, consultation, membership, paper

ZH = texts("zh-CN")


def test_an_empty_paper_asks_and_has_nothing_to_withdraw() -> None:
    screen = ballot_paper(paper(consultation()), ZH, ZONE)
    assert "⬜️ 3号楼2单元501：还没有选" in check(screen)
    assert [row[0].text[:2] for row in screen.buttons] == ["1 ", "2 ", "3 "]


def test_a_filled_paper_shows_the_choice_and_can_be_withdrawn() -> None:
    screen = ballot_paper(paper(consultation(), frozenset({2})), ZH, ZONE)
    assert "✅ 3号楼2单元501：已选 2 方案B 增加车位" in check(screen)
    assert screen.buttons[-1][0].text == "↩️ 撤回"


def test_in_english_the_home_and_the_choices_are_named_too() -> None:
    asked = consultation(kind=QuestionType.MULTIPLE)
    words = check(ballot_paper(paper(asked, frozenset({3, 1})), texts("en"), ZONE))
    assert "building 3, entrance 2, 501: 1 方案A 保留绿地, 3 都不同意" in words


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("label", ["字" * 97, "&" * 97, HOSTILE + "<" * 50])
def test_forty_long_choices_for_thirty_flats_fit_into_one_message(language: str, label: str) -> None:
    options = [f"{number:02}{label}"[:100] for number in range(1, 41)]
    asked = consultation(options, title="&" * 200, text="<" * 1000, community="<&>" * 60, kind=QuestionType.MULTIPLE)
    homes = [membership(number, "楼" * 64, "元" * 64, "室" * 64) for number in range(30)]
    words = check(ballot_paper(paper(asked, frozenset(range(1, 41)), homes), texts(language), ZONE))
    assert "22" in words.splitlines()[-2]
    assert all(f"\n{number} · {number:02}" in words for number in range(1, 41))


def test_a_price_says_what_it_is_a_month_and_an_option_what_it_asks_for() -> None:
    ladder = replace(consultation(), questions=(replace(FEE, id=1, number=1),))
    words = check(ballot_paper(paper(ladder), ZH, ZONE))
    assert "您家 50 ㎡" in words
    assert "3 · 0.8 元（每月约 40 元）" in words
    assert "愿意不等于承诺" in words
    menu = replace(consultation(), questions=(replace(MENU, id=1, number=1, most_wanted=False),))
    words = check(ballot_paper(paper(menu), ZH, ZONE))
    assert "5 加装电梯 ★ ☆" in words
    assert "★ 自己要出一部分钱" in words
