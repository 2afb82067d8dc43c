"""What every laid-out form of a report shows: the same facts for the page, the printed report and the Word file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo
from decimal import Decimal
from fractions import Fraction

from bot.reports import svg_charts
from bot.reports.figure_rows import Column, Section, all_meetings, columns, community_rows, group_name, sections
from bot.reports.svg_charts import GREEN, GREY, ORANGE, Bar, Block, Stack
from bot.rules.report import Figures, Report
from bot.texts import Texts, clean

_MOST_BARS = 24
_WORKS = (("completed", GREEN), ("under_construction", ORANGE), ("preliminary", GREY))


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing with its heading; ``hint`` says how to read it."""

    title: str
    svg: str
    hint: str = ""


def title(report: Report, words: Texts) -> str:
    """What kind of report this is."""
    return words.plain(f"district.title_{report.period.kind.value}")


def scope_name(report: Report, words: Texts) -> str:
    """Which part of the district it covers."""
    if report.scope.community is not None:
        names = [each.name for each in report.communities if each.code == report.scope.community]
        return clean(names[0] if names else report.scope.community)
    return clean(report.scope.subdistrict) if report.scope.subdistrict else words.plain("district.scope_district")


def period_name(report: Report, words: Texts) -> str:
    """From the first to the last day."""
    return words.plain("district.period", first=report.period.first.isoformat(), last=report.period.last.isoformat())


def as_of(report: Report, words: Texts, zone: tzinfo) -> str:
    """Up to which moment everything was counted."""
    return words.plain("district.as_of", instant=report.as_of.astimezone(zone).strftime("%Y-%m-%d %H:%M"))


def tiles(report: Report, words: Texts) -> list[dict[str, object]]:
    """The handful of numbers that are looked at first."""
    figures = report.totals
    shown = [
        ("communities", figures.communities),
        ("meetings", all_meetings(figures, "count")),
        ("headcount", all_meetings(figures, "headcount")),
        ("consultations", figures.consultations),
    ]
    found = [
        {
            "label": words.plain(f"district.column.{key}" if key != "communities" else "district.figure.communities"),
            "value": words.plain("district.unrecorded") if number is None else f"{number:,}",
            "none": number is None,
        }
        for key, number in shown
    ]
    for key, rate in (("response", figures.response), ("plan_satisfaction", figures.plan_satisfaction)):
        value = rate.percent or words.plain("district.unrecorded")
        found.append({"label": words.plain(f"district.figure.{key}"), "value": value, "none": rate.percent is None})
    return found


def page_facts(report: Report, text: str, notes: list[str], words: Texts, zone: tzinfo) -> dict[str, object]:
    """Everything a laid-out report shows but its drawings.

    ``text`` is the report in sentences, ``notes`` what has to be looked at.
    """
    heads = columns(words)
    return {
        "lang": words.language,
        "title": title(report, words),
        "scope": scope_name(report, words),
        "period": period_name(report, words),
        "as_of": as_of(report, words, zone),
        "text": clean_lines(text),
        "notes": notes,
        "tiles": tiles(report, words),
        "columns": [{"label": head.label, "numeric": head.numeric} for head in heads],
        "rows": _rows(report, heads, words),
        "sections": [_section(each) for each in sections(report.totals, words)],
        "shown_template": words.template("district.shown"),
        "words": {
            key: words.plain(f"district.{key}")
            for key in ("contents", "notes", "communities", "search", "sort_hint", "print", "nothing_found", "figures")
        },
    }


def clean_lines(text: str) -> str:
    """The text without anything invisible; its lines stay."""
    return "\n".join(clean(line) for line in text.split("\n"))


def _rows(report: Report, heads: tuple[Column, ...], words: Texts) -> list[list[dict[str, str]]]:
    unrecorded = words.plain("district.unrecorded")
    return [
        [
            {
                "text": cell.text,
                "number": "" if cell.number is None else str(cell.number),
                "class": " ".join(
                    name for name, here in (("n", head.numeric), ("none", cell.text == unrecorded)) if here
                ),
            }
            for head, cell in zip(heads, row, strict=True)
        ]
        for row in community_rows(report, words)
    ]


def _section(section: Section) -> dict[str, object]:
    rows = [
        {
            "key": row.key,
            "label": row.label,
            "value": row.value,
            "definition": row.definition,
            "none": row.number is None,
        }
        for row in section.rows
    ]
    return {"title": section.title, "rows": rows}


def charts(report: Report, words: Texts) -> list[Chart]:
    """The drawings that have something to show."""
    found = [_meetings(report.totals, words), _works(report, words), _response(report, words), _points(report, words)]
    return [chart for chart in [*found, _turnout(report, words)] if chart is not None]


def _meetings(figures: Figures, words: Texts) -> Chart | None:
    known = {kind: each.count for kind, each in figures.meetings.items() if each.count is not None}
    if not known:
        return None
    heading, most = words.plain("district.chart_meetings"), max(known.values()) or 1
    rows = [
        Bar(words.plain(f"district.kind.{kind}"), f"{count:,}", Fraction(count, most)) for kind, count in known.items()
    ]
    return Chart(heading, svg_charts.bars(heading, rows))


def _works(report: Report, words: Texts) -> Chart | None:
    heading = words.plain("district.chart_works")
    groups = report.subdistricts if len(report.subdistricts) > 1 else ()
    figures = [(group_name(each, words), each.figures) for each in groups] or [
        (scope_name(report, words), report.totals)
    ]
    rows = [
        Stack(name, tuple(each.works_status.get(status) or 0 for status, _colour in _WORKS)) for name, each in figures
    ]
    if not any(sum(row.parts) for row in rows):
        return None
    legend = [(words.plain(f"district.figure.works_status_{status}"), colour) for status, colour in _WORKS]
    rows.sort(key=lambda row: -sum(row.parts))
    return Chart(heading, svg_charts.stacks(heading, rows[:_MOST_BARS], legend))


def _response(report: Report, words: Texts) -> Chart | None:
    found = [(each, each.figures.response) for each in report.communities]
    known = [(each.name, rate) for each, rate in found if rate.exact is not None]
    if len(known) < 2:
        return None
    known.sort(key=lambda pair: pair[1].exact or Fraction(0), reverse=True)
    rows = [Bar(clean(name), rate.percent or "", rate.exact or Fraction(0)) for name, rate in known[:_MOST_BARS]]
    heading = words.plain("district.chart_response", count=len(rows))
    return Chart(heading, svg_charts.bars(heading, rows, svg_charts.SKY))


def _points(report: Report, words: Texts) -> Chart | None:
    known = [each for each in report.assessment.subdistricts if each.points is not None]
    if not known:
        return None
    heading = words.plain("district.chart_points")
    rows = [
        Bar(clean(each.name), f"{Decimal(int((each.points or 0) * 10)) / 10}", (each.points or Fraction(0)) / 100)
        for each in known[:_MOST_BARS]
    ]
    return Chart(heading, svg_charts.bars(heading, rows, GREEN))


def _turnout(report: Report, words: Texts) -> Chart | None:
    if not any(part.asked for part in report.parts):
        return None
    heading = words.plain("district.chart_turnout")
    blocks = []
    for part in report.parts:
        names = [_noun("building", part.building, words)]
        if part.entrance is not None:
            names.append(_noun("entrance", part.entrance, words))
        said = words.plain("district.homes_answered", answered=part.answered, asked=part.asked)
        blocks.append(Block(" ".join(names), said, Fraction(part.answered, part.asked) if part.asked else None))
    drawing = svg_charts.building_map(heading, blocks, across=4)
    return Chart(heading, drawing, words.plain("district.legend_turnout"))


def _noun(kind: str, value: str, words: Texts) -> str:
    """A bare number gets its noun; a name that has one stays as the roster writes it."""
    return words.plain(f"district.{kind}", **{kind: value}) if value.isascii() else clean(value)
