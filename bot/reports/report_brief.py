"""The few lines of a report that stand under its picture and in a letter: what matters first, no lists."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo

from bot.reports.report_ranking import closing_lines
from bot.reports.report_text import story_lines
from bot.reports.report_words import ReportWords
from bot.rules.report import Report, ReportKind, Standing
from bot.texts import Texts

_FIRST = 3


def brief_lines(report: Report, texts: Texts, zone: tzinfo) -> Iterator[str]:
    """The report's own sentences; of an assessment, the first places, and everything behind them in short."""
    if report.period.kind is not ReportKind.MONTH:
        yield from (line for line in story_lines(report, texts, zone) if line)
        return
    words = ReportWords(report, texts, zone)
    yield words.title()
    yield words.say("as_of", instant=words.clock(report.as_of))
    assessment = report.assessment
    for key, standings in (("communities", assessment.communities), ("subdistricts", assessment.subdistricts)):
        best = [unit for unit in standings if unit.points is not None][:_FIRST]
        if len(standings) > 1 and best:
            yield texts.plain(f"district.chat.best_{key}", names=words.listed(_placed(unit, words) for unit in best))
    overdue = words.counted("opinions", report.totals.opinions.overdue)
    yield texts.plain("district.chat.overdue", overdue=overdue)
    yield from closing_lines(words)


def _placed(unit: Standing, words: ReportWords) -> str:
    return words.words.plain("district.chat.placed", name=unit.name, points=words.points(unit.points))
