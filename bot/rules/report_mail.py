"""When reports are sent to those who want them: on Monday about the week before, on the first about the month."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from bot.rules.reminders import Hours, Span
from bot.rules.report import Period, ReportKind
from bot.rules.report_period import month_of, week_of

MAILED = (ReportKind.WEEK, ReportKind.MONTH)
"""The kinds that can be sent regularly."""
AT = time(9)
"""The hour by the district's clock, or as soon after as the quiet hours allow."""
USEFUL = timedelta(days=3)
"""From then on the report is old news, and is not sent any more."""


def newest_mail(kind: ReportKind, now: datetime, hours: Hours) -> tuple[Period, Span]:
    """The report of this kind that was due last: what it is about, and when it is sent."""
    today = now.astimezone(hours.zone).date()
    begins = _period(kind, today).first
    if _due(begins, hours) > now:
        begins = _period(kind, begins - timedelta(days=1)).first
    due = _due(begins, hours)
    return _period(kind, begins - timedelta(days=1)), Span(due, due + USEFUL)


def mailed_period(kind: ReportKind, first: date) -> Period:
    """The week or month that begins on this day."""
    return _period(kind, first)


def _period(kind: ReportKind, day: date) -> Period:
    return week_of(day) if kind is ReportKind.WEEK else month_of(day)


def _due(day: date, hours: Hours) -> datetime:
    instant = datetime.combine(day, AT, hours.zone)
    quiet = hours.quiet_span(instant)
    return quiet[1] if quiet else instant
