"""Which days a report is about, from what somebody typed: two days, a week, a month or a year."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, time, timedelta, tzinfo

from bot.rules.refusals import Reason, Refusal
from bot.rules.report import Period, ReportKind

_DAY = re.compile(r"([0-9]{4})\D([0-9]{1,2})\D([0-9]{1,2})\D?")
_MONTH = re.compile(r"([0-9]{4})\D([0-9]{1,2})\D?")
_YEAR = re.compile(r"([0-9]{4})\D?")
_QUOTED = 40
_YEARS = range(1900, 3000)


def read_day(text: str) -> date:
    """A day such as ``2020-11-24`` or ``2020年11月24日``. Raises Refusal(REPORT_DAY_UNREADABLE)."""
    return _read(text, _DAY)


def _read(text: str, pattern: re.Pattern[str]) -> date:
    found = pattern.fullmatch(text.strip())
    try:
        if found is None:
            raise ValueError(text)
        year, month, day, *_ = (*map(int, found.groups()), 1, 1)
        if year not in _YEARS:
            raise ValueError(text)
        return date(year, month, day)
    except ValueError:
        raise Refusal(Reason.REPORT_DAY_UNREADABLE, text=text.strip()[:_QUOTED]) from None


def week_of(day: date) -> Period:
    """Monday to Sunday around a day."""
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + timedelta(days=6), ReportKind.WEEK)


def month_of(day: date) -> Period:
    """The month of a day."""
    return Period(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]), ReportKind.MONTH)


def year_of(day: date) -> Period:
    """The year of a day."""
    return Period(date(day.year, 1, 1), date(day.year, 12, 31), ReportKind.YEAR)


def read_week(text: str) -> Period:
    """The week of a typed day. Raises Refusal(REPORT_DAY_UNREADABLE)."""
    return week_of(read_day(text))


def read_month(text: str) -> Period:
    """The month of ``2020-11`` or of a typed day. Raises Refusal(REPORT_DAY_UNREADABLE)."""
    return month_of(_read(text, _MONTH if _MONTH.fullmatch(text.strip()) else _DAY))


def read_year(text: str) -> Period:
    """The year of ``2020``. Raises Refusal(REPORT_DAY_UNREADABLE)."""
    return year_of(_read(text, _YEAR))


def between(first: date | None, last: date | None, today: date) -> Period:
    """From a day to a day; without an end until today, without a beginning from New Year of the last day's year.

    From New Year on it is a report of that year. Raises Refusal(REPORT_ENDS_FIRST).
    """
    end = last or (today if first is None else max(first, today))
    begin = first or date(end.year, 1, 1)
    if end < begin:
        raise Refusal(Reason.REPORT_ENDS_FIRST, first=begin.isoformat(), last=end.isoformat())
    of_year = begin == date(end.year, 1, 1)
    return Period(begin, end, ReportKind.YEAR if of_year else ReportKind.PERIOD)


def bounds(period: Period, zone: tzinfo) -> tuple[datetime, datetime]:
    """The instants at which it begins and, no longer part of it, ends."""
    return datetime.combine(period.first, time(), zone), datetime.combine(period.last + timedelta(days=1), time(), zone)


def counted_until(period: Period, now: datetime, zone: tzinfo) -> datetime:
    """The instant up to which is counted: now, or the last second of a period that is over."""
    _, end = bounds(period, zone)
    return min(now, end - timedelta(seconds=1)).astimezone(zone)
