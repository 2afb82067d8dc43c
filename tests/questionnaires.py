"""Questionnaires with a question of every type, made for tests."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.rules.consultation import Condition, OptionFacts, OptionKind, Question, QuestionType, Secrecy
from bot.rules.definition import Definition
from tests import builders

WILLING = Question(
    0,
    1,
    "您家同意小区改造吗？",
    QuestionType.SINGLE,
    ("同意", "基本同意，但有意见", "不同意", "不清楚，想先了解"),
    facts=(
        OptionFacts(kind=OptionKind.CONSENT),
        OptionFacts(kind=OptionKind.PARTLY),
        OptionFacts(kind=OptionKind.AGAINST),
        OptionFacts(kind=OptionKind.UNSURE),
    ),
)
WHY = Question(0, 2, "您有什么意见？", QuestionType.TEXT, (), required=False, condition=Condition(1, frozenset({2, 3})))
MENU = Question(
    0,
    3,
    "您家最需要改什么？",
    QuestionType.MULTIPLE,
    ("屋顶防水", "外墙维修", "下水道疏通", "一户一表", "加装电梯"),
    max_choices=3,
    most_wanted=True,
    facts=(
        OptionFacts("roof", "基础"),
        OptionFacts("wall", "基础"),
        OptionFacts("drain", "基础"),
        OptionFacts("meter", "基础", marks=("self_funded",)),
        OptionFacts("lift", "完善", marks=("self_funded", "consent")),
    ),
)
ORDER = Question(0, 4, "哪件事先办？", QuestionType.RANKING, ("绿地", "车位", "路灯"))
LEVEL = Question(
    0,
    5,
    "活儿做得怎么样？",
    QuestionType.RATING,
    ("很满意", "满意", "一般", "不满意", "很不满意", "说不清"),
    facts=(
        OptionFacts(kind=OptionKind.CONSENT),
        OptionFacts(kind=OptionKind.CONSENT),
        OptionFacts(),
        OptionFacts(kind=OptionKind.AGAINST),
        OptionFacts(kind=OptionKind.AGAINST),
        OptionFacts(kind=OptionKind.UNSURE),
    ),
)
FEE = Question(
    0,
    6,
    "您家最多愿意交到哪一档？",
    QuestionType.PRICE_LADDER,
    ("不愿交", "0.3 元", "0.8 元", "1.2 元及以上", "不清楚"),
    facts=(
        OptionFacts(kind=OptionKind.NOTHING),
        OptionFacts(price=30),
        OptionFacts(price=80),
        OptionFacts(price=120),
        OptionFacts(kind=OptionKind.UNSURE),
    ),
)
FUND = Question(
    0,
    7,
    "您家最多出多少钱？",
    QuestionType.AMOUNT,
    ("100 元", "500 元"),
    facts=(OptionFacts(cost=10000), OptionFacts(cost=50000)),
    unit="元",
    least=0,
    most=500000,
)
PROJECTS = Question(
    0,
    8,
    "钱该花在哪里？",
    QuestionType.BUDGET,
    ("凉亭", "长椅", "健身器材"),
    facts=(OptionFacts(cost=300000), OptionFacts(cost=50000), OptionFacts(cost=200000)),
    budget=400000,
    ballot_kind="approval",
)
POINTS = replace(PROJECTS, number=9, text="五分怎么分？", ballot_kind="cumulative", points=5)
LAST = Question(0, 10, "还有什么要说的？", QuestionType.TEXT, (), required=False)
EVERYTHING = (WILLING, WHY, MENU, ORDER, LEVEL, FEE, FUND, PROJECTS, POINTS, LAST)
SHORT = (WILLING, replace(LEVEL, number=2), replace(LAST, number=3))


def questionnaire(*questions: Question, secrecy: Secrecy = Secrecy.NAMED, **wanted: Any) -> Definition:
    """A definition with these questions (numbered anew unless a condition counts on their numbers)."""
    asked = questions or EVERYTHING
    if not any(question.condition for question in asked):
        asked = tuple(replace(question, number=number) for number, question in enumerate(asked, 1))
    made = builders.definition(**({"title": "改造大家谈"} | wanted))
    return replace(made, questions=asked, secrecy=secrecy)
