"""A village, a questionnaire, and people who answer it through the actions."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

from sqlalchemy import Connection

from bot.actions.questionnaire import Ended, Typed, open_form, press, type_in
from bot.actions.questionnaire_desk import Desk
from bot.actions.questionnaire_hand_in import HandIn, hand_in
from bot.actions.transact import Request
from bot.rules.answers import Answer
from bot.rules.consultation import Consultation, Question
from bot.rules.questionnaire_form import OWN, Form
from bot.rules.questionnaire_steps import Deed
from bot.storage import ballots
from bot.storage.database import Database
from tests import builders
from tests.builders import NOON, Village
from tests.questionnaires import questionnaire

_updates = count(1)
_SECOND = timedelta(seconds=1)


class World:
    """A village, a questionnaire, and people who answer it."""

    def __init__(self, db: Database, village: Village, asked: Consultation) -> None:
        self.db, self.village, self.asked = db, village, asked
        self.now = NOON

    def desk(self, who: int = 1000) -> Desk:
        """Somebody presses; time goes on by a second."""
        self.now += _SECOND
        return Desk(Request(next(_updates), who, self.now), message_id=7)

    async def open(self, who: int = 1000) -> Form:
        """The link."""
        return await open_form(self.db, self.desk(who), self.asked.id, OWN)

    async def press(
        self, number: int, option: int = 0, deed: Deed = Deed.SET, *, value: int = 0, who: int = 1000
    ) -> Form:
        """A button of the question with this number."""
        question = next(each for each in self.asked.questions if each.number == number)
        return await press(self.db, self.desk(who), question.id, OWN, deed, option, value)

    async def type(self, text: str | None, who: int = 1000) -> Typed | Ended | None:
        """Typed words."""
        return await type_in(self.db, self.desk(who), text)

    async def hand_in(self, who: int = 1000, seen: int = 0) -> HandIn:
        """Hand in."""
        return await hand_in(self.db, self.desk(who), self.asked.id, OWN, seen)

    async def said(self, home: int = 0) -> dict[int, Answer]:
        """What the ballots of a home say."""
        found = self.village.homes[home]
        return await self.db.read(lambda c: ballots.load_answers(c, self.asked.questions, found))


async def world(db: Database, *questions: Question, **wanted: object) -> World:
    """Three homes and an open questionnaire."""

    def make(connection: Connection) -> tuple[Village, Consultation]:
        made = builders.add_village(connection)
        return made, builders.add_consultation(
            connection,
            made.community_id,
            questionnaire(*questions, **wanted),  # type: ignore[arg-type]
        )

    return World(db, *await db.write(make))


async def whole(here: World, who: int = 1000, level: int = 2) -> None:
    """All of the short questionnaire is answered."""
    await here.press(1, 1, who=who)
    await here.press(2, level, who=who)
    await here.press(3, deed=Deed.SKIP, who=who)
