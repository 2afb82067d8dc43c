"""Private notices of an opening and of a result: to whom, once, in the daytime, and as the configuration wants it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, update

from bot.actions import letters
from bot.actions.advance_consultations import advance_consultations
from bot.actions.end_consultation import close_consultation, open_consultation, publish_consultation
from bot.rules.consultation import Answerers, Scope
from bot.rules.reminding import Notices
from bot.storage import electorate, groups, memberships, notices, people
from bot.storage.database import Database
from bot.storage.models import ballot, household, membership, participation
from bot.storage.notices import OPENING, RESULT_NOTICE
from tests import builders
from tests.actions.reminding_world import MORNING, World, make_world

HOUR = timedelta(hours=1)
OPENS, ENDS = MORNING - HOUR, MORNING + timedelta(days=7)


@pytest.fixture
async def world(db: Database) -> World:
    return await make_world(db, builders.definition(opens_at=OPENS, closes_at=ENDS), enrolled=False)


async def test_who_is_asked_is_told_of_the_opening_once_however_often_the_clock_is_looked_at(world: World) -> None:
    assert await advance_consultations(world.db, world.now)
    assert await world.delivered() == [1000, 1001, 1002, 1003, 1004]
    await advance_consultations(world.db, world.now)
    await world.db.write(lambda c: electorate.write_down(c, world.asked, world.now))
    assert await world.delivered() == []


async def test_nobody_is_told_before_the_opening_and_all_when_staff_open_it_early(db: Database) -> None:
    later = builders.definition(opens_at=MORNING + 9 * HOUR, closes_at=ENDS)
    world = await make_world(db, later, enrolled=False)
    await advance_consultations(db, world.now)
    assert await world.delivered() == []
    await open_consultation(db, world.asked.id, world.now)
    assert await world.delivered(OPENING) == [1000, 1001, 1002, 1003, 1004]


async def test_a_press_before_the_tick_opens_the_vote_and_tells_the_others(world: World) -> None:
    await world.db.write(lambda c: electorate.write_down(c, world.asked, world.now))
    await world.votes(0)
    assert await world.delivered(OPENING) == [1001, 1002, 1003, 1004]


async def test_who_has_answered_left_or_wants_no_letters_by_the_time_of_sending_gets_none(world: World) -> None:
    await advance_consultations(world.db, world.now)
    await letters.address_mailings(world.db, world.now)
    await world.votes(0)

    def change(connection: Connection) -> None:
        people.set_subscribed(connection, 1001, False)
        people.set_reachable(connection, 1002, False)
        memberships.remove_membership(connection, world.people[3], world.homes[3])

    await world.db.write(change)
    assert await world.delivered() == [1004]
    assert await world.rows(OPENING) == [
        (1000, "dropped", "answered"),
        (1001, "dropped", "unsubscribed"),
        (1002, "dropped", "unreachable"),
        (1003, "dropped", "stranger"),
        (1004, "sent", None),
    ]


async def test_somebody_with_two_homes_is_told_once_and_as_long_as_one_of_them_is_silent(world: World) -> None:
    await world.db.write(lambda c: builders.add_member(c, world.people[0], world.homes[5]))
    await world.db.write(lambda c: electorate.write_down(c, world.asked, world.now))
    await world.votes(0)
    assert await world.delivered() == [1000, 1001, 1002, 1003, 1004]


async def test_only_homes_of_the_scope_that_count_are_told(db: Database) -> None:
    wanted = builders.definition(opens_at=OPENS, closes_at=ENDS, scope=Scope("2"))
    world = await make_world(db, wanted, enrolled=False)
    garage = update(household).where(household.c.id == world.homes[3]).values(counted=False)
    await db.write(lambda c: c.execute(garage))
    await advance_consultations(db, world.now)
    assert await world.delivered() == [1004]


async def test_where_only_owners_answer_only_owners_are_told(db: Database) -> None:
    wanted = builders.definition(opens_at=OPENS, closes_at=ENDS, answerers=Answerers.OWNERS)
    world = await make_world(db, wanted, enrolled=False)
    tenants = update(membership).where(membership.c.person_id.in_(world.people[:3])).values(relation="tenant")
    await db.write(lambda c: c.execute(tenants))
    await advance_consultations(db, world.now)
    assert await world.delivered() == [1003, 1004]


async def test_an_opening_at_night_is_told_in_the_morning(db: Database) -> None:
    night = MORNING + 10 * HOUR  # 22:00 in Shanghai
    wanted = builders.definition(opens_at=night, closes_at=ENDS)
    world = await make_world(db, wanted, enrolled=False)
    world.now = night
    await advance_consultations(db, world.now)
    assert await world.delivered() == []
    world.now = night + 10 * HOUR
    assert await world.delivered() == [1000, 1001, 1002, 1003, 1004]


async def test_letters_that_are_left_when_the_night_comes_wait_for_the_morning(world: World) -> None:
    await advance_consultations(world.db, world.now)
    await letters.address_mailings(world.db, world.now)
    world.now = MORNING + 9 * HOUR
    assert await world.delivered() == []
    world.now += 11 * HOUR
    assert len(await world.delivered()) == 5


async def test_an_opening_that_nobody_noticed_until_the_end_is_not_told_and_its_result_is(world: World) -> None:
    world.now = ENDS
    await advance_consultations(world.db, world.now)
    assert await world.delivered(OPENING) == []
    assert await world.rows(OPENING) == []
    assert [chat for chat, state, _ in await world.rows(RESULT_NOTICE) if state == "sent"] == [
        1000,
        1001,
        1002,
        1003,
        1004,
    ]


async def test_a_vote_that_was_closed_early_is_not_opened_in_anybodys_chat_any_more(world: World) -> None:
    await advance_consultations(world.db, world.now)
    await letters.address_mailings(world.db, world.now)
    await close_consultation(world.db, world.asked.id, world.now)
    assert await world.delivered(OPENING) == []
    assert {why for _, _, why in await world.rows(OPENING)} == {"too_late"}


async def test_the_result_is_told_to_all_who_were_asked_once_even_if_it_is_shown_again_in_groups(
    world: World,
) -> None:
    await world.db.write(lambda c: groups.bind(c, -1001, None, world.community_id, 1, MORNING))
    await advance_consultations(world.db, world.now)
    await world.delivered()
    await world.votes(0, 1)
    world.now = ENDS
    await advance_consultations(world.db, world.now)
    assert await world.delivered(RESULT_NOTICE) == [1000, 1001, 1002, 1003, 1004]
    await publish_consultation(world.db, world.asked.id, world.now)
    assert await world.delivered() == [-1001]


async def test_notices_that_the_configuration_does_not_want_are_neither_planned_nor_sent(world: World) -> None:
    await advance_consultations(world.db, world.now)
    await letters.address_mailings(world.db, world.now)
    await letters.keep_notices(world.db, Notices(opening=False, result=False))
    assert await world.delivered() == []
    assert {why for _, _, why in await world.rows(OPENING)} == {"stopped"}
    world.now = ENDS
    await advance_consultations(world.db, world.now)
    assert await world.delivered() == []
    assert await world.rows(RESULT_NOTICE) == []


async def test_the_configured_choice_is_kept_for_the_command_line(world: World) -> None:
    for wanted in (Notices(opening=False), Notices(result=False), Notices()):
        await letters.keep_notices(world.db, wanted)
        await letters.keep_notices(world.db, wanted)
        assert await world.db.read(notices.wanted) == wanted


async def test_a_clock_that_was_ahead_costs_nobody_the_notice(world: World) -> None:
    await advance_consultations(world.db, world.now)
    await letters.address_mailings(world.db, world.now)
    real, world.now = world.now, ENDS + HOUR
    assert await world.delivered(OPENING) == []
    world.now = real
    await letters.clock_set_back(world.db, real)
    assert await world.delivered(OPENING) == [1000, 1001, 1002, 1003, 1004]


async def test_one_answer_of_many_is_an_answer_and_so_is_having_taken_part_in_secret(db: Database) -> None:
    wanted = builders.definition(opens_at=OPENS, closes_at=ENDS)
    second = replace(wanted.questions[0], number=2, text="几点开会？")
    world = await make_world(db, replace(wanted, questions=(*wanted.questions, second)))
    said = {"consultation_id": world.asked.id, "channel": "paper"}
    rows = (
        (ballot, {"question_id": world.asked.questions[1].id, "household_id": world.homes[0], "cast_at": MORNING}),
        (participation, {"household_id": world.homes[1]}),
    )
    for table, row in rows:
        await db.write(lambda c, table=table, row=row: c.execute(table.insert(), said | row))  # type: ignore[misc]
    assert await world.delivered() == [1002, 1003, 1004]
