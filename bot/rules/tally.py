"""The one count: card, JSON, CSV, workbook and picture all show what ``tally`` returns.

Only flats that are counted count. A flat is one household with one ballot a question; flats with the same owner(s) are
one owner; floor areas add up, in 0.01 ㎡ (法释〔2009〕7号 arts. 8 and 9).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from bot.rules.consultation import Consultation, Question, QuestionType, Regime, Status
from bot.rules.decision import Choice, Matter, Outcome, Owners, Ruleset, decide
from bot.rules.shares import percent, rounded_share, share, square_metres
from bot.rules.tally_checks import check

__all__ = [
    "HeadVote",
    "OptionCount",
    "QuestionTally",
    "Tally",
    "TallyFacts",
    "Turnout",
    "Weight",
    "percent",
    "rounded_share",
    "share",
    "square_metres",
    "tally",
]


@dataclass(frozen=True, slots=True)
class Weight:
    """The same group of flats in three units; ``floor_area`` in 0.01 ㎡."""

    households: int
    owners: int
    floor_area: int


NOTHING = Weight(0, 0, 0)


@dataclass(frozen=True, slots=True)
class OptionCount:
    """How much stands behind one option."""

    number: int
    label: str
    weight: Weight


@dataclass(frozen=True, slots=True)
class QuestionTally:
    """One question. ``answered`` counts households. While ``withheld``, every option's weight is zero."""

    number: int
    text: str
    type: QuestionType
    answered: int
    options: tuple[OptionCount, ...]
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class Turnout:
    """Who answered at least one question.

    ``by_channel`` has ``chat`` and ``paper`` and sums to the households: one with a ballot on paper counts as paper.
    """

    weight: Weight
    by_channel: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Tally:
    """A consultation as counted at ``as_of``. ``outcome`` stands for owner decisions, and is final once closed."""

    consultation: Consultation
    status: Status
    as_of: datetime
    electorate: Weight
    turnout: Turnout
    questions: tuple[QuestionTally, ...]
    outcome: Outcome | None


class HeadVote(NamedTuple):
    """One owner: area of the flats that voted (0.01 ㎡), and the choice, None when the flats said different things."""

    head: int
    floor_area: int
    choice: int | None


@dataclass(frozen=True, slots=True)
class TallyFacts:
    """Sums as storage adds them up, over counted flats only.

    ``answered`` is keyed by question id, ``options`` by question id and option number (absent means nobody), ``heads``
    holds who voted on the first question of an owner decision.
    """

    electorate: Weight
    turnout: Weight
    by_channel: Mapping[str, int]
    answered: Mapping[int, int]
    options: Mapping[tuple[int, int], Weight]
    heads: tuple[HeadVote, ...] = field(default=())


def tally(consultation: Consultation, facts: TallyFacts, now: datetime) -> Tally:
    """Count. Counts per option are withheld while the consultation says so, and then are nowhere in the result.

    Raises ValueError when the facts contradict each other: such a count must not be shown.
    """
    check(consultation, facts)
    shown = consultation.shows_counts(now)
    return Tally(
        consultation=consultation,
        status=consultation.status(now),
        as_of=now,
        electorate=facts.electorate,
        turnout=Turnout(facts.turnout, {channel: facts.by_channel.get(channel, 0) for channel in ("chat", "paper")}),
        questions=tuple(_question(question, facts, shown) for question in consultation.questions),
        outcome=_outcome(consultation, facts, shown),
    )


def _question(question: Question, facts: TallyFacts, shown: bool) -> QuestionTally:
    options = tuple(
        OptionCount(number, label, facts.options.get((question.id, number), NOTHING) if shown else NOTHING)
        for number, label in enumerate(question.options, start=1)
    )
    answered = facts.answered.get(question.id, 0)
    return QuestionTally(question.number, question.text, question.type, answered, options, withheld=not shown)


def _outcome(consultation: Consultation, facts: TallyFacts, shown: bool) -> Outcome | None:
    if consultation.regime is not Regime.OWNER_DECISION or consultation.matter is None:
        return None
    ruleset = Ruleset(consultation.ruleset) if consultation.ruleset else Ruleset.at(consultation.ends_at)
    voted = [head for head in facts.heads if head.choice is not None]
    outcome = decide(
        Matter(consultation.matter),
        ruleset,
        everyone=Owners(facts.electorate.owners, facts.electorate.floor_area),
        participating=_owners(voted),
        consenting=_owners([head for head in voted if head.choice == Choice.CONSENT]),
        conflicts=len(facts.heads) - len(voted),
    )
    return outcome if shown else _without_consent(outcome)


def _owners(heads: list[HeadVote]) -> Owners:
    return Owners(len(heads), sum(head.floor_area for head in heads))


def _without_consent(outcome: Outcome) -> Outcome:
    """Taking part may be watched while counts are withheld, consent may not."""
    public = tuple(each for each in outcome.comparisons if each.name.startswith("participation"))
    return replace(outcome, passed=None, comparisons=public)
