"""What is overdue is told once a day to those who serve there, and counted for reports."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.actions.answer_opinion import answer_opinion
from bot.actions.letters import Letter, claim, due
from bot.actions.opinion_letters import answered_opinion, duty, overdue, plan_digests
from bot.actions.run_opinion import assign_to_helper, assign_usual, link_opinion
from bot.rules.opinions import OpinionCounts
from bot.rules.permissions import Place, Role
from bot.storage import grants, outbox, people
from bot.storage.database import Database
from bot.storage.models import opinion
from bot.storage.opinions import ANSWER, DIGEST, DUTY, opinion_counts, rows
from tests import builders
from tests.actions.meeting_world import ADMINS, LI, OUTSIDER, SHANGHAI, STAFF, VOLUNTEER, WANG, ZHAO, make_village
from tests.actions.opinion_world import TODAY, letters, raised, running
from tests.actions.people_world import World
from tests.builders import NOON

MORNING = timedelta(days=8, hours=-11)
"""From noon UTC of the first day to nine in the morning in Shanghai, the day after the opinions were due."""


async def morning(world: World) -> int:
    """The lists are planned, if it is time; returns for how many."""
    return await plan_digests(world.db, world.now)


async def test_nobody_is_told_before_it_is_overdue_or_at_night(db: Database) -> None:
    world = await make_village(db)
    await raised(world, WANG)
    for later in (MORNING - timedelta(days=1), MORNING - timedelta(minutes=1)):
        world.later = later
        assert await morning(world) == 0
    world.later = MORNING
    assert await morning(world) == 2


async def test_each_helper_of_the_place_gets_one_list_a_day(db: Database) -> None:
    world = await make_village(db)
    first, second = await raised(world, WANG), await raised(world, ZHAO)
    await raised(world, OUTSIDER)
    world.later = MORNING
    assert await morning(world) == 2
    assert await morning(world) == 0
    day = (TODAY + timedelta(days=8)).toordinal()
    assert await letters(world, DIGEST) == [(day, VOLUNTEER), (day, STAFF)]
    told = await overdue(db, VOLUNTEER, TODAY + timedelta(days=8))
    assert [one.id for one in told] == [first.id]
    assert len(await overdue(db, STAFF, TODAY + timedelta(days=8))) == 3
    await answer_opinion(db, world.request(STAFF), ADMINS, second.id, "好了")
    world.later = MORNING + timedelta(days=1, hours=3)
    assert await morning(world) == 2
    assert len(await letters(world, DIGEST)) == 4


async def test_whoever_was_given_an_opinion_is_reminded_as_long_as_they_serve(db: Database) -> None:
    world = await make_village(db)
    made, other = await raised(world, ZHAO), await raised(world, WANG)
    mover, leaver = 2006, 2007
    for helper, one in ((mover, made), (leaver, other)):
        await world.serves(helper, Role.VOLUNTEER, Place(community_id=world.community_id))
        await assign_to_helper(db, running(world, STAFF), one.id, helper)
        await world.do(lambda c, who=helper: grants.remove_grants(c, who))  # type: ignore[misc]
    await world.serves(mover, Role.VOLUNTEER, Place(community_id=world.community_id, building="1"))
    world.later = MORNING
    await morning(world)
    assert {chat for _, chat in await letters(world, DIGEST)} == {VOLUNTEER, STAFF, mover}
    assert [one.id for one in await overdue(db, mover, TODAY + timedelta(days=8))] == [made.id, other.id]


async def test_what_is_joined_is_listed_once_with_the_helpers_of_the_main_one(db: Database) -> None:
    world = await make_village(db)
    made, other = await raised(world, ZHAO), await raised(world, WANG)
    await link_opinion(db, running(world, STAFF), made.id, other.id)
    world.later = MORNING
    await morning(world)
    assert [chat for _, chat in await letters(world, DIGEST)] == [STAFF]
    assert [one.id for one in await overdue(db, STAFF, TODAY + timedelta(days=8))] == [made.id]


async def test_letters_to_helpers_go_out_although_they_are_no_residents(db: Database) -> None:
    world = await make_village(db)
    await raised(world, WANG)
    world.later = MORNING
    await morning(world)
    waiting = [letter for letter in await due(db, world.now, 10) if letter.kind == DIGEST]
    assert {letter.chat_id for letter in waiting} == {VOLUNTEER, STAFF}
    for letter in waiting:
        assert await world.do(lambda c, one=letter: claim(c, one, world.now)) is not None  # type: ignore[misc]
    late = await due(db, world.now + timedelta(hours=12), 10)
    assert await world.do(lambda c: [claim(c, one, world.now + timedelta(hours=12)) for one in late]) == [None, None]


async def test_an_unsubscribed_giver_is_left_in_peace(db: Database) -> None:
    world = await make_village(db)
    made = await raised(world, WANG)
    await world.do(lambda c: people.set_subscribed(c, WANG, False))
    await answer_opinion(db, world.request(STAFF), ADMINS, made.id, "好了")
    letter = await only_letter(world)
    assert (letter.kind, letter.chat_id) == (ANSWER, WANG)
    assert await world.do(lambda c: claim(c, letter, world.now)) is None
    assert (await answered_opinion(db, made.id)) is not None


async def only_letter(world: World) -> Letter:
    """The one letter that is due now."""
    [letter] = await world.db.read(lambda c: outbox.due(c, world.now, 10))
    return letter


async def test_a_duty_that_went_to_somebody_else_is_not_told(db: Database) -> None:
    world = await make_village(db)
    made = await raised(world, WANG)
    await assign_to_helper(db, running(world, STAFF), made.id, VOLUNTEER)
    assert await duty(db, made.id, VOLUNTEER) is not None
    await assign_usual(db, running(world, STAFF), made.id, 1)
    assert await duty(db, made.id, VOLUNTEER) is None
    assert await letters(world, DUTY) == [(made.id, VOLUNTEER)]


async def counted(world: World, start: date | None, end: date, as_of: date) -> dict[int, OpinionCounts]:
    """The figures of reports."""
    return await world.db.read(lambda c: opinion_counts(c, start, end, as_of, SHANGHAI))


async def test_figures_are_told_as_of_a_day(db: Database) -> None:
    world = await make_village(db)
    made = [await raised(world, who) for who in (WANG, LI, ZHAO)]
    there = await raised(world, OUTSIDER)
    world.later = timedelta(days=1)
    await answer_opinion(db, world.request(STAFF), ADMINS, made[0].id, "好了")
    await answer_opinion(db, world.request(STAFF), ADMINS, made[1].id, "不办", reject=True)
    here, elsewhere = world.community_id, there.community_id
    assert await counted(world, TODAY, TODAY, TODAY) == {here: OpinionCounts(3, 0, 0, 0), elsewhere: OpinionCounts(1)}
    later = await counted(world, None, TODAY + timedelta(days=30), TODAY + timedelta(days=7))
    assert later == {here: OpinionCounts(3, 2, 1, 0), elsewhere: OpinionCounts(1)}
    late = await counted(world, TODAY, TODAY, TODAY + timedelta(days=8))
    assert late == {here: OpinionCounts(3, 2, 1, 1), elsewhere: OpinionCounts(1, 0, 0, 1)}
    assert await counted(world, TODAY + timedelta(days=1), TODAY + timedelta(days=9), TODAY + timedelta(days=9)) == {}
    assert await counted(world, None, TODAY, TODAY - timedelta(days=1)) == {}
    one = await db.read(lambda c: opinion_counts(c, None, TODAY, TODAY, SHANGHAI, here))
    assert one == {here: OpinionCounts(3, 0, 0, 0)}


async def test_an_answer_given_late_was_overdue_on_the_days_between(db: Database) -> None:
    world = await make_village(db)
    made = await raised(world, WANG)
    world.later = timedelta(days=20)
    await answer_opinion(db, world.request(STAFF), ADMINS, made.id, "好了")
    here = world.community_id
    assert (await counted(world, TODAY, TODAY, TODAY + timedelta(days=10)))[here] == OpinionCounts(1, 0, 0, 1)
    assert (await counted(world, TODAY, TODAY, TODAY + timedelta(days=20)))[here] == OpinionCounts(1, 1, 0, 0)


async def test_the_ledger_has_a_row_for_each_and_no_giver(db: Database) -> None:
    world = await make_village(db)
    made = await raised(world, WANG, "=HYPERLINK(1)")
    world.later = timedelta(hours=1)
    await answer_opinion(db, world.request(STAFF), ADMINS, made.id, "好了")
    [row] = await db.read(lambda c: list(rows(c)))
    assert (row.id, row.community_code, row.building, row.category, row.place) == (made.id, "JX01", "1", "leak", "本楼")
    assert (row.content, row.state, row.answer, row.updated_at) == ("=HYPERLINK(1)", "answered", "好了", world.now)
    assert await db.read(lambda c: list(rows(c, since=NOON + timedelta(seconds=1)))) == []
    assert await db.read(lambda c: list(rows(c, until=NOON))) == []


@pytest.mark.parametrize(
    "values",
    [
        {"state": "answered"},
        {"state": "answered", "answer": "好了"},
        {"answer": "好了"},
        {"answered_at": NOON},
        {"category": "weather"},
        {"main_id": 1},
    ],
)
async def test_the_database_forbids_what_must_never_happen(db: Database, values: dict[str, object]) -> None:
    community = await db.write(lambda c: builders.add_community(c))
    row = {"id": 1, "community_id": community, "text": "漏水", "raised_at": NOON}
    await db.write(lambda c: c.execute(insert(opinion), row))
    with pytest.raises(IntegrityError):
        await db.write(lambda c: c.execute(update(opinion).values(**values)))
    assert await db.read(lambda c: c.scalar(select(opinion.c.state))) == "open"
