"""Who came is written down once; homes and people are both counted; then come the minutes."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.actions.add_attendee import add_attendee
from bot.actions.cancel_meeting import cancel_meeting
from bot.actions.check_in import check_in, door_code, open_doors
from bot.actions.correct_headcount import correct_headcount
from bot.actions.erase_person import erase_person
from bot.actions.list_meetings import helper_meetings, meetings_by_month
from bot.actions.write_minutes import write_minutes
from bot.rules.consultation import Scope
from bot.rules.meeting_overview import MinuteFile, Minutes, MonthLine, OpinionDraft
from bot.rules.meetings import Attendance, MeetingKind
from bot.rules.refusals import Reason
from bot.storage import groups, meetings, opinions
from bot.storage.database import Database
from bot.storage.models import outbox
from tests.actions.meeting_world import (
    ADMINS,
    END,
    LI,
    OUTSIDER,
    SHANGHAI,
    STAFF,
    START,
    STRANGER,
    VOLUNTEER,
    WANG,
    ZHAO,
    at,
    draft,
    held,
    make_village,
    stored,
)
from tests.actions.people_world import World, refusal_of
from tests.builders import NOON

DOORS = START - timedelta(hours=1)
GROUP = -100_500
FULL = Minutes("大家谈了停车。", [OpinionDraft("车位太少", "王主任", 7, date(2026, 12, 20)), OpinionDraft("想装电梯")])


async def count(world: World, number: int) -> Attendance:
    """Who came so far."""
    return await world.db.read(lambda connection: meetings.attendance(connection, number))


async def test_two_of_one_home_are_two_people_and_one_home(db: Database) -> None:
    world = await make_village(db)
    found = await held(world)
    first = await check_in(db, at(world, LI, START), found.id)
    assert (first.homes, first.people, first.again) == (1, 1, False)
    second = await check_in(db, world.request(WANG), found.id)
    assert (second.homes, second.people) == (2, 2), "Wang stands for the second home too"
    third = await check_in(db, world.request(LI), found.id)
    assert (third.homes, third.people, third.again) == (2, 2, True)


async def test_the_code_on_the_door_the_number_and_the_word_lead_to_the_same_meeting(db: Database) -> None:
    world = await make_village(db)
    found = await held(world, draft(scope=Scope("1")))
    shown, code = await door_code(db, VOLUNTEER, ADMINS, found.id)
    assert (shown, code.isalnum(), len(code)) == (found, True, 10)
    assert (await check_in(db, at(world, WANG, DOORS), f" {code.upper()} ")).meeting == found
    assert (await check_in(db, world.request(LI), None)).meeting == found
    assert await count(world, found.id) == Attendance(2, 2)


async def test_the_word_alone_means_the_only_meeting_that_is_on(db: Database) -> None:
    world = await make_village(db)
    running = await held(world, draft(START - timedelta(minutes=40)))
    starting = await held(world, draft(START, place="花园"))
    await held(world, draft(START + timedelta(hours=3)))
    assert (await check_in(db, at(world, WANG, DOORS - timedelta(minutes=1)), None)).meeting.id == running.id
    refused = await refusal_of(check_in(db, at(world, LI, START), None))
    assert refused.reason is Reason.CHECK_IN_WHICH
    doors = await open_doors(db, at(world, LI, START))
    assert [one.id for one in doors.meetings] == [running.id, starting.id]
    assert await count(world, starting.id) == Attendance(0, 0)


@pytest.mark.parametrize(
    ("who", "instant", "code", "reason"),
    [
        (WANG, DOORS - timedelta(seconds=1), 1, Reason.CHECK_IN_EARLY),
        (WANG, END, 1, Reason.CHECK_IN_OVER),
        (WANG, START, 99, Reason.UNKNOWN_MEETING),
        (WANG, START, "nosuchcode", Reason.CHECK_IN_UNKNOWN),
        (WANG, START, "\x00" * 5000, Reason.CHECK_IN_UNKNOWN),
        (WANG, END, None, Reason.NO_MEETING_NOW),
        (OUTSIDER, START, None, Reason.NO_MEETING_NOW),
        (STRANGER, START, None, Reason.NOT_VERIFIED),
        (STRANGER, START, 1, Reason.NOT_VERIFIED),
        (OUTSIDER, START, 1, Reason.MEETING_OTHER_COMMUNITY),
        (ZHAO, START, 1, Reason.MEETING_NOT_INVITED),
    ],
)
async def test_who_cannot_check_in_is_told_why(
    db: Database, who: int, instant: datetime, code: str | int | None, reason: Reason
) -> None:
    world = await make_village(db)
    found = await held(world, draft(scope=Scope("1")))
    refused = await refusal_of(check_in(db, at(world, who, instant), found.id if code == 1 else code))
    assert refused.reason is reason
    assert await count(world, found.id) == Attendance(0, 0)


async def test_a_cancelled_meeting_has_no_door(db: Database) -> None:
    world = await make_village(db)
    found = await held(world)
    _, code = await door_code(db, STAFF, ADMINS, found.id)
    await cancel_meeting(db, found.id, "停电", NOON)
    for asking in (check_in(db, at(world, WANG, START), code), door_code(db, STAFF, ADMINS, found.id)):
        assert (await refusal_of(asking)).reason is Reason.MEETING_CANCELLED
    assert (await refusal_of(door_code(db, WANG, ADMINS, found.id))).reason is Reason.NOT_ALLOWED


async def test_a_volunteer_adds_people_without_a_phone_also_afterwards(db: Database) -> None:
    world = await make_village(db)
    found = await held(world, draft(scope=Scope("1")))
    await check_in(db, at(world, LI, START), found.id)
    await add_attendee(db, world.request(VOLUNTEER), ADMINS, found.id, world.homes[0])
    await add_attendee(db, at(world, VOLUNTEER, END), ADMINS, found.id, world.homes[2])
    added = await add_attendee(db, world.request(VOLUNTEER), ADMINS, found.id, None)
    assert (added.people, added.homes) == (4, 2)


async def test_at_a_meeting_of_everybody_a_volunteer_adds_people_of_their_own_building(db: Database) -> None:
    world = await make_village(db)
    found = await held(world)
    added = await add_attendee(db, at(world, VOLUNTEER, START), ADMINS, found.id, world.homes[0])
    assert (added.people, added.homes) == (1, 1)
    for home in (world.homes[3], None):
        refused = await refusal_of(add_attendee(db, world.request(VOLUNTEER), ADMINS, found.id, home))
        assert refused.reason is Reason.MEETING_OUTSIDE_YOURS


@pytest.mark.parametrize(
    ("who", "instant", "home", "reason"),
    [
        (WANG, START, 0, Reason.NOT_ALLOWED),
        (VOLUNTEER, START, 3, Reason.MEETING_NOT_INVITED),
        (VOLUNTEER, START, None, Reason.UNKNOWN_HOUSEHOLD),
        (VOLUNTEER, NOON, 0, Reason.CHECK_IN_EARLY),
    ],
)
async def test_nobody_is_added_who_could_not_have_come(
    db: Database, who: int, instant: datetime, home: int | None, reason: Reason
) -> None:
    world = await make_village(db)
    found = await held(world, draft(scope=Scope("1")))
    flat = 2**40 if home is None else world.homes[home]
    refused = await refusal_of(add_attendee(db, at(world, who, instant), ADMINS, found.id, flat))
    assert refused.reason is reason
    assert await count(world, found.id) == Attendance(0, 0)


async def test_a_corrected_headcount_stands_for_the_people_and_leaves_the_homes(db: Database) -> None:
    world = await make_village(db)
    found = await held(world)
    await check_in(db, at(world, LI, START), found.id)
    await check_in(db, world.request(ZHAO), found.id)
    assert await correct_headcount(db, world.request(STAFF), ADMINS, found.id, 35) == Attendance(35, 2)
    for wrong in (1, -1, 10_001, 2**70):
        refused = await refusal_of(correct_headcount(db, world.request(STAFF), ADMINS, found.id, wrong))
        assert (refused.reason, refused.facts["fewest"]) == (Reason.HEADCOUNT_RANGE, 2)
    assert await correct_headcount(db, world.request(STAFF), ADMINS, found.id, None) == Attendance(2, 2)


async def test_a_person_who_is_forgotten_still_came(db: Database) -> None:
    world = await make_village(db)
    found = await held(world)
    await check_in(db, at(world, ZHAO, START), found.id)
    await erase_person(db, world.request(ZHAO))
    assert await count(world, found.id) == Attendance(1, 1)


async def test_minutes_enter_opinions_into_the_ledger_and_tell_the_group(db: Database) -> None:
    world = await make_village(db)
    found = await held(world)
    await world.do(lambda connection: groups.bind(connection, GROUP, None, world.community_id, STAFF, NOON))
    files = [MinuteFile("photo", "A1"), MinuteFile("document", "B2", "签到\u202e表.pdf")]
    written = await write_minutes(
        db, at(world, STAFF, END), ADMINS, found.id, Minutes(f" {FULL.summary}\u200f\n", FULL.opinions, files)
    )
    assert written == await stored(world, found.id)
    assert (written.summary, written.minuted_at) == ("大家谈了停车。", END)
    kept = await db.read(lambda connection: opinions.of_meeting(connection, found.id))
    assert [(one.text, one.owner_name, one.owner, one.due_on) for one in kept] == [
        ("车位太少", "王主任", 7, date(2026, 12, 20)),
        ("想装电梯", None, None, None),
    ]
    papers = await db.read(lambda connection: opinions.files_of(connection, found.id))
    assert [(file.kind, file.name) for file in papers] == [("photo", None), ("document", "签到表.pdf")]
    query = select(outbox.c.chat_id, outbox.c.due_at).where(outbox.c.kind == opinions.MINUTES)
    assert await db.read(lambda connection: [tuple(row) for row in connection.execute(query)]) == [(GROUP, END)]
    assert (await helper_meetings(db, world.request(STAFF), ADMINS)).to_minute == ()


async def test_minutes_written_again_replace_the_summary_and_are_posted_once_more(db: Database) -> None:
    world = await make_village(db)
    found = await held(world)
    await world.do(lambda connection: groups.bind(connection, GROUP, None, world.community_id, STAFF, NOON))
    await write_minutes(db, at(world, STAFF, END), ADMINS, found.id, FULL)
    again = END + timedelta(hours=1)
    await write_minutes(db, at(world, STAFF, again), ADMINS, found.id, Minutes("改过了。"))
    assert (await stored(world, found.id)).summary == "改过了。"
    assert len(await db.read(lambda connection: opinions.of_meeting(connection, found.id))) == 2
    query = select(outbox.c.due_at).where(outbox.c.kind == opinions.MINUTES)
    assert await db.read(lambda connection: [row[0] for row in connection.execute(query)]) == [again]


@pytest.mark.parametrize(
    ("who", "instant", "minutes", "reason"),
    [
        (STAFF, START - timedelta(seconds=1), FULL, Reason.MINUTES_EARLY),
        (VOLUNTEER, END, FULL, Reason.MEETING_OUTSIDE_YOURS),
        (WANG, END, FULL, Reason.NOT_ALLOWED),
        (STAFF, END, Minutes(" \u200b"), Reason.MEETING_TEXT_EMPTY),
        (STAFF, END, Minutes("字" * 3001), Reason.MEETING_TEXT_LONG),
        (STAFF, END, Minutes("好", [OpinionDraft(" ")]), Reason.MEETING_TEXT_EMPTY),
        (STAFF, END, Minutes("好", [OpinionDraft("好")] * 51), Reason.MEETING_TOO_MANY),
        (STAFF, END, Minutes("好", (), [MinuteFile("photo", "A")] * 21), Reason.MEETING_TOO_MANY),
    ],
)
async def test_minutes_that_are_refused_leave_nothing(
    db: Database, who: int, instant: datetime, minutes: Minutes, reason: Reason
) -> None:
    world = await make_village(db)
    found = await held(world)
    refused = await refusal_of(write_minutes(db, at(world, who, instant), ADMINS, found.id, minutes))
    assert refused.reason is reason
    assert (await stored(world, found.id)).minuted_at is None
    assert await db.read(lambda connection: opinions.of_meeting(connection, found.id)) == ()


async def test_a_cancelled_meeting_has_no_minutes(db: Database) -> None:
    world = await make_village(db)
    found = await held(world)
    await cancel_meeting(db, found.id, "停电", NOON)
    refused = await refusal_of(write_minutes(db, at(world, STAFF, END), ADMINS, found.id, FULL))
    assert refused.reason is Reason.MEETING_CANCELLED


async def test_staff_see_meetings_held_by_month_and_kind(db: Database) -> None:
    world = await make_village(db)
    first = await held(world)
    await check_in(db, at(world, LI, START), first.id)
    # 17:30 in the afternoon of the last of December by UTC is 1:30 of the new year here
    new_year = datetime(2026, 12, 31, 17, 30, tzinfo=START.tzinfo)
    second = await held(world, draft(new_year, kind=MeetingKind.MEET_AND_GREET))
    await check_in(db, at(world, ZHAO, new_year), second.id)
    await correct_headcount(db, world.request(STAFF), ADMINS, second.id, 30)
    gone = await held(world, draft(START + timedelta(days=1)))
    await cancel_meeting(db, gone.id, "停电", NOON)
    await held(world, draft(new_year + timedelta(days=30)))
    lines = await meetings_by_month(db, at(world, STAFF, new_year + timedelta(hours=1)), ADMINS, SHANGHAI)
    assert lines == (
        MonthLine("2027-01", MeetingKind.MEET_AND_GREET, 1, 30, 1),
        MonthLine("2026-12", MeetingKind.OPINION_COLLECTION, 1, 1, 1),
    )
    refused = await refusal_of(meetings_by_month(db, world.request(VOLUNTEER), ADMINS, SHANGHAI))
    assert refused.reason is Reason.NOT_ALLOWED
