"""Meetings week by week, so that progress can be seen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from bot.rules.report import Period, ReportKind
from bot.rules.report_drawn import WeekSum
from bot.rules.report_facts import HeldMeeting
from bot.rules.report_sums import plus

_WEEK = timedelta(days=7)
# A week or month alone shows no progress: the weeks before it are drawn, too.
_AROUND = 12
_MOST = 54


def weeks_of(period: Period, today: date, meetings: Iterable[HeldMeeting]) -> tuple[WeekSum, ...]:
    """Every week up to the period's end or today; nothing when no meeting was held in any of them."""
    last = _monday(max(period.first, min(period.last, today)))
    first = _monday(period.first)
    if period.kind in (ReportKind.WEEK, ReportKind.MONTH):
        first = last - (_AROUND - 1) * _WEEK
    first = max(first, last - (_MOST - 1) * _WEEK)
    sums = {first + number * _WEEK: WeekSum(first + number * _WEEK, 0, None) for number in range(_weeks(first, last))}
    for meeting in meetings:
        known = sums.get(_monday(meeting.day))
        if known is not None:
            heads = plus(known.headcount, meeting.headcount)
            sums[known.monday] = WeekSum(known.monday, known.meetings + 1, heads)
    found = tuple(sums.values())
    return found if any(week.meetings for week in found) else ()


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _weeks(first: date, last: date) -> int:
    return (last - first) // _WEEK + 1
