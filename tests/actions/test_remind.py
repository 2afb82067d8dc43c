"""/remind on both databases: who is counted, who is told, how often, and who may ask for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import Connection, event, func, insert, select, update

from bot.actions import letters
from bot.actions.end_consultation import close_consultation
from bot.actions.remind import list_remindable, see_parts
from bot.actions.remind_order import Ordered, Preview, remind_by_command
from bot.rules.consultation import Answerers, Scope
from bot.rules.people import Address
from bot.rules.permissions import DISTRICT
from bot.rules.refusals import Reason
from bot.rules.reminders import Span
from bot.rules.reminding import Part, SilentHome
from bot.storage import electorate, nudges, outbox, people
from bot.storage.database import Database
from bot.storage.models import audit, membership, nudge, nudge_home
from bot.storage.vote_mailings import NUDGE
from tests import builders
from tests.actions.people_world import refusal_of
from tests.actions.reminding_world import ADMIN, LIMIT, MORNING, STAFF, VOLUNTEER, World, make_world

HOUR = timedelta(hours=1)
EVERY = LIMIT.every


@pytest.fixture
async def world(db: Database) -> World:
    made = await make_world(db)
    await made.delivered()  # the opening is told
    return made


async def test_homes_without_an_answer_are_counted_by_building(world: World) -> None:
    await world.votes(0, 3)
    overview = await see_parts(world.db, world.request(STAFF), [ADMIN], LIMIT, world.asked.id)
    assert overview.parts == (
        Part(world.homes[0], "1", 3, 2, 2, 2, None),
        Part(world.homes[3], "2", 3, 2, 1, 1, None),
    )
    shown = await world.preview(STAFF)
    assert (shown.part, shown.people) == (Part(0, None, 6, 4, 3, 3, None), 3)


async def test_those_who_have_not_answered_when_it_is_sent_are_reminded_once(world: World) -> None:
    await world.votes(0)
    ordered = await world.remind()
    assert (ordered.homes, ordered.people, ordered.starts_at) == (4, 4, world.now)
    await letters.address_mailings(world.db, world.now)
    await world.votes(1)
    await world.db.write(lambda c: people.set_subscribed(c, 1002, False))
    assert await world.delivered() == [1003, 1004]
    assert await world.rows(NUDGE) == [
        (1001, "dropped", "answered"),
        (1002, "dropped", "unsubscribed"),
        (1003, "sent", None),
        (1004, "sent", None),
    ]


async def test_an_answer_between_the_order_and_the_morning_spares_the_letter(world: World) -> None:
    world.now = MORNING + 10 * HOUR  # 22:00 in Shanghai
    ordered = await world.remind()
    assert ordered.starts_at == MORNING + 20 * HOUR
    assert await world.delivered() == []
    await world.votes(0, 1, 2, 3)
    world.now = ordered.starts_at
    assert await world.delivered() == [1004]


async def test_somebody_who_has_answered_and_withdrawn_is_reminded(world: World) -> None:
    await world.votes(0, 1, 2, 3, 4)
    await world.takes_back(2)
    assert (await world.remind()).homes == 1
    assert await world.delivered() == [1002]


async def test_a_home_is_reminded_again_after_the_limit_and_at_most_so_often(world: World) -> None:
    first = world.now
    await world.remind()
    for times in (1, 2):
        world.now = first + times * EVERY - timedelta(microseconds=1)
        refused = await refusal_of(world.remind())
        assert (refused.reason, refused.facts["next"]) == (Reason.REMIND_TOO_SOON, first + times * EVERY)
        world.now = first + times * EVERY
        assert (await world.remind()).homes == 5
    world.now += EVERY
    refused = await refusal_of(world.remind())
    assert (refused.reason, refused.facts) == (Reason.REMIND_OFTEN_ENOUGH, {"most": 3})


async def test_after_days_without_a_line_nobody_gets_two_reminders_at_once(world: World) -> None:
    await world.remind()
    await letters.address_mailings(world.db, world.now)
    world.now += EVERY
    await world.remind()
    assert await world.delivered() == [1000, 1001, 1002, 1003, 1004]
    assert [(state, why) for _, state, why in await world.rows(NUDGE)] == [("dropped", "too_late")] * 5 + [
        ("sent", None)
    ] * 5


async def test_the_limit_is_of_homes_so_a_building_reminded_lately_does_not_hold_up_another(world: World) -> None:
    assert (await world.remind(VOLUNTEER, 1)).homes == 3
    shown = await world.preview(STAFF)
    assert shown.part == Part(0, None, 6, 6, 5, 2, world.now)
    assert (await world.remind(STAFF)).homes == 2
    assert await world.delivered() == [1000, 1001, 1002, 1003, 1004]


async def test_a_second_press_sends_nothing_and_leaves_nothing_behind(world: World) -> None:
    await world.remind(VOLUNTEER, 0)
    assert (await refusal_of(world.remind(VOLUNTEER, 0))).reason is Reason.REMIND_TOO_SOON
    counts = select(func.count()).select_from(nudge), select(func.count()).select_from(nudge_home)
    assert await world.db.read(lambda c: [c.scalar(query) for query in counts]) == [1, 3]


async def test_one_vote_does_not_use_up_the_reminders_of_another(world: World) -> None:
    await world.remind()
    wanted = builders.definition(opens_at=MORNING - HOUR, title="屋顶怎么修")
    world.asked = await world.db.write(lambda c: builders.add_consultation(c, world.community_id, wanted))
    assert (await world.remind()).homes == 5


async def test_a_volunteer_sees_the_doors_of_their_building_and_staff_see_numbers(world: World) -> None:
    await world.votes(1)
    await world.db.write(lambda c: people.set_reachable(c, 1002, False))
    shown = await world.preview(VOLUNTEER, 0)
    assert shown.homes == (SilentHome(Address("1", "1", "101"), True), SilentHome(Address("1", "1", "103"), False))
    assert (await world.preview(STAFF, 0)).homes is None
    assert (await world.preview(ADMIN, 0)).homes is None
    assert (await world.preview(VOLUNTEER)).homes is None


async def test_a_volunteer_counts_and_reminds_their_own_building_only(world: World) -> None:
    overview = await see_parts(world.db, world.request(VOLUNTEER), [ADMIN], LIMIT, world.asked.id)
    assert [part.building for part in overview.parts] == ["1"]
    for asking in (world.preview(VOLUNTEER, 3), world.remind(VOLUNTEER, 3)):
        assert (await refusal_of(asking)).reason is Reason.REMIND_OUTSIDE_YOURS
    assert (await world.remind(VOLUNTEER)).homes == 3
    assert await world.delivered() == [1000, 1001, 1002]


async def test_residents_remind_nobody_and_learn_nothing(world: World) -> None:
    asking = (
        list_remindable(world.db, world.request(1000), [ADMIN]),
        see_parts(world.db, world.request(1000), [ADMIN], LIMIT, 77),
        world.preview(1000),
        world.remind(1000, 0),
    )
    assert [(await refusal_of(one)).reason for one in asking] == [Reason.NOT_ALLOWED] * 4


async def test_only_open_votes_are_offered_and_reminded_of(world: World) -> None:
    assert [item.id for item in await list_remindable(world.db, world.request(STAFF), [ADMIN])] == [world.asked.id]
    await close_consultation(world.db, world.asked.id, world.now)
    assert await list_remindable(world.db, world.request(STAFF), [ADMIN]) == ()
    assert (await refusal_of(world.remind(STAFF))).reason is Reason.CLOSED


async def test_a_vote_of_another_building_is_none_of_a_volunteers_business(db: Database) -> None:
    world = await make_world(db, builders.definition(opens_at=MORNING - HOUR, scope=Scope("2")))
    assert await list_remindable(db, world.request(VOLUNTEER), [ADMIN]) == ()
    assert (await refusal_of(world.remind(VOLUNTEER))).reason is Reason.REMIND_OUTSIDE_YOURS


async def test_a_home_elsewhere_or_nowhere_names_no_building(world: World) -> None:
    there = await world.db.write(lambda c: builders.add_community(c, "CF02", "春风里"))
    home = await world.db.write(lambda c: builders.add_household(c, there, "101"))
    world.homes += [home, 99_999, 2**31 - 1]
    for index in (6, 7, 8):
        assert (await refusal_of(world.preview(STAFF, index))).reason is Reason.UNKNOWN_HOUSEHOLD


async def test_a_reminder_that_would_come_after_the_end_is_refused(db: Database) -> None:
    night = MORNING + 10 * HOUR
    world = await make_world(db, builders.definition(opens_at=MORNING - HOUR, closes_at=night + 9 * HOUR))
    world.now = night
    shown = await world.preview()
    assert shown.obstacle is not None
    assert shown.obstacle.reason is Reason.REMIND_TOO_LATE
    assert (await refusal_of(world.remind())).reason is Reason.REMIND_TOO_LATE


async def test_nobody_left_to_remind_is_said_with_the_reason(world: World) -> None:
    await world.votes(0, 1, 2, 3, 4)
    refused = await refusal_of(world.remind())
    assert (refused.reason, refused.facts) == (Reason.REMIND_NOBODY, {"homes": 1})
    await world.votes(5)
    assert (await refusal_of(world.remind())).reason is Reason.REMIND_ALL_ANSWERED


async def test_where_only_owners_answer_homes_without_a_registered_owner_cannot_be_reached(db: Database) -> None:
    world = await make_world(db, builders.definition(opens_at=MORNING - HOUR, answerers=Answerers.OWNERS))
    tenants = update(membership).where(membership.c.person_id == world.people[0]).values(relation="tenant")
    await db.write(lambda c: c.execute(tenants))
    shown = await world.preview(VOLUNTEER, 0)
    assert (shown.part.silent, shown.part.reachable, shown.people) == (3, 2, 2)
    await world.remind(VOLUNTEER, 0)
    assert await world.delivered(NUDGE) == [1001, 1002]


async def test_what_was_ordered_is_on_record_for_reports_and_names_no_home(world: World) -> None:
    await world.remind(VOLUNTEER, 0)
    row = await world.db.read(lambda c: c.execute(select(nudge)).one())
    assert (row.consultation_id, row.building, row.created_by, row.homes, row.people) == (
        world.asked.id,
        "1",
        VOLUNTEER,
        3,
        3,
    )
    line = await world.db.read(lambda c: c.execute(select(audit.c.actor, audit.c.verb, audit.c.subject)).one())
    assert tuple(line) == (VOLUNTEER, "remind", f"consultation {world.asked.id}: 3 homes, 3 people, building 1")


async def test_the_command_line_reminds_everywhere_and_a_dry_run_changes_nothing(world: World) -> None:
    number = world.asked.id
    shown = await remind_by_command(world.db, number, None, LIMIT, world.now, dry_run=True)
    assert isinstance(shown, Preview)
    assert (shown.part.ready, shown.people, await world.delivered()) == (5, 5, [])
    done = await remind_by_command(world.db, number, "2", LIMIT, world.now, dry_run=False)
    assert isinstance(done, Ordered)
    assert (done.homes, await world.delivered()) == (2, [1003, 1004])
    unknown = await refusal_of(remind_by_command(world.db, number, "77", LIMIT, world.now, dry_run=True))
    assert unknown.reason is Reason.UNKNOWN_BUILDING
    for nothing in (0, -1, 77, 2**40):
        refused = await refusal_of(remind_by_command(world.db, nothing, None, LIMIT, world.now, dry_run=False))
        assert refused.reason is Reason.UNKNOWN_CONSULTATION


async def test_a_helper_may_come_before_the_tick_that_opens(db: Database) -> None:
    world = await make_world(db, enrolled=False)
    world.now = builders.NOON
    assert (await world.preview(VOLUNTEER, 0)).part.asked == 3
    assert await db.read(lambda c: electorate.is_written(c, world.asked.id))


@contextmanager
def counting(connection: Connection) -> Iterator[list[str]]:
    """The statements that the database is asked meanwhile; a statement for many rows at once is one for each."""
    asked: list[str] = []

    def note(_c: object, _cursor: object, statement: str, rows: object, _context: object, many: bool) -> None:
        asked.extend([statement] * (len(rows) if many and isinstance(rows, list) else 1))

    event.listen(connection, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(connection, "before_cursor_execute", note)


async def test_planning_takes_as_few_statements_for_many_homes_as_for_one(world: World) -> None:
    def plan(connection: Connection) -> tuple[int, int]:
        homes = nudges.Homes(world.asked.id, [DISTRICT])
        span = Span(world.now, world.asked.closes_at)
        with counting(connection) as asked:
            told, _ = nudges.order(connection, homes, LIMIT, None, world.now, span)
            (mailing,) = outbox.due_mailings(connection, world.now, 1)
            made = letters.address(connection, mailing, world.now)
        assert made == told
        connection.execute(update(nudge).values(due_at=MORNING - 9 * EVERY))
        return told, len(asked)

    def settle(connection: Connection) -> None:
        homes = [builders.add_household(connection, world.community_id, f"9{i}", building="9") for i in range(60)]
        numbers = [builders.add_person(connection, 5000 + i) for i in range(60)]
        row = {"relation": "owner", "owner_confirmed": False, "verified_at": MORNING}
        ties = [{"person_id": who, "household_id": home} | row for who, home in zip(numbers, homes, strict=True)]
        connection.execute(insert(membership), ties)
        electorate.write_down(connection, world.asked, world.now)

    few = await world.db.write(plan)
    await world.db.write(settle)
    many = await world.db.write(plan)
    assert (few[0], many[0]) == (5, 65)
    assert few[1] == many[1]
