"""Why each project was chosen, or what it would have needed: facts only, the words are for ``bot.views``.

The payments are worked out anew from the prices, household by household, in fractions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from bot.rules.budget import Instance, Project
from bot.rules.budget_shares import Purchase, Result


@dataclass(frozen=True, slots=True)
class Bought:
    """Its supporters had enough: each paid ``price`` fen a point, ``most`` fen at most, or all it had left.

    ``in_full`` households paid their whole part, ``in_part`` something less, the other supporters had nothing left.
    A free project has the price 0.
    """

    number: int
    supporters: int
    price: Fraction
    most: Fraction
    in_full: int
    in_part: int


@dataclass(frozen=True, slots=True)
class Filled:
    """Its supporters had too little, but ``room`` fen of the budget were left when its turn came, by support."""

    number: int
    supporters: int
    room: int


@dataclass(frozen=True, slots=True)
class Lost:
    """Its supporters have ``left`` fen of their shares together and would need ``missing`` more for its ``cost``.

    ``households`` more supporters would have brought that much: those with most money left first, everybody holding the
    same share as before. With them it would certainly have been bought with that share: either earlier, or with what is
    left at the end. None when all the others together have too little left. Whether the budget would have sufficed for
    that share is for ``budget_recount`` to say. ``room`` fen of the budget are not spent.
    """

    number: int
    supporters: int
    cost: int
    left: Fraction
    missing: Fraction
    households: int | None
    room: int


Reason: TypeAlias = Bought | Filled | Lost

_Wishes: TypeAlias = frozenset[tuple[int, int]]


class _Ledger:
    """What the households with each ballot have left; those with the same ballot have the same."""

    def __init__(self, instance: Instance, share: Fraction) -> None:
        self.households: Mapping[_Wishes, int] = Counter(frozenset(each.points.items()) for each in instance.ballots)
        self.left = dict.fromkeys(self.households, share)
        self._supporting: dict[int, list[tuple[_Wishes, int]]] = {project.number: [] for project in instance.projects}
        for wishes in self.households:
            for number, points in wishes:
                self._supporting[number].append((wishes, points))

    def pay(self, purchase: Purchase) -> Bought:
        in_full = in_part = 0
        most = Fraction(0)
        for wishes, points in self._supporting[purchase.number]:
            due, held = purchase.price * points, self.left[wishes]
            paid = min(due, held)
            self.left[wishes] = held - paid
            most = max(most, paid)
            in_full += self.households[wishes] if paid == due else 0
            in_part += self.households[wishes] if 0 < paid < due else 0
        return Bought(purchase.number, self.supporters(purchase.number), purchase.price, most, in_full, in_part)

    def supporters(self, number: int) -> int:
        return sum(self.households[wishes] for wishes, _ in self._supporting[number])

    def left_with_supporters(self, number: int) -> Fraction:
        return sum((self.left[wishes] * self.households[wishes] for wishes, _ in self._supporting[number]), Fraction(0))

    def others(self, number: int) -> Iterable[tuple[Fraction, int]]:
        """What one household has left and how many such there are, among those who do not support the project."""
        supporting = {wishes for wishes, _ in self._supporting[number]}
        return ((left, self.households[wishes]) for wishes, left in self.left.items() if wishes not in supporting)


def reasons(instance: Instance, result: Result) -> dict[int, Reason]:
    """The facts about every project, by number, in the order of the projects."""
    ledger = _Ledger(instance, result.share)
    found: dict[int, Reason] = {purchase.number: ledger.pay(purchase) for purchase in result.purchases}
    cost = {project.number: project.cost for project in instance.projects}
    room = instance.budget - instance.cost_of(result.bought)
    for number in result.filled:
        found[number] = Filled(number, ledger.supporters(number), room)
        room -= cost[number]
    return {each.number: found.get(each.number) or _lost(each, ledger, room) for each in instance.projects}


def left_over(instance: Instance, result: Result) -> list[Fraction]:
    """What each household has left of its share in the end, in fen, in the order of the ballots."""
    ledger = _Ledger(instance, result.share)
    for purchase in result.purchases:
        ledger.pay(purchase)
    return [ledger.left[frozenset(ballot.points.items())] for ballot in instance.ballots]


def _lost(project: Project, ledger: _Ledger, room: int) -> Lost:
    left = ledger.left_with_supporters(project.number)
    missing = project.cost - left
    return Lost(
        number=project.number,
        supporters=ledger.supporters(project.number),
        cost=project.cost,
        left=left,
        missing=missing,
        households=_enough(ledger.others(project.number), missing),
        room=room,
    )


def _enough(purses: Iterable[tuple[Fraction, int]], missing: Fraction) -> int | None:
    """How many households bring the missing money together, the fullest purses first; one when nothing is missing."""
    count = 0
    for left, households in sorted(purses, reverse=True):
        if left * households >= missing:
            return count + (-(-missing // left) if missing else 1)
        missing -= left * households
        count += households
    return None
