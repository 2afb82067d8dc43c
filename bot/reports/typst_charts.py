"""The charts of a report as data for the typesetter: the picture for phones and the printed report draw them alike."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from bot.reports.chart_facts import (
    Bars,
    Stacks,
    Weeks,
    fitting,
    meetings_chart,
    points_chart,
    response_chart,
    weeks_chart,
    works_chart,
)
from bot.reports.house_facts import Cell, Front, fronts, map_hint
from bot.rules.report import Report, ReportKind
from bot.rules.report_drawn import House
from bot.texts import Texts, clean

_COLOURS = ("green", "orange", "grey")
_PANELS = ("blue", "green")
_LABEL = 18

Facts = dict[str, object]


def chart_facts(report: Report, words: Texts, most: int) -> list[Facts]:
    """The charts that have something to show, with at most so many bars each."""
    weeks, works = weeks_chart(report, words), works_chart(report, words, most)
    bars = (
        (meetings_chart(report, words, "district.kind_short"), "blue"),
        (points_chart(report, words, most) if report.period.kind is not ReportKind.YEAR else None, "green"),
        (response_chart(report, words, most), "sky"),
    )
    found = [house_facts(report.houses, words)] if report.houses else []
    found += [_weeks(weeks)] if weeks else []
    drawn = [_bars(chart, colour) for chart, colour in bars if chart]
    return [*found, *drawn[:1], *([_works(works)] if works else []), *drawn[1:]]


def house_facts(houses: Sequence[House], words: Texts) -> Facts:
    """The buildings of a compound and how many homes answered."""
    drawn = fronts(houses, words)
    title, hint = words.plain("district.chart_turnout"), map_hint(houses, drawn, words)
    return {"kind": "houses", "title": title, "hint": hint, "houses": [_front(front) for front in drawn]}


def _front(front: Front) -> Facts:
    columns = [{"name": each.name, "cells": [_cell(cell) for cell in each.cells]} for each in front.columns]
    return {"name": front.name, "said": front.said, "floors": list(front.floors), "columns": columns}


def _cell(cell: Cell | None) -> Facts | None:
    if cell is None:
        return None
    return {"fill": cell.fill if cell.fill.startswith("#") else "", "ink": cell.ink, "said": cell.said}


def _bars(chart: Bars, colour: str) -> Facts:
    return _chart(chart.title, [_row(row.label, row.text, (row.length, colour)) for row in chart.rows])


def _works(chart: Stacks) -> Facts:
    most = max(sum(counts) for _name, counts in chart.rows)
    rows = [
        _row(name, str(sum(counts)), *((Fraction(n, most), c) for n, c in zip(counts, _COLOURS, strict=True)))
        for name, counts in chart.rows
    ]
    legend = [{"name": name, "colour": colour} for name, colour in zip(chart.legend, _COLOURS, strict=True)]
    return _chart(chart.title, rows, legend)


def _weeks(chart: Weeks) -> Facts:
    panels = [_panel(*panel, colour) for panel, colour in zip(chart.panels, _PANELS, strict=False)]
    step = -(-len(chart.labels) // 11)
    labels = [
        {"at": 1000 * at // len(chart.labels), "text": chart.labels[at]} for at in range(0, len(chart.labels), step)
    ]
    return {"kind": "weeks", "title": chart.title, "labels": labels, "panels": panels}


def _panel(title: str, numbers: Sequence[int | None], colour: str) -> Facts:
    most = max((number or 0 for number in numbers), default=0) or 1
    heights = [1000 * (number or 0) // most for number in numbers]
    return {"title": title, "most": f"{most:,}", "heights": heights, "colour": colour}


def _chart(title: str, rows: Sequence[Facts], legend: Sequence[dict[str, str]] = ()) -> Facts:
    return {"kind": "bars", "title": title, "rows": list(rows), "legend": list(legend)}


def _row(label: str, text: str, *parts: tuple[Fraction, str]) -> Facts:
    """``parts`` are lengths from 0 to 1 with their colours; the template takes thousandths."""
    lengths = [{"length": int(1000 * min(length, Fraction(1))), "colour": colour} for length, colour in parts]
    return {"label": fitting(clean(label), _LABEL), "text": text, "parts": lengths}
