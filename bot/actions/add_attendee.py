"""A volunteer writes down somebody who came without a phone (代签)."""

from __future__ import annotations

from collections.abc import Sequence

from bot.actions import meeting_access
from bot.actions.transact import Request, transact
from bot.rules.meeting_overview import CheckIn
from bot.rules.meeting_scope import must_have_doors_open
from bot.rules.meetings import Meeting
from bot.rules.refusals import Reason, Refusal
from bot.storage import attendances, audit, households
from bot.storage.database import Connection, Database


async def add_attendee(
    db: Database, request: Request, admins: Sequence[int], meeting_id: int, household_id: int | None
) -> CheckIn:
    """Write down one person of this home, or of no known home; also after the meeting. Every call adds one person.

    Raises Refusal(NOT_ALLOWED, UNKNOWN_MEETING, MEETING_OUTSIDE_YOURS, MEETING_CANCELLED, CHECK_IN_EARLY,
    UNKNOWN_HOUSEHOLD, MEETING_NOT_INVITED).
    """

    def change(connection: Connection) -> CheckIn:
        found = meeting_access.mine(connection, admins, request.telegram_id, meeting_id)
        must_have_doors_open(found, request.now)
        if household_id is not None:
            _must_be_invited(connection, found, household_id)
        line = attendances.add(connection, meeting_id, household_id, request.telegram_id, request.now)
        audit.note(connection, request.now, request.telegram_id, "add attendee", f"meeting {meeting_id} line {line}")
        return CheckIn(found, (), attendances.count(connection, meeting_id), False, None)

    return await transact(db, request, change)


def _must_be_invited(connection: Connection, meeting: Meeting, household_id: int) -> None:
    home = households.find_home(connection, household_id)
    if home is None:
        raise Refusal(Reason.UNKNOWN_HOUSEHOLD, household=household_id)
    if home.household.community_id != meeting.community_id or not meeting.scope.contains(home.household):
        raise Refusal(Reason.MEETING_NOT_INVITED, title=meeting.title)
