"""What happens to a meeting afterwards; every change that people must know of raises its sequence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, insert, or_, select, update

from bot.rules.meetings import Meeting, MeetingState
from bot.storage.models import meeting, meeting_change


def move(
    connection: Connection,
    old: Meeting,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    reason: str,
    by: int | None,
    now: datetime,
) -> Meeting:
    """Give it another time or place; the old ones are kept as a change."""
    new = replace(old, starts_at=starts_at, ends_at=ends_at, place=place, reason=reason, sequence=old.sequence + 1)
    values = {"starts_at": starts_at, "ends_at": ends_at, "place": place}
    _change(connection, new, values)
    told = {"new_starts_at": starts_at, "new_ends_at": ends_at, "new_place": place}
    _record(connection, old, new, "move", told, by, now)
    return new


def cancel(connection: Connection, old: Meeting, reason: str, by: int | None, now: datetime) -> Meeting:
    """Call it off."""
    new = replace(old, state=MeetingState.CANCELLED, reason=reason, sequence=old.sequence + 1)
    _change(connection, new, {"state": new.state.value})
    _record(connection, old, new, "cancel", {}, by, now)
    return new


def _change(connection: Connection, new: Meeting, values: dict[str, Any]) -> None:
    common = {"reason": new.reason, "sequence": new.sequence}
    connection.execute(update(meeting).where(meeting.c.id == new.id).values(**values, **common))


def _record(
    connection: Connection,
    old: Meeting,
    new: Meeting,
    verb: str,
    values: dict[str, Any],
    by: int | None,
    now: datetime,
) -> None:
    row = {
        "meeting_id": new.id,
        "sequence": new.sequence,
        "verb": verb,
        "old_starts_at": old.starts_at,
        "old_ends_at": old.ends_at,
        "old_place": old.place,
        "reason": new.reason,
        "changed_by": by,
        "changed_at": now,
    }
    connection.execute(insert(meeting_change).values(**row, **values))


def bind_together(connection: Connection, changed: Sequence[Meeting]) -> None:
    """Remember that the newest changes of these meetings were made together: people are told of them together."""
    mine = (and_(meeting_change.c.meeting_id == one.id, meeting_change.c.sequence == one.sequence) for one in changed)
    found = connection.scalars(select(meeting_change.c.id).where(or_(*mine))).all()
    connection.execute(update(meeting_change).where(meeting_change.c.id.in_(found)).values(batch=min(found)))


def set_headcount(connection: Connection, meeting_id: int, people: int | None) -> None:
    """人次 as the volunteer counted; None goes back to those who were written down."""
    connection.execute(update(meeting).where(meeting.c.id == meeting_id).values(headcount=people))


def set_summary(connection: Connection, meeting_id: int, summary: str, now: datetime) -> None:
    """The minutes' text."""
    connection.execute(update(meeting).where(meeting.c.id == meeting_id).values(summary=summary, minuted_at=now))


def set_series(connection: Connection, meeting_id: int, series_id: int) -> None:
    """Make it part of a series."""
    connection.execute(update(meeting).where(meeting.c.id == meeting_id).values(series_id=series_id))
