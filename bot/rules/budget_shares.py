"""The Method of Equal Shares: every household that voted holds the same share of the budget and pays for what it wants.

Exact, and made of three steps that can be had one by one:

* ``equal_shares``: the method itself, with budget / ballots as the share;
* ``add1``: the share is raised for everybody, step by step, until nothing more that has supporters fits into the budget
  or the next step would buy more than the budget: the last result within the budget stands;
* ``complete``: what still fits is added by support (``budget_greedy``).

Ties go to the project with more supporting households, then the cheaper one, then the lower number. A free project with
a supporter is always bought, first of all.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from fractions import Fraction

from bot.rules.budget import YUAN, Instance, Satisfaction
from bot.rules.budget_greedy import fill
from bot.rules.budget_round import Camp, Camps, Run


@dataclass(frozen=True, slots=True)
class Purchase:
    """A project bought by its supporters. Each paid ``price`` fen a point, or all it had left when that was less."""

    number: int
    price: Fraction


@dataclass(frozen=True, slots=True)
class Result:
    """What is bought, in that order, when every household holds ``share`` fen; then what was added to fill the budget.

    ``first_share`` is the budget divided by the ballots, and 0 without ballots.
    """

    satisfaction: Satisfaction
    first_share: Fraction
    share: Fraction
    purchases: tuple[Purchase, ...]
    filled: tuple[int, ...] = ()

    @property
    def bought(self) -> frozenset[int]:
        """The numbers of the projects bought with shares."""
        return frozenset(purchase.number for purchase in self.purchases)

    @property
    def winners(self) -> frozenset[int]:
        """The numbers of all chosen projects."""
        return self.bought.union(self.filled)


def equal_shares(instance: Instance, satisfaction: Satisfaction | None = None) -> Result:
    """The method without completion; ``satisfaction`` is the ballots' usual one when not given."""
    electorate = _Electorate(instance, satisfaction or instance.usual_satisfaction)
    return electorate.result(electorate.play(electorate.first_share))


def add1(instance: Instance, satisfaction: Satisfaction | None = None, step: int = YUAN) -> Result:
    """The method with the share raised by ``step`` fen at a time. Raises ValueError unless the step is positive."""
    if step < 1:
        raise ValueError("the step is not positive")
    electorate = _Electorate(instance, satisfaction or instance.usual_satisfaction)
    run = electorate.play(electorate.first_share)
    if instance.ballots:
        run = _raised(electorate, run, step)
    return electorate.result(run)


def complete(instance: Instance, result: Result) -> Result:
    """The result with everything added that still fits, by support."""
    return replace(result, filled=fill(instance, result.bought))


def _raised(electorate: _Electorate, run: Run, step: int) -> Run:
    """The last run within the budget. Steps that provably change nothing are taken many at a time."""
    stride, known = 1, 0
    while not electorate.is_exhaustive(run):
        ahead = Run(electorate.camps, run.share + stride * step)
        if stride > 1:
            if ahead.repeats(run, known):
                run, known = ahead, 0
                stride *= 2
            else:
                stride, known = stride // 2, ahead.agreed
            continue
        if electorate.cost(ahead.play(_places(run)[:known])) > electorate.budget:
            break
        stride = 2 if _places(ahead) == _places(run) else 1
        run, known = ahead, 0
    return run


def _places(run: Run) -> list[int]:
    return [place for place, _ in run.bought]


class _Electorate:
    """An instance as runs need it."""

    def __init__(self, instance: Instance, satisfaction: Satisfaction) -> None:
        self.budget = instance.budget
        self.first_share = Fraction(instance.budget if instance.ballots else 0, len(instance.ballots) or 1)
        self._satisfaction = satisfaction
        self._free = [p.number for p in instance.by_precedence if not p.cost and instance.supporters[p.number]]
        self.camps = _camps(instance, satisfaction)

    def play(self, share: Fraction) -> Run:
        return Run(self.camps, share).play()

    def cost(self, run: Run) -> int:
        return sum(self.camps.camps[place].cost for place, _ in run.bought)

    def is_exhaustive(self, run: Run) -> bool:
        """Whether nothing more that has supporters fits into the budget."""
        left = self.budget - self.cost(run)
        bought = set(_places(run))
        return all(place in bought or camp.cost > left for place, camp in enumerate(self.camps.camps))

    def result(self, run: Run) -> Result:
        purchases = [Purchase(number, Fraction(0)) for number in self._free]
        for place, rate in run.bought:
            camp = self.camps.camps[place]
            purchases.append(Purchase(camp.number, Fraction(rate.need * camp.worth, rate.weight)))
        return Result(self._satisfaction, self.first_share, run.share, tuple(purchases))


def _camps(instance: Instance, satisfaction: Satisfaction) -> Camps:
    """Households with the same ballot become one group."""
    counted = Counter(frozenset(ballot.points.items()) for ballot in instance.ballots)
    by_weight: dict[int, dict[int, list[int]]] = {project.number: {} for project in instance.projects}
    for group, (ballot, households) in enumerate(counted.items()):
        for number, points in ballot:
            by_weight[number].setdefault(points * households, []).append(group)
    camps = []
    for project in instance.by_precedence:
        if project.cost and by_weight[project.number]:
            worth = project.cost if satisfaction is Satisfaction.COST else 1
            groups = tuple(by_weight[project.number].items())
            camps.append(Camp(project.number, project.cost, worth, groups, instance.points[project.number]))
    return Camps(tuple(camps), tuple(counted.values()))
