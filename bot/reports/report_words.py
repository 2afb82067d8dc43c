"""How the figures of a report are written in every format: numbers, shares, days, and what was never recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, tzinfo
from fractions import Fraction

from bot.rules.report import MeetingSum, RateSum, Report, ReportKind
from bot.rules.report_sums import plus_meetings
from bot.texts import Texts, clean

_MOST_NAMES = 10


class ReportWords:
    """Sentences about one report, in one language and zone."""

    def __init__(self, report: Report, words: Texts, zone: tzinfo) -> None:
        self.report = report
        self.words = words
        self._zone = zone

    def say(self, key: str, **facts: object) -> str:
        """A sentence of the area ``report``."""
        return self.words.plain(f"report.{key}", **facts)

    def known(self, key: str, **facts: object) -> str:
        """The sentence when every fact is known, else its form for what was never recorded."""
        if any(fact is None for fact in facts.values()):
            return self.say(f"{key}_unrecorded", **facts)
        return self.say(key, **facts)

    def number(self, count: int | None) -> str:
        """A bare number."""
        return self.say("unrecorded") if count is None else str(count)

    def counted(self, unit: str, count: int | None) -> str:
        """A number with its unit."""
        return self.say("unrecorded") if count is None else self.say(unit, count=count)

    def share(self, rate: RateSum) -> str:
        """A rate with its parts, rounded down; without parts, that it was never recorded."""
        if rate.percent is None:
            return self.say("unrecorded")
        return self.say("part", percent=rate.percent, numerator=rate.numerator, denominator=rate.denominator)

    def points(self, points: Fraction | None) -> str:
        """Points of an assessment with two places, rounded down."""
        if points is None:
            return self.say("unrecorded")
        hundredths = points.numerator * 100 // points.denominator
        return f"{hundredths // 100}.{hundredths % 100:02}"

    def names(self, names: Sequence[str]) -> str:
        """A few names, and how many there are if they are many."""
        if not names:
            return self.say("none")
        first = self.listed(names[:_MOST_NAMES])
        return first if len(names) <= _MOST_NAMES else self.say("more", names=first, count=len(names))

    def listed(self, items: Iterable[str]) -> str:
        """Items one after the other."""
        return self.words.template("report.between").join(clean(item) for item in items)

    def clock(self, instant: datetime) -> str:
        """An instant as people read it."""
        return instant.astimezone(self._zone).strftime("%Y-%m-%d %H:%M")

    def area(self) -> str:
        """What is reported on."""
        scope = self.report.scope
        if scope.community is not None:
            return next((one.name for one in self.report.communities if one.code == scope.community), scope.community)
        if scope.some:
            key = "area_some_of" if scope.subdistrict else "area_some"
            return self.say(key, subdistrict=scope.subdistrict, count=len(self.report.communities))
        return scope.subdistrict or self.say("area_district")

    def title(self) -> str:
        """The title by the kind of the report."""
        period = self.report.period
        facts = {"area": self.area(), "first": period.first, "last": period.last}
        if period.kind is ReportKind.WEEK:
            return self.say("title_week", number=period.first.isocalendar().week, **facts)
        if self.report.scope.community is not None:
            return self.say("title_profile", **facts)
        if period.kind is ReportKind.YEAR:
            return self.say("title_year", area=self.area(), year=period.last.year)
        return self.say(f"title_{period.kind.value}", **facts)

    def notes(self) -> list[str]:
        """Everything to be marked."""
        return [self.say(f"note.{note.code}", **dict(note.facts)) for note in self.report.notes]


def gatherings(meetings: Mapping[str, MeetingSum]) -> MeetingSum:
    """见面会、交流会: the two kinds that the summary counts together."""
    return plus_meetings(meetings["meet_and_greet"], meetings["exchange"])
