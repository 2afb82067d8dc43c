"""A budget vote as it is counted: equal shares with Add1 and, beside it, the usual way by support alone.

Nothing is worked out before somebody looks: a card that is drawn anew with every ballot shows no winners.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.rules.budget import Ballot, BallotKind, Instance, Project
from bot.rules.budget_greedy import greedy
from bot.rules.budget_reasons import Reason, reasons
from bot.rules.budget_shares import Result, add1, complete
from bot.rules.consultation import Question


@dataclass(frozen=True)
class Budgeted:
    """A budget question's ballots, its winners, and why."""

    instance: Instance

    @cached_property
    def result(self) -> Result:
        """The Method of Equal Shares, completed by Add1 and then by support."""
        return complete(self.instance, add1(self.instance))

    @cached_property
    def greedy(self) -> tuple[int, ...]:
        """What choosing by support alone would give, in that order."""
        return greedy(self.instance)

    @cached_property
    def reasons(self) -> Mapping[int, Reason]:
        """Why each project was chosen or not, by number."""
        return reasons(self.instance, self.result)

    @property
    def spent(self) -> int:
        """What the chosen projects cost together, in fen."""
        return self.instance.cost_of(self.result.winners)


def budgeted(question: Question, ballots: Mapping[tuple[tuple[int, int], ...], int]) -> Budgeted:
    """The vote. ``ballots``: how many homes gave the same points to the same projects."""
    projects = tuple(
        Project(number, name, question.facts_of(number).cost or 0, question.facts_of(number).category or "")
        for number, name in enumerate(question.options, 1)
    )
    papers: list[Ballot] = []
    for points, homes in sorted(ballots.items()):
        papers += [Ballot(dict(points))] * homes
    return Budgeted(
        Instance(projects, question.budget or 0, tuple(papers), BallotKind(question.ballot_kind or "approval"))
    )
