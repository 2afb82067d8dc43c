"""A report as a table: one row for the district, for each subdistrict and for each community; empty is not recorded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo

from bot.reports.table_out import csv_text
from bot.rules.report import CommunityReport, Figures, RateSum, Report
from bot.texts import Texts, clean


def report_csv(report: Report, texts: Texts, zone: tzinfo) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheets read the Chinese. Column names are the keys of the JSON."""
    header, rows = report_table(report)
    return csv_text(header, rows).encode("utf-8-sig")


def report_table(report: Report) -> tuple[list[str], list[list[str]]]:
    """Header and rows, all cells text. ``level`` is district, subdistrict or community: never add up across levels.

    Indicators have their own names; one that is called like a column of ours stands as ``indicators.<name>``.
    """
    indicators = list(report.totals.indicators)
    places = [("district", "", "", "", report.totals)]
    places += [("subdistrict", "", "", one.name or "", one.figures) for one in report.subdistricts]
    places += [("community", one.code, one.name, one.subdistrict or "", one.figures) for one in report.communities]
    states = {one.code: one for one in report.communities}
    rows = [
        [level, clean(code), clean(name), clean(subdistrict), *_state(states.get(code)), *_cells(figures, indicators)]
        for level, code, name, subdistrict, figures in places
    ]
    columns = [name for name, _ in _columns(report.totals)]
    named = ["level", "code", "name", "subdistrict", "programme", "works_status", "management"]
    ours = [*named, *columns]
    return [*ours, *(f"indicators.{name}" if name in ours else name for name in map(clean, indicators))], rows


def _state(one: CommunityReport | None) -> list[str]:
    if one is None:
        return ["", "", ""]
    works = "" if one.works_status is None else one.works_status.value
    return [clean(one.programme or ""), works, "" if one.management is None else one.management.value]


def _cells(figures: Figures, indicators: list[str]) -> list[str]:
    values = [value for _, value in _columns(figures)]
    return [*values, *(figures.indicators.get(name, "") for name in indicators)]


def _columns(figures: Figures) -> Iterator[tuple[str, str]]:
    yield "communities", str(figures.communities)
    for kind, held in figures.meetings.items():
        yield f"{kind}_count", _text(held.count)
        yield f"{kind}_headcount", _text(held.headcount)
        yield f"{kind}_households", _text(held.households)
    yield "consultations", _text(figures.consultations)
    yield "households_asked", _text(figures.households_asked)
    yield "households_answered", _text(figures.households_answered)
    yield from _rate("response", figures.response)
    for kind, count in figures.organizations.items():
        yield f"organizations_{kind}", _text(count)
    yield "pairings", _text(figures.pairings)
    yield "assigned_cadres", _text(figures.assigned_cadres)
    yield from _rate("plan_satisfaction", figures.plan_satisfaction)
    yield from _rate("demolition", figures.demolition)
    yield from _rate("attendance", figures.attendance)
    yield from _rate("five_buildings", figures.large)
    yield "opinions_received", _text(figures.opinions.received)
    yield "opinions_answered", _text(figures.opinions.answered)
    yield "opinions_overdue", _text(figures.opinions.overdue)
    yield from _rate("opinion_response", figures.opinion_response)
    for group, counts in (("works", figures.works_status), ("management", figures.management)):
        for name, count in counts.items():
            yield f"{group}_{name}", _text(count)
    yield "fund_pilot", _text(figures.fund_pilot)
    yield "buildings", _text(figures.buildings)
    yield "households", _text(figures.households)


def _rate(name: str, rate: RateSum) -> Iterator[tuple[str, str]]:
    yield f"{name}_numerator", _text(rate.numerator)
    yield f"{name}_denominator", _text(rate.denominator)
    yield f"{name}_rate", rate.rate or ""


def _text(count: int | None) -> str:
    return "" if count is None else str(count)
