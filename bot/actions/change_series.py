"""A meeting and all later ones of its series move or fall through together: all or none, and people hear of it once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from bot.actions import meeting_access
from bot.actions.cancel_meeting import cancel_one
from bot.actions.move_meeting import Move, move_one
from bot.actions.transact import Request
from bot.rules.meeting_series import shifted
from bot.rules.meetings import Meeting
from bot.storage import meeting_changes, meetings
from bot.storage.database import Connection, Database


async def move_series(
    db: Database,
    number: int,
    move: Move,
    now: datetime,
    zone: tzinfo,
    request: Request | None = None,
    admins: Sequence[int] = (),
) -> list[Meeting]:
    """Move this meeting, and the later ones of its series by as much; they get its new place, too, when it has one.

    Returns them as they stand now, this one first. A later one that stands so already stays as it is.
    Raises what ``move_meeting`` raises, for any of them; then nothing has changed.
    """

    def change(connection: Connection) -> list[Meeting]:
        old = meeting_access.for_change(connection, admins, request, number)
        done = [move_one(connection, old, move, now, request)]
        for other in _later(connection, old, now):
            when = shifted(old, move.starts_at, move.ends_at, other, zone)
            same = Move(when.starts_at, when.ends_at, move.place, move.reason)
            if not same.changes_nothing_of(other):
                done.append(move_one(connection, other, same, now, request))
        meeting_changes.bind_together(connection, done)
        return done

    return await meeting_access.perform(db, request, change)


async def cancel_series(
    db: Database,
    number: int,
    reason: str,
    now: datetime,
    request: Request | None = None,
    admins: Sequence[int] = (),
) -> list[Meeting]:
    """Call off this meeting and the later ones of its series. Raises what ``cancel_meeting`` raises."""

    def change(connection: Connection) -> list[Meeting]:
        old = meeting_access.for_change(connection, admins, request, number)
        done = [cancel_one(connection, one, reason, now, request) for one in (old, *_later(connection, old, now))]
        meeting_changes.bind_together(connection, done)
        return done

    return await meeting_access.perform(db, request, change)


def _later(connection: Connection, one: Meeting, now: datetime) -> list[Meeting]:
    """Kept from being changed by others, the nearest first."""
    return [meeting_access.known(connection, item.id) for item in meetings.later_in_series(connection, one, now)]
