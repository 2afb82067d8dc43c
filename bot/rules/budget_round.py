"""One run of the Method of Equal Shares, for a given share a household, in whole numbers only.

Again and again the project is bought that its supporters can pay at the lowest rate: each pays rate × satisfaction, or
all it has left when that is less (Peters, Pierczyński and Skowron, Proportional Participatory Budgeting with Additive
Utilities, NeurIPS 2021).

Households with the same ballot are one group with one purse; a group's weight for a project is its points times its
households. Money is counted in parts of a fen: ``_unit`` parts make one, and the unit grows whenever a price does not
divide. Money only shrinks and rates only rise during a run. So a rate once computed stays a lower bound, to be looked
at again only when the project may be next; and who had too little for a project's rate keeps having too little.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import islice, takewhile
from math import gcd
from typing import NamedTuple, TypeAlias

# Rates are put in order by whole multiples of 2^-64, and compared exactly where those do not tell.
_SHIFT = 64

Groups: TypeAlias = Sequence[tuple[int, Sequence[int]]]
"""Groups by their weight."""


@dataclass(frozen=True, slots=True)
class Camp:
    """A project, who supports it, and their whole weight. ``worth`` is what one point stands for: 1, or the cost."""

    number: int
    cost: int
    worth: int
    groups: Groups
    weight: int


class Rate(NamedTuple):
    """``need / weight`` fen for a unit of satisfaction, exact; ``floor`` is the whole multiple of 2^-64 below it."""

    floor: int
    need: int
    weight: int

    @classmethod
    def of(cls, need: int, weight: int) -> Rate:
        """The rate at which this weight pays what is needed."""
        return cls((need << _SHIFT) // weight, need, weight)


class Opening(NamedTuple):
    """The first purchases of a run with a share of at least ``most[0] / most[1]`` fen: everybody can pay in full.

    ``paid`` is what each group has paid by then, in parts of a fen of which ``unit`` make one.
    """

    place: int
    rate: Rate
    unit: int
    paid: Sequence[int]
    most: tuple[int, int]


@dataclass(frozen=True)
class Camps:
    """All projects that cost something and have supporters, in the order that breaks ties; the groups' households."""

    camps: tuple[Camp, ...]
    sizes: tuple[int, ...]

    @cached_property
    def openings(self) -> list[Opening]:
        """The purchases in the order of the rates with which all supporters pay in full.

        No rate is ever lower than that. So as long as nobody lacks money the runs begin like this, whatever the share.
        """
        rates = [Rate.of(camp.cost, camp.weight * camp.worth) for camp in self.camps]
        unit, paid, most = 1, [0] * len(self.sizes), (0, 1)
        found = []
        for place in sorted(range(len(rates)), key=lambda each: (Fraction(rates[each].need, rates[each].weight), each)):
            camp = self.camps[place]
            finer = camp.weight // gcd(camp.cost * unit, camp.weight)
            price = camp.cost * unit * finer // camp.weight
            unit, paid, most = unit * finer, [each * finer for each in paid], (most[0] * finer, most[1])
            for weight, groups in camp.groups:
                for group in groups:
                    paid[group] += price * weight
                    if paid[group] * most[1] > most[0] * self.sizes[group]:
                        most = paid[group], self.sizes[group]
            found.append(Opening(place, rates[place], unit, paid, (most[0], most[1] * unit)))
        return found

    def free(self, share: Fraction) -> int:
        """How many of the openings nobody lacks money for, when every household holds this share."""
        enough = (share.numerator * each.most[1] >= each.most[0] * share.denominator for each in self.openings)
        return sum(takewhile(bool, enough))


class _Bid:
    """A project during a run: who can still pay its rate in full (``rich``), and who pays all that is left (``poor``).

    ``need`` is what the rich have to pay, ``weight`` is theirs, 0 once all supporters together have too little.
    """

    __slots__ = ("bought", "camp", "need", "place", "poor", "rate", "rich", "weight")

    def __init__(self, place: int, camp: Camp) -> None:
        self.place = place
        self.camp = camp
        self.rich = camp.groups
        self.poor: list[int] = []
        self.need = camp.cost
        self.weight = camp.weight
        self.rate = Rate.of(camp.cost, self.weight * camp.worth)
        self.bought = False


class Run:
    """A run from its beginning, every household holding ``share`` fen."""

    def __init__(self, camps: Camps, share: Fraction) -> None:
        self.share = share
        self.bought: list[tuple[int, Rate]] = []
        """Places of the projects bought, in that order, and the rate of each."""
        self.agreed = 0
        self._camps = camps
        self._unit = share.denominator
        self._money = [share.numerator * size for size in camps.sizes]
        self._bids = [_Bid(place, camp) for place, camp in enumerate(camps.camps)]
        self._open = [(bid.rate.floor, bid.place) for bid in self._bids]
        heapq.heapify(self._open)

    def play(self, beginning: Sequence[int] = ()) -> Run:
        """Buy until nothing can be paid any more; ``beginning`` are places known to be bought first."""
        self._open_with(self._camps.free(self.share))
        for place in beginning[len(self.bought) :]:
            self._buy(self._bids[place])
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
        free = self._camps.free(earlier.share)
        self._open_with(free)
        for self.agreed, (place, paid) in islice(enumerate(earlier.bought), free, None):
            bid = self._bids[place]
            bid.bought = True
            if self.agreed >= known and not self._nothing_below(paid, place):
                return False
            self._buy(bid)
        self.agreed = len(self.bought)
        return not any(self._weigh(self._bids[place]) for _, place in self._open if not self._bids[place].bought)

    def _open_with(self, purchases: int) -> None:
        """Make the first purchases at once: there is money for them, and nothing is ever cheaper."""
        if not purchases:
            return
        for place, rate, *_rest in self._camps.openings[:purchases]:
            self._bids[place].bought = True
            self.bought.append((place, rate))
        last, parts = self._camps.openings[purchases - 1], self._unit
        whole = self.share.numerator * last.unit
        self._money = [whole * size - out * parts for size, out in zip(self._camps.sizes, last.paid, strict=True)]
        self._unit = parts * last.unit

    def _nothing_below(self, limit: Rate, place: int) -> bool:
        seen = []
        while self._open and self._open[0][0] <= limit.floor:
            bid = self._pop()
            if not bid.bought:
                side = self._compare(bid, limit)
                if side < 0 or (side == 0 and bid.place < place):
                    return False
                seen.append(bid)
        self._push(seen)
        return True

    def _cheapest(self) -> _Bid | None:
        best: _Bid | None = None
        seen = []
        while self._open and (best is None or self._open[0][0] <= best.rate.floor):
            bid = self._pop()
            if bid.bought:
                continue
            seen.append(bid)
            side = -1 if best is None else self._compare(bid, best.rate)
            if side <= 0 and self._weigh(bid) and (best is None or side < 0 or bid.place < best.place):
                best = bid
        self._push([bid for bid in seen if bid is not best])
        return best

    def _pop(self) -> _Bid:
        return self._bids[heapq.heappop(self._open)[1]]

    def _push(self, bids: Sequence[_Bid]) -> None:
        for bid in bids:
            if bid.weight:
                heapq.heappush(self._open, (bid.rate.floor, bid.place))

    def _weigh(self, bid: _Bid) -> bool:
        """Bring the bid's rate up to date; False when its supporters together have too little."""
        self._refresh(bid)
        while bid.weight:
            rich, fallen, weight = self._split(bid, bid.rate)
            if not fallen:
                break
            self._settle(bid, rich, fallen, bid.need - self._sum(fallen), weight)
        return bid.weight > 0

    def _compare(self, bid: _Bid, limit: Rate) -> int:
        """-1, 0 or 1 as the bid's rate is below, at or above the limit, found without computing the rate itself."""
        self._refresh(bid)
        if bid.rate.need * limit.weight > limit.need * bid.rate.weight:
            return 1
        rich, fallen, weight = self._split(bid, limit)
        need = bid.need - self._sum(fallen)
        # At the limit the rich would pay this much more, or less, than is needed.
        over = limit.need * bid.camp.worth * self._unit * weight - need * limit.weight
        if over < 0:
            self._settle(bid, rich, fallen, need, weight)
            return 1
        return 0 if over == 0 and weight else -1

    def _refresh(self, bid: _Bid) -> None:
        money = self._money
        bid.poor = [group for group in bid.poor if money[group]]
        bid.need = bid.camp.cost * self._unit - self._sum(bid.poor)
        bid.rate = Rate.of(bid.need, bid.weight * bid.camp.worth * self._unit)

    def _split(self, bid: _Bid, limit: Rate) -> tuple[Groups, list[int], int]:
        """Who of the rich can pay the limit, who cannot, and the weight of those who can."""
        money = self._money
        one = limit.need * bid.camp.worth * self._unit
        weight_left, rich = bid.weight, list[tuple[int, Sequence[int]]]()
        all_fallen: list[int] = []
        for weight, groups in bid.rich:
            enough = -(-one * weight // limit.weight)
            fallen = [group for group in groups if money[group] < enough]
            if not fallen:
                rich.append((weight, groups))
                continue
            all_fallen += fallen
            weight_left -= weight * len(fallen)
            if len(fallen) < len(groups):
                rich.append((weight, [group for group in groups if money[group] >= enough]))
        return rich, all_fallen, weight_left

    def _settle(self, bid: _Bid, rich: Groups, fallen: list[int], need: int, weight: int) -> None:
        bid.rich, bid.need, bid.weight = rich, need, weight
        bid.poor += fallen
        if weight:
            bid.rate = Rate.of(need, weight * bid.camp.worth * self._unit)

    def _sum(self, groups: Sequence[int]) -> int:
        return sum(map(self._money.__getitem__, groups))

    def _buy(self, bid: _Bid) -> None:
        self._weigh(bid)
        bid.bought = True
        self.bought.append((bid.place, bid.rate))
        finer = bid.weight // gcd(bid.need, bid.weight)
        price = bid.need * finer // bid.weight
        self._unit *= finer
        money = self._money = [left * finer for left in self._money]
        for weight, groups in bid.rich:
            paid = price * weight
            for group in groups:
                money[group] -= paid
        for group in bid.poor:
            money[group] = 0
