"""Sheets become ballots: who may, for which homes, and what remains of it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection, select, update

from bot.actions.fill_paper import Sheet, put_away, resume
from bot.actions.list_paper import asked_homes, paper_menu
from bot.actions.record_paper import Done
from bot.rules.consultation import Regime, Scope
from bot.rules.paper import Deed, Step
from bot.rules.refusals import Reason
from bot.storage import electorate, grants
from bot.storage.database import Database
from bot.storage.models import audit, ballot_history, household, paper_draft, paper_entry
from tests import builders
from tests.actions.paper_office import ADMIN, HOUR, RESIDENT, STAFF, VOLUNTEER, office
from tests.actions.people_world import refusal_of
from tests.builders import NOON


async def test_a_sheet_is_the_homes_ballot_on_paper_and_the_audit_tells_who_but_not_what(db: Database) -> None:
    here = await office(db)
    done = await here.enters(VOLUNTEER, 0, 2)
    assert isinstance(done, Done)
    assert await here.counts() == ([0, 1, 0], {"chat": 0, "paper": 1})
    lines = await db.read(lambda c: c.execute(select(audit.c.actor, audit.c.verb, audit.c.subject)).all())
    subject = f"consultation={here.asked.id} household={here.homes[0]}"
    assert [tuple(line) for line in lines] == [(VOLUNTEER, "paper", subject)]
    entry = await db.read(lambda c: c.execute(select(paper_entry)).one())
    assert (entry.entered_by, entry.entered_as, entry.state) == (VOLUNTEER, "volunteer", "entered")


async def test_the_last_one_recorded_counts_whatever_its_channel_and_the_history_keeps_all(db: Database) -> None:
    here = await office(db)
    await here.presses(RESIDENT, 1)
    await here.enters(VOLUNTEER, 0, 1, HOUR / 4)
    assert await here.counts() == ([1, 0, 0], {"chat": 0, "paper": 1})
    await here.enters(STAFF, 0, 2, HOUR / 3)
    await here.presses(RESIDENT, 3, HOUR / 2)
    assert await here.counts() == ([0, 0, 1], {"chat": 1, "paper": 0})
    columns = (ballot_history.c.channel, ballot_history.c.choices, ballot_history.c.person_id.is_(None))
    rows = await db.read(lambda c: c.execute(select(*columns).order_by(ballot_history.c.id)).all())
    assert [(channel, choices, bool(nobody)) for channel, choices, nobody in rows] == [
        ("chat", "1", False),
        ("paper", "1", True),
        ("paper", "2", True),
        ("chat", "3", False),
    ]


async def test_an_answer_that_comes_while_the_sheet_is_read_is_asked_about_before_anything_is_recorded(
    db: Database,
) -> None:
    here = await office(db)
    await here.opens(VOLUNTEER, 0)
    await here.does(VOLUNTEER, 0, Deed.CHOOSE, 2)
    await here.presses(RESIDENT, 1, HOUR / 4)
    asked_again = await here.records(VOLUNTEER, 0, HOUR / 2)
    assert isinstance(asked_again, Sheet)
    assert asked_again.step is Step.REPLACE
    assert asked_again.case.standing is not None
    assert asked_again.case.standing.cast_at == NOON + HOUR / 4
    assert (await here.counts())[0] == [1, 0, 0]
    await here.does(VOLUNTEER, 0, Deed.REPLACE, later=HOUR / 2)
    await here.records(VOLUNTEER, 0, HOUR / 2)
    assert await here.counts() == ([0, 1, 0], {"chat": 0, "paper": 1})


async def test_a_second_confirmation_records_nothing_again(db: Database) -> None:
    here = await office(db)
    await here.enters(VOLUNTEER, 0, 2)
    assert (await refusal_of(here.records(VOLUNTEER, 0))).reason is Reason.PAPER_STALE
    rows = await db.read(lambda c: c.execute(select(ballot_history)).all())
    assert len(rows) == 1


async def test_a_button_of_another_sheet_answers_nothing(db: Database) -> None:
    here = await office(db)
    await here.opens(VOLUNTEER, 0)
    await here.opens(VOLUNTEER, 1)
    assert (await refusal_of(here.does(VOLUNTEER, 0, Deed.CHOOSE, 1))).reason is Reason.PAPER_STALE
    await put_away(db, here.request(VOLUNTEER), here.key(0))
    found = await resume(db, here.request(VOLUNTEER), (ADMIN,))
    assert found.case.home.household.id == here.homes[1]


async def test_a_sheet_half_read_waits_for_a_day_and_then_is_gone(db: Database) -> None:
    here = await office(db)
    await here.opens(VOLUNTEER, 0)
    await here.does(VOLUNTEER, 0, Deed.CHOOSE, 2)
    other = Database(db.url)
    found = await resume(other, here.request(VOLUNTEER, 23 * HOUR), (ADMIN,))
    await other.close()
    assert (found.step, found.draft.choices) == (Step.CONFIRM, frozenset({2}))
    late = resume(db, here.request(VOLUNTEER, 24 * HOUR), (ADMIN,))
    assert (await refusal_of(late)).reason is Reason.PAPER_STALE
    await here.opens(STAFF, 1, 25 * HOUR)
    left = await db.read(lambda c: c.execute(select(paper_draft.c.telegram_id)).scalars().all())
    assert left == [STAFF]


async def test_a_volunteer_enters_for_the_own_building_only(db: Database) -> None:
    here = await office(db)
    listed = await asked_homes(db, here.request(VOLUNTEER), (ADMIN,), here.asked.id)
    assert [home.household_id for home in listed.homes] == here.homes[:2]
    assert (await refusal_of(here.opens(VOLUNTEER, 2))).reason is Reason.NOT_ALLOWED
    assert (await refusal_of(here.opens(RESIDENT, 0))).reason is Reason.NOT_ALLOWED
    assert len((await asked_homes(db, here.request(STAFF), (ADMIN,), here.asked.id)).homes) == 4


async def test_a_role_taken_away_meanwhile_records_nothing(db: Database) -> None:
    here = await office(db)
    await here.opens(VOLUNTEER, 0)
    await here.does(VOLUNTEER, 0, Deed.CHOOSE, 2)
    await db.write(lambda connection: grants.remove_grants(connection, VOLUNTEER))
    assert (await refusal_of(here.records(VOLUNTEER, 0))).reason is Reason.NOT_ALLOWED
    assert (await here.counts())[0] == [0, 0, 0]


async def test_homes_that_are_not_asked_or_not_counted_have_no_sheet(db: Database) -> None:
    here = await office(db, builders.definition(scope=Scope("1")), enrolled=False)

    def uncount(connection: Connection) -> None:
        connection.execute(update(household).where(household.c.id == here.homes[1]).values(counted=False))
        electorate.write_down(connection, here.asked, NOON)

    await db.write(uncount)
    listed = await asked_homes(db, here.request(STAFF), (ADMIN,), here.asked.id)
    assert [(home.household_id, home.answered) for home in listed.homes] == [(here.homes[0], False)]
    for home in (1, 2):
        assert (await refusal_of(here.opens(STAFF, home))).reason is Reason.PAPER_NOT_ASKED


async def test_the_list_shows_who_has_answered_and_is_there_before_the_tick_that_opens(db: Database) -> None:
    here = await office(db, enrolled=False)
    listed = await asked_homes(db, here.request(STAFF), (ADMIN,), here.asked.id)
    assert [home.answered for home in listed.homes] == [False] * 4
    await here.presses(RESIDENT, 1)
    again = await asked_homes(db, here.request(STAFF), (ADMIN,), here.asked.id)
    assert {home.household_id for home in again.homes if home.answered} == {here.homes[0]}


async def test_an_owners_decision_is_for_staff_and_not_in_a_volunteers_menu(db: Database) -> None:
    here = await office(db, builders.definition(regime=Regime.OWNER_DECISION, options=("同意", "反对", "弃权")))
    assert (await paper_menu(db, here.request(VOLUNTEER), (ADMIN,))).consultations == ()
    assert (await refusal_of(here.opens(VOLUNTEER, 0))).reason is Reason.PAPER_ONLY_STAFF
    assert (await here.opens(STAFF, 0)).step is Step.IDENTITY
    await here.does(STAFF, 0, Deed.CHOOSE, 1)
    unasked = await here.records(STAFF, 0)
    assert isinstance(unasked, Sheet)
    assert unasked.step is Step.IDENTITY
    await here.does(STAFF, 0, Deed.IDENTITY)
    assert isinstance(await here.records(STAFF, 0), Done)
    assert (await here.counts())[0] == [1, 0, 0]


async def test_after_the_end_and_before_the_opening_nothing_is_taken(db: Database) -> None:
    here = await office(db)
    await here.opens(VOLUNTEER, 0)
    await here.does(VOLUNTEER, 0, Deed.CHOOSE, 2)
    week = timedelta(days=7)
    await db.write(lambda c: c.execute(update(paper_draft).values(started_at=NOON + week)))
    assert (await refusal_of(here.records(VOLUNTEER, 0, week))).reason is Reason.PAPER_CLOSED
    assert (await refusal_of(here.opens(STAFF, 0, -2 * HOUR))).reason is Reason.NOT_YET_OPEN
    assert (await paper_menu(db, here.request(STAFF, week), (ADMIN,))).consultations == ()
    assert (await here.counts())[0] == [0, 0, 0]
