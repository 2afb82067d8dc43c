"""The toast: what was recorded for which home, within 200 characters."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.actions.cast_ballot import Receipt
from bot.rules.balloting import Choices, Recorded
from bot.rules.consultation import ONE_OPTION, Consultation, OptionFacts, OptionKind, QuestionType
from bot.rules.people import Membership
from bot.texts import LANGUAGES, texts
from bot.views.receipt import toast_text
from bot.views.screen import TOAST_LIMIT
from tests.builders import CARD_TYPES
from tests.views.samples import consultation, membership

ZH = texts("zh-CN")


def receipt(asked: Consultation, chosen: Choices, homes: tuple[Membership, ...] = (membership(1),)) -> Receipt:
    """What stands after a press; nothing chosen means withdrawn."""
    choices = {tie.household.id: chosen for tie in homes}
    recorded = Recorded(asked, asked.questions[0], homes, choices, frozenset(choices))
    return Receipt(recorded, None, withdrawn=not chosen)


def test_the_home_and_the_choice_are_named() -> None:
    said = toast_text(receipt(consultation(), frozenset({2})), ZH)
    assert said == "已记下：您家（3号楼2单元501）选「2 方案B 增加车位」。截止前可以改。"


def test_several_flats_are_counted() -> None:
    homes = (membership(1), membership(2))
    assert "您家 2 套房选「1" in toast_text(receipt(consultation(), frozenset({1}), homes), ZH)


def test_several_choices_are_counted_against_the_cap() -> None:
    asked = consultation(kind=QuestionType.MULTIPLE, most=2)
    assert "选了 1、3（2/2 项）" in toast_text(receipt(asked, frozenset({3, 1})), ZH)
    assert "（1/3 项）" in toast_text(receipt(consultation(kind=QuestionType.MULTIPLE), frozenset({3})), ZH)


def test_a_price_is_told_as_a_sum_a_month_for_the_area_of_the_home() -> None:
    options = ("不愿意交", "0.8 元")
    asked = consultation(options, kind=QuestionType.PRICE_LADDER)
    facts = (OptionFacts(kind=OptionKind.NOTHING), OptionFacts(price=80))
    asked = replace(asked, questions=(replace(asked.questions[0], facts=facts),))
    one, two = (membership(1),), (membership(1), membership(2))
    said = toast_text(receipt(asked, frozenset({2}), one), ZH)
    assert said == "已记下：您家（3号楼2单元501）选「2 · 0.8 元」，每月大约 40 元。这是意愿，不是承诺；截止前可以改。"
    for chosen, homes in ((1, one), (2, two)):
        assert "每月" not in toast_text(receipt(asked, frozenset({chosen}), homes), ZH)


def test_a_withdrawal_says_so() -> None:
    assert toast_text(receipt(consultation(), frozenset()), ZH).startswith("已撤回：您家（3号楼2单元501）")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", CARD_TYPES)
def test_the_longest_names_fit_and_what_was_recorded_comes_first(language: str, kind: QuestionType) -> None:
    options = [f"{number:02}" + "字" * 98 for number in range(1, 41)]
    chosen = frozenset({40}) if kind in ONE_OPTION else frozenset(range(1, 41))
    home = (membership(1, "楼" * 64, "元" * 64, "室" * 64),)
    said = toast_text(receipt(consultation(options, kind=kind), chosen, home), texts(language))
    assert "40" in said
    assert len(said) <= TOAST_LIMIT
    assert len(toast_text(receipt(consultation(), frozenset(), home), texts(language))) <= TOAST_LIMIT
