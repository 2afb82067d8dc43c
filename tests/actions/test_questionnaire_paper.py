"""Sheets of questionnaires: read by a helper through the same screens, read again by a second person."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import Connection, select

from bot.actions.list_paper import asked_homes, check_list, paper_menu
from bot.actions.questionnaire import open_form, press, type_in
from bot.actions.questionnaire_desk import Desk
from bot.actions.questionnaire_hand_in import HandIn, hand_in, keep_standing, withdraw
from bot.actions.questionnaire_paper import SheetDone, put_sheet_away, record_sheet, start_sheet, start_sheet_check
from bot.actions.transact import Request
from bot.rules.answers import Answer, chosen
from bot.rules.consultation import Consultation
from bot.rules.paper import PaperState
from bot.rules.permissions import Grant, Place, Role
from bot.rules.questionnaire_form import OWN, Sheet, seal_of
from bot.rules.questionnaire_steps import Deed
from bot.rules.refusals import Reason, Refusal
from bot.storage import ballots, grants
from bot.storage.database import Database
from bot.storage.models import audit, ballot, ballot_history
from tests import builders
from tests.builders import NOON, Village
from tests.questionnaires import SHORT, questionnaire

VOLUNTEER, STAFF, OTHER = 501, 502, 503
_updates = count(1)


class Office:
    """A village, a questionnaire, a volunteer and two of the staff."""

    def __init__(self, db: Database, village: Village, asked: Consultation) -> None:
        self.db, self.village, self.asked, self.now = db, village, asked, NOON

    def desk(self, who: int = VOLUNTEER) -> Desk:
        """Somebody presses, a second later."""
        self.now += timedelta(seconds=1)
        return Desk(Request(next(_updates), who, self.now), message_id=9)

    def sheet(self, home: int = 0, *, check: bool = False) -> Sheet:
        """The sheet of a home."""
        return Sheet(self.village.homes[home], check=check)

    async def read(self, sheet: Sheet, level: int, who: int = VOLUNTEER) -> None:
        """The three questions of a sheet in hand."""
        for position, option in ((0, 1), (1, level)):
            await press(self.db, self.desk(who), self.asked.questions[position].id, sheet, Deed.SET, option)
        await press(self.db, self.desk(who), self.asked.questions[2].id, sheet, Deed.SKIP)

    async def entered(self, level: int = 2, who: int = VOLUNTEER) -> SheetDone | HandIn:
        """The first home's sheet from the door to the end."""
        assert await start_sheet(self.db, self.desk(who), self.asked.id, self.village.homes[0])
        await self.read(self.sheet(), level, who)
        return await record_sheet(self.db, self.desk(who), self.asked.id, self.sheet(), 0)

    async def checked(self, level: int, who: int = STAFF) -> SheetDone | HandIn:
        """Somebody reads the sheet again."""
        entry = (await check_list(self.db, self.desk(who).request, (), 0)).entries[0].entry
        assert await start_sheet_check(self.db, self.desk(who), entry.id)
        await self.read(self.sheet(check=True), level, who)
        return await record_sheet(self.db, self.desk(who), self.asked.id, self.sheet(check=True), 0)

    async def said(self) -> dict[int, Answer]:
        """What the first home's ballots say."""
        home = self.village.homes[0]
        return await self.db.read(lambda c: ballots.load_answers(c, self.asked.questions, home))

    async def waiting(self, who: int = STAFF) -> int | None:
        """How many entries somebody could check."""
        return (await paper_menu(self.db, self.desk(who).request, ())).to_check


@pytest.fixture
async def office(db: Database) -> Office:
    """Everybody at their place."""

    def make(connection: Connection) -> tuple[Village, Consultation]:
        made = builders.add_village(connection)
        for who, role in ((VOLUNTEER, Role.VOLUNTEER), (STAFF, Role.STAFF), (OTHER, Role.STAFF)):
            place = Place(community_id=made.community_id, building="1" if role is Role.VOLUNTEER else None)
            grants.add_grant(connection, who, Grant(role, place), NOON)
        return made, builders.add_consultation(connection, made.community_id, questionnaire(*SHORT))

    return Office(db, *await db.write(make))


async def test_a_sheet_becomes_the_home_s_ballots_on_paper(office: Office) -> None:
    done = await office.entered()
    assert isinstance(done, SheetDone)
    assert done.state is PaperState.ENTERED
    assert await office.said() == {1: chosen(1), 2: chosen(2)}
    channels = await office.db.read(lambda c: set(c.scalars(select(ballot.c.channel))))
    people = await office.db.read(lambda c: set(c.scalars(select(ballot_history.c.person_id))))
    assert (channels, people) == ({"paper"}, {None})
    lines = await office.db.read(lambda c: c.execute(select(audit.c.actor, audit.c.subject)).all())
    assert [tuple(line) for line in lines] == [
        (VOLUNTEER, f"consultation={office.asked.id} household={office.village.homes[0]}")
    ]
    homes = await asked_homes(office.db, office.desk().request, (), office.asked.id)
    assert [home.answered for home in homes.homes] == [True, False, False]
    assert (await paper_menu(office.db, office.desk().request, ())).sheets == ()


async def test_what_was_left_blank_on_paper_is_left_blank(office: Office) -> None:
    await start_sheet(office.db, office.desk(), office.asked.id, office.village.homes[0])
    for position in (0, 2):
        await press(office.db, office.desk(), office.asked.questions[position].id, office.sheet(), Deed.SKIP)
    await press(office.db, office.desk(), office.asked.questions[1].id, office.sheet(), Deed.SET, 4)
    done = await record_sheet(office.db, office.desk(), office.asked.id, office.sheet(), 0)
    assert isinstance(done, SheetDone)
    assert await office.said() == {2: chosen(4)}
    assert await office.waiting() == 1


async def test_a_home_that_has_answered_is_asked_about_before_paper_replaces_it(office: Office) -> None:
    for position, option in ((0, 3), (1, 5)):
        await press(office.db, office.desk(1000), office.asked.questions[position].id, OWN, Deed.SET, option)
    await press(office.db, office.desk(1000), office.asked.questions[2].id, OWN, Deed.SKIP)
    await hand_in(office.db, office.desk(1000), office.asked.id, OWN, 0)
    outcome = await office.entered()
    assert isinstance(outcome, HandIn)
    assert outcome.asks
    assert (await office.said())[2] == chosen(5)
    seen = seal_of(outcome.form.standing)
    assert isinstance(await record_sheet(office.db, office.desk(), office.asked.id, office.sheet(), seen), SheetDone)
    assert (await office.said())[2] == chosen(2)
    mine = await open_form(office.db, office.desk(1000), office.asked.id, OWN)
    assert mine.answers[2] == chosen(2)


async def test_the_second_reading_agrees(office: Office) -> None:
    await office.entered()
    assert (await office.waiting(), await office.waiting(VOLUNTEER)) == (1, None)
    done = await office.checked(2)
    assert isinstance(done, SheetDone)
    assert done.state is PaperState.CHECKED
    assert await office.waiting() == 0


async def test_a_second_reading_that_differs_is_settled_by_a_third(office: Office) -> None:
    await office.entered(2)
    done = await office.checked(5)
    assert isinstance(done, SheetDone)
    assert done.state is PaperState.CONFLICT
    assert (await office.said())[2] == chosen(2)
    entry = (await check_list(office.db, office.desk(OTHER).request, (), 0)).entries[0].entry
    form = await start_sheet_check(office.db, office.desk(OTHER), entry.id)
    assert form is not None
    assert form.conflict
    settled = await office.checked(5, OTHER)
    assert isinstance(settled, SheetDone)
    assert settled.state is PaperState.CHECKED
    assert (await office.said())[2] == chosen(5)


async def test_nobody_checks_an_own_entry(office: Office) -> None:
    await office.entered(who=STAFF)
    assert await office.waiting(STAFF) == 0
    with pytest.raises(Refusal) as refused:
        await open_form(office.db, office.desk(STAFF), office.asked.id, office.sheet(check=True))
    assert refused.value.reason is Reason.PAPER_OWN_ENTRY


async def test_an_answer_by_phone_after_the_sheet_leaves_nothing_to_check(office: Office) -> None:
    await office.entered()
    await open_form(office.db, office.desk(1000), office.asked.id, OWN)
    await press(office.db, office.desk(1000), office.asked.questions[1].id, OWN, Deed.SET, 6)
    await hand_in(office.db, office.desk(1000), office.asked.id, OWN, 0)
    assert await office.waiting() == 0
    with pytest.raises(Refusal) as refused:
        await open_form(office.db, office.desk(STAFF), office.asked.id, office.sheet(check=True))
    assert refused.value.reason is Reason.PAPER_STALE


async def test_a_sheet_half_read_waits_in_the_menu_until_it_is_put_away(office: Office) -> None:
    await start_sheet(office.db, office.desk(), office.asked.id, office.village.homes[1])
    await type_in(office.db, office.desk(), "2")
    assert (await paper_menu(office.db, office.desk().request, ())).sheets == ((office.asked.id, office.sheet(1)),)
    again = await start_sheet(office.db, office.desk(), office.asked.id, office.village.homes[1])
    assert again is not None
    assert again.answers == {1: chosen(2)}
    await put_sheet_away(office.db, office.desk(), office.asked.id, office.sheet(1))
    assert (await paper_menu(office.db, office.desk().request, ())).sheets == ()


async def test_a_reading_left_for_a_day_begins_anew(office: Office) -> None:
    await start_sheet(office.db, office.desk(), office.asked.id, office.village.homes[1])
    await type_in(office.db, office.desk(), "2")
    office.now += timedelta(days=1)
    again = await start_sheet(office.db, office.desk(), office.asked.id, office.village.homes[1])
    assert again is not None
    assert again.answers == {}


async def test_a_helper_neither_sees_nor_takes_back_what_a_home_has_answered(office: Office) -> None:
    await office.entered()
    for deed in (keep_standing, withdraw):
        with pytest.raises(Refusal) as refused:
            await deed(office.db, office.desk(), office.asked.id, office.sheet())
        assert refused.value.reason is Reason.PAPER_STALE
    form = await start_sheet(office.db, office.desk(), office.asked.id, office.village.homes[0])
    assert form is not None
    assert form.answers == {}


async def test_whoever_serves_nowhere_enters_no_sheet(office: Office) -> None:
    with pytest.raises(Refusal) as refused:
        await start_sheet(office.db, office.desk(1001), office.asked.id, office.village.homes[0])
    assert refused.value.reason is Reason.NOT_ALLOWED
