"""Questionnaires in somebody's hands as views get them, made without a database; also the largest there can be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.rules.answers import Answer
from bot.rules.consultation import Consultation, OptionFacts, Question, QuestionType
from bot.rules.people import Address, Household
from bot.rules.questionnaire_form import Draft, Form
from tests.questionnaires import EVERYTHING
from tests.views.samples import HOSTILE, consultation

LATEST = datetime(2026, 12, 1, 4, 0, tzinfo=UTC)
LARGEST = 2**31 - 1
_LONG = [f"{HOSTILE}{number:02}" + "字" * 60 for number in range(40)]


def flat(number: int = 1, room: str = "501", area: int = 6000) -> Household:
    """A flat of 60 ㎡."""
    return Household(number, 1, Address("3", "2", room), area, None, counted=True, slip_serial=1)


def asking(questions: Sequence[Question], title: str = "改造大家谈") -> Consultation:
    """An open questionnaire with ids as large as they come."""
    numbered = tuple(replace(question, id=LARGEST - question.number) for question in questions)
    return replace(consultation(title=title), questions=numbered)


def form(
    questions: Sequence[Question] = EVERYTHING,
    place: int = 1,
    answers: Mapping[int, Answer] | None = None,
    homes: Sequence[Household] = (),
    **more: Any,
) -> Form:
    """Somebody at a question; nothing is handed in."""
    given = Draft(place, answers=dict(answers or {}))
    return Form(asking(questions), tuple(homes) or (flat(),), given, **more)


def _largest(number: int, kind: QuestionType, **more: Any) -> Question:
    facts = tuple(
        OptionFacts(f"c{n}", HOSTILE[:32] + str(n // 7), marks=("self_funded", "consent"), cost=10**13, price=n + 1)
        for n in range(40)
    )
    text = HOSTILE + "问" * (1000 - len(HOSTILE))
    return Question(LARGEST, number, text, kind, tuple(_LONG), facts=facts, required=False, **more)


LARGE: tuple[Question, ...] = (
    _largest(1, QuestionType.SINGLE),
    _largest(2, QuestionType.MULTIPLE, most_wanted=True),
    _largest(3, QuestionType.RANKING),
    _largest(4, QuestionType.PRICE_LADDER),
    _largest(5, QuestionType.BUDGET, budget=10**13, ballot_kind="approval"),
    _largest(6, QuestionType.BUDGET, budget=10**13, ballot_kind="cumulative", points=1000),
    _largest(7, QuestionType.AMOUNT, unit="元" * 16),
    *(Question(LARGEST, number, "问" * 1000, QuestionType.TEXT, (), required=False) for number in range(8, 31)),
)
"""Thirty questions, as long as a definition may make them."""

LARGE_ANSWERS: dict[int, Answer] = {
    1: Answer({40: 1}),
    2: Answer(dict.fromkeys(range(1, 41), 1), most_wanted=40),
    3: Answer({option: option for option in range(1, 41)}),
    4: Answer({40: 1}),
    5: Answer(dict.fromkeys(range(1, 41), 1)),
    6: Answer(dict.fromkeys(range(1, 41), 25)),
    7: Answer(amount=10**9),
    **{number: Answer(words=HOSTILE + "说" * 440) for number in range(8, 31)},
}
