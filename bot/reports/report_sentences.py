"""The sentences of a summary. The one on organisations stands as in the district's own summary, word for word."""

from __future__ import annotations

from bot.reports.report_words import ReportWords, gatherings
from bot.rules.report import Figures, RateSum
from bot.rules.report_notes import both_reach


def summary(words: ReportWords) -> list[str]:
    """What a yearly summary says, a sentence each; what was never recorded is said so, never left at 0."""
    figures = words.report.totals
    return [
        _programme(figures, words),
        words.known("sentence.works", **figures.works_status),
        *_indicators(figures, words),
        organizations(figures, words),
        _consultations(figures, words),
        _opinions(figures, words),
        words.known("sentence.management", **figures.management),
        _size(figures.large, words),
    ]


def organizations(figures: Figures, words: ReportWords) -> str:
    """Who was organised, met and heard, and the two rates: “均达到90%以上” only when both exactly reach it."""
    held = gatherings(figures.meetings)
    counts = {
        "branches": figures.organizations["temporary_party_branch"],
        "pairings": figures.pairings,
        "cadres": figures.assigned_cadres,
        "groups": figures.organizations["resident_organization"],
        "meetings": held.count,
        "headcount": held.headcount,
        "collections": figures.meetings["opinion_collection"].count,
        "reviews": figures.meetings["design_first_review"].count,
    }
    pieces = {name: words.known(f"sentence.{name}", count=count) for name, count in counts.items()}
    return words.say("sentence.organizations", rates=_rates(figures, words), **pieces)


def _rates(figures: Figures, words: ReportWords) -> str:
    if both_reach(figures):
        return words.say("sentence.rates_reached")
    satisfaction, demolition = words.share(figures.plan_satisfaction), words.share(figures.demolition)
    return words.say("sentence.rates", satisfaction=satisfaction, demolition=demolition)


def _programme(figures: Figures, words: ReportWords) -> str:
    comma = words.words.template("report.comma")
    parts = [words.say("sentence.programme_part", name=name, count=count) for name, count in figures.programme.items()]
    return words.known(
        "sentence.programme", parts=comma.join(parts) or None, area=words.area(), count=figures.communities
    )


def _indicators(figures: Figures, words: ReportWords) -> list[str]:
    parts = [
        words.say("sentence.indicator", name=name, value=value, unit=figures.units.get(name, "")).strip()
        for name, value in figures.indicators.items()
    ]
    return [words.say("sentence.indicators", parts=words.listed(parts))] if parts else []


def _consultations(figures: Figures, words: ReportWords) -> str:
    return words.known(
        "sentence.consultations",
        count=figures.consultations,
        asked=figures.households_asked,
        answered=figures.households_answered,
        rate=words.share(figures.response),
    )


def _opinions(figures: Figures, words: ReportWords) -> str:
    counts = figures.opinions
    return words.known("sentence.opinions", received=counts.received, answered=counts.answered, overdue=counts.overdue)


def _size(large: RateSum, words: ReportWords) -> str:
    if large.numerator is None or large.denominator is None:
        return words.say("sentence.size_unrecorded")
    rest = large.denominator - large.numerator
    return words.say(
        "sentence.size",
        known=large.denominator,
        large=large.numerator,
        rest=rest,
        percent=RateSum(rest, large.denominator).percent,
    )
