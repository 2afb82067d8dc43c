"""A report as one page that opens without a network: sortable, searchable, readable on a phone and printed on A4."""

from __future__ import annotations

from datetime import tzinfo
from pathlib import Path

from markupsafe import Markup

from bot.reports.district_charts import Chart, charts
from bot.reports.district_facts import page_facts
from bot.reports.district_files import fill
from bot.rules.report import Report
from bot.texts import Texts

TEMPLATE = "report.html.j2"


def report_html(
    report: Report, text: str, notes: list[str], words: Texts, zone: tzinfo, folder: Path | None = None
) -> bytes:
    """The page in UTF-8. ``text`` is the report in sentences. Raises TemplateFault for a district's faulty template."""
    facts = page_facts(report, text, notes, words, zone)
    facts["charts"] = [_marked(chart) for chart in charts(report, words)]
    return fill(TEMPLATE, folder, facts).encode()


def _marked(chart: Chart) -> dict[str, object]:
    """Our own drawing goes in as it is; its words were escaped when it was drawn."""
    return {"title": chart.title, "svg": Markup(chart.svg), "hint": chart.hint, "wide": chart.wide}  # noqa: S704
