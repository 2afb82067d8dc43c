"""A price ladder as it is counted: who would pay at least how much, and whether that would cover the cost."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from bot.rules.consultation import OptionKind
from bot.rules.fees import TWO_THIRDS, FeeAnswers, Homes, PriceLadder, shortfall
from bot.rules.rates import Figure
from bot.rules.tally_count import Count
from bot.rules.tally_facts import Weight


@dataclass(frozen=True, slots=True)
class FeeStep:
    """One price, in fen a ㎡ and month. Area, a month's income and what it lacks (fen) only where answers are named."""

    price: int
    willing: Figure
    floor_area: int | None = None
    monthly_income: int | None = None
    missing: int | None = None


@dataclass(frozen=True, slots=True)
class Fees:
    """The acceptance curve, lowest price first, without the prices that may not be published.

    ``accepted`` is the highest price that two thirds of those who answered accept, ``accepted_by_all`` the same of all
    asked, as if everybody missing declined; both are left open where a price is missing, so not ``complete``. A
    willingness, never a commitment.
    """

    steps: tuple[FeeStep, ...]
    monthly_cost: int | None
    accepted: int | None
    accepted_by_all: int | None
    complete: bool = True


def fees(count: Count, electorate: Weight) -> Fees:
    """What a price ladder says."""
    by_price = {facts.price: number for number, facts in enumerate(count.question.facts, 1) if facts.price}
    prices = tuple(sorted(by_price))
    if count.shown is not None:
        return _published(count, prices, by_price)
    everyone = Homes(count.base.asked, electorate.floor_area)
    highest = tuple(_homes(count, by_price[price]) for price in prices)
    nothing, try_first, unsure = (_homes(count, *count.question.numbers_of(kind)) for kind in _OTHERS)
    answers = FeeAnswers(PriceLadder(prices), highest, nothing, try_first, unsure, everyone)
    cost = count.question.monthly_cost
    steps = tuple(
        FeeStep(
            each.price,
            each.willing,
            each.floor_area,
            each.monthly_income,
            None if cost is None else shortfall(each.monthly_income, cost),
        )
        for each in answers.curve
    )
    return Fees(steps, cost, answers.accepted_by(), answers.accepted_by_all_asked())


_OTHERS = (OptionKind.NOTHING, OptionKind.TRY_FIRST, OptionKind.UNSURE)


def _homes(count: Count, *numbers: int) -> Homes:
    weights = [count.weight(number) for number in numbers]
    return Homes(sum(each.households for each in weights), sum(each.floor_area for each in weights))


def _published(count: Count, prices: tuple[int, ...], by_price: dict[int, int]) -> Fees:
    """Homes alone: sums of known areas would tell who is in them."""
    steps = []
    for place, price in enumerate(prices):
        willing = count.figure(*(by_price[each] for each in prices[place:]))
        if willing is not None:
            steps.append(FeeStep(price, willing))
    if len(steps) < len(prices):
        return Fees(tuple(steps), None, None, None, complete=False)
    cautious = TWO_THIRDS * count.base.asked
    return Fees(
        tuple(steps),
        None,
        max((step.price for step in steps if step.willing.rate.reaches(TWO_THIRDS)), default=None),
        max((step.price for step in steps if Fraction(step.willing.homes) >= cautious > 0), default=None),
    )
