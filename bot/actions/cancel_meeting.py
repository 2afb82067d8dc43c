"""A meeting is called off; everybody who was told is told why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.actions import meeting_access
from bot.actions.transact import Request
from bot.rules.meeting_draft import REASON_LIMIT, one_line
from bot.rules.meeting_scope import must_be_changeable
from bot.rules.meetings import Meeting
from bot.storage import audit, meeting_changes, tasks
from bot.storage.database import Connection, Database


async def cancel_meeting(
    db: Database,
    number: int,
    reason: str,
    now: datetime,
    request: Request | None = None,
    admins: Sequence[int] = (),
) -> Meeting:
    """Call it off, before it starts; open visits for it are dropped. By chat, ``request`` names who asks.

    Raises Refusal(UNKNOWN_MEETING, NOT_ALLOWED, MEETING_OUTSIDE_YOURS, MEETING_CANCELLED, MEETING_BEGUN, MEETING_OVER,
    MEETING_TEXT_EMPTY, MEETING_TEXT_LONG).
    """

    def change(connection: Connection) -> Meeting:
        old = meeting_access.for_change(connection, admins, request, number)
        return cancel_one(connection, old, reason, now, request)

    return await meeting_access.perform(db, request, change)


def cancel_one(connection: Connection, old: Meeting, reason: str, now: datetime, request: Request | None) -> Meeting:
    """The same inside a transaction, for a meeting that the asker may change."""
    must_be_changeable(old, now)
    by = request.telegram_id if request else None
    new = meeting_changes.cancel(connection, old, one_line(reason, REASON_LIMIT), by, now)
    tasks.drop(connection, old.id)
    audit.note(connection, now, by, "cancel", f"meeting {old.id}")
    meeting_access.plan_letters(connection, new, now)
    return new
