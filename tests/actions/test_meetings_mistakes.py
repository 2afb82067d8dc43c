"""A mistaken check-in is taken off the list by those who run the meeting, once, with a record."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot.actions.add_attendee import add_attendee
from bot.actions.check_in import check_in
from bot.actions.remove_attendee import list_attendees, remove_attendee
from bot.rules.meetings import Attendance
from bot.rules.refusals import Reason
from bot.storage import meetings
from bot.storage.database import Database
from bot.storage.models import audit
from tests.actions.meeting_world import ADMINS, LI, STAFF, START, VOLUNTEER, at, draft, held, make_village
from tests.actions.people_world import refusal_of


async def test_a_mistaken_line_is_taken_off_once_and_the_person_may_come_again(db: Database) -> None:
    world = await make_village(db)
    found = await held(world)
    await check_in(db, at(world, LI, START), found.id)
    await add_attendee(db, at(world, STAFF, START + timedelta(minutes=1)), ADMINS, found.id, None)
    written = await list_attendees(db, at(world, STAFF, START), ADMINS, found.id)
    assert [(line.by_helper, line.address is None) for line in written.lines] == [(True, True), (False, False)]
    of_li = written.lines[1].id
    removed = await remove_attendee(db, at(world, STAFF, START), ADMINS, found.id, of_li)
    assert (removed.line, removed.attendance) == (written.lines[1], Attendance(1, 0))
    again = await refusal_of(remove_attendee(db, at(world, STAFF, START), ADMINS, found.id, of_li))
    assert again.reason is Reason.ATTENDEE_GONE
    assert not (await check_in(db, at(world, LI, START), found.id)).again
    noted = await db.read(lambda connection: connection.scalars(select(audit.c.verb)).all())
    assert noted.count("remove attendee") == 1


async def test_only_who_runs_the_meeting_takes_a_line_off_and_only_of_that_meeting(db: Database) -> None:
    world = await make_village(db)
    found, other = await held(world), await held(world, draft(START, place="花园"))
    await check_in(db, at(world, LI, START), found.id)
    [line] = (await list_attendees(db, at(world, STAFF, START), ADMINS, found.id)).lines
    for who, reason in ((VOLUNTEER, Reason.MEETING_OUTSIDE_YOURS), (LI, Reason.NOT_ALLOWED)):
        refused = await refusal_of(remove_attendee(db, at(world, who, START), ADMINS, found.id, line.id))
        assert refused.reason is reason
    elsewhere = await refusal_of(remove_attendee(db, at(world, STAFF, START), ADMINS, other.id, line.id))
    assert elsewhere.reason is Reason.ATTENDEE_GONE
    assert await db.read(lambda c: meetings.attendance(c, found.id)) == Attendance(1, 1)
