"""A report as plain text: the weekly bulletin, the monthly assessment, the year's summary, or a community's profile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import tzinfo

from bot.reports.report_figures import figure_lines
from bot.reports.report_ranking import assessment_lines
from bot.reports.report_sentences import summary
from bot.reports.report_words import ReportWords, gatherings
from bot.rules.report import MeetingSum, Report, ReportKind, Upcoming
from bot.rules.report_assessment import laggards
from bot.rules.report_sums import plus
from bot.texts import Texts


def report_text(report: Report, texts: Texts, zone: tzinfo) -> bytes:
    """UTF-8 with a final line break."""
    return ("\n".join(text_lines(report, texts, zone)) + "\n").encode()


def text_lines(report: Report, texts: Texts, zone: tzinfo) -> Iterator[str]:
    """The report line by line; sections are set apart by empty lines."""
    words = ReportWords(report, texts, zone)
    yield from _head(words)
    yield from _apart([*_story(words), *_appendix(words)])


def story_lines(report: Report, texts: Texts, zone: tzinfo, *, head: bool = True) -> Iterator[str]:
    """The same without the lists at its end, for forms that show the figures in their own way."""
    words = ReportWords(report, texts, zone)
    yield from _head(words) if head else ()
    yield from _apart([*_story(words)])


def _head(words: ReportWords) -> Iterator[str]:
    report = words.report
    yield words.title()
    yield words.say("period", first=report.period.first, last=report.period.last)
    yield words.say("as_of", instant=words.clock(report.as_of))


def _apart(sections: Sequence[Sequence[str]]) -> Iterator[str]:
    for section in sections:
        if section:
            yield ""
            yield from section


def _story(words: ReportWords) -> Iterator[Sequence[str]]:
    report = words.report
    if not report.totals.communities:
        yield [words.say("no_communities")]
    if report.period.kind is ReportKind.WEEK:
        yield bulletin(words)
    elif report.period.kind is ReportKind.MONTH:
        yield from assessment_lines(words)
    else:
        yield summary(words)


def _appendix(words: ReportWords) -> Iterator[Sequence[str]]:
    """Every figure with its meaning, the buildings, and what must be read with care."""
    report = words.report
    lines = [
        words.say("figure_line", label=line.label, value=line.value, definition=line.definition)
        for line in figure_lines(report.totals, words)
    ]
    yield [words.say("figures_heading"), *lines]
    yield _parts(words)
    notes = [words.say("note_line", note=note) for note in words.notes()]
    yield [words.say("notes_heading"), *notes] if notes else []


def bulletin(words: ReportWords) -> list[str]:
    """The five paragraphs of the weekly bulletin (周通报)."""
    figures, works = words.report.totals, words.report.totals.works_status
    return [
        _held(words),
        words.say(
            "week.asking",
            started=words.counted("items", figures.consultations),
            response=words.share(figures.response),
            satisfaction=words.share(figures.plan_satisfaction),
            formula=words.say("formula.plan_satisfaction"),
            demolition=words.share(figures.demolition),
        ),
        words.say("week.works", **{name: words.counted("pieces", count) for name, count in works.items()}),
        _slow(words),
        words.say("week.next", plans=words.listed(_plan(words, one) for one in words.report.upcoming) or _none(words)),
    ]


def _held(words: ReportWords) -> str:
    now, ever = words.report.totals.meetings, words.report.to_date
    held, held_ever = gatherings(now), gatherings(ever)
    return words.say(
        "week.meetings",
        held=words.counted("times", held.count),
        heads=_heads(words, held),
        collections=words.counted("times", now["opinion_collection"].count),
        reviews=words.counted("times", now["design_first_review"].count),
        held_ever=words.counted("times", held_ever.count),
        heads_ever=_heads(words, held_ever),
        collections_ever=words.counted("times", ever["opinion_collection"].count),
        reviews_ever=words.counted("times", ever["design_first_review"].count),
    )


def _heads(words: ReportWords, held: MeetingSum) -> str:
    """No meeting has no attendances; a meeting without a headcount has an unknown number of them."""
    if held.count == 0:
        return words.counted("heads", plus(0, held.headcount))
    return words.say("heads_unrecorded") if held.headcount is None else words.counted("heads", held.headcount)


def _slow(words: ReportWords) -> str:
    report = words.report
    late = [one.name for one in report.communities if one.figures.opinions.overdue]
    return words.say(
        "week.slow",
        laggards=words.names([unit.name for unit in laggards(report.assessment)]),
        overdue=words.counted("opinions", report.totals.opinions.overdue),
        units=words.names(late),
    )


def _none(words: ReportWords) -> str:
    return words.say("none")


def _plan(words: ReportWords, one: Upcoming) -> str:
    return words.say(f"week.plan_{one.kind}", at=words.clock(one.at), community=one.community, title=one.title)


def _parts(words: ReportWords) -> list[str]:
    lines = [
        words.say(
            "part_line",
            part=" ".join(_part_names(words, part.building, part.entrance)),
            homes=part.homes,
            asked=part.asked,
            answered=part.answered,
        )
        for part in words.report.parts
    ]
    return [words.say("parts_heading"), *lines] if lines else []


def _part_names(words: ReportWords, building: str, entrance: str | None) -> Iterator[str]:
    """A bare number or letter gets its noun; a name that has one stays as the roster writes it."""
    for kind, name in (("building", building), ("entrance", entrance)):
        if name:
            yield words.words.plain(f"room.{kind}", **{kind: name}) if name.isascii() else name
