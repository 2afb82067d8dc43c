"""What the charts of a report show, for every way of drawing them: which rows, in which order, and how long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from bot.reports.figure_rows import group_name
from bot.rules.report import CommunityReport, Report
from bot.texts import Texts, clean

_WIDE = 0x2E80
WORKS = ("completed", "under_construction", "preliminary")


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, what it says, and how long it is (0 to 1)."""

    label: str
    text: str
    length: Fraction


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars under a heading."""

    title: str
    rows: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Stacks:
    """Bars of several parts; ``rows`` have a label and counts in the order of ``legend``."""

    title: str
    legend: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class Weeks:
    """Columns over weeks: labels, and a title with numbers for each row of columns."""

    title: str
    labels: tuple[str, ...]
    panels: tuple[tuple[str, tuple[int | None, ...]], ...]


def fitting(name: str, width: int) -> str:
    """The name cut with an ellipsis to so many narrow characters; Chinese ones are two wide."""
    taken = 0
    for at, sign in enumerate(name):
        taken += 2 if ord(sign) >= _WIDE else 1
        if taken > width:
            return f"{name[: max(1, at - 1)]}…"
    return name


def meetings_chart(report: Report, words: Texts, kind_key: str) -> Bars | None:
    """How often each kind of meeting was held; ``kind_key`` are the texts that name the kinds."""
    known = [(kind, each.count) for kind, each in report.totals.meetings.items() if each.count is not None]
    most = max((count for _kind, count in known), default=0)
    if not most:
        return None
    rows = tuple(Bar(words.plain(f"{kind_key}.{kind}"), f"{count:,}", Fraction(count, most)) for kind, count in known)
    return Bars(words.plain("district.chart_meetings"), rows)


def works_chart(report: Report, words: Texts, most: int) -> Stacks | None:
    """How far the works are in each subdistrict, or in all there is; nothing for a single community."""
    if report.totals.communities < 2:
        return None
    groups = [(group_name(each, words), each.figures) for each in report.subdistricts]
    if len(groups) < 2:
        groups = [(words.plain("district.together"), report.totals)]
    rows = [(name, tuple(each.works_status.get(status) or 0 for status in WORKS)) for name, each in groups]
    rows = sorted((row for row in rows if sum(row[1])), key=lambda row: -sum(row[1]))[:most]
    legend = tuple(words.plain(f"district.figure.works_status_{status}") for status in WORKS)
    return Stacks(words.plain("district.chart_works"), legend, tuple(rows)) if rows else None


def response_chart(report: Report, words: Texts, most: int) -> Bars | None:
    """The response rates of the communities; of many, the highest and the lowest."""
    known = [each for each in report.communities if each.figures.response.exact is not None]
    if len(known) < 2:
        return None
    known.sort(key=_response, reverse=True)
    title = words.plain("district.chart_response")
    if len(known) > most:
        half = most // 2
        known = known[:half] + known[-half:]
        title = words.plain("district.chart_response_ends", count=half)
    return Bars(
        title, tuple(Bar(clean(each.name), each.figures.response.percent or "", _response(each)) for each in known)
    )


def _response(each: CommunityReport) -> Fraction:
    return each.figures.response.exact or Fraction(0)


def points_chart(report: Report, words: Texts, most: int) -> Bars | None:
    """The points of the subdistricts, the best first."""
    known = [each for each in report.assessment.subdistricts if each.points is not None]
    if len(known) < 2:
        return None
    rows = [(clean(each.name), each.points or Fraction(0)) for each in known[:most]]
    bars = tuple(Bar(name, f"{Decimal(int(points * 10)) / 10:.1f}", points / 100) for name, points in rows)
    return Bars(words.plain("district.chart_points"), bars)


def weeks_chart(report: Report, words: Texts) -> Weeks | None:
    """Meetings and those who came, week by week."""
    if len(report.weeks) < 2:
        return None
    labels = tuple(f"{week.monday.month}-{week.monday.day}" for week in report.weeks)
    panels: list[tuple[str, Sequence[int | None]]] = [
        (words.plain("district.weeks_meetings"), [week.meetings for week in report.weeks])
    ]
    heads = [week.headcount for week in report.weeks]
    if any(heads):
        panels.append((words.plain("district.weeks_heads"), heads))
    return Weeks(words.plain("district.chart_weeks"), labels, tuple((name, tuple(each)) for name, each in panels))
