"""A volunteer writes down somebody who came without a phone (代签)."""

from __future__ import annotations

from collections.abc import Sequence

from bot.actions import access, meeting_access
from bot.actions.transact import Request, transact
from bot.rules.consultation import Scope
from bot.rules.meeting_overview import CheckIn
from bot.rules.meeting_scope import must_have_doors_open
from bot.rules.meetings import Meeting
from bot.rules.permissions import Right
from bot.rules.refusals import Reason, Refusal
from bot.storage import attendances, audit, households
from bot.storage.database import Connection, Database


async def add_attendee(
    db: Database, request: Request, admins: Sequence[int], meeting_id: int, household_id: int | None
) -> CheckIn:
    """Write down one person of this home, or of no known home; also after the meeting. Every call adds one person.

    Who serves the home's building may do it at a larger meeting too; for no known home it takes the whole meeting.
    Raises Refusal(NOT_ALLOWED, UNKNOWN_MEETING, MEETING_OUTSIDE_YOURS, MEETING_CANCELLED, CHECK_IN_EARLY,
    UNKNOWN_HOUSEHOLD, MEETING_NOT_INVITED).
    """

    def change(connection: Connection) -> CheckIn:
        access.require_somewhere(connection, admins, request.telegram_id, Right.SCHEDULE_MEETINGS)
        found = meeting_access.known(connection, meeting_id)
        scope = found.scope if household_id is None else _part_of(connection, found, household_id)
        meeting_access.require_here(connection, admins, request.telegram_id, found.community_id, scope)
        must_have_doors_open(found, request.now)
        line = attendances.add(connection, meeting_id, household_id, request.telegram_id, request.now)
        audit.note(connection, request.now, request.telegram_id, "add attendee", f"meeting {meeting_id} line {line}")
        return CheckIn(found, (), attendances.count(connection, meeting_id), False, None)

    return await transact(db, request, change)


def _part_of(connection: Connection, meeting: Meeting, household_id: int) -> Scope:
    """The building of an invited home."""
    home = households.find_home(connection, household_id)
    if home is None:
        raise Refusal(Reason.UNKNOWN_HOUSEHOLD, household=household_id)
    if home.household.community_id != meeting.community_id or not meeting.scope.contains(home.household):
        raise Refusal(Reason.MEETING_NOT_INVITED, title=meeting.title)
    return Scope(home.household.address.building)
