"""A volunteer counted the people in the room: that number stands for 人次."""

from __future__ import annotations

from collections.abc import Sequence

from bot.actions import meeting_access
from bot.actions.transact import Request, transact
from bot.rules.meeting_scope import must_have_doors_open
from bot.rules.meetings import Attendance
from bot.rules.refusals import Reason, Refusal
from bot.storage import attendances, audit, meeting_changes
from bot.storage.database import Connection, Database

MOST_PEOPLE = 10_000


async def correct_headcount(
    db: Database, request: Request, admins: Sequence[int], meeting_id: int, people: int | None
) -> Attendance:
    """Let ``people`` stand for those who came; None goes back to those written down. Homes stay as they are.

    Raises Refusal(NOT_ALLOWED, UNKNOWN_MEETING, MEETING_OUTSIDE_YOURS, MEETING_CANCELLED, CHECK_IN_EARLY,
    HEADCOUNT_RANGE): fewer people than homes cannot have come.
    """

    def change(connection: Connection) -> Attendance:
        found = meeting_access.mine(connection, admins, request.telegram_id, meeting_id)
        must_have_doors_open(found, request.now)
        fewest = attendances.fewest_people(connection, meeting_id)
        if people is not None and not fewest <= people <= MOST_PEOPLE:
            raise Refusal(Reason.HEADCOUNT_RANGE, fewest=fewest, most=MOST_PEOPLE)
        meeting_changes.set_headcount(connection, meeting_id, people)
        audit.note(connection, request.now, request.telegram_id, "headcount", f"meeting {meeting_id}: {people}")
        return attendances.count(connection, meeting_id)

    return await transact(db, request, change)
