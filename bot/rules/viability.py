"""Whether compounds could pay for property management, each alone and some of them together.

What people answered is a willingness, never a commitment. Money is fen a month, prices fen a ㎡, areas 0.01 ㎡.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.rules.fees import Homes, shortfall
from bot.rules.tally_fees import Fees

_HUNDREDTHS = 100


@dataclass(frozen=True, slots=True)
class Compound:
    """One compound with its newest price ladder that knows areas; ``asked`` are all homes and their area together."""

    code: str
    name: str
    consultation_id: int
    asked: Homes
    answered: int
    fees: Fees
    monthly_cost: int | None

    def willing(self, price: int) -> Homes:
        """Who would pay at least this. Between two prices of the ladder: who would pay at least the higher one."""
        for step in self.fees.steps:
            if step.price >= price:
                return Homes(step.willing.homes, step.floor_area or 0)
        return Homes(0, 0)


@dataclass(frozen=True, slots=True)
class Step:
    """One price: who is willing, what a month would bring if exactly they paid, and what would be missing."""

    price: int
    willing: Homes
    income: int
    missing: int | None

    @property
    def covers(self) -> bool | None:
        """Whether the income reaches the cost; None when no cost was stated."""
        return None if self.missing is None else self.missing == 0


@dataclass(frozen=True, slots=True)
class Viability:
    """The steps of one compound, or of several together; ``cost`` is None when it is not known of each of them."""

    name: str
    asked: Homes
    answered: int
    cost: int | None
    steps: tuple[Step, ...]

    @property
    def lowest_covering(self) -> int | None:
        """The lowest price at which the income reaches the cost, None if there is none."""
        return next((step.price for step in self.steps if step.covers), None)


def alone(compound: Compound, prices: Sequence[int]) -> Viability:
    """One compound at each price."""
    cost = compound.monthly_cost
    steps = tuple(_step(price, [compound], cost) for price in prices)
    return Viability(compound.name, compound.asked, compound.answered, cost, steps)


def pooled(compounds: Sequence[Compound], name: str, cost: int | None = None) -> Viability:
    """All of them with one company; ``cost`` is what that would cost, else the sum of their costs."""
    known = [each.monthly_cost for each in compounds if each.monthly_cost is not None]
    total = cost if cost is not None else sum(known) if len(known) == len(compounds) else None
    asked = _together([each.asked for each in compounds])
    steps = tuple(_step(price, compounds, total) for price in all_prices(compounds))
    return Viability(name, asked, sum(each.answered for each in compounds), total, steps)


def all_prices(compounds: Sequence[Compound]) -> tuple[int, ...]:
    """Every price on any of the ladders, the lowest first."""
    return tuple(sorted({step.price for each in compounds for step in each.fees.steps}))


def _step(price: int, compounds: Sequence[Compound], cost: int | None) -> Step:
    willing = _together([each.willing(price) for each in compounds])
    income = willing.floor_area * price // _HUNDREDTHS
    return Step(price, willing, income, None if cost is None else shortfall(income, cost))


def _together(groups: Sequence[Homes]) -> Homes:
    return Homes(sum(each.households for each in groups), sum(each.floor_area for each in groups))
