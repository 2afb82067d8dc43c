"""What a question's type says beyond counts by option: rates, curves, orders, winners.

Each detail is made from sums by a pure rule. Where an answer is anonymous it is made from what is published, and is
None where that does not suffice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from bot.rules import answer_text
from bot.rules.consultation import OptionKind, Question, QuestionType
from bot.rules.design_review import DesignReview, SchemeConsent
from bot.rules.ranking import Ranked, RankingResult, rank, rank_orders
from bot.rules.rates import Rate
from bot.rules.satisfaction import AGAINST, RATE_A, RATE_B, Level, Satisfaction
from bot.rules.tally_budget import Budgeted, budgeted
from bot.rules.tally_count import Count
from bot.rules.tally_facts import TallyFacts
from bot.rules.tally_fees import Fees, fees


@dataclass(frozen=True, slots=True)
class Rated:
    """Satisfaction; a rate is None where small groups had to be joined across it."""

    rate_a: Rate | None
    rate_b: Rate | None
    net: Rate | None


@dataclass(frozen=True, slots=True)
class Schemes:
    """A review of design schemes; ``numbers`` are the schemes' option numbers."""

    review: DesignReview
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Willing:
    """How many are willing or agree, out of all valid answers but those whom the question does not concern."""

    rate: Rate
    exempt: int


@dataclass(frozen=True, slots=True)
class Category:
    """Choices within one category added up; a home that chose three of them stands three times."""

    name: str
    choices: int


@dataclass(frozen=True, slots=True)
class Wishes:
    """Several choices: the order by homes, the order by what is wanted most, and sums by category."""

    order: tuple[Ranked, ...]
    wanted: tuple[Ranked, ...]
    categories: tuple[Category, ...]


@dataclass(frozen=True, slots=True)
class Amounts:
    """Amounts in hundredths of the question's unit.

    For money that homes give themselves: ``cost`` of one home, and ``raised`` when nobody gives more than that:
    Σ min(amount, cost), and the cost for each of the ``in_full`` homes that said they would pay it whatever it is.
    """

    answered: int
    total: int
    median: Fraction | None
    least: int | None
    most: int | None
    cost: int | None = None
    in_full: int = 0
    raised: int | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """Free words: how many, and the words themselves where they were asked for."""

    answered: int
    words: tuple[str, ...] = ()


Detail: TypeAlias = (
    Rated | Schemes | SchemeConsent | Willing | Wishes | RankingResult | Fees | Budgeted | Amounts | Words
)


_PAYING = ("fee", "fund", "self_funding")


def rated(count: Count) -> Rated:
    """Rates A and B and net satisfaction of a rating."""
    if count.shown is None:
        levels = Satisfaction(tuple(count.weight(level).households for level in Level), count.base.asked)
        return Rated(levels.rate_a, levels.rate_b, levels.net)
    unsure, praise, fair = count.homes(Level.UNSURE), count.homes(*RATE_A), count.homes(*RATE_B)
    blame = count.homes(*AGAINST)
    if unsure is None:
        return Rated(None, None, None)
    whole = count.base.answered - unsure
    return Rated(
        None if praise is None else Rate(praise, whole),
        None if fair is None else Rate(fair, whole),
        None if praise is None or blame is None else Rate(praise - blame, whole),
    )


def schemes(count: Count) -> Schemes | None:
    """The design review; 说不清 counts as 弃权."""
    aside = (OptionKind.ANY, OptionKind.NONE, OptionKind.ABSTAIN, OptionKind.UNSURE)
    question = count.question
    numbers = tuple(n for n in range(1, len(question.options) + 1) if question.facts_of(n).kind not in aside)
    first = [count.homes(number) for number in numbers]
    others = [count.meaning(OptionKind.ANY), count.meaning(OptionKind.NONE), count.meaning(*aside[2:])]
    known = [homes for homes in (*first, *others) if homes is not None]
    if len(known) < len(first) + 3 or not numbers:
        return None
    review = DesignReview(tuple(known[:-3]), known[-3], known[-2], known[-1], count.base.asked)
    return Schemes(review, numbers)


def scheme_consent(count: Count, review: Schemes | None) -> SchemeConsent | None:
    """The follow-up on the chosen scheme, out of the answers to the review.

    None where it was put to homes that abstained as well: then the rate is not defined.
    """
    agreed, mostly = count.meaning(OptionKind.CONSENT), count.meaning(OptionKind.PARTLY)
    if agreed is None or mostly is None or review is None:
        return None
    valid, abstained = review.review.base.answered, review.review.abstained
    return SchemeConsent(agreed, mostly, valid, abstained) if agreed + mostly <= valid - abstained else None


def willing(count: Count) -> Willing | None:
    """Consent to a single choice whose options say what they mean.

    基本同意 is consent; but whoever would only pay at the right price, or for the right service, has not agreed to pay.
    """
    paying = count.question.role in _PAYING
    yes = count.meaning(OptionKind.CONSENT) if paying else count.meaning(OptionKind.CONSENT, OptionKind.PARTLY)
    exempt = count.meaning(OptionKind.EXEMPT)
    if yes is None or exempt is None or not count.question.numbers_of(OptionKind.CONSENT):
        return None
    return Willing(Rate(yes, count.base.answered - exempt), exempt)


def wishes(count: Count, most_wanted: Mapping[tuple[int, int], int]) -> Wishes | None:
    """Orders and sums of a multiple choice; None when some of its counts are withheld."""
    homes = [line.homes for line in count.lines if line.homes is not None]
    if len(homes) < len(count.question.options):
        return None
    question = count.question
    wanted = [most_wanted.get((question.id, number), 0) for number in range(1, len(homes) + 1)]
    sums: dict[str, int] = {}
    for number, chosen in enumerate(homes, 1):
        name = question.facts_of(number).category
        if name:
            sums[name] = sums.get(name, 0) + chosen
    ranked = rank(wanted) if question.most_wanted and count.shown is None else ()
    return Wishes(rank(homes), ranked, tuple(Category(*each) for each in sums.items()))


def amounts(question: Question, given: Mapping[int, int]) -> Amounts:
    """Sum, median and bounds. ``given``: how many homes named each amount."""
    ordered = sorted(given.items())
    answered = sum(given.values())
    return Amounts(
        answered=answered,
        total=sum(amount * homes for amount, homes in ordered),
        median=_median(ordered, answered),
        least=ordered[0][0] if ordered else None,
        most=ordered[-1][0] if ordered else None,
    )


def _median(ordered: list[tuple[int, int]], answered: int) -> Fraction | None:
    if not answered:
        return None
    return Fraction(_at(ordered, (answered - 1) // 2) + _at(ordered, answered // 2), 2)


def _at(ordered: list[tuple[int, int]], place: int) -> int:
    for amount, homes in ordered:
        if place < homes:
            return amount
        place -= homes
    raise IndexError(place)


def raised(found: Amounts, given: Mapping[int, int], cost: int, in_full: int) -> Amounts:
    """The same with what comes together when nobody gives more than the ``cost`` of one home."""
    capped = sum(min(amount, cost) * homes for amount, homes in given.items())
    return Amounts(
        found.answered,
        found.total,
        found.median,
        found.least,
        found.most,
        cost=cost,
        in_full=in_full,
        raised=capped + in_full * cost,
    )


def detail_of(count: Count, facts: TallyFacts, before: Mapping[int, tuple[Count, Detail | None]]) -> Detail | None:
    """The detail of one question; ``before`` has the earlier questions by number."""
    question = count.question
    kind = question.type
    if kind is QuestionType.RATING:
        return rated(count)
    if kind is QuestionType.PRICE_LADDER:
        return fees(count, facts.electorate)
    if kind is QuestionType.MULTIPLE:
        return wishes(count, facts.most_wanted)
    if kind is QuestionType.TEXT:
        return Words(count.base.answered, facts.words.get(question.id, ()))
    if kind is QuestionType.AMOUNT:
        return _amounts(question, facts.amounts.get(question.id, {}), before)
    return _single(count, before) if kind is QuestionType.SINGLE else _counted(question, facts)


def _counted(question: Question, facts: TallyFacts) -> Detail:
    said = facts.said.get(question.id, {})
    if question.type is QuestionType.BUDGET:
        return budgeted(question, {answer_text_points(text): homes for text, homes in said.items()})
    orders = {answer_text.read_order(text): homes for text, homes in said.items()}
    return rank_orders(orders, len(question.options))


def answer_text_points(text: str) -> tuple[tuple[int, int], ...]:
    """Points by project, as a key."""
    return tuple(sorted(answer_text.read_points(text).items()))


def _single(count: Count, before: Mapping[int, tuple[Count, Detail | None]]) -> Detail | None:
    question = count.question
    if question.role == "scheme":
        return schemes(count)
    if question.role == "scheme_consent":
        return scheme_consent(count, _review(question, before))
    return willing(count)


def _review(question: Question, before: Mapping[int, tuple[Count, Detail | None]]) -> Schemes | None:
    named = [before[question.condition.number]] if question.condition and question.condition.number in before else []
    found = (detail for _count, detail in (*named, *before.values()) if isinstance(detail, Schemes))
    return next(found, None)


def _amounts(
    question: Question, given: Mapping[int, int], before: Mapping[int, tuple[Count, Detail | None]]
) -> Amounts:
    """With what it would raise, when the choice before it carries the cost of one home."""
    found = amounts(question, given)
    if question.role != "self_funding":
        return found
    earlier = before.get(question.condition.number) if question.condition else None
    if earlier is not None:
        count = earlier[0]
        for number, facts in enumerate(count.question.facts, 1):
            if facts.cost:
                return raised(found, given, facts.cost, count.homes(number) or 0)
    return raised(found, given, question.most, 0) if question.most else found
