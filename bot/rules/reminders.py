"""When people are reminded of a meeting: which letters, due when, useful until when; and the quiet hours.

Leads are exact durations before the start, whatever the clocks of the zone do in between; quiet hours are read on the
wall clock. Nothing is lost to quiet hours: a letter waits until they end, or goes out before they begin, and only one
that fits on neither side is sent in spite of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.rules.meetings import Meeting, MeetingState

# A letter that waits for the morning must leave people time to come.
_TIME_TO_COME = timedelta(minutes=20)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """Quiet hours on the wall clock of a zone, from ``quiet_from`` inclusive to ``quiet_until`` exclusive.

    They may run over midnight; equal times mean that there are none.
    """

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Shanghai"))
    quiet_from: time = time(21)
    quiet_until: time = time(8)

    def quiet_span(self, instant: datetime) -> tuple[datetime, datetime] | None:
        """The beginning and the end of the quiet hours that hold the instant; None outside of them."""
        today = instant.astimezone(self.zone).date()
        for day in (today - _DAY, today):
            begins = self._at(datetime.combine(day, self.quiet_from))
            over_midnight = self.quiet_until <= self.quiet_from
            ends = self._at(datetime.combine(day + _DAY if over_midnight else day, self.quiet_until))
            if self.quiet_from != self.quiet_until and begins <= instant < ends:
                return begins, ends
        return None

    def _at(self, wall: datetime) -> datetime:
        """A wall time that clocks skip is the instant they skip to; of a repeated one, the first."""
        return wall.replace(tzinfo=self.zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Span:
    """A letter's time: sent at ``due_at`` or as soon after as can be, and never from ``useful_until`` on."""

    due_at: datetime
    useful_until: datetime


def reminder_spans(meeting: Meeting, hours: Hours) -> tuple[Span, ...]:
    """When people are reminded of the meeting, earliest first; a cancelled meeting needs nothing.

    A reminder is useful until the next one takes its place, the last until the start. Whether its time has passed
    already is not asked here.
    """
    if meeting.state is MeetingState.CANCELLED:
        return ()
    start = meeting.starts_at.astimezone(UTC)
    dues = sorted({_bearable(start - lead, start, hours) for lead in meeting.reminders if lead > timedelta(0)})
    return tuple(_spans([*dues, start]))


def _spans(instants: list[datetime]) -> Iterator[Span]:
    return (Span(due, following) for due, following in pairwise(instants))


def _bearable(due: datetime, start: datetime, hours: Hours) -> datetime:
    """The instant itself, or the nearest before the start outside the quiet hours."""
    quiet = hours.quiet_span(due)
    if quiet is None:
        return due
    begins, ends = quiet
    if ends <= start - _TIME_TO_COME:
        return ends
    # When the quiet begins; a meeting held in quiet hours is meant to be, and then the wish stands.
    return due if hours.quiet_span(start) == quiet else begins


def notice_span(now: datetime, known_by: datetime, useful_until: datetime, hours: Hours) -> Span:
    """News (a meeting moved or cancelled, an announcement): now, or after the quiet hours if ``known_by`` allows."""
    quiet = hours.quiet_span(now)
    waits = quiet is not None and quiet[1] <= known_by - _TIME_TO_COME
    return Span(quiet[1] if quiet is not None and waits else now, useful_until)


def day_span(now: datetime, useful_until: datetime, hours: Hours) -> Span | None:
    """What can wait (an opening, a result, a reminder to vote): never in quiet hours; None when it is over by then."""
    due = morning_after(now, hours) or now
    return Span(due, useful_until) if due < useful_until else None


def morning_after(now: datetime, hours: Hours) -> datetime | None:
    """When the quiet hours that hold the instant end; None outside of them."""
    quiet = hours.quiet_span(now)
    return None if quiet is None else quiet[1]


def waits_until(now: datetime, due_at: datetime, useful_until: datetime | None, hours: Hours) -> datetime | None:
    """Until when a letter that is late waits for the quiet hours to end; None when it goes out.

    One that was meant for these quiet hours goes out, and so does one that would be of no use afterwards.
    """
    quiet = hours.quiet_span(now)
    if quiet is None or hours.quiet_span(due_at) == quiet:
        return None
    if useful_until is not None and quiet[1] > useful_until - _TIME_TO_COME:
        return None
    return quiet[1]
