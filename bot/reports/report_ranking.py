"""The monthly assessment (月考评) in words: how points are given, every unit's place, who lags behind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.reports.report_words import ReportWords
from bot.rules.report import Figures, Standing
from bot.rules.report_assessment import laggards, unrecorded
from bot.rules.report_sums import plus

_SHOWN = 60
_EDGE = 20


def assessment_lines(words: ReportWords) -> Iterator[Sequence[str]]:
    """Sections of lines: the rule, communities, subdistricts, and what to do about."""
    assessment = words.report.assessment
    weights = {name: str(weight) for name, weight in assessment.weights.items()}
    facts = {"off": assessment.off_per_overdue, "wanted": assessment.meetings_wanted}
    yield [words.say("month.weights", **weights, **facts)]
    figures = {one.code: one.figures for one in words.report.communities}
    ranked = [unit for unit in assessment.communities if unit.points is not None]
    yield [words.say("month.communities"), *_ranking(words, ranked, figures)]
    if assessment.subdistricts:
        groups = {one.name: one.figures for one in words.report.subdistricts if one.name is not None}
        ranked = [unit for unit in assessment.subdistricts if unit.points is not None]
        yield [words.say("month.subdistricts"), *_ranking(words, ranked, groups)]
    yield closing_lines(words)


def closing_lines(words: ReportWords) -> list[str]:
    """Who lags behind, of whom nothing is known, and what is never counted."""
    assessment = words.report.assessment
    return [
        words.say("month.laggards", names=words.names([unit.name for unit in laggards(assessment)])),
        words.say("month.unrecorded", names=words.names([unit.name for unit in unrecorded(assessment)])),
        words.say("month.never"),
    ]


def _ranking(words: ReportWords, units: Sequence[Standing], figures: Mapping[str, Figures]) -> Iterator[str]:
    if not units:
        yield words.say("none")
    short = len(units) > _SHOWN
    for number, unit in enumerate(units):
        if short and _EDGE <= number < len(units) - _EDGE:
            if number == _EDGE:
                yield words.say("month.skipped", count=len(units) - 2 * _EDGE)
            continue
        yield _line(words, unit, figures[unit.code or unit.name])


def _line(words: ReportWords, unit: Standing, figures: Figures) -> str:
    held: int | None = None
    for meetings in figures.meetings.values():
        held = plus(held, meetings.count)
    return words.say(
        "month.line",
        place=unit.place,
        name=unit.name,
        points=words.points(unit.points),
        meetings=words.counted("times", held),
        attendance=words.share(figures.attendance),
        response=words.share(figures.response),
        opinions=words.share(figures.opinion_response),
        overdue=words.counted("opinions", unit.overdue),
    )
