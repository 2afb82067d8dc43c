"""The usual way, to compare with: the project with the most support first, and whatever no longer fits is passed over.

Support is the number of supporting households, or the sum of their points on cumulative ballots; ties go to more
supporting households, then the cheaper project, then the lower number. What nobody supports is never chosen.
"""

from __future__ import annotations

from collections.abc import Set

from bot.rules.budget import Instance


def greedy(instance: Instance) -> tuple[int, ...]:
    """The numbers of the chosen projects, in the order they were chosen."""
    return fill(instance, frozenset())


def fill(instance: Instance, chosen: Set[int]) -> tuple[int, ...]:
    """The numbers of what is added to the projects chosen already, in the order they are added."""
    left = instance.budget - instance.cost_of(chosen)
    added = []
    for project in sorted(instance.by_precedence, key=lambda p: -instance.points[p.number]):
        wanted = instance.points[project.number] > 0 and project.number not in chosen
        if wanted and project.cost <= left:
            added.append(project.number)
            left -= project.cost
    return tuple(added)
