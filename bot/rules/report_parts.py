"""The part that each community has in a report, and how parts become the figures of many.

A part is a sum already: parts are combined with ``combine`` in any order and grouping to the same result, so figures
of a building's community, its subdistrict, its programme and the district reconcile by construction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.rules.meetings import MeetingKind
from bot.rules.report import Figures, Management, MeetingSum, OpinionSum, Organization, RateSum, WorksStatus
from bot.rules.report_sums import (
    plus,
    plus_counts,
    plus_indicators,
    plus_meetings,
    plus_opinions,
    plus_rates,
    union,
)

Cadre = tuple[str, str]
"""A person by name and unit."""

BETWEEN_UNITS = " / "
"""What stands between the units of one indicator that was recorded in several."""

_NO_MEETINGS, _NO_RATE, _NO_OPINIONS = MeetingSum(), RateSum(), OpinionSum()
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Part:
    """What is on record of some communities; an empty part is nothing at all.

    The maps lack what was never recorded. Consultations, pairings and cadres are kept as sets of who they are, because
    one of them may belong to several communities.
    """

    communities: int = 0
    meetings: Mapping[str, MeetingSum] = field(default_factory=dict)
    attendance: RateSum = _NO_RATE
    consultations: frozenset[int] | None = None
    asked: int | None = None
    answered: int | None = None
    organizations: Mapping[str, int] = field(default_factory=dict)
    pairings: frozenset[str] | None = None
    cadres: frozenset[Cadre] | None = None
    plan_satisfaction: RateSum = _NO_RATE
    demolition: RateSum = _NO_RATE
    opinions: OpinionSum = _NO_OPINIONS
    works_status: Mapping[str, int] = field(default_factory=dict)
    programme: Mapping[str, int] = field(default_factory=dict)
    management: Mapping[str, int] = field(default_factory=dict)
    large: RateSum = _NO_RATE
    fund_pilot: int | None = None
    buildings: int | None = None
    households: int | None = None
    indicators: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, frozenset[str]] = field(default_factory=dict)


def combine(parts: Iterable[Part]) -> Part:
    """All parts together."""
    whole = Part()
    for part in parts:
        whole = _plus(whole, part)
    return whole


def _plus(left: Part, right: Part) -> Part:
    kinds = dict.fromkeys((*left.meetings, *right.meetings))
    return Part(
        communities=left.communities + right.communities,
        meetings={
            kind: plus_meetings(left.meetings.get(kind, _NO_MEETINGS), right.meetings.get(kind, _NO_MEETINGS))
            for kind in kinds
        },
        attendance=plus_rates(left.attendance, right.attendance),
        consultations=union(left.consultations, right.consultations),
        asked=plus(left.asked, right.asked),
        answered=plus(left.answered, right.answered),
        organizations=plus_counts(left.organizations, right.organizations),
        pairings=union(left.pairings, right.pairings),
        cadres=union(left.cadres, right.cadres),
        plan_satisfaction=plus_rates(left.plan_satisfaction, right.plan_satisfaction),
        demolition=plus_rates(left.demolition, right.demolition),
        opinions=plus_opinions(left.opinions, right.opinions),
        works_status=plus_counts(left.works_status, right.works_status),
        programme=plus_counts(left.programme, right.programme),
        management=plus_counts(left.management, right.management),
        large=plus_rates(left.large, right.large),
        fund_pilot=plus(left.fund_pilot, right.fund_pilot),
        buildings=plus(left.buildings, right.buildings),
        households=plus(left.households, right.households),
        indicators=plus_indicators(left.indicators, right.indicators),
        units={
            name: left.units.get(name, _NONE) | right.units.get(name, _NONE) for name in {**left.units, **right.units}
        },
    )


def figures(part: Part) -> Figures:
    """The figures of a part; what was never recorded is None."""
    return Figures(
        communities=part.communities,
        meetings={kind.value: part.meetings.get(kind.value, _NO_MEETINGS) for kind in MeetingKind},
        consultations=_size(part.consultations),
        households_asked=part.asked,
        households_answered=part.answered,
        organizations={kind.value: part.organizations.get(kind.value) for kind in Organization},
        pairings=_size(part.pairings),
        assigned_cadres=_size(part.cadres),
        plan_satisfaction=part.plan_satisfaction,
        demolition=part.demolition,
        opinions=part.opinions,
        works_status=_all_or_none(part.works_status, [status.value for status in WorksStatus]),
        programme=dict(sorted(part.programme.items())),
        management=_all_or_none(part.management, [status.value for status in Management]),
        indicators=dict(sorted(part.indicators.items())),
        attendance=part.attendance,
        large=part.large,
        fund_pilot=part.fund_pilot,
        buildings=part.buildings,
        households=part.households,
        units={name: BETWEEN_UNITS.join(sorted(units)) for name, units in sorted(part.units.items())},
    )


def _size(found: frozenset[object] | None) -> int | None:
    return None if found is None else len(found)


def _all_or_none(counts: Mapping[str, int], names: list[str]) -> Mapping[str, int | None]:
    """Where anything was recorded, the rest is 0; where nothing was, everything is None."""
    return {name: counts.get(name, 0) if counts else None for name in names}
