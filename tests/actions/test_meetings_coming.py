"""Homes answer invitations; who asks for a visit becomes a task for those who serve there."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.actions.answer_invitation import answer_invitation
from bot.actions.cancel_meeting import cancel_meeting
from bot.actions.create_meeting import create_meeting
from bot.actions.erase_person import erase_person
from bot.actions.finish_task import finish_task
from bot.actions.list_meetings import helper_meetings, my_meetings, show_meeting
from bot.actions.visit_letters import VISIT_LETTER, open_visit
from bot.rules.consultation import Scope
from bot.rules.meeting_overview import TaskState, VisitTask
from bot.rules.meetings import Answers, Coming, Meeting
from bot.rules.refusals import Reason
from bot.storage import meetings, tasks
from bot.storage.database import Database
from bot.storage.models import household, outbox, person
from bot.texts import texts
from bot.views.visit import visit_letter
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
    author,
    draft,
    held,
    make_village,
)
from tests.actions.people_world import ADMIN, World, refusal_of
from tests.builders import NOON


async def answers(world: World, about: Meeting) -> Answers:
    """The counts of a card."""
    return await world.db.read(lambda connection: meetings.answers(connection, about))


async def visits(world: World, about: Meeting) -> list[tuple[int, TaskState]]:
    """The tasks of a meeting, as (home, state)."""
    found = await world.db.read(lambda connection: tasks.of_meeting(connection, about.id))
    return [(task.household_id, task.state) for task in found]


async def the_task(world: World, about: Meeting) -> VisitTask:
    """The only task of a meeting."""
    [found] = await world.db.read(lambda connection: tasks.of_meeting(connection, about.id))
    return found


async def test_an_answer_counts_for_every_home_of_the_person(db: Database) -> None:
    world = await make_village(db)
    found = await held(world)
    receipt = await answer_invitation(db, world.request(WANG), found.id, Coming.YES)
    assert [tie.household.id for tie in receipt.memberships] == world.homes[:2]
    assert await answers(world, found) == Answers(6, {Coming.YES: 2, Coming.NO: 0, Coming.VISIT: 0})


async def test_two_of_one_home_are_one_home_and_the_last_answer_counts(db: Database) -> None:
    world = await make_village(db)
    found = await held(world)
    await answer_invitation(db, world.request(WANG), found.id, Coming.YES)
    await answer_invitation(db, world.request(LI), found.id, Coming.NO)
    assert (await answers(world, found)).homes == {Coming.YES: 1, Coming.NO: 1, Coming.VISIT: 0}


async def test_only_homes_in_scope_are_invited_and_answer(db: Database) -> None:
    world = await make_village(db)
    found = await held(world, draft(scope=Scope("2")))
    refused = await refusal_of(answer_invitation(db, world.request(WANG), found.id, Coming.YES))
    assert refused.reason is Reason.MEETING_NOT_INVITED
    await answer_invitation(db, world.request(ZHAO), found.id, Coming.YES)
    assert await answers(world, found) == Answers(3, {Coming.YES: 1, Coming.NO: 0, Coming.VISIT: 0})


async def test_a_room_that_does_not_vote_is_invited_when_somebody_lives_there(db: Database) -> None:
    world = await make_village(db)
    found = await held(world)
    empty_and_zhaos = household.c.id.in_([world.homes[3], world.homes[5]])
    uncounted = update(household).where(empty_and_zhaos).values(counted=False)
    await world.do(lambda connection: connection.execute(uncounted))
    await answer_invitation(db, world.request(ZHAO), found.id, Coming.YES)
    assert await answers(world, found) == Answers(5, {Coming.YES: 1, Coming.NO: 0, Coming.VISIT: 0})


@pytest.mark.parametrize(
    ("who", "instant", "reason"),
    [
        (STRANGER, NOON, Reason.NOT_VERIFIED),
        (OUTSIDER, NOON, Reason.MEETING_OTHER_COMMUNITY),
        (WANG, END, Reason.MEETING_OVER),
    ],
)
async def test_an_answer_that_does_not_count_says_why(db: Database, who: int, instant: object, reason: Reason) -> None:
    world = await make_village(db)
    found = await held(world)
    refused = await refusal_of(answer_invitation(db, at(world, who, instant), found.id, Coming.YES))  # type: ignore[arg-type]
    assert refused.reason is reason
    assert sum((await answers(world, found)).homes.values()) == 0


async def test_a_cancelled_meeting_takes_no_answers_and_says_so_in_the_persons_language(db: Database) -> None:
    world = await make_village(db)
    found = await held(world)
    await world.do(lambda c: c.execute(update(person).where(person.c.telegram_id == WANG).values(language="en")))
    await cancel_meeting(db, found.id, "停电", NOON)
    refused = await refusal_of(answer_invitation(db, world.request(WANG), found.id, Coming.YES))
    assert (refused.reason, refused.facts["language"]) == (Reason.MEETING_CANCELLED, "en")


async def test_asking_for_a_visit_is_a_task_until_the_home_changes_its_mind(db: Database) -> None:
    world = await make_village(db)
    found = await held(world)
    home = world.homes[0]
    steps = [
        (Coming.VISIT, TaskState.OPEN),
        (Coming.VISIT, TaskState.OPEN),
        (Coming.NO, TaskState.DROPPED),
        (Coming.VISIT, TaskState.OPEN),
        (Coming.YES, TaskState.DROPPED),
    ]
    for coming, state in steps:
        await answer_invitation(db, world.request(LI), found.id, coming)
        assert await visits(world, found) == [(home, state)]


async def test_a_visit_that_was_paid_stays_done_when_the_button_is_pressed_again(db: Database) -> None:
    world = await make_village(db)
    found = await held(world)
    await answer_invitation(db, world.request(LI), found.id, Coming.VISIT)
    task = await the_task(world, found)
    done = await finish_task(db, world.request(VOLUNTEER), ADMINS, task.id)
    assert (done.state, done.address.room) == (TaskState.DONE, "101")
    await answer_invitation(db, world.request(LI), found.id, Coming.VISIT)
    await answer_invitation(db, world.request(LI), found.id, Coming.NO)
    assert (await finish_task(db, world.request(VOLUNTEER), ADMINS, task.id)).state is TaskState.DONE


async def letters(world: World) -> list[tuple[int, datetime]]:
    """Who is told about visits, and when."""
    query = select(outbox.c.chat_id, outbox.c.due_at).where(outbox.c.kind == VISIT_LETTER).order_by(outbox.c.chat_id)
    return await world.db.read(lambda connection: [(row[0], row[1]) for row in connection.execute(query)])


async def test_the_volunteer_of_the_building_is_told_of_a_visit_once(db: Database) -> None:
    world = await make_village(db)
    found = await held(world)
    for coming in (Coming.VISIT, Coming.NO, Coming.VISIT):
        await answer_invitation(db, world.request(LI), found.id, coming)
    assert await letters(world) == [(VOLUNTEER, NOON)]
    task = await the_task(world, found)
    assert await open_visit(db, task.id) == task
    screen = visit_letter(task, texts("zh-CN"), SHANGHAI)
    assert "金祥花园 1号楼1单元101" in screen.text
    await finish_task(db, world.request(VOLUNTEER), ADMINS, task.id)
    assert await open_visit(db, task.id) is None


async def test_where_no_volunteer_serves_whoever_scheduled_or_the_staff_are_told(db: Database) -> None:
    world = await make_village(db)
    for by in (None, author(world, ADMIN)):
        [number] = await create_meeting(db, draft(), NOON, by)
        await answer_invitation(db, world.request(ZHAO), number, Coming.VISIT)
    assert await letters(world) == [(STAFF, NOON), (ADMIN, NOON)]


async def test_a_visit_asked_for_at_night_is_told_in_the_morning(db: Database) -> None:
    world = await make_village(db)
    found = await held(world)
    night = NOON.astimezone(SHANGHAI).replace(hour=23, minute=30)
    await answer_invitation(db, at(world, LI, night), found.id, Coming.VISIT)
    [(_, due)] = await letters(world)
    assert night + timedelta(hours=6) < due < night + timedelta(hours=12)


async def test_tasks_belong_to_those_who_serve_the_home(db: Database) -> None:
    world = await make_village(db)
    found = await held(world)
    await answer_invitation(db, world.request(ZHAO), found.id, Coming.VISIT)
    task = await the_task(world, found)
    assert (await helper_meetings(db, world.request(VOLUNTEER), ADMINS)).tasks == ()
    assert (await helper_meetings(db, world.request(STAFF), ADMINS)).tasks == (task,)
    for who, number, reason in (
        (VOLUNTEER, task.id, Reason.NOT_ALLOWED),
        (WANG, task.id, Reason.NOT_ALLOWED),
        (STAFF, 99, Reason.UNKNOWN_TASK),
        (STAFF, 2**40, Reason.UNKNOWN_TASK),
    ):
        assert (await refusal_of(finish_task(db, world.request(who), ADMINS, number))).reason is reason
    await finish_task(db, world.request(STAFF), ADMINS, task.id)
    assert (await helper_meetings(db, world.request(STAFF), ADMINS)).tasks == ()


async def test_my_meetings_are_those_my_homes_are_invited_to_with_what_they_answered(db: Database) -> None:
    world = await make_village(db)
    later = await held(world, draft(START + timedelta(days=7)))
    mine = await held(world, draft(scope=Scope("1", "1")))
    await held(world, draft(scope=Scope("2")))
    await answer_invitation(db, world.request(LI), mine.id, Coming.NO)
    await answer_invitation(db, world.request(WANG), mine.id, Coming.VISIT)
    await answer_invitation(db, world.request(LI), mine.id, Coming.NO)
    shown = await my_meetings(db, world.request(WANG))
    assert [(item.meeting.id, item.coming) for item in shown] == [(mine.id, Coming.VISIT), (later.id, None)]
    assert await my_meetings(db, world.request(STRANGER)) == ()
    over = await my_meetings(db, at(world, WANG, END))
    assert [item.meeting.id for item in over] == [later.id]


async def test_helpers_see_what_to_prepare_and_what_to_minute_where_they_serve(db: Database) -> None:
    world = await make_village(db)
    whole = await held(world)
    building = await held(world, draft(scope=Scope("1"), place="花园"))
    gone = await held(world, draft(scope=Scope("1"), place="门口"))
    await cancel_meeting(db, gone.id, "停电", NOON)
    before = await helper_meetings(db, world.request(VOLUNTEER), ADMINS)
    assert ([item.id for item in before.to_prepare], before.to_minute) == ([building.id], ())
    after = await helper_meetings(db, at(world, STAFF, END), ADMINS)
    assert (after.to_prepare, [item.id for item in after.to_minute]) == ((), [whole.id, building.id])
    late = await helper_meetings(db, at(world, STAFF, END + timedelta(days=60)), ADMINS)
    assert late.to_minute == ()
    assert (await refusal_of(helper_meetings(db, world.request(WANG), ADMINS))).reason is Reason.NOT_ALLOWED


async def test_a_person_who_is_forgotten_leaves_the_answer_of_the_home(db: Database) -> None:
    world = await make_village(db)
    found = await held(world)
    await answer_invitation(db, world.request(ZHAO), found.id, Coming.YES)
    await erase_person(db, world.request(ZHAO))
    _, said, _ = await show_meeting(db, found.id)
    assert said.homes[Coming.YES] == 1
