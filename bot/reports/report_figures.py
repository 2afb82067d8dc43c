"""The figures of a report as lines: label, value in words, and what it counts; every format for people shows these."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.reports.report_words import ReportWords
from bot.rules.report import Figures, MeetingSum


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One figure. ``key`` is stable; ``label``, ``value`` and ``definition`` are words."""

    key: str
    label: str
    value: str
    definition: str


def figure_lines(figures: Figures, words: ReportWords) -> tuple[FigureLine, ...]:
    """All figures in the order of the JSON report."""
    return (
        *_standings(figures, words),
        *_meetings(figures, words),
        *_asking(figures, words),
        *_people(figures, words),
        *_opinions(figures, words),
        *_indicators(figures, words),
    )


def _line(words: ReportWords, key: str, value: str, definition: str | None = None) -> FigureLine:
    return FigureLine(key, words.say(f"figure.{key}"), value, words.say(f"definition.{definition or key}"))


def _standings(figures: Figures, words: ReportWords) -> Iterator[FigureLine]:
    unknown = words.say("unrecorded")
    programme = words.listed(f"{name} {count}" for name, count in figures.programme.items())
    yield _line(words, "communities", str(figures.communities))
    yield _line(words, "programme", programme or unknown)
    for key, counts in (("works_status", figures.works_status), ("management", figures.management)):
        known = [f"{words.say(f'{key}.{name}')} {count}" for name, count in counts.items() if count is not None]
        yield _line(words, key, words.listed(known) or unknown)
    yield _line(words, "large", words.share(figures.large))
    yield _line(words, "fund_pilot", words.number(figures.fund_pilot))
    yield _line(words, "buildings", words.number(figures.buildings))
    yield _line(words, "households", words.number(figures.households))


def _meetings(figures: Figures, words: ReportWords) -> Iterator[FigureLine]:
    for kind, held in figures.meetings.items():
        definition = "design_first_review" if kind == "design_first_review" else "meeting"
        yield _line(words, kind, meeting_value(held, words), definition)
    yield _line(words, "attendance", words.share(figures.attendance))


def meeting_value(held: MeetingSum, words: ReportWords) -> str:
    """How many meetings, attendances and homes."""
    if held.count is None:
        return words.say("unrecorded")
    times = words.counted("times", held.count)
    if not held.count:
        return times
    heads = words.say("heads_unrecorded") if held.headcount is None else words.counted("heads", held.headcount)
    homes = words.say("homes_unrecorded") if held.households is None else words.counted("homes", held.households)
    return words.say("meetings", count=times, headcount=heads, households=homes)


def _asking(figures: Figures, words: ReportWords) -> Iterator[FigureLine]:
    yield _line(words, "consultations", words.number(figures.consultations))
    yield _line(words, "households_asked", words.number(figures.households_asked))
    yield _line(words, "households_answered", words.number(figures.households_answered))
    yield _line(words, "response", words.share(figures.response))


def _people(figures: Figures, words: ReportWords) -> Iterator[FigureLine]:
    for kind, count in figures.organizations.items():
        key = "other_organization" if kind == "other" else kind
        yield _line(words, key, words.number(count), "organizations")
    yield _line(words, "pairings", words.number(figures.pairings))
    yield _line(words, "assigned_cadres", words.number(figures.assigned_cadres))
    yield _line(words, "plan_satisfaction", words.share(figures.plan_satisfaction))
    yield _line(words, "demolition", words.share(figures.demolition))


def _opinions(figures: Figures, words: ReportWords) -> Iterator[FigureLine]:
    counts = figures.opinions
    for key, count in (("received", counts.received), ("answered", counts.answered), ("overdue", counts.overdue)):
        yield _line(words, key, words.number(count))
    yield _line(words, "opinion_response", words.share(figures.opinion_response))


def _indicators(figures: Figures, words: ReportWords) -> Iterator[FigureLine]:
    for name, value in figures.indicators.items():
        unit = figures.units.get(name, "")
        label = words.say("indicator_label", name=name)
        yield FigureLine(f"indicator:{name}", label, f"{value} {unit}".strip(), words.say("definition.indicators"))
