"""The letters of a meeting, planned in the transaction that creates, moves or cancels it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from bot.rules.meeting_news import News
from bot.rules.meetings import Meeting
from bot.rules.reminders import Hours, Span, notice_span, reminder_spans
from bot.storage import meetings, outbox
from bot.storage.models import meeting as meeting_table
from bot.storage.models import meeting_change
from bot.storage.settings import read_setting, store_setting

REMINDER = "meeting_reminder"
NOTICE = "meeting_notice"
"""A private word about a meeting scheduled so late that a reminder's time had passed already."""
MOVED = "meeting_moved"
CANCELLED = "meeting_cancelled"
NEWS = (MOVED, CANCELLED)
"""Their subject is the change, not the meeting."""

_HOURS = "quiet_hours"


def plan(connection: Connection, meeting: Meeting, now: datetime, *, fresh: bool = True) -> None:
    """Plan, move or cancel all letters of the meeting as it stands now; planning twice does no harm.

    Call it after the meeting is written and, when it moved or was cancelled, after its row in ``meeting_change`` with
    the meeting's present ``sequence`` (the news names the old time from there). ``fresh=False`` after a change of the
    quiet hours: nothing happened to the meeting that people must be told.
    """
    hours = quiet_hours(connection)
    spans = reminder_spans(meeting, hours)
    outbox.supersede(connection, [REMINDER], [meeting.id], keep=[span.due_at for span in spans])
    for span in spans:
        _plan_reminder(connection, meeting.id, span, now)
    if meeting.sequence:
        outbox.supersede(connection, [NOTICE], [meeting.id])
        _plan_news(connection, meeting, now, hours)
    elif fresh:
        _plan_notice(connection, meeting, spans, now, hours)


def _plan_reminder(connection: Connection, meeting_id: int, span: Span, now: datetime) -> None:
    """One whose time has passed is not planned anew, but it is brought back when the meeting moves back."""
    if span.due_at >= now:
        outbox.plan(connection, REMINDER, meeting_id, [outbox.EVERYBODY], span.due_at, span.useful_until)
    elif span.useful_until > now:
        outbox.revive(connection, REMINDER, meeting_id, span.due_at)


def _plan_notice(connection: Connection, meeting: Meeting, spans: Sequence[Span], now: datetime, hours: Hours) -> None:
    """Whoever is not in a group would hear of a meeting scheduled at short notice late, or never."""
    missed = next((span for span in spans if span.due_at < now < span.useful_until), None)
    if missed is None or outbox.was_planned(connection, NOTICE, meeting.id):
        return
    if outbox.was_planned(connection, REMINDER, meeting.id, missed.due_at):
        return
    span = notice_span(now, missed.useful_until, missed.useful_until, hours)
    outbox.plan(connection, NOTICE, meeting.id, [outbox.EVERYBODY], span.due_at, span.useful_until)


def plan_anew(connection: Connection, now: datetime) -> None:
    """After a change of the quiet hours: the letters of every meeting that has not begun."""
    for number in connection.scalars(select(meeting_table.c.id).where(meeting_table.c.starts_at > now)).all():
        found = meetings.load(connection, number)
        if found is not None:
            plan(connection, found, now, fresh=False)


@dataclass(frozen=True, slots=True)
class Change:
    """A move or a cancellation; places and instants before and after are empty where nothing changed."""

    id: int
    meeting_id: int
    sequence: int
    verb: str
    old_starts_at: datetime | None
    new_starts_at: datetime | None
    old_place: str | None
    new_place: str | None
    reason: str | None
    old_ends_at: datetime | None
    new_ends_at: datetime | None


_CHANGE = (
    meeting_change.c.id,
    meeting_change.c.meeting_id,
    meeting_change.c.sequence,
    meeting_change.c.verb,
    meeting_change.c.old_starts_at,
    meeting_change.c.new_starts_at,
    meeting_change.c.old_place,
    meeting_change.c.new_place,
    meeting_change.c.reason,
    meeting_change.c.old_ends_at,
    meeting_change.c.new_ends_at,
)


def changes_of(connection: Connection, meeting_id: int) -> list[Change]:
    """All changes of a meeting, oldest first."""
    query = select(*_CHANGE).where(meeting_change.c.meeting_id == meeting_id).order_by(meeting_change.c.sequence)
    return [Change(*row) for row in connection.execute(query)]


def _plan_news(connection: Connection, meeting: Meeting, now: datetime, hours: Hours) -> None:
    """Tell the newest change; older news that has not gone out yet is of no use any more."""
    changes = changes_of(connection, meeting.id)
    newest = next((change for change in changes if change.sequence == meeting.sequence), None)
    outbox.supersede(connection, NEWS, [change.id for change in changes if change is not newest])
    if newest is None:
        return
    kind = CANCELLED if newest.verb == "cancel" else MOVED
    if outbox.was_planned(connection, kind, newest.id):
        return
    until = meeting.ends_at if kind == CANCELLED else meeting.starts_at
    starts = [instant for instant in (newest.old_starts_at, meeting.starts_at) if instant is not None]
    span = notice_span(now, min(starts), until, hours)
    outbox.plan(connection, kind, newest.id, [outbox.EVERYBODY], span.due_at, span.useful_until)


def quiet_hours(connection: Connection) -> Hours:
    """The quiet hours of the installation; the usual ones until the configuration was seen for the first time."""
    return stored_quiet_hours(connection) or Hours()


def stored_quiet_hours(connection: Connection) -> Hours | None:
    """The quiet hours by which reminders are planned; None while nobody has stored any."""
    stored = read_setting(connection, _HOURS)
    if stored is None:
        return None
    zone, begins, ends = stored.split(" ")
    return Hours(ZoneInfo(zone), time.fromisoformat(begins), time.fromisoformat(ends))


def store_quiet_hours(connection: Connection, hours: Hours) -> None:
    """Keep the configured quiet hours where the command line and the bot both find them."""
    value = f"{hours.zone.key} {hours.quiet_from.isoformat()} {hours.quiet_until.isoformat()}"
    store_setting(connection, _HOURS, value)


def news_for(connection: Connection, change_id: int, chat_id: int) -> News | None:
    """What a chat has to be told by the letter about this change; None when the meeting is gone.

    What a chat knows is what stood before the first change that it was not told of: a newer change may have taken the
    place of one whose letter never went out.
    """
    number = connection.scalar(select(meeting_change.c.meeting_id).where(meeting_change.c.id == change_id))
    found = None if number is None else meetings.load(connection, number)
    if found is None:
        return None
    changes = changes_of(connection, found.id)
    of_changes, of_meeting = [change.id for change in changes], [found.id]
    letters = {MOVED: of_changes, CANCELLED: of_changes, REMINDER: of_meeting, NOTICE: of_meeting}
    last = outbox.newest_edition(connection, letters, chat_id)
    unknown = next((change for change in changes if change.sequence > last), None)
    if unknown is None or unknown.old_starts_at is None:
        return None
    return News(found, unknown.old_starts_at, unknown.old_place, found.reason, unknown.old_ends_at)
