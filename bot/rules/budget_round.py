"""One run of the Method of Equal Shares, for a given share a household, in whole numbers only.

Again and again the project is bought that its supporters can pay at the lowest rate: each pays rate × satisfaction, or
all it has left when that is less (Peters, Pierczyński and Skowron, Proportional Participatory Budgeting with Additive
Utilities, NeurIPS 2021).

Money is counted in parts of a fen: ``_unit`` parts make one, and the unit grows whenever a price does not divide. Money
only shrinks and rates only rise during a run. So a rate once computed stays a lower bound, and is computed anew only
when the project may be next; and who had too little for a project's rate keeps having too little.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from typing import NamedTuple

# Rates are ordered by whole multiples of 2^-64 first, and compared exactly only where those do not tell.
_SHIFT = 64


@dataclass(frozen=True, slots=True)
class Camp:
    """A project and those who support it: groups of households with the same ballot, by the points they give.

    ``worth`` is what one point stands for: 1, or the cost.
    """

    number: int
    cost: int
    worth: int
    groups: tuple[tuple[int, tuple[int, ...]], ...]
    points: int


@dataclass(frozen=True, slots=True)
class Camps:
    """All projects that cost something and have supporters, in the order that breaks ties; how large each group is."""

    camps: tuple[Camp, ...]
    sizes: tuple[int, ...]


class Rate(NamedTuple):
    """``need / points`` fen of satisfaction, exact; ``floor`` is the whole multiple of 2^-64 below it."""

    floor: int
    need: int
    points: int

    def __gt__(self, other: object) -> bool:
        return isinstance(other, Rate) and self.need * other.points > other.need * self.points


class _Bid:
    """A project during a run: who can still pay its rate in full (``rich``), and who pays all that is left (``poor``)."""

    __slots__ = ("bought", "camp", "place", "points", "poor", "rate", "rich")

    def __init__(self, place: int, camp: Camp) -> None:
        self.place = place
        self.camp = camp
        self.rich: Sequence[tuple[int, Sequence[int]]] = camp.groups
        self.poor: list[int] = []
        self.points = camp.points
        self.rate = _rate(camp.cost, camp.points * camp.worth)
        self.bought = False


def _rate(need: int, points: int) -> Rate:
    return Rate((need << _SHIFT) // points, need, points)


class Run:
    """A run from its beginning, every household holding ``share`` fen."""

    def __init__(self, camps: Camps, share: Fraction) -> None:
        self._sizes = camps.sizes
        self._unit = share.denominator
        self._money = [share.numerator] * len(camps.sizes)
        self._bids = [_Bid(place, camp) for place, camp in enumerate(camps.camps)]
        self._open = [(bid.rate.floor, bid.place) for bid in self._bids]
        heapq.heapify(self._open)
        self.share = share
        self.bought: list[tuple[int, Rate]] = []
        """Places of the projects bought, in that order, and the rate of each."""
        self.agreed = 0

    def play(self, beginning: Sequence[int] = ()) -> Run:
        """Buy until nothing can be paid any more; ``beginning`` are places known to be bought first."""
        for place in beginning:
            self._buy_known(self._bids[place])
        while (bid := self._cheapest()) is not None:
            self._buy(bid)
        return self

    def repeats(self, earlier: Run, known: int) -> bool:
        """Whether every share from the earlier run's up to this one buys the same projects in the same order.

        While the purchases are the same, a larger share leaves everybody at least as much money in each round, and no
        rate rises. So it is enough that in each round, with the larger share, every other project's rate is above the
        rate that was paid with the smaller one. False may be overcautious; then ``agreed`` is the number of first
        purchases that are the same nevertheless. Of the first ``known`` that is taken for granted.
        """
        for place, paid in earlier.bought:
            bid = self._bids[place]
            if len(self.bought) >= known and not self._nothing_below(paid, bid):
                self.agreed = len(self.bought)
                return False
            self._buy_known(bid)
        self.agreed = len(self.bought)
        return not any(self._weigh(self._bids[place]) for _, place in self._open if not self._bids[place].bought)

    def _buy_known(self, bid: _Bid) -> None:
        self._weigh(bid)
        self._buy(bid)

    def _nothing_below(self, limit: Rate, expected: _Bid) -> bool:
        weighed = []
        while self._open and self._open[0][0] <= limit.floor:
            bid = self._bids[heapq.heappop(self._open)[1]]
            if bid is expected or bid.bought or not self._weigh(bid):
                continue
            if limit > bid.rate or (expected.place > bid.place and not bid.rate > limit):
                return False
            weighed.append(bid)
        for bid in weighed:
            heapq.heappush(self._open, (bid.rate.floor, bid.place))
        return True

    def _cheapest(self) -> _Bid | None:
        best: _Bid | None = None
        weighed = []
        while self._open and (best is None or self._open[0][0] <= best.rate.floor):
            bid = self._bids[heapq.heappop(self._open)[1]]
            if not bid.bought and self._weigh(bid):
                weighed.append(bid)
                if best is None or best.rate > bid.rate or (bid.place < best.place and not bid.rate > best.rate):
                    best = bid
        for bid in weighed:
            if bid is not best:
                heapq.heappush(self._open, (bid.rate.floor, bid.place))
        return best

    def _weigh(self, bid: _Bid) -> bool:
        """Bring the bid's rate up to date; False when its supporters together have too little."""
        money = self._money
        bid.poor = [group for group in bid.poor if money[group]]
        need = bid.camp.cost * self._unit - self._sum(bid.poor)
        settled = False
        while bid.points and not settled:
            settled = True
            rich = []
            for points, groups in bid.rich:
                enough = -(-need * points // bid.points)
                fallen = [group for group in groups if money[group] < enough]
                if fallen:
                    settled = False
                    groups = [group for group in groups if money[group] >= enough]
                    need -= self._sum(fallen)
                    bid.points -= points * sum([self._sizes[group] for group in fallen])
                    bid.poor += fallen
                if groups:
                    rich.append((points, groups))
            bid.rich = rich
        if bid.points:
            bid.rate = _rate(need, bid.points * bid.camp.worth * self._unit)
        return bid.points > 0

    def _sum(self, groups: Sequence[int]) -> int:
        money, sizes = self._money, self._sizes
        return sum([money[group] * sizes[group] for group in groups])

    def _buy(self, bid: _Bid) -> None:
        bid.bought = True
        self.bought.append((bid.place, bid.rate))
        need, whole = bid.rate.need, bid.points
        finer = whole // gcd(need, whole)
        price = need * finer // whole
        self._unit *= finer
        money = self._money = [left * finer for left in self._money]
        for points, groups in bid.rich:
            for group in groups:
                money[group] -= price * points
        for group in bid.poor:
            money[group] = 0
