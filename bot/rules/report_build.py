"""A report put together: every community's part, and everything above it combined from these."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from bot.rules.report import CommunityReport, GroupReport, Management, Period, Report, ReportScope, WorksStatus
from bot.rules.report_assessment import Weights, assess
from bot.rules.report_facts import Place, ReportFacts, SheetValues
from bot.rules.report_notes import notes
from bot.rules.report_parts import Part, combine, figures
from bot.rules.report_records import by_community, meeting_sums, part_of
from bot.rules.report_weeks import weeks_of

_Placed = tuple[Place, Part]


def build(period: Period, as_of: datetime, scope: ReportScope, facts: ReportFacts, weights: Weights) -> Report:
    """The report of a period about the places that the facts name."""
    sorted_facts = by_community(facts)
    placed = [(place, part_of(place.id, sorted_facts, period.first)) for place in facts.places]
    beyond = part_of(None, sorted_facts, period.first)
    together = combine([*(part for _, part in placed), beyond])
    whole = figures(together)
    communities = tuple(_community(place, part, facts.sheet.get(place.id, SheetValues())) for place, part in placed)
    subdistricts = _groups(placed, lambda place: place.subdistrict)
    district_wide = None if beyond == Part() else figures(beyond)
    return Report(
        period=period,
        as_of=as_of,
        scope=scope,
        totals=whole,
        communities=communities,
        subdistricts=subdistricts,
        programmes=_groups(placed, lambda place: facts.sheet.get(place.id, SheetValues()).programme),
        district_wide=district_wide,
        to_date=figures(Part(meetings=meeting_sums(facts.meetings, None))).meetings,
        assessment=assess(period, communities, subdistricts, weights),
        notes=notes(whole, communities, district_wide, together.units),
        parts=facts.parts,
        upcoming=facts.upcoming,
        weeks=weeks_of(period, as_of.date(), facts.meetings),
        houses=facts.houses,
    )


def _community(place: Place, part: Part, sheet: SheetValues) -> CommunityReport:
    return CommunityReport(
        code=place.code,
        name=place.name,
        subdistrict=place.subdistrict,
        figures=figures(part),
        works_status=None if sheet.works_status is None else WorksStatus(sheet.works_status),
        programme=sheet.programme,
        management=None if sheet.management is None else Management(sheet.management),
    )


def _groups(placed: Iterable[_Placed], name_of: Callable[[Place], str | None]) -> tuple[GroupReport, ...]:
    """By name, the communities without one at the end."""
    groups: dict[str | None, list[Part]] = {}
    for place, part in placed:
        groups.setdefault(name_of(place), []).append(part)
    names = sorted(groups, key=lambda name: (name is None, name or ""))
    return tuple(GroupReport(name, figures(combine(groups[name]))) for name in names)
