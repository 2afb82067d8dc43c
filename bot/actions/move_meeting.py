"""A meeting gets another time or place; everybody who was told is told both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.actions import meeting_access
from bot.actions.transact import Request
from bot.rules.meeting_draft import PLACE_LIMIT, REASON_LIMIT, must_be_ahead, one_line
from bot.rules.meeting_scope import must_be_changeable
from bot.rules.meetings import Meeting
from bot.rules.refusals import Reason, Refusal
from bot.storage import audit, meeting_changes
from bot.storage.database import Connection, Database


@dataclass(frozen=True, slots=True)
class Move:
    """When and where a meeting is to take place instead, and why; ``place`` None keeps the place."""

    starts_at: datetime
    ends_at: datetime
    place: str | None
    reason: str

    def place_of(self, old: Meeting) -> str:
        """Where it takes place then. Raises Refusal(MEETING_TEXT_EMPTY, MEETING_TEXT_LONG)."""
        return old.place if self.place is None else one_line(self.place, PLACE_LIMIT)

    def changes_nothing_of(self, old: Meeting) -> bool:
        """Whether the meeting stands so already."""
        return (self.starts_at, self.ends_at, self.place_of(old)) == (old.starts_at, old.ends_at, old.place)


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
        return move_one(connection, old, Move(starts_at, ends_at, place, reason), now, request)

    return await meeting_access.perform(db, request, change)


def move_one(connection: Connection, old: Meeting, move: Move, now: datetime, request: Request | None) -> Meeting:
    """The same inside a transaction, for a meeting that the asker may change."""
    must_be_changeable(old, now)
    must_be_ahead(move.starts_at, move.ends_at, now)
    if move.changes_nothing_of(old):
        raise Refusal(Reason.MEETING_UNMOVED, title=old.title)
    by = request.telegram_id if request else None
    where, why = move.place_of(old), one_line(move.reason, REASON_LIMIT)
    new = meeting_changes.move(connection, old, move.starts_at, move.ends_at, where, why, by, now)
    audit.note(connection, now, by, "move", f"meeting {old.id}")
    meeting_access.plan_letters(connection, new, now)
    return new
