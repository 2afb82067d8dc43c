"""The monthly assessment (月考评): points by stated weights, places, and who lags behind.

What was not recorded is not weighed and never taken for nothing; a unit without any record has no points and no place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from bot.rules.report import Assessment, CommunityReport, Figures, GroupReport, Measure, Period, RateSum, Standing

LAGGING = 60
"""Whoever has fewer points lags behind."""
_FULL = 100


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each component weighs, how many meetings a month are expected of a community, and what is taken off."""

    meetings: int = 25
    attendance: int = 15
    response: int = 30
    opinions: int = 30
    meetings_per_month: int = 1
    off_per_overdue: int = 1


def assess(
    period: Period, communities: Iterable[CommunityReport], subdistricts: Sequence[GroupReport], weights: Weights
) -> Assessment:
    """Rank communities, and subdistricts if there are several."""
    wanted = weights.meetings_per_month * _months(period)
    units = [standing(each.name, each.figures, weights, wanted, each.code) for each in communities]
    groups = [standing(each.name, each.figures, weights, wanted) for each in subdistricts if each.name is not None]
    return Assessment(
        weights=_named(weights),
        meetings_wanted=wanted,
        off_per_overdue=weights.off_per_overdue,
        communities=placed(units),
        subdistricts=placed(groups) if len(groups) > 1 else (),
    )


def _months(period: Period) -> int:
    """Months begun since the first day, at least 1: a week between two months is none of two months."""
    begun = (period.last.year - period.first.year) * 12 + period.last.month - period.first.month
    return max(1, begun + (period.last.day >= period.first.day))


def _named(weights: Weights) -> dict[str, int]:
    return {
        "meetings": weights.meetings,
        "attendance": weights.attendance,
        "response": weights.response,
        "opinions": weights.opinions,
    }


def standing(name: str, figures: Figures, weights: Weights, wanted: int, code: str | None = None) -> Standing:
    """A unit's components and points, without a place yet."""
    shares = {
        "meetings": _held(figures, wanted),
        "attendance": _share(figures.attendance),
        "response": _share(figures.response),
        "opinions": _share(figures.opinion_response),
    }
    measures = tuple(Measure(key, weight, shares[key]) for key, weight in _named(weights).items())
    overdue = figures.opinions.overdue
    off = weights.off_per_overdue * (overdue or 0)
    return Standing(name, None, points(measures, off), measures, overdue, code)


def points(measures: Iterable[Measure], off: int = 0) -> Fraction | None:
    """The weighed mean of what was recorded, from 0 to 100, less what is taken off; None of nothing."""
    known = [(each.weight, each.share) for each in measures if each.share is not None and each.weight]
    whole = sum(weight for weight, _ in known)
    if not whole:
        return None
    reached = sum((weight * share for weight, share in known), Fraction(0))
    return max(Fraction(0), _FULL * reached / whole - off)


def _held(figures: Figures, wanted: int) -> Fraction | None:
    """Meetings held ÷ meetings expected of all its communities, at most 1."""
    counts = [each.count for each in figures.meetings.values() if each.count is not None]
    expected = wanted * figures.communities
    if not counts or not expected:
        return None
    return min(Fraction(1), Fraction(sum(counts), expected))


def _share(rate: RateSum) -> Fraction | None:
    """Guests may come from outside the scope: never more than everything."""
    return None if rate.exact is None else min(Fraction(1), rate.exact)


def placed(units: Iterable[Standing]) -> tuple[Standing, ...]:
    """The best first; equal points share a place and the next place is left out; those without points come last."""
    ranked = sorted(units, key=lambda unit: (unit.points is None, -(unit.points or 0), unit.code or unit.name))
    done: list[Standing] = []
    for number, unit in enumerate(ranked, start=1):
        if unit.points is None:
            done.append(unit)
        else:
            tied = done and done[-1].points == unit.points
            done.append(replace(unit, place=done[-1].place if tied else number))
    return tuple(done)


def laggards(assessment: Assessment) -> tuple[Standing, ...]:
    """The communities with fewer than 60 points, the worst first."""
    return tuple(unit for unit in reversed(assessment.communities) if unit.points is not None and unit.points < LAGGING)


def unrecorded(assessment: Assessment) -> tuple[Standing, ...]:
    """The communities of which nothing was recorded that could be weighed."""
    return tuple(unit for unit in assessment.communities if unit.points is None)
