"""A vote about a sum of money: projects that cost something, and a ballot a household.

Amounts are whole fen. (An amount read from a file may be counted in a smaller unit, ``bot.rules.pabulib``; no rule
here depends on what the unit is.) The winners come from ``budget_shares`` (Method of Equal Shares) and, to compare,
from ``budget_greedy``; ``budget_reasons`` says why.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

YUAN = 100


class BallotKind(StrEnum):
    """What a household writes: the projects it wants, or points divided among them."""

    APPROVAL = "approval"
    CUMULATIVE = "cumulative"


class Satisfaction(StrEnum):
    """What a project is worth to a household that supports it.

    ``COST``: points times cost, so that a fen spent on a supported project counts the same everywhere; an approval is
    one point. ``POINTS``: the points alone, which for approvals counts projects.
    """

    COST = "cost"
    POINTS = "points"


@dataclass(frozen=True, slots=True)
class Project:
    """Something that can be paid for. ``cost`` in fen."""

    number: int
    name: str
    cost: int
    category: str = ""


@dataclass(frozen=True, slots=True)
class Ballot:
    """One household's ballot: points by project number, 1 each when it approves. Empty: it wants none."""

    points: Mapping[int, int]

    @classmethod
    def approving(cls, *numbers: int) -> Ballot:
        """The ballot that approves these projects."""
        return cls(dict.fromkeys(numbers, 1))


@dataclass(frozen=True)
class Instance:
    """Everything a result follows from. ``budget`` in fen.

    Raises ValueError when a number stands twice, an amount is negative, a ballot names an unknown project or gives it
    no positive number of points, or an approval is not one point.
    """

    projects: tuple[Project, ...]
    budget: int
    ballots: tuple[Ballot, ...]
    kind: BallotKind = BallotKind.APPROVAL

    def __post_init__(self) -> None:
        if self.budget < 0 or any(project.cost < 0 for project in self.projects):
            raise ValueError("an amount is negative")
        known = {project.number for project in self.projects}
        if len(known) != len(self.projects):
            raise ValueError("a project's number stands twice")
        points = {each for ballot in self.ballots for each in ballot.points.values()}
        if any(each < 1 for each in points) or (self.kind is BallotKind.APPROVAL and not points <= {1}):
            raise ValueError("a ballot's points do not fit its kind")
        if not all(known.issuperset(ballot.points) for ballot in self.ballots):
            raise ValueError("a ballot names an unknown project")

    @property
    def usual_satisfaction(self) -> Satisfaction:
        """Cost for approvals, as cities count them; the points themselves where people gave points."""
        return Satisfaction.COST if self.kind is BallotKind.APPROVAL else Satisfaction.POINTS

    @cached_property
    def supporters(self) -> Mapping[int, int]:
        """How many households support each project, by number."""
        counts = {project.number: 0 for project in self.projects}
        for ballot in self.ballots:
            for number in ballot.points:
                counts[number] += 1
        return counts

    @cached_property
    def points(self) -> Mapping[int, int]:
        """All points each project was given, by number."""
        sums = {project.number: 0 for project in self.projects}
        for ballot in self.ballots:
            for number, points in ballot.points.items():
                sums[number] += points
        return sums

    @cached_property
    def by_precedence(self) -> tuple[Project, ...]:
        """The projects as ties are broken: more supporting households, then lower cost, then lower number."""
        return tuple(sorted(self.projects, key=lambda p: (-self.supporters[p.number], p.cost, p.number)))

    def cost_of(self, numbers: Set[int]) -> int:
        """What these projects cost together."""
        return sum(project.cost for project in self.projects if project.number in numbers)
