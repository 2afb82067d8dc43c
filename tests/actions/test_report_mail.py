"""Reports that come by themselves: once, to whoever wants and may see them, and never late."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.actions.erase_person import erase_person
from bot.actions.letters import claim, due
from bot.actions.report_mail import KINDS, mail_of, mailed_report, plan_reports, set_mail
from bot.actions.subscribe import set_subscribed
from bot.rules.permissions import DISTRICT, Place, Role
from bot.rules.refusals import Reason, Refusal
from bot.rules.reminders import Hours
from bot.rules.report import ReportKind
from bot.rules.report_assessment import Weights
from bot.rules.report_mail import newest_mail
from bot.storage import grants, people, report_mail
from bot.storage.database import Database
from bot.storage.models import outbox
from bot.storage.outbox import Letter, Why
from tests.actions.meeting_world import ADMINS, SHANGHAI, STAFF, VOLUNTEER, make_village
from tests.actions.people_world import World
from tests.builders import NOON

WEEK, MONTH = ReportKind.WEEK, ReportKind.MONTH
MONDAY = datetime(2026, 12, 7, 9, tzinfo=SHANGHAI)
"""The first Monday after the first of December, a Tuesday."""


def move_to(world: World, instant: datetime) -> None:
    world.later = instant - NOON


async def wants(world: World, kind: ReportKind, who: int = STAFF, *, wanted: bool = True) -> None:
    await set_mail(world.db, world.request(who), ADMINS, kind, wanted=wanted)


async def planned(world: World, instant: datetime) -> int:
    move_to(world, instant)
    return await plan_reports(world.db, world.now)


async def letters(world: World) -> list[tuple[str, str, int]]:
    columns = (outbox.c.kind, outbox.c.state, outbox.c.chat_id)
    rows = await world.do(lambda c: c.execute(select(*columns).order_by(outbox.c.id)).all())
    return [tuple(row) for row in rows]


async def only_letter(world: World) -> Letter:
    [letter] = await due(world.db, world.now, 10)
    return letter


@pytest.mark.parametrize(
    ("now", "kind", "first", "last", "at"),
    [
        ("2026-12-07T09:00", WEEK, "2026-11-30", "2026-12-06", "2026-12-07T09:00"),
        ("2026-12-07T08:59", WEEK, "2026-11-23", "2026-11-29", "2026-11-30T09:00"),
        ("2026-12-13T23:00", WEEK, "2026-11-30", "2026-12-06", "2026-12-07T09:00"),
        ("2027-01-01T09:00", MONTH, "2026-12-01", "2026-12-31", "2027-01-01T09:00"),
        ("2027-01-01T08:00", MONTH, "2026-11-01", "2026-11-30", "2026-12-01T09:00"),
        ("2028-03-05T00:00", MONTH, "2028-02-01", "2028-02-29", "2028-03-01T09:00"),
    ],
)
def test_the_newest_report_is_the_one_whose_time_has_come(
    now: str, kind: ReportKind, first: str, last: str, at: str
) -> None:
    period, span = newest_mail(kind, datetime.fromisoformat(now).replace(tzinfo=SHANGHAI), Hours(SHANGHAI))
    assert (period.first.isoformat(), period.last.isoformat(), period.kind) == (first, last, kind)
    assert span.due_at == datetime.fromisoformat(at).replace(tzinfo=SHANGHAI)
    assert span.useful_until - span.due_at == timedelta(days=3)


async def test_a_bulletin_is_planned_once_a_week_however_often_it_is_looked_at(db: Database) -> None:
    world = await make_village(db)
    await wants(world, WEEK)
    assert await planned(world, MONDAY - timedelta(minutes=1)) == 0
    assert [await planned(world, MONDAY + timedelta(hours=hours)) for hours in (0, 1, 30)] == [1, 0, 0]
    assert await letters(world) == [("report_week", "planned", STAFF)]
    assert await planned(world, MONDAY + timedelta(days=7)) == 1


async def test_a_clock_set_back_and_forth_sends_nothing_twice(db: Database) -> None:
    world = await make_village(db)
    await wants(world, WEEK)
    await planned(world, MONDAY)
    await planned(world, MONDAY + timedelta(days=7))
    await planned(world, MONDAY + timedelta(hours=1))
    await planned(world, MONDAY + timedelta(days=7, hours=1))
    assert len(await letters(world)) == 2


async def test_a_bot_that_slept_for_days_sends_only_what_is_still_of_use(db: Database) -> None:
    world = await make_village(db)
    await wants(world, WEEK)
    assert await planned(world, MONDAY + timedelta(days=3)) == 0
    assert await planned(world, MONDAY + timedelta(days=9, hours=23)) == 1
    letter = await only_letter(world)
    late = world.now + timedelta(hours=1)
    assert await world.do(lambda c: claim(c, letter, late)) is None
    assert await why(world) == Why.TOO_LATE


async def why(world: World) -> str | None:
    return await world.do(lambda c: c.scalar(select(outbox.c.why)))


async def test_whoever_asks_after_the_hour_waits_for_the_next_one(db: Database) -> None:
    world = await make_village(db)
    move_to(world, MONDAY + timedelta(hours=1))
    await wants(world, WEEK)
    assert await planned(world, MONDAY + timedelta(hours=2)) == 0
    assert await planned(world, MONDAY + timedelta(days=7)) == 1


async def test_who_wants_no_more_gets_no_more_even_what_was_planned(db: Database) -> None:
    world = await make_village(db)
    for _ in range(2):
        await wants(world, WEEK)
        await wants(world, MONTH)
    assert await mail_of(db, STAFF) == {WEEK, MONTH}
    await planned(world, MONDAY)
    letter = await only_letter(world)
    for _ in range(2):
        await wants(world, WEEK, wanted=False)
    assert await mail_of(db, STAFF) == {MONTH}
    assert await world.do(lambda c: claim(c, letter, world.now)) is None
    assert await why(world) == Why.UNSUBSCRIBED
    assert await planned(world, MONDAY + timedelta(days=7)) == 0


async def test_a_letter_reaches_staff_who_are_no_residents_but_nobody_who_said_stop(db: Database) -> None:
    world = await make_village(db)
    await wants(world, WEEK)
    await planned(world, MONDAY)
    letter = await only_letter(world)
    assert await world.do(lambda c: claim(c, letter, world.now)) is not None
    await planned(world, MONDAY + timedelta(days=7))
    await world.do(lambda c: people.ensure_person(c, STAFF))
    await set_subscribed(db, world.request(STAFF), False)
    again = await newest_letter(world)
    assert await world.do(lambda c: claim(c, again, world.now)) is None
    await wants(world, WEEK)
    assert await world.do(lambda c: claim(c, again, world.now)) is None
    await planned(world, MONDAY + timedelta(days=14))
    wanted_again = await newest_letter(world)
    assert await world.do(lambda c: claim(c, wanted_again, world.now)) is not None


async def newest_letter(world: World) -> Letter:
    return (await due(world.db, world.now, 10))[-1]


async def test_it_is_about_what_its_reader_serves_when_it_is_written(db: Database) -> None:
    world = await make_village(db)
    await wants(world, MONTH)
    await planned(world, datetime(2027, 1, 1, 9, tzinfo=SHANGHAI))
    letter = await only_letter(world)

    async def written() -> int | None:
        made = await mailed_report(db, letter, ADMINS, world.now, SHANGHAI, Weights())
        return None if made is None else len(made.communities)

    assert await written() == 2
    await world.do(lambda c: grants.remove_grants(c, STAFF))
    assert await written() is None
    await world.serves(STAFF, Role.STAFF, Place(community_id=world.community_id))
    assert await written() == 1
    await world.serves(STAFF, Role.STAFF, DISTRICT)
    assert await written() == 2


async def test_a_volunteer_cannot_ask_and_who_is_forgotten_gets_nothing(db: Database) -> None:
    world = await make_village(db)
    with pytest.raises(Refusal) as refused:
        await wants(world, WEEK, VOLUNTEER)
    assert refused.value.reason is Reason.NOT_ALLOWED
    await wants(world, WEEK, VOLUNTEER, wanted=False)
    await wants(world, WEEK)
    await erase_person(db, world.request(STAFF))
    assert await mail_of(db, STAFF) == frozenset()


def test_letters_and_reports_name_each_other() -> None:
    assert {report_mail.kind_of(letter): letter for letter in KINDS.values()} == KINDS
    assert report_mail.kind_of("reminder") is None
