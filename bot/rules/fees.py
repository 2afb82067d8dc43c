"""Willingness to pay for a management company: who would pay at least how much, and what that would bring in.

An answer is a willingness, never a commitment; setting a fee needs an owners' decision of its own. Prices are fen per
㎡ and month, areas 0.01 ㎡, money fen. Source: the domain's template T5.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from bot.rules.rates import Base, Figure

TWO_THIRDS = Fraction(2, 3)
_HUNDREDTHS = 100


class Homes(NamedTuple):
    """A group of homes and their floor area together, in 0.01 ㎡."""

    households: int
    floor_area: int


NOBODY = Homes(0, 0)


@dataclass(frozen=True, slots=True)
class PriceLadder:
    """The prices on the form, ascending. Raises ValueError when there are none or they do not rise from above 0."""

    prices: tuple[int, ...]

    def __post_init__(self) -> None:
        rising = all(low < high for low, high in zip((0, *self.prices), self.prices, strict=False))
        if not self.prices or not rising:
            raise ValueError(f"{self.prices} is not a ladder of rising prices")


@dataclass(frozen=True, slots=True)
class PricePoint:
    """Those who accept this price or a higher one; a month's income if exactly they paid it, in fen, rounded down."""

    price: int
    willing: Figure
    floor_area: int
    monthly_income: int


@dataclass(frozen=True, slots=True)
class FeeAnswers:
    """What the homes answered. ``highest[i]`` have ``ladder.prices[i]`` as the highest price they accept.

    ``nothing``, ``try_first`` (先试用) and ``unsure`` (不清楚) accept no price here, but are answers. Raises ValueError
    when the groups do not fit the ladder, or when more homes or more area answered than were asked.
    """

    ladder: PriceLadder
    highest: tuple[Homes, ...]
    nothing: Homes
    try_first: Homes
    unsure: Homes
    asked: Homes

    def __post_init__(self) -> None:
        groups = (*self.highest, self.nothing, self.try_first, self.unsure)
        if len(self.highest) != len(self.ladder.prices) or any(min(group) < 0 for group in groups):
            raise ValueError("the answers do not fit the price ladder")
        if _together(groups).floor_area > self.asked.floor_area:
            raise ValueError("more area answered than was asked")
        Base(self.asked.households, _together(groups).households)

    @property
    def base(self) -> Base:
        """Who was asked and who answered, undecided homes included."""
        groups = (*self.highest, self.nothing, self.try_first, self.unsure)
        return Base(self.asked.households, _together(groups).households)

    @property
    def curve(self) -> tuple[PricePoint, ...]:
        """The acceptance curve, lowest price first: with the price, homes, area and interval bounds never rise."""
        return tuple(self._at(step) for step in range(len(self.highest)))

    def _at(self, step: int) -> PricePoint:
        price, willing = self.ladder.prices[step], _together(self.highest[step:])
        income = willing.floor_area * price // _HUNDREDTHS
        return PricePoint(price, Figure(willing.households, self.base), willing.floor_area, income)

    def accepted_by(self, quota: Fraction = TWO_THIRDS) -> int | None:
        """The highest price that at least this part of the homes *that answered* accept; None if there is none."""
        fitting = [point.price for point in self.curve if point.willing.rate.reaches(quota)]
        return max(fitting, default=None)

    def accepted_by_all_asked(self, quota: Fraction = TWO_THIRDS) -> int | None:
        """The cautious figure: the same, out of *all asked*, as if everybody missing declined."""
        needed = quota * self.asked.households
        fitting = [point.price for point in self.curve if 0 < point.willing.homes >= needed]
        return max(fitting, default=None)


def monthly_fee(floor_area: int, price: int) -> int:
    """One home's fee for a month in fen, rounded half up to a whole fen."""
    return (2 * floor_area * price + _HUNDREDTHS) // (2 * _HUNDREDTHS)


def shortfall(monthly_income: int, monthly_cost: int) -> int:
    """What is missing of a month's cost, in fen; 0 when the income covers it."""
    return max(0, monthly_cost - monthly_income)


def _together(groups: tuple[Homes, ...]) -> Homes:
    return Homes(sum(group.households for group in groups), sum(group.floor_area for group in groups))
