"""How many more supporters would have got a project chosen, found by counting everything again with them.

Nothing is estimated: with the number that is named the project is chosen, and with one household fewer it is not. The
supporters added are those with most money left, then in the order of the ballots.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.rules.budget import Ballot, Instance
from bot.rules.budget_reasons import left_over
from bot.rules.budget_shares import Result


@dataclass(frozen=True, slots=True)
class Needed:
    """So many households more, each giving ``points``: 1 for an approval, else the rounded-up mean of its points."""

    households: int
    points: int


def needed(instance: Instance, result: Result, number: int, count: Callable[[Instance], Result]) -> Needed | None:
    """What a project that lost would have needed; None when not even everybody's support would have helped.

    ``count`` is how the result was reached. Takes some ten counts: for one project that somebody asks about.
    """
    left = left_over(instance, result)
    others = [index for index, ballot in enumerate(instance.ballots) if number not in ballot.points]
    others.sort(key=lambda index: (-left[index], index))
    points = -(-instance.points[number] // (instance.supporters[number] or 1)) or 1

    def is_enough(more: int) -> bool:
        return number in count(_with_support(instance, number, set(others[:more]), points)).winners

    too_few, enough = 0, 1
    while not is_enough(min(enough, len(others))):
        if enough >= len(others):
            return None
        too_few, enough = enough, enough * 2
    enough = min(enough, len(others))
    while enough - too_few > 1:
        middle = (too_few + enough) // 2
        if is_enough(middle):
            enough = middle
        else:
            too_few = middle
    return Needed(enough, points)


def _with_support(instance: Instance, number: int, supporters: set[int], points: int) -> Instance:
    ballots = tuple(
        Ballot({**ballot.points, number: points}) if index in supporters else ballot
        for index, ballot in enumerate(instance.ballots)
    )
    return replace(instance, ballots=ballots)
