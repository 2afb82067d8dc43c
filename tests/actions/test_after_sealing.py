"""A press that was taken up a moment before the end, and is written a moment after, leaves nothing behind.

The clock of each press stands before the end; the consultation is settled and its answers are cut loose all the same.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select

from bot.actions.advance_consultations import advance_consultations
from bot.actions.cast_ballot import Press, cast_ballot
from bot.actions.enter_stack import enter_stack, one_sheet, plan_stack
from bot.actions.extend_consultation import extend_consultation
from bot.actions.fill_paper import start_entry, take_step
from bot.actions.questionnaire import open_form, press, type_in
from bot.actions.questionnaire_desk import Desk
from bot.actions.questionnaire_hand_in import hand_in, withdraw
from bot.actions.questionnaire_paper import start_sheet
from bot.actions.transact import Request
from bot.rules.consultation import Consultation, ResultsPolicy, Secrecy
from bot.rules.paper import Deed as PaperDeed
from bot.rules.questionnaire_form import OWN, Sheet
from bot.rules.questionnaire_steps import Deed
from bot.rules.refusals import Refusal
from bot.storage.database import Connection, Database
from bot.storage.models import (
    answer_draft,
    answering,
    ballot,
    ballot_history,
    grant,
    mark,
    paper_draft,
)
from tests import builders
from tests.builders import NOON, Village
from tests.questionnaires import SHORT, questionnaire

CLOSES = NOON + timedelta(days=7)
BEFORE, AFTER = CLOSES - timedelta(seconds=1), CLOSES + timedelta(seconds=1)
OWNER, HELPER = 1000, 3000
TABLES = (ballot, mark, ballot_history, answering, answer_draft, paper_draft)


class Late:
    """A card and a questionnaire, both anonymous, answered, ended and settled."""

    def __init__(self, db: Database, village: Village, card: Consultation, form: Consultation) -> None:
        self.db, self.village, self.card, self.form = db, village, card, form

    def request(self, who: int = OWNER) -> Request:
        return Request(9, who, BEFORE)

    def desk(self, who: int = OWNER) -> Desk:
        return Desk(self.request(who), message_id=7)

    @property
    def home(self) -> int:
        return self.village.homes[1]

    async def cast(self) -> object:
        return await cast_ballot(self.db, Press(self.request(), self.card.questions[0].id, 2))

    async def take_back(self) -> object:
        return await cast_ballot(self.db, Press(self.request(), self.card.questions[0].id, None))

    async def open(self) -> object:
        return await open_form(self.db, self.desk(), self.form.id, OWN)

    async def tap(self) -> object:
        return await press(self.db, self.desk(), self.form.questions[0].id, OWN, Deed.SET, 1)

    async def type(self) -> object:
        return await type_in(self.db, self.desk(), "1")

    async def hand_in(self) -> object:
        return await hand_in(self.db, self.desk(), self.form.id, OWN, 0)

    async def withdraw(self) -> object:
        return await withdraw(self.db, self.desk(), self.form.id, OWN)

    async def sheet(self) -> object:
        return await start_sheet(self.db, self.desk(HELPER), self.form.id, self.home)

    async def sheet_pressed(self) -> object:
        question = self.form.questions[0].id
        return await press(self.db, self.desk(HELPER), question, Sheet(self.home), Deed.SET, 1)

    async def paper(self) -> object:
        return await start_entry(self.db, self.request(HELPER), [HELPER], self.card.id, self.home)

    async def paper_step(self) -> object:
        key = (self.card.questions[0].id, self.home)
        return await take_step(self.db, self.request(HELPER), [HELPER], key, PaperDeed.CHOOSE, 1)

    async def stack(self) -> object:
        found = await plan_stack(self.db, self.card.id, BEFORE, one_sheet("1/1/102", [1]))
        await enter_stack(self.db, found, BEFORE)
        return found

    async def extend(self) -> object:
        return await extend_consultation(self.db, self.card.id, CLOSES + timedelta(days=1), "雪", BEFORE)


async def late(db: Database) -> Late:
    def make(connection: Connection) -> tuple[Village, Consultation, Consultation]:
        village = builders.add_village(connection)
        connection.execute(insert(grant), {"telegram_id": HELPER, "role": "staff", "granted_at": NOON})
        secret = {"results": ResultsPolicy.AFTER_CLOSE, "closes_at": CLOSES, "secrecy": Secrecy.ANONYMOUS}
        card, form = questionnaire(SHORT[0], **secret), questionnaire(*SHORT, **secret)  # type: ignore[arg-type]
        here = village.community_id
        return village, *(builders.add_consultation(connection, here, each) for each in (card, form))  # type: ignore[return-value]

    found = Late(db, *await db.write(make))
    await cast_ballot(db, Press(found.request(), found.card.questions[0].id, 1))
    await found.open()
    await found.tap()
    await found.paper()
    await found.sheet()
    await found.sheet_pressed()
    return found


async def left(db: Database) -> list[int]:
    return await db.read(lambda c: [c.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES])


_WAYS = [name for name in vars(Late) if not name.startswith("_") and name not in ("request", "desk", "home")]


@pytest.mark.parametrize("way", _WAYS)
async def test_nothing_is_written_after_the_answers_were_cut_loose(db: Database, way: str) -> None:
    here = await late(db)
    assert min(await left(db)) > 0
    await advance_consultations(db, AFTER)
    assert await left(db) == [0] * len(TABLES)
    attempt: Callable[[], Awaitable[object]] = getattr(here, way)
    with suppress(Refusal):
        await attempt()
    assert await left(db) == [0] * len(TABLES)
