"""The formats of a report by name: what ``louyuan report --format`` and the buttons under ``/report`` give."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import tzinfo
from pathlib import Path
from typing import TypeAlias

from bot.reports.report_csv import report_csv
from bot.reports.report_json import report_json
from bot.reports.report_text import report_text, story_lines
from bot.reports.report_words import ReportWords
from bot.rules.report import Report
from bot.texts import Texts

Renderer: TypeAlias = Callable[[Report, Texts, tzinfo, Path | None], bytes]


def render(report: Report, shape: str, words: Texts, zone: tzinfo, folder: Path | None = None) -> bytes:
    """The report in one of FORMATS; ``folder`` holds a district's own templates.

    Raises TemplateFault when one of these cannot be used.
    """
    return FORMATS[shape](report, words, zone, folder)


def _sentences(report: Report, words: Texts, zone: tzinfo) -> tuple[str, list[str]]:
    """The report in sentences, and what has to be looked at; head and figures stand apart in the laid-out forms."""
    lines = story_lines(report, words, zone, head=False)
    return "\n".join(lines).strip("\n"), ReportWords(report, words, zone).notes()


# The libraries behind the laid-out forms are only loaded when somebody asks for one.


def _html(report: Report, words: Texts, zone: tzinfo, folder: Path | None) -> bytes:
    from bot.reports.district_html import report_html

    return report_html(report, *_sentences(report, words, zone), words, zone, folder)


def _pdf(report: Report, words: Texts, zone: tzinfo, _folder: Path | None) -> bytes:
    from bot.reports.district_pdf import report_pdf

    return report_pdf(report, *_sentences(report, words, zone), words, zone)


def _xlsx(report: Report, words: Texts, zone: tzinfo, _folder: Path | None) -> bytes:
    from bot.reports.district_xlsx import report_xlsx

    return report_xlsx(report, *_sentences(report, words, zone), words, zone)


def _docx(report: Report, words: Texts, zone: tzinfo, folder: Path | None) -> bytes:
    from bot.reports.district_docx import report_docx

    return report_docx(report, *_sentences(report, words, zone), words, zone, folder)


FORMATS: Mapping[str, Renderer] = {
    "text": lambda report, words, zone, _folder: report_text(report, words, zone),
    "json": lambda report, words, zone, _folder: report_json(report, words, zone),
    "csv": lambda report, words, zone, _folder: report_csv(report, words, zone),
    "xlsx": _xlsx,
    "docx": _docx,
    "pdf": _pdf,
    "html": _html,
}

TERMINAL = frozenset({"text", "json", "csv"})
"""The formats that a terminal can show."""
