"""When a meeting is: typed words to instants in the district's zone, sensible suggestions, and series.

What somebody typed is always shown back before anything is published, so reading may be generous.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from bot.rules.clock_words import DAY, Hours, find_hours
from bot.rules.day_words import Day, find_day
from bot.rules.meeting_draft import USUAL_LENGTH, MeetingDraft, length, must_be_ahead
from bot.rules.refusals import Reason, Refusal
from bot.rules.time_words import plain

USUAL_CLOCKS = (time(9, 30), time(14, 30), time(19, 0), time(19, 30))
"""When people come: a free morning or afternoon for those at home, the evening for those at work."""
_SUGGESTED_DAYS = range(1, 9)
_WEEK = timedelta(days=7)
_QUOTED = 40


@dataclass(frozen=True, slots=True)
class When:
    """Start and end as instants in the district's zone; ``open_ended`` when nobody gave the end."""

    starts_at: datetime
    ends_at: datetime
    open_ended: bool = field(default=False, compare=False)


def read_when(text: str, now: datetime, zone: tzinfo) -> When:
    """Day and hours as somebody typed them: ``下周三晚上七点``, ``12月3日 19:00-20:30``, ``tomorrow 3:30 pm``.

    Without an end the meeting lasts the usual time. Raises Refusal(WHEN_UNREADABLE, WHEN_NO_DAY, WHEN_NO_CLOCK,
    WHEN_IMPOSSIBLE_DAY, WHEN_IMPOSSIBLE_CLOCK, WHEN_WRONG_WEEKDAY) and those of ``must_be_ahead``.
    """
    day, rest = find_day(plain(text), now.astimezone(zone).date())
    hours, rest = find_hours(rest)
    if (day is None and hours is None) or re.search(r"\d", rest):
        raise Refusal(Reason.WHEN_UNREADABLE, text=text.strip()[:_QUOTED])
    if day is None:
        raise Refusal(Reason.WHEN_NO_DAY)
    if hours is None:
        raise Refusal(Reason.WHEN_NO_CLOCK)
    return _ahead(day, hours, now, zone)


def read_day(text: str, now: datetime, zone: tzinfo) -> date:
    """A day from today on. Raises Refusal(WHEN_UNREADABLE, WHEN_IMPOSSIBLE_DAY, WHEN_WRONG_WEEKDAY, MEETING_PAST)."""
    today = now.astimezone(zone).date()
    day, rest = find_day(plain(text), today)
    if day is None or re.search(r"\d", rest):
        raise Refusal(Reason.WHEN_UNREADABLE, text=text.strip()[:_QUOTED])
    if day.date < today:
        raise Refusal(Reason.MEETING_PAST, starts=local_instant(day.date, 0, zone))
    return day.date


def read_hours(text: str, day: date, now: datetime, zone: tzinfo) -> When:
    """Hours of a day that is known already. Raises like ``read_when``."""
    hours, rest = find_hours(plain(text))
    if hours is None or re.search(r"\d", rest):
        raise Refusal(Reason.WHEN_UNREADABLE, text=text.strip()[:_QUOTED])
    return _ahead(Day(day), hours, now, zone)


def at_clock(day: date, clock: time, now: datetime, zone: tzinfo) -> When:
    """A day and a start chosen by buttons. Raises Refusal(WHEN_IMPOSSIBLE_CLOCK) and those of ``must_be_ahead``."""
    return _ahead(Day(day), Hours(clock.hour * 60 + clock.minute), now, zone)


def _ahead(day: Day, hours: Hours, now: datetime, zone: tzinfo) -> When:
    when = _on(day.date, hours, zone)
    if day.recurs and when.starts_at <= now:
        when = _on(day.date + _WEEK, hours, zone)
    must_be_ahead(when.starts_at, when.ends_at, now)
    return when


def _on(day: date, hours: Hours, zone: tzinfo) -> When:
    starts_at = local_instant(day, hours.start, zone)
    if hours.end is None:
        return When(starts_at, later(starts_at, USUAL_LENGTH, zone), open_ended=True)
    return When(starts_at, local_instant(day, hours.end, zone))


def local_instant(day: date, minutes: int, zone: tzinfo) -> datetime:
    """What the clock on the wall shows so many minutes after midnight; the first time where it shows it twice.

    Raises Refusal(WHEN_IMPOSSIBLE_CLOCK) for an hour that is skipped when clocks are put forward.
    """
    wall = datetime.combine(day + timedelta(days=minutes // DAY), time(minutes % DAY // 60, minutes % 60), zone)
    if wall.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall.replace(tzinfo=None):
        raise Refusal(Reason.WHEN_IMPOSSIBLE_CLOCK, text=f"{wall:%Y-%m-%d %H:%M}")
    return wall


def later(instant: datetime, lasting: timedelta, zone: tzinfo) -> datetime:
    """An instant so much later, whatever the clocks do meanwhile."""
    return (instant.astimezone(UTC) + lasting).astimezone(zone)


def suggested_days(now: datetime, zone: tzinfo) -> tuple[date, ...]:
    """The days offered as buttons: tomorrow and the week after."""
    today = now.astimezone(zone).date()
    return tuple(today + timedelta(days=days) for days in _SUGGESTED_DAYS)


def weekly(draft: MeetingDraft, weeks: int, zone: tzinfo) -> tuple[MeetingDraft, ...]:
    """The same meeting every week at the same time on the wall, ``weeks`` times in all."""
    return tuple(_weeks_on(draft, weeks, zone))


def _weeks_on(draft: MeetingDraft, weeks: int, zone: tzinfo) -> Iterator[MeetingDraft]:
    starts, lasting = draft.starts_at.astimezone(zone), length(draft.starts_at, draft.ends_at)
    for week in range(weeks):
        wall = starts.replace(tzinfo=None) + week * _WEEK
        starts_at = starts if week == 0 else wall.replace(tzinfo=zone, fold=starts.fold)
        yield replace(draft, starts_at=starts_at, ends_at=later(starts_at, lasting, zone))
