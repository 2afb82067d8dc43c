"""A helper takes a mistaken check-in off the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.actions import meeting_access
from bot.actions.transact import Request, transact
from bot.rules.meeting_overview import AttendanceLine
from bot.rules.meeting_scope import must_have_doors_open
from bot.rules.meetings import Attendance, Meeting
from bot.rules.refusals import Reason, Refusal
from bot.storage import attendances, audit
from bot.storage.database import Connection, Database


@dataclass(frozen=True, slots=True)
class WrittenDown:
    """Everybody who was written down, the newest first."""

    meeting: Meeting
    lines: tuple[AttendanceLine, ...]


@dataclass(frozen=True, slots=True)
class Removed:
    """What was taken off, and who came without it."""

    line: AttendanceLine
    attendance: Attendance


async def list_attendees(db: Database, request: Request, admins: Sequence[int], meeting_id: int) -> WrittenDown:
    """Raises Refusal(NOT_ALLOWED, UNKNOWN_MEETING, MEETING_OUTSIDE_YOURS, MEETING_CANCELLED, CHECK_IN_EARLY)."""

    def fetch(connection: Connection) -> WrittenDown:
        found = meeting_access.readable(connection, admins, request.telegram_id, meeting_id)
        must_have_doors_open(found, request.now)
        return WrittenDown(found, attendances.lines(connection, meeting_id))

    return await db.read(fetch)


async def remove_attendee(
    db: Database, request: Request, admins: Sequence[int], meeting_id: int, line_id: int
) -> Removed:
    """Take one line off; the person may check in again. A headcount that was counted by hand stays.

    Raises Refusal(ATTENDEE_GONE) when it is not there (any more), and what ``list_attendees`` raises.
    """

    def change(connection: Connection) -> Removed:
        found = meeting_access.mine(connection, admins, request.telegram_id, meeting_id)
        must_have_doors_open(found, request.now)
        line = next((line for line in attendances.lines(connection, meeting_id) if line.id == line_id), None)
        if line is None or not attendances.remove(connection, meeting_id, line_id):
            raise Refusal(Reason.ATTENDEE_GONE)
        note = f"meeting {meeting_id} line {line_id}"
        audit.note(connection, request.now, request.telegram_id, "remove attendee", note)
        return Removed(line, attendances.count(connection, meeting_id))

    return await transact(db, request, change)
