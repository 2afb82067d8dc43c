"""The figures of a report as rows to read: one list that every format shows, so that they cannot differ.

Each row names the figure by its key in the JSON report (``meetings.exchange.count``), says its value in words and keeps
the number for sorting and for sheets. What was never recorded has no number and says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from bot.rules.report import CommunityReport, Figures, GroupReport, RateSum, Report, Standing
from bot.texts import Texts, clean

MEETING_KINDS = ("meet_and_greet", "exchange", "opinion_collection", "design_first_review", "other")
SECTIONS = (
    "communities",
    "meetings",
    "consultations",
    "organizations",
    "opinions",
    "works",
    "management",
    "indicators",
)

_MEANINGS = {"count": "count", "headcount": "headcount", "households": "meeting_households"}


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One figure: where it stands in the JSON, its label, its value in words, its number, and what it means."""

    key: str
    label: str
    value: str
    number: Decimal | None
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Figures that belong together."""

    name: str
    title: str
    rows: tuple[FigureRow, ...]


def sections(figures: Figures, words: Texts) -> tuple[Section, ...]:
    """All figures, in the order in which people look for them; a section without any figure is left out."""
    makers = {
        "communities": _communities,
        "meetings": _meetings,
        "consultations": _consultations,
        "organizations": _organizations,
        "opinions": _opinions,
        "works": _works,
        "management": _management,
        "indicators": _indicators,
    }
    made = ((name, tuple(makers[name](figures, words))) for name in SECTIONS)
    return tuple(Section(name, words.plain(f"district.section.{name}"), rows) for name, rows in made if rows)


def _row(key: str, label: str, number: int | Decimal | None, words: Texts, definition: str = "") -> FigureRow:
    if number is None:
        return FigureRow(key, label, words.plain("district.unrecorded"), None, definition)
    return FigureRow(key, label, f"{Decimal(number):,f}", Decimal(number), definition)


def _named(key: str, number: int | None, words: Texts) -> FigureRow:
    """A figure whose label and meaning stand in the texts under its key."""
    name = key.replace(".", "_")
    meaning = f"district.meaning.{name}"
    return _row(
        key, words.plain(f"district.figure.{name}"), number, words, words.plain(meaning) if meaning in words else ""
    )


def rate_row(key: str, rate: RateSum, words: Texts) -> FigureRow:
    """A share with both its numbers; nothing is rounded up."""
    label, formula = words.plain(f"district.figure.{key}"), words.plain(f"district.meaning.{key}")
    if rate.rate is None or rate.percent is None:
        return FigureRow(key, label, words.plain("district.unrecorded"), None, formula)
    value = words.plain(
        "district.rate", percent=rate.percent, numerator=f"{rate.numerator:,}", denominator=f"{rate.denominator:,}"
    )
    return FigureRow(key, label, value, Decimal(rate.rate), formula)


def _communities(figures: Figures, words: Texts) -> Iterator[FigureRow]:
    yield _named("communities", figures.communities, words)
    for name in ("buildings", "households"):
        yield _named(name, getattr(figures, name), words)
    yield rate_row("large", figures.large, words)
    for name, number in figures.programme.items():
        yield _row(f"programme.{name}", words.plain("district.programme", name=name), number, words)


def _meetings(figures: Figures, words: Texts) -> Iterator[FigureRow]:
    for kind in MEETING_KINDS:
        found = figures.meetings[kind]
        name = words.plain(f"district.kind.{kind}")
        for part, number in (
            ("count", found.count),
            ("headcount", found.headcount),
            ("households", found.households),
        ):
            label = words.plain(f"district.meeting.{part}", kind=name)
            yield _row(
                f"meetings.{kind}.{part}", label, number, words, words.plain(f"district.meaning.{_MEANINGS[part]}")
            )
    yield rate_row("attendance", figures.attendance, words)


def _consultations(figures: Figures, words: Texts) -> Iterator[FigureRow]:
    for name in ("consultations", "households_asked", "households_answered"):
        yield _named(name, getattr(figures, name), words)
    yield rate_row("response", figures.response, words)
    yield rate_row("plan_satisfaction", figures.plan_satisfaction, words)
    yield rate_row("demolition", figures.demolition, words)


def _organizations(figures: Figures, words: Texts) -> Iterator[FigureRow]:
    for kind, number in figures.organizations.items():
        yield _named(f"organizations.{kind}", number, words)
    yield _named("pairings", figures.pairings, words)
    yield _named("assigned_cadres", figures.assigned_cadres, words)


def _opinions(figures: Figures, words: Texts) -> Iterator[FigureRow]:
    for name in ("received", "answered", "overdue"):
        yield _named(f"opinions.{name}", getattr(figures.opinions, name), words)
    yield rate_row("opinion_response", figures.opinion_response, words)


def _works(figures: Figures, words: Texts) -> Iterator[FigureRow]:
    yield from _by_name("works_status", figures.works_status, words)


def _management(figures: Figures, words: Texts) -> Iterator[FigureRow]:
    yield from _by_name("management", figures.management, words)
    yield _named("fund_pilot", figures.fund_pilot, words)


def _by_name(key: str, numbers: Mapping[str, int | None], words: Texts) -> Iterator[FigureRow]:
    for name, number in numbers.items():
        yield _named(f"{key}.{name}", number, words)


def _indicators(figures: Figures, words: Texts) -> Iterator[FigureRow]:
    for name, text in figures.indicators.items():
        unit = figures.units.get(name, "")
        label = words.plain("district.indicator", name=name, unit=unit) if unit else clean(name)
        yield _row(f"indicators.{name}", label, Decimal(text), words)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the table of communities; ``numeric`` ones are sorted by number."""

    key: str
    label: str
    numeric: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says, and the number behind it, None for words and for what was not recorded."""

    text: str
    number: Decimal | None = None


_COLUMNS = (
    *("code", "name", "subdistrict", "programme", "works_status", "management"),
    *("meetings", "headcount", "consultations", "response", "plan_satisfaction", "demolition"),
    *("opinions_received", "opinions_answered", "opinions_overdue", "points"),
)
_WORDS = frozenset({"code", "name", "subdistrict", "programme", "works_status", "management"})


def columns(words: Texts) -> tuple[Column, ...]:
    """The columns of the table of communities."""
    return tuple(Column(key, words.plain(f"district.column.{key}"), key not in _WORDS) for key in _COLUMNS)


def community_rows(report: Report, words: Texts) -> tuple[tuple[Cell, ...], ...]:
    """One row a community, in the order of the report."""
    points = {standing.code: standing for standing in report.assessment.communities}
    return tuple(_community(each, points.get(each.code), words) for each in report.communities)


def _community(each: CommunityReport, standing: Standing | None, words: Texts) -> tuple[Cell, ...]:
    status, management = each.works_status, each.management
    said = (
        Cell(clean(each.code)),
        Cell(clean(each.name)),
        _said(each.subdistrict, words),
        _said(each.programme, words),
        _said(words.plain(f"district.figure.works_status_{status.value}") if status else None, words),
        _said(words.plain(f"district.figure.management_{management.value}") if management else None, words),
    )
    points = standing.points if standing else None
    return (*said, *_counted(each.figures, words), _points(points, words))


def _said(text: str | None, words: Texts) -> Cell:
    return Cell(clean(text) if text else words.plain("district.unrecorded"))


def _counted(figures: Figures, words: Texts) -> Iterator[Cell]:
    opinions = figures.opinions
    for number in (all_meetings(figures, "count"), all_meetings(figures, "headcount"), figures.consultations):
        yield _number(number, words)
    for rate in (figures.response, figures.plan_satisfaction, figures.demolition):
        yield _percent(rate, words)
    for number in (opinions.received, opinions.answered, opinions.overdue):
        yield _number(number, words)


def all_meetings(figures: Figures, part: str) -> int | None:
    """Meetings of every kind together, None when none was ever recorded."""
    known = [getattr(each, part) for each in figures.meetings.values() if getattr(each, part) is not None]
    return sum(known) if known else None


def _number(number: int | None, words: Texts) -> Cell:
    return Cell(words.plain("district.unrecorded")) if number is None else Cell(f"{number:,}", Decimal(number))


def _percent(rate: RateSum, words: Texts) -> Cell:
    if rate.rate is None or rate.percent is None:
        return Cell(words.plain("district.unrecorded"))
    return Cell(rate.percent, Decimal(rate.rate))


def _points(points: Fraction | None, words: Texts) -> Cell:
    if points is None:
        return Cell(words.plain("district.unrecorded"))
    hundredths = 100 * points.numerator // points.denominator
    text = f"{hundredths // 100}.{hundredths % 100:02}"
    return Cell(text, Decimal(text))


def group_name(group: GroupReport, words: Texts) -> str:
    """A subdistrict's or programme's name."""
    return clean(group.name) if group.name else words.plain("district.nameless")
