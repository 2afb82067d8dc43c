"""A question of each kind, and sums for it, made by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.rules.consultation import (
    Condition,
    Consultation,
    OptionFacts,
    OptionKind,
    Question,
    QuestionType,
    ResultsPolicy,
    Secrecy,
)
from bot.rules.sealing import Sealed
from bot.rules.tally import QuestionTally, TallyFacts, Weight, tally
from tests.rules.test_tally import AFTER, CONSULTATION

EVERYONE = Weight(100, 100, 5000_00)
K = OptionKind


def kinds(*given: OptionKind | None) -> dict[str, Any]:
    """Options with these meanings."""
    return {
        "options": tuple(f"option {number}" for number in range(1, len(given) + 1)),
        "facts": tuple(OptionFacts(kind=kind) for kind in given),
    }


RATING = Question(
    1, 1, "how is it?", QuestionType.RATING, **kinds(K.CONSENT, K.CONSENT, None, K.AGAINST, K.AGAINST, K.UNSURE)
)
SCHEME = Question(
    1, 1, "which plan?", QuestionType.SINGLE, role="scheme", **kinds(None, None, K.ANY, K.NONE, K.ABSTAIN)
)
CONSENT = Question(
    2,
    2,
    "and you?",
    QuestionType.SINGLE,
    role="scheme_consent",
    condition=Condition(1, frozenset({1, 2})),
    **kinds(K.CONSENT, K.PARTLY, K.AGAINST),
)
LADDER = Question(
    1,
    1,
    "how much?",
    QuestionType.PRICE_LADDER,
    ("nothing", "0.3", "0.8", "trial"),
    facts=(
        OptionFacts(kind=K.NOTHING),
        OptionFacts(price=30),
        OptionFacts(price=80),
        OptionFacts(kind=K.TRY_FIRST),
    ),
    monthly_cost=2000_00,
)
FUND = Question(
    1,
    1,
    "a meter of your own?",
    QuestionType.SINGLE,
    ("whatever it costs", "at most …", "no", "have one"),
    facts=(
        OptionFacts(kind=K.CONSENT, cost=1500_00),
        OptionFacts(kind=K.CONSENT),
        OptionFacts(kind=K.AGAINST),
        OptionFacts(kind=K.EXEMPT),
    ),
    role="self_funding",
)
AT_MOST = Question(
    2, 2, "at most?", QuestionType.AMOUNT, (), unit="元", role="self_funding", condition=Condition(1, frozenset({2}))
)


def asking(*questions: Question, **changes: Any) -> Consultation:
    return replace(CONSULTATION, questions=questions, **changes)


def sums(by_question: dict[int, tuple[int, ...]], **more: Any) -> TallyFacts:
    """So many homes of 50 ㎡ behind each option, by question id."""
    options = {
        (question, number): Weight(homes, homes, 50_00 * homes)
        for question, counts in by_question.items()
        for number, homes in enumerate(counts, 1)
    }
    answered = {question: sum(counts) for question, counts in by_question.items()} | more.pop("answered", {})
    most = max(answered.values())
    facts: dict[str, Any] = {"by_channel": {"chat": most}, "answered": answered, "options": options}
    return TallyFacts(electorate=EVERYONE, turnout=Weight(most, most, 50_00 * most), **facts, **more)


def counted(consultation: Consultation, facts: TallyFacts) -> tuple[QuestionTally, ...]:
    return tally(consultation, facts, AFTER).questions


def anonymous(question: Question, sealed: bool = True) -> Consultation:
    changes = {"secrecy": Secrecy.ANONYMOUS, "results": ResultsPolicy.AFTER_CLOSE, "sealed": sealed, "settled": sealed}
    return asking(question, **changes)


def published(grouping: tuple[tuple[int, ...], ...], counts: tuple[int, ...], respondents: int = 50) -> TallyFacts:
    return TallyFacts(
        electorate=EVERYONE,
        turnout=Weight(respondents, respondents, 50_00 * respondents),
        by_channel={"chat": respondents},
        answered={1: respondents},
        options={},
        sealed={1: (Sealed("JX01", respondents, grouping, counts),)},
    )
