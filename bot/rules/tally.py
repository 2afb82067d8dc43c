"""The one count: card, JSON, CSV, workbook and picture all show what ``tally`` returns.

Only flats that are counted count. A flat is one household with one ballot a question; flats with the same owner(s) are
one owner; floor areas add up, in 0.01 ㎡ (法释〔2009〕7号 arts. 8 and 9).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.rules.consultation import Consultation, Question, QuestionType, Regime, Secrecy, Status
from bot.rules.decision import Choice, Matter, Outcome, Owners, Ruleset, decide
from bot.rules.privacy_tables import Shown
from bot.rules.rates import Base, Figure
from bot.rules.sealing import Sealed
from bot.rules.shares import percent, rounded_share, share, square_metres
from bot.rules.tally_checks import check
from bot.rules.tally_count import Count, Line
from bot.rules.tally_details import Detail, detail_of
from bot.rules.tally_facts import NOTHING, HeadVote, TallyFacts, Weight

__all__ = [
    "HeadVote",
    "Line",
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
class OptionCount:
    """How much stands behind one option.

    ``figure`` is the same in homes, with its base; None while counts are withheld, where the option was joined with
    others, and where it is not known how many were asked. Of anonymous answers the weight has the homes and no more.
    """

    number: int
    label: str
    weight: Weight
    figure: Figure | None = None
    most_wanted: int | None = None


@dataclass(frozen=True, slots=True)
class QuestionTally:
    """One question. ``answered`` counts households. While ``withheld``, every option's weight is zero.

    ``lines`` are the options as they are to be shown: single ones, joined ones, withheld ones. ``base`` is None where
    it is not public to how many homes the question was put. ``answered_shown`` is False where even the number of
    answers would give away what was said to another question. ``published`` has what may be shown of anonymous answers,
    of the whole and building by building.
    """

    number: int
    text: str
    type: QuestionType
    answered: int
    options: tuple[OptionCount, ...]
    question: Question
    withheld: bool = False
    base: Base | None = None
    lines: tuple[Line, ...] = ()
    detail: Detail | None = None
    answered_shown: bool = True
    anonymous: bool = False
    published: tuple[Sealed, ...] = ()


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


def tally(consultation: Consultation, facts: TallyFacts, now: datetime) -> Tally:
    """Count. Counts per option are withheld while the consultation says so, and then are nowhere in the result.

    Raises ValueError when the facts contradict each other: such a count must not be shown.
    """
    check(consultation, facts)
    named = consultation.secrecy is Secrecy.NAMED
    shown = consultation.shows_counts(now) and (named or consultation.sealed)
    return Tally(
        consultation=consultation,
        status=consultation.status(now),
        as_of=now,
        electorate=facts.electorate,
        turnout=Turnout(facts.turnout, {channel: facts.by_channel.get(channel, 0) for channel in ("chat", "paper")}),
        questions=_counted(consultation, facts) if shown else _withheld(consultation, facts),
        outcome=_outcome(consultation, facts, shown),
    )


def _withheld(consultation: Consultation, facts: TallyFacts) -> tuple[QuestionTally, ...]:
    """Turnout and nothing else. The answers to a question with a condition would tell how the condition went."""
    open_book = consultation.secrecy is Secrecy.NAMED or len(consultation.questions) == 1
    return tuple(
        _hidden(question, facts, open_book and question.condition is None) for question in consultation.questions
    )


def _hidden(question: Question, facts: TallyFacts, answered_shown: bool) -> QuestionTally:
    options = tuple(OptionCount(number, label, NOTHING) for number, label in _options(question))
    return QuestionTally(
        number=question.number,
        text=question.text,
        type=question.type,
        answered=facts.answered.get(question.id, 0) if answered_shown else 0,
        options=options,
        question=question,
        withheld=True,
        lines=tuple(Line((option.number,), None) for option in options),
        answered_shown=answered_shown,
    )


def _options(question: Question) -> list[tuple[int, str]]:
    """Numbered labels; what an amount question offers are examples, not options to be counted."""
    counted = question.type not in (QuestionType.AMOUNT, QuestionType.TEXT)
    return list(enumerate(question.options, start=1)) if counted else []


def _counted(consultation: Consultation, facts: TallyFacts) -> tuple[QuestionTally, ...]:
    found: list[QuestionTally] = []
    before: dict[int, tuple[Count, Detail | None]] = {}
    for question in consultation.questions:
        asked = _asked(question, facts, before, named=not consultation.sealed)
        answered = facts.answered.get(question.id, 0)
        weights = {number: facts.options.get((question.id, number), NOTHING) for number, _label in _options(question)}
        published = facts.sealed.get(question.id, ())
        base = Base(_at_most(question, facts, before) if asked is None else asked, answered)
        whole = published[0] if published else None
        shown = Shown(whole.scope, whole.respondents, whole.grouping, whole.counts) if whole else None
        count = Count(question, base, weights, shown)
        detail = detail_of(count, facts, before)
        before[question.number] = count, detail
        counted = _question(count, detail, facts, known=asked is not None)
        found.append(replace(counted, published=published, anonymous=consultation.sealed))
    return tuple(found)


def _asked(
    question: Question, facts: TallyFacts, before: Mapping[int, tuple[Count, Detail | None]], *, named: bool
) -> int | None:
    """The homes to which the question was put; None where that would give away an anonymous answer."""
    if question.condition is None:
        return facts.electorate.households
    earlier = before.get(question.condition.number)
    if named or earlier is None:
        return facts.asked.get(question.id, 0)
    several = earlier[0].question.type is QuestionType.MULTIPLE
    homes = None if several else earlier[0].homes(*question.condition.options)
    return None if homes is None or homes < facts.answered.get(question.id, 0) else homes


def _at_most(question: Question, facts: TallyFacts, before: Mapping[int, tuple[Count, Detail | None]]) -> int:
    earlier = before[question.condition.number][0].base.answered if question.condition else 0
    return max(earlier, facts.answered.get(question.id, 0))


def _question(count: Count, detail: Detail | None, facts: TallyFacts, *, known: bool) -> QuestionTally:
    question = count.question
    options = tuple(_option(count, number, label, facts, known) for number, label in _options(question))
    return QuestionTally(
        number=question.number,
        text=question.text,
        type=question.type,
        answered=count.base.answered,
        options=options,
        question=question,
        base=count.base if known else None,
        lines=count.lines if options else (),
        detail=detail,
    )


def _option(count: Count, number: int, label: str, facts: TallyFacts, known: bool) -> OptionCount:
    weight, homes = count.weight(number), count.weight(number).households
    if count.shown is not None:
        alone = next((line.homes for line in count.lines if line.numbers == (number,)), None)
        if alone is None:
            return OptionCount(number, label, NOTHING)
        weight, homes = Weight(alone, 0, 0), alone
    wanted = None
    if count.question.most_wanted and count.shown is None:
        wanted = facts.most_wanted.get((count.question.id, number), 0)
    return OptionCount(number, label, weight, Figure(homes, count.base) if known else None, wanted)


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
