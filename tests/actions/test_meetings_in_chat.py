"""What the chat builds on: plans kept in rows, cards of meetings, opinions of residents; on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions.add_opinion import add_opinion
from bot.actions.meeting_cards import CARE, desk, end_unposted, meeting_facts, plan_cards
from bot.actions.move_meeting import move_meeting
from bot.actions.plan_meeting import Desk, begin_plan, press, publish_plan, type_in
from bot.actions.run_desk import open_desk
from bot.actions.show_meeting import meeting_to_run, papers_of, show_to
from bot.actions.write_minutes import write_minutes
from bot.rules.consultation import Scope
from bot.rules.meeting_overview import MinuteFile, Minutes
from bot.rules.meeting_plan import Ask
from bot.rules.refusals import Reason, Refusal
from bot.storage import cards, groups, meeting_cards, opinions, outbox
from bot.storage.database import Connection, Database
from tests.actions.meeting_world import ADMINS, END, LI, SHANGHAI, STAFF, START, VOLUNTEER, WANG, at, draft, held
from tests.actions.meeting_world import make_village as village
from tests.actions.people_world import World
from tests.builders import NOON

GROUP = -100


def planning(world: World, who: int) -> Desk:
    """Somebody who plans at noon."""
    return Desk(world.request(who), ADMINS, SHANGHAI, "一楼", lambda plan: "见面会")


async def bound(world: World) -> None:
    """The community has a group."""
    await world.db.write(lambda c: groups.bind(c, GROUP, None, world.community_id, STAFF, NOON))


async def test_a_plan_goes_on_after_a_restart_and_ends_in_a_meeting(db: Database) -> None:
    world = await village(db)
    view = await begin_plan(db, planning(world, STAFF))
    assert [choice.name for choice in view.choices] == ["红云里", "金祥花园"]
    serial = view.plan.serial
    view = await press(db, planning(world, STAFF), serial, Ask.COMMUNITY, world.community_id)
    assert [choice.name for choice in view.choices] == ["1", "2"]
    view = await press(db, planning(world, STAFF), serial, Ask.BUILDING, view.choices[1].value)
    await press(db, planning(world, STAFF), serial, Ask.KIND, 1)
    await type_in(db, planning(world, STAFF), "12月3日 19:00")
    await press(db, planning(world, STAFF), serial, Ask.PLACE, 1)
    last = await type_in(db, planning(world, STAFF), "停车；电梯")
    assert last is not None
    assert (last.plan.ask, last.invited, last.plan.topics) == (Ask.PREVIEW, 3, ("停车", "电梯"))
    numbers, facts = await publish_plan(db, planning(world, STAFF), serial)
    assert (len(numbers), facts.meeting.scope, facts.meeting.place) == (1, Scope("2"), "一楼")
    with pytest.raises(Refusal) as refused:
        await publish_plan(db, planning(world, STAFF), serial)
    assert refused.value.reason is Reason.MEETING_PLAN_GONE


async def test_a_volunteer_of_one_building_plans_for_it_only(db: Database) -> None:
    world = await village(db)
    view = await begin_plan(db, planning(world, VOLUNTEER))
    assert (view.plan.ask, view.plan.scope) == (Ask.KIND, Scope("1"))
    for ask, value in ((Ask.BUILDING, 0), (Ask.BUILDING, world.homes[3])):
        with pytest.raises(Refusal) as refused:
            await press(db, planning(world, VOLUNTEER), view.plan.serial, ask, value)
        assert refused.value.reason is Reason.MEETING_OUTSIDE_YOURS
    with pytest.raises(Refusal) as refused:
        await begin_plan(db, planning(world, WANG))
    assert refused.value.reason is Reason.NOT_ALLOWED


async def test_every_standing_meeting_has_one_card_in_every_group(db: Database) -> None:
    world = await village(db)
    await bound(world)
    made = await held(world)
    assert await plan_cards(db, NOON)
    assert not await plan_cards(db, NOON)
    found = await desk(db)
    [card] = found.cards
    assert (card.subject_id, card.chat_id, found.meetings[made.id]) == (made.id, GROUP, made)
    assert await CARE.claim_post(db, card, NOON)
    assert not await CARE.claim_post(db, card, NOON)
    await CARE.posted(db, card, 55, "digest")
    await db.write(lambda connection: groups.post_cards_anew(connection, GROUP))
    [again] = (await desk(db)).cards
    assert (again.message_id, again.retired_id) == (None, 55)
    await end_unposted(db, again)
    assert [one.message_id for one in (await desk(db)).cards] == [55]
    await CARE.redrawn(db, again, "over", final=True)
    assert (await desk(db)).cards == ()


async def test_a_group_that_moves_takes_cards_of_both_kinds_along(db: Database) -> None:
    world = await village(db)
    await bound(world)
    await held(world)
    await plan_cards(db, NOON)
    [card] = (await desk(db)).cards
    await CARE.posted(db, card, 55, "digest")

    def move(connection: Connection) -> list[tuple[int, int | None]]:
        groups.migrate(connection, GROUP, -200)
        both = cards.unfinished(connection) + meeting_cards.TABLE.unfinished(connection)
        return [(one.chat_id, one.message_id) for one in both]

    assert await db.write(move) == [(-200, None)]


async def test_over_meetings_get_no_card(db: Database) -> None:
    world = await village(db)
    await bound(world)
    await held(world)
    assert not await plan_cards(db, END)
    assert (await desk(db)).cards == ()


async def test_a_meeting_is_shown_to_those_invited_and_to_those_who_run_it(db: Database) -> None:
    world = await village(db)
    made = await held(world, draft(scope=Scope("1")))
    shown = await show_to(db, world.request(WANG), ADMINS, made.id)
    assert (shown.is_invited, shown.runs_it, shown.facts.answers.invited) == (True, False, 3)
    theirs = await show_to(db, world.request(VOLUNTEER), ADMINS, made.id)
    assert (theirs.is_invited, theirs.runs_it) == (False, True)
    assert (await meeting_to_run(db, world.request(VOLUNTEER), ADMINS, made.id)).meeting == made
    with pytest.raises(Refusal) as refused:
        await show_to(db, world.request(1003), ADMINS, made.id)
    assert refused.value.reason is Reason.MEETING_NOT_INVITED


async def test_the_desk_lists_the_homes_that_are_invited(db: Database) -> None:
    world = await village(db)
    made = await held(world, draft(scope=Scope("1")))
    found = await open_desk(db, at(world, VOLUNTEER, START), ADMINS, made.id, homes=True)
    assert sorted((home.address.room, home.answered) for home in found.homes) == [
        ("101", False),
        ("102", False),
        ("103", False),
    ]


async def test_an_answer_to_the_minutes_is_an_opinion_of_the_resident(db: Database) -> None:
    world = await village(db)
    await bound(world)
    made = await held(world)
    paper = MinuteFile("document", "file-1", "签到表.pdf")
    await write_minutes(db, at(world, STAFF, END), ADMINS, made.id, Minutes("先修路灯。", (), (paper,)))
    [letter] = await db.read(lambda connection: outbox.due(connection, END, 10))
    assert (letter.kind, letter.chat_id) == (opinions.MINUTES, GROUP)
    await db.write(lambda connection: outbox.sent(connection, letter.id, 77))
    assert await add_opinion(db, at(world, WANG, END), GROUP, 76, "别的话") is None
    assert await add_opinion(db, at(world, WANG, END), GROUP, 77, " 下水道\n堵了 ") == 1
    assert await add_opinion(db, at(world, LI, END), GROUP, 77, "车位不够") == 2
    raised = await db.read(lambda connection: opinions.of_meeting(connection, made.id))
    assert [opinion.text for opinion in raised] == ["下水道 堵了", "车位不够"]
    assert await papers_of(db, at(world, WANG, END), ADMINS, made.id) == (paper,)
    with pytest.raises(Refusal) as refused:
        await add_opinion(db, replace(at(world, 1009, END), update_id=9), GROUP, 77, "我也说")
    assert refused.value.reason is Reason.MEETING_OTHER_COMMUNITY


async def test_the_facts_name_the_time_that_people_knew_before(db: Database) -> None:
    world = await village(db)
    made = await held(world)
    later = START + timedelta(days=1)
    await move_meeting(db, made.id, later, END + timedelta(days=1), None, "下雪", NOON)
    await move_meeting(db, made.id, later, END + timedelta(days=1), "一楼", "漏水", NOON)
    facts = await meeting_facts(db, made.id)
    assert (facts.moved_from, facts.meeting.place, facts.meeting.sequence) == (START, "一楼", 2)
