"""A meeting gets another time or place; everybody who was told is told both."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.actions import meeting_access
from bot.actions.transact import Request
from bot.rules.meeting_draft import PLACE_LIMIT, REASON_LIMIT, must_be_ahead, one_line
from bot.rules.meeting_scope import must_be_changeable
from bot.rules.meetings import Meeting
from bot.rules.refusals import Reason, Refusal
from bot.storage import audit, meeting_changes
from bot.storage.database import Connection, Database


async def move_meeting(
    db: Database,
    number: int,
    starts_at: datetime,
    ends_at: datetime,
    place: str | None,
    reason: str,
    now: datetime,
    request: Request | None = None,
    admins: Sequence[int] = (),
) -> Meeting:
    """Move it, before it starts; ``place`` None keeps the place. By chat, ``request`` names who asks.

    Raises Refusal(UNKNOWN_MEETING, NOT_ALLOWED, MEETING_OUTSIDE_YOURS, MEETING_CANCELLED, MEETING_BEGUN, MEETING_OVER,
    MEETING_UNMOVED, MEETING_TEXT_EMPTY, MEETING_TEXT_LONG) and those of ``must_be_ahead``.
    """

    def change(connection: Connection) -> Meeting:
        old = meeting_access.for_change(connection, admins, request, number)
        must_be_changeable(old, now)
        must_be_ahead(starts_at, ends_at, now)
        where = old.place if place is None else one_line(place, PLACE_LIMIT)
        if (starts_at, ends_at, where) == (old.starts_at, old.ends_at, old.place):
            raise Refusal(Reason.MEETING_UNMOVED, title=old.title)
        by = request.telegram_id if request else None
        why = one_line(reason, REASON_LIMIT)
        new = meeting_changes.move(connection, old, starts_at, ends_at, where, why, by, now)
        audit.note(connection, now, by, "move", f"meeting {number}")
        meeting_access.plan_letters(connection, new, now)
        return new

    return await meeting_access.perform(db, request, change)
