"""Every sheet is read by two: nobody checks an own entry, and what differs is settled by a look at the sheet."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from bot.actions.fill_paper import start_check
from bot.actions.list_paper import check_list, paper_menu
from bot.actions.record_paper import Done
from bot.rules.paper import Deed, PaperState
from bot.rules.refusals import Reason
from bot.storage.database import Database
from bot.storage.models import audit, paper_entry
from tests.actions.paper_office import ADMIN, COLLEAGUE, HOUR, RESIDENT, STAFF, VOLUNTEER, office
from tests.actions.people_world import refusal_of
from tests.builders import NOON


async def test_a_second_reading_that_agrees_checks_the_entry(db: Database) -> None:
    here = await office(db)
    await here.enters(VOLUNTEER, 0, 2)
    assert (await paper_menu(db, here.request(STAFF), (ADMIN,))).to_check == 1
    done = await here.checks(STAFF, 0, 2)
    assert isinstance(done, Done)
    assert done.state is PaperState.CHECKED
    assert (await paper_menu(db, here.request(STAFF), (ADMIN,))).to_check == 0
    verbs = await db.read(lambda c: c.execute(select(audit.c.actor, audit.c.verb).order_by(audit.c.id)).all())
    assert [tuple(verb) for verb in verbs] == [(VOLUNTEER, "paper"), (STAFF, "paper_checked")]


async def test_a_second_reading_that_differs_is_a_conflict_and_the_first_stands_until_it_is_settled(
    db: Database,
) -> None:
    here = await office(db)
    await here.enters(VOLUNTEER, 0, 2)
    differs = await here.checks(STAFF, 0, 3)
    assert isinstance(differs, Done)
    assert (differs.state, differs.sheet.first) == (PaperState.CONFLICT, None)
    assert (await here.counts())[0] == [0, 1, 0]
    settled = await here.checks(COLLEAGUE, 0, 3)
    assert isinstance(settled, Done)
    assert (settled.state, settled.sheet.first) == (PaperState.CHECKED, frozenset({2}))
    assert await here.counts() == ([0, 0, 1], {"chat": 0, "paper": 1})


async def test_nobody_checks_an_own_entry(db: Database) -> None:
    here = await office(db)
    await here.enters(STAFF, 0, 2)
    entry = (await check_list(db, here.request(COLLEAGUE), (ADMIN,), 0)).entries[0].entry
    assert (await check_list(db, here.request(STAFF), (ADMIN,), 0)).entries == ()
    own = start_check(db, here.request(STAFF), (ADMIN,), entry.id)
    assert (await refusal_of(own)).reason is Reason.PAPER_OWN_ENTRY
    forged = update(paper_entry).values(state="checked", checked_by=STAFF, checked_at=NOON)
    with pytest.raises(IntegrityError):
        await db.write(lambda connection: connection.execute(forged))


async def test_volunteers_check_nothing(db: Database) -> None:
    here = await office(db)
    await here.enters(STAFF, 0, 2)
    entry = (await check_list(db, here.request(COLLEAGUE), (ADMIN,), 0)).entries[0].entry
    assert (await paper_menu(db, here.request(VOLUNTEER), (ADMIN,))).to_check is None
    for asking in (
        check_list(db, here.request(VOLUNTEER), (ADMIN,), 0),
        start_check(db, here.request(VOLUNTEER), (ADMIN,), entry.id),
    ):
        assert (await refusal_of(asking)).reason is Reason.NOT_ALLOWED


async def test_an_answer_by_phone_after_the_sheet_leaves_nothing_to_check(db: Database) -> None:
    here = await office(db)
    await here.enters(VOLUNTEER, 0, 2)
    entry = (await check_list(db, here.request(STAFF), (ADMIN,), 0)).entries[0].entry
    await start_check(db, here.request(STAFF), (ADMIN,), entry.id)
    await here.presses(RESIDENT, 1, HOUR / 4)
    assert (await refusal_of(here.does(STAFF, 0, Deed.CHOOSE, 2))).reason is Reason.PAPER_STALE
    assert (await check_list(db, here.request(STAFF), (ADMIN,), 0)).entries == ()
    assert (await here.counts())[0] == [1, 0, 0]
