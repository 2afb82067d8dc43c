"""The drawings of a report as SVG, for the page."""

from __future__ import annotations

from dataclasses import dataclass

from bot.reports import svg_charts
from bot.reports.chart_facts import Bars, meetings_chart, points_chart, response_chart, weeks_chart, works_chart
from bot.reports.house_facts import fronts, map_hint
from bot.reports.svg_charts import BLUE, GREEN, GREY, ORANGE, SKY, Stack
from bot.reports.svg_columns import Panel, columns
from bot.reports.svg_houses import house_map
from bot.rules.report import Report
from bot.texts import Texts

_MOST_BARS = 24
_WORKS = (GREEN, ORANGE, GREY)
_WEEKS = (BLUE, GREEN)


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing with its heading; ``hint`` says how to read it, ``wide`` that it takes the whole line."""

    title: str
    svg: str
    hint: str = ""
    wide: bool = False


def charts(report: Report, words: Texts) -> list[Chart]:
    """The drawings that have something to show."""
    found = [
        _houses(report, words),
        _weeks(report, words),
        _bars(meetings_chart(report, words, "district.kind"), BLUE),
        _works(report, words),
        _bars(points_chart(report, words, _MOST_BARS), GREEN),
        _bars(response_chart(report, words, _MOST_BARS), SKY),
    ]
    return [chart for chart in found if chart is not None]


def _bars(chart: Bars | None, colour: str) -> Chart | None:
    if chart is None:
        return None
    return Chart(chart.title, svg_charts.bars(chart.title, chart.rows, colour))


def _works(report: Report, words: Texts) -> Chart | None:
    chart = works_chart(report, words, _MOST_BARS)
    if chart is None:
        return None
    rows = [Stack(name, counts) for name, counts in chart.rows]
    return Chart(chart.title, svg_charts.stacks(chart.title, rows, list(zip(chart.legend, _WORKS, strict=True))))


def _weeks(report: Report, words: Texts) -> Chart | None:
    chart = weeks_chart(report, words)
    if chart is None:
        return None
    panels = [Panel(name, numbers, colour) for (name, numbers), colour in zip(chart.panels, _WEEKS, strict=False)]
    return Chart(chart.title, columns(chart.title, chart.labels, panels), words.plain("district.legend_weeks"))


def _houses(report: Report, words: Texts) -> Chart | None:
    if not report.houses:
        return None
    title, drawn = words.plain("district.chart_turnout"), fronts(report.houses, words)
    return Chart(title, house_map(title, drawn), map_hint(report.houses, drawn, words), wide=True)
