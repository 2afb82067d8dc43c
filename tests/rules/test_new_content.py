"""A consultation turned back into data is the same consultation when it is read again."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.consultation import Consultation, Regime, Scope
from bot.rules.definition import Definition, check_definition
from bot.rules.new_content import content_of, money, packed, unpacked
from bot.rules.template_filling import fill
from bot.rules.templates import sample
from bot.templates import available
from tests.builders import NOON

ZONE = ZoneInfo("Asia/Shanghai")
EVERYTHING = """
title = "什么都问"
community = "JX01"
closes = 2026-12-08T18:00:00
[[questions]]
text = "一"
type = "multiple"
options = [{ label = "雨污分流", code = "A-06", category = "basic", marks = ["self_funded", "consent"] }, "灯", "绿地"]
max_choices = 2
most_wanted = true
sensitive = true
[[questions]]
text = "二"
type = "ranking"
options = ["一号", "二号", "三号"]
required = false
condition = { question = 1, options = [3, 1] }
[[questions]]
text = "三"
type = "rating"
role = "satisfaction"
[[questions]]
text = "四"
type = "price_ladder"
prices = [0.3, 0.55, 1]
cost_per_month = 5600.5
[[questions]]
text = "五"
type = "budget"
budget = 500000
ballot = "cumulative"
points = 10
projects = [{ name = "停车棚", cost = 12000.25, category = "car" }, { name = "凉亭", cost = 9000 }]
[[questions]]
text = "六"
type = "amount"
unit = "元"
least = 0
most = 5000.5
options = [100, 250.5]
[[questions]]
text = "七"
type = "text"
"""
DECISION = """
title = "选聘物业"
community = "JX01"
closes = 2026-12-08T18:00:00
regime = "owner_decision"
matter = "pm_select"
[[questions]]
text = "同意选聘吗？"
type = "single"
"""


def read(data: dict[str, Any]) -> Definition:
    """The checked definition."""
    checked = check_definition(data, NOON, ZONE)
    assert isinstance(checked, Definition), checked
    return checked


def stored(made: Definition) -> Consultation:
    """The consultation as it would be stored."""
    return Consultation(
        1,
        1,
        made.community,
        "金祥花园",
        made.title,
        made.regime,
        made.answerers,
        made.results,
        Scope(),
        made.opens_at,
        made.closes_at,
        None,
        made.questions,
        made.matter,
        made.ruleset,
        secrecy=made.secrecy,
        template=made.template,
    )


def again(made: Definition) -> Definition:
    """Turned back into data, kept as a text, and read once more."""
    data = unpacked(packed(content_of(stored(made))))
    return read(data | {"community": made.community, "closes": made.closes_at, "opens": made.opens_at})


def from_template(name: str, language: str) -> dict[str, Any]:
    """A template with every value filled in."""
    template = available(language).templates[name]
    filled = fill(template, {value.name: sample(value) for value in template.values}, {})
    assert isinstance(filled, dict)
    return filled | {"community": "JX01", "closes": NOON + timedelta(days=7)}


@pytest.mark.parametrize("text", [EVERYTHING, DECISION])
def test_every_type_of_question_is_read_again_as_it_was(text: str) -> None:
    made = read(tomllib.loads(text, parse_float=Decimal))
    assert again(made) == replace(made, communities_key=again(made).communities_key)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("name", sorted(available("zh-CN").templates))
def test_every_template_is_read_again_as_it_was(name: str, language: str) -> None:
    made = read(from_template(name, language))
    assert again(made) == made


def test_a_decision_keeps_its_fixed_options() -> None:
    made = again(read(tomllib.loads(DECISION)))
    assert (made.regime, made.questions[0].options) == (Regime.OWNER_DECISION, ("同意", "反对", "弃权"))


@given(st.integers(0, 10**13))
def test_money_is_exact(fen: int) -> None:
    yuan = money(fen)
    assert yuan is not None
    assert yuan * 100 == fen
    assert unpacked(packed({"cost": yuan})) == {"cost": yuan}


def test_what_cannot_be_kept_is_a_defect_of_the_caller() -> None:
    with pytest.raises(TypeError, match="datetime"):
        packed({"closes": datetime(2026, 1, 1, tzinfo=ZONE)})
