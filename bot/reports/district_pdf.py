"""A report on A4 paper: the sentences, every figure with its meaning, and the table of communities."""

from __future__ import annotations

from datetime import tzinfo

from bot.reports.district_facts import page_facts
from bot.reports.typesetting import compile_pdf
from bot.reports.typst_charts import chart_facts
from bot.rules.report import Report
from bot.texts import Texts

TEMPLATE = "templates/report.typ"
_MOST_ROWS = 24


def report_pdf(report: Report, text: str, notes: list[str], words: Texts, zone: tzinfo) -> bytes:
    """The PDF; ``text`` is the report in sentences."""
    facts = page_facts(report, text, notes, words, zone) | {"charts": chart_facts(report, words, _MOST_ROWS)}
    return compile_pdf(TEMPLATE, facts)
