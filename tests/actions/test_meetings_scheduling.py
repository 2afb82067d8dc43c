"""Meetings are scheduled, moved and cancelled by those who serve there, completely or not at all."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.actions.answer_invitation import answer_invitation
from bot.actions.cancel_meeting import cancel_meeting
from bot.actions.create_meeting import create_meeting, find_conflicts
from bot.actions.move_meeting import move_meeting
from bot.rules.consultation import Scope
from bot.rules.meeting_draft import MeetingDraft
from bot.rules.meeting_overview import ConflictKind, TaskState
from bot.rules.meeting_times import weekly
from bot.rules.meetings import Coming, MeetingState
from bot.rules.refusals import Reason
from bot.storage import meetings, reminders, tasks
from bot.storage.database import Database
from bot.storage.models import audit, inbox, meeting, outbox
from tests import builders
from tests.actions.meeting_world import (
    ADMINS,
    END,
    LI,
    SHANGHAI,
    STAFF,
    START,
    STRANGER,
    VOLUNTEER,
    WANG,
    at,
    author,
    draft,
    held,
    make_village,
    stored,
)
from tests.actions.people_world import ADMIN, World, refusal_of
from tests.builders import NOON

BUILDING_1, BUILDING_2 = Scope("1"), Scope("2")
DAY = timedelta(days=1)


async def rows(world: World, table: object) -> int:
    """How many rows a table has."""
    return await world.db.read(lambda connection: connection.scalar(select(func.count()).select_from(table)) or 0)  # type: ignore[arg-type]


async def planned(world: World, kind: str) -> int:
    """How many letters of a kind wait to be sent."""
    query = select(func.count()).where(outbox.c.kind == kind, outbox.c.state == "planned")
    return await world.db.read(lambda connection: connection.scalar(query) or 0)


async def test_a_meeting_is_stored_as_it_was_written_down(db: Database) -> None:
    world = await make_village(db)
    found = await held(world, draft(scope=Scope("1", "1"), reminders=(timedelta(days=1), timedelta(minutes=30))))
    assert (found.title, found.place) == ("楼院改造意见征集会", "党群服务中心二楼")
    assert found.topics == ("停车位", "加装电梯")
    assert (found.starts_at, found.ends_at) == (START, END)
    assert (found.scope, found.reminders) == (Scope("1", "1"), (timedelta(days=1), timedelta(minutes=30)))
    assert (found.state, found.sequence, found.community_name) == (MeetingState.SCHEDULED, 0, "金祥花园")
    assert await db.read(lambda connection: meetings.by_uid(connection, found.uid)) == found


async def test_reminders_are_planned_with_the_meeting_and_move_with_it(db: Database) -> None:
    world = await make_village(db)
    found = await held(world)
    assert await planned(world, reminders.REMINDER) == 2
    await move_meeting(db, found.id, START + DAY, END + DAY, None, "停电", NOON)
    assert await planned(world, reminders.REMINDER) == 2
    assert await planned(world, reminders.MOVED) == 1
    await cancel_meeting(db, found.id, "下雨", NOON)
    kinds = (reminders.REMINDER, reminders.MOVED, reminders.CANCELLED)
    assert [await planned(world, kind) for kind in kinds] == [0, 0, 1]


async def test_a_volunteer_schedules_for_their_building(db: Database) -> None:
    world = await make_village(db)
    [number] = await create_meeting(db, draft(scope=BUILDING_1), NOON, author(world, VOLUNTEER))
    assert (await stored(world, number)).created_by == VOLUNTEER
    assert (await rows(world, audit), await rows(world, inbox)) == (1, 0)


@pytest.mark.parametrize(
    ("who", "scope", "reason"),
    [
        (VOLUNTEER, BUILDING_2, Reason.MEETING_OUTSIDE_YOURS),
        (VOLUNTEER, Scope(), Reason.MEETING_OUTSIDE_YOURS),
        (STRANGER, BUILDING_1, Reason.NOT_ALLOWED),
        (WANG, BUILDING_1, Reason.NOT_ALLOWED),
    ],
)
async def test_who_does_not_serve_there_schedules_nothing(db: Database, who: int, scope: Scope, reason: Reason) -> None:
    world = await make_village(db)
    refused = await refusal_of(create_meeting(db, draft(scope=scope), NOON, author(world, who)))
    assert refused.reason is reason
    assert [await rows(world, table) for table in (meeting, outbox)] == [0, 0]


@pytest.mark.parametrize("who", [STAFF, ADMIN])
async def test_staff_and_admins_schedule_for_the_whole_community(db: Database, who: int) -> None:
    world = await make_village(db)
    assert len(await create_meeting(db, draft(), NOON, author(world, who))) == 1


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"starts_at": NOON}, Reason.MEETING_PAST),
        ({"starts_at": NOON - timedelta(minutes=1)}, Reason.MEETING_PAST),
        (
            {"starts_at": NOON + timedelta(days=400), "ends_at": NOON + timedelta(days=400, hours=1)},
            Reason.MEETING_TOO_FAR,
        ),
        ({"ends_at": START}, Reason.MEETING_ENDS_FIRST),
        ({"ends_at": START + timedelta(hours=13)}, Reason.MEETING_TOO_LONG),
        ({"place": "楼" * 3000}, Reason.MEETING_TEXT_LONG),
        ({"place": "\u202e \n"}, Reason.MEETING_TEXT_EMPTY),
        ({"title": ""}, Reason.MEETING_TEXT_EMPTY),
        ({"topics": tuple(str(i) for i in range(11))}, Reason.MEETING_TOO_MANY),
        ({"community": "JX91"}, Reason.UNKNOWN_COMMUNITY_NEAR),
        ({"scope": Scope("9")}, Reason.MEETING_NO_HOMES),
        ({"scope": Scope("1", "7")}, Reason.MEETING_NO_HOMES),
        ({"consultation_id": 5}, Reason.UNKNOWN_CONSULTATION),
    ],
)
async def test_what_cannot_be_is_refused_and_leaves_nothing(
    db: Database, wrong: dict[str, object], reason: Reason
) -> None:
    world = await make_village(db)
    bad: MeetingDraft = replace(draft(), **wrong)  # type: ignore[arg-type]
    refused = await refusal_of(create_meeting(db, [draft(), bad], NOON))
    assert refused.reason is reason
    assert [await rows(world, table) for table in (meeting, outbox, audit)] == [0, 0, 0]


async def test_words_are_stored_without_what_cannot_be_seen(db: Database) -> None:
    world = await make_village(db)
    found = await held(
        world, draft(title="意见\u202e\n征集", place=" 二楼  会议室 ", topics=("停车位", " ", "停车位\u200f"))
    )
    assert (found.title, found.place, found.topics) == ("意见 征集", "二楼 会议室", ("停车位",))


async def test_a_series_is_one_transaction_and_keeps_together(db: Database) -> None:
    world = await make_village(db)
    numbers = await create_meeting(db, weekly(draft(), 4, SHANGHAI), NOON)
    series = await db.read(lambda connection: meetings.of_series(connection, numbers[2]))
    assert [item.id for item in series] == numbers
    assert [item.starts_at - START for item in series] == [timedelta(weeks=week) for week in range(4)]
    alone = await held(world)
    assert await db.read(lambda connection: meetings.of_series(connection, alone.id)) == []


async def test_a_meeting_can_be_linked_to_a_consultation_of_its_community_only(db: Database) -> None:
    world = await make_village(db)
    asked = await world.do(lambda connection: builders.add_consultation(connection, world.community_id))
    assert (await held(world, draft(consultation_id=asked.id))).consultation_id == asked.id
    elsewhere = draft(community="HY02", consultation_id=asked.id)
    assert (await refusal_of(create_meeting(db, elsewhere, NOON))).reason is Reason.UNKNOWN_CONSULTATION


async def test_a_moved_meeting_keeps_its_uid_and_remembers_where_it_was(db: Database) -> None:
    world = await make_village(db)
    old = await held(world)
    new = await move_meeting(db, old.id, START + DAY, END + DAY, " 小区\n花园 ", "停电", NOON, world.request(STAFF))
    assert new == await stored(world, old.id)
    assert (new.uid, new.sequence, new.place, new.starts_at) == (old.uid, 1, "小区 花园", START + DAY)
    [change] = await db.read(lambda connection: reminders.changes_of(connection, old.id))
    assert (change.old_starts_at, change.new_starts_at, change.old_place, change.reason) == (
        START, START + DAY, "党群服务中心二楼", "停电",
    )  # fmt: skip


async def test_two_programs_that_move_a_meeting_at_once_leave_two_changes(db: Database, database_url: str) -> None:
    world = await make_village(db)
    found = await held(world)
    other = Database(database_url)
    moved = await asyncio.gather(
        move_meeting(db, found.id, START + DAY, END + DAY, None, "停电", NOON),
        move_meeting(other, found.id, START + 2 * DAY, END + 2 * DAY, None, "下雨", NOON),
    )
    await other.close()
    assert {one.sequence for one in moved} == {1, 2}
    last = max(moved, key=lambda one: one.sequence)
    assert await stored(world, found.id) == last
    changes = await db.read(lambda connection: reminders.changes_of(connection, found.id))
    assert [change.new_starts_at for change in changes][1] == last.starts_at
    assert changes[1].old_starts_at == changes[0].new_starts_at


@pytest.mark.parametrize(
    ("who", "starts", "place", "why", "reason"),
    [
        (STAFF, START, None, "停电", Reason.MEETING_UNMOVED),
        (STAFF, NOON, None, "停电", Reason.MEETING_PAST),
        (STAFF, START + DAY, "门" * 101, "停电", Reason.MEETING_TEXT_LONG),
        (STAFF, START + DAY, None, " ", Reason.MEETING_TEXT_EMPTY),
        (VOLUNTEER, START + DAY, None, "停电", Reason.MEETING_OUTSIDE_YOURS),
        (WANG, START + DAY, None, "停电", Reason.NOT_ALLOWED),
    ],
)
async def test_a_move_that_is_refused_changes_nothing(
    db: Database, who: int, starts: object, place: str | None, why: str, reason: Reason
) -> None:
    world = await make_village(db)
    old = await held(world)
    ends = starts + timedelta(minutes=90)  # type: ignore[operator]
    moving = move_meeting(db, old.id, starts, ends, place, why, NOON, world.request(who), ADMINS)  # type: ignore[arg-type]
    assert (await refusal_of(moving)).reason is reason
    assert await stored(world, old.id) == old
    assert await rows(world, inbox) == 0


async def test_a_meeting_that_has_begun_or_is_cancelled_is_neither_moved_nor_cancelled(db: Database) -> None:
    world = await make_village(db)
    found = await held(world)
    for instant, reason in ((START, Reason.MEETING_BEGUN), (END, Reason.MEETING_OVER)):
        assert (await refusal_of(cancel_meeting(db, found.id, "x", instant))).reason is reason
    await cancel_meeting(db, found.id, "停电", NOON)
    for change in (
        cancel_meeting(db, found.id, "停电", NOON),
        move_meeting(db, found.id, START + DAY, END + DAY, None, "停电", NOON),
    ):
        refused = await refusal_of(change)
        assert (refused.reason, refused.facts["why"]) == (Reason.MEETING_CANCELLED, "停电")
    assert (await stored(world, found.id)).sequence == 1


@pytest.mark.parametrize("number", [0, -1, 99, 2**31, 2**70])
async def test_an_unknown_meeting_is_refused(db: Database, number: int) -> None:
    assert (await refusal_of(cancel_meeting(db, number, "停电", NOON))).reason is Reason.UNKNOWN_MEETING


async def test_cancelling_drops_the_visits_that_were_asked_for(db: Database) -> None:
    world = await make_village(db)
    found = await held(world)
    await answer_invitation(db, at(world, LI, NOON), found.id, Coming.VISIT)
    await cancel_meeting(db, found.id, "停电", NOON, world.request(STAFF))
    [task] = await db.read(lambda connection: tasks.of_meeting(connection, found.id))
    assert task.state is TaskState.DROPPED


@pytest.mark.parametrize(
    ("other", "by", "shared"),
    [
        ({"scope": BUILDING_2, "place": " 党群服务 中心二楼"}, None, ConflictKind.PLACE),
        ({"scope": Scope("1", "1"), "place": "花园"}, None, ConflictKind.PEOPLE),
        ({"place": "花园"}, None, ConflictKind.PEOPLE),
        ({"scope": BUILDING_2, "place": "花园"}, VOLUNTEER, ConflictKind.HELPER),
        ({"scope": BUILDING_2, "place": "花园"}, None, None),
        ({"scope": BUILDING_2, "place": "花园"}, STAFF, None),
        ({"starts_at": END, "ends_at": END + DAY / 24}, VOLUNTEER, None),
        ({"community": "HY02", "place": "党群服务中心二楼"}, None, None),
        ({"community": "HY02"}, VOLUNTEER, ConflictKind.HELPER),
    ],
)
async def test_a_conflict_in_place_or_people_is_pointed_out(
    db: Database, other: dict[str, object], by: int | None, shared: ConflictKind | None
) -> None:
    world = await make_village(db)
    [number] = await create_meeting(db, draft(scope=BUILDING_1), NOON, author(world, VOLUNTEER))
    found = await find_conflicts(db, replace(draft(), **other), by)  # type: ignore[arg-type]
    assert [(item.kind, item.meeting.id) for item in found] == ([] if shared is None else [(shared, number)])
    assert await find_conflicts(db, draft(), VOLUNTEER, but=[number]) == ()
    await cancel_meeting(db, number, "停电", NOON)
    assert await find_conflicts(db, draft(), VOLUNTEER) == ()
