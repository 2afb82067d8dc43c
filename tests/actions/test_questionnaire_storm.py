"""Two phones of a home, an owner of two, forged buttons and wild words at random: what counts always fits together."""

from __future__ import annotations

from contextlib import suppress
from random import Random

import pytest

from bot.actions.questionnaire import press, show_question, show_summary, type_in
from bot.actions.questionnaire_hand_in import HandIn, hand_in, keep_standing, withdraw
from bot.rules.answers import SKIPPED, checked
from bot.rules.consultation import QuestionType
from bot.rules.questionnaire import is_whole, kept
from bot.rules.questionnaire_form import OWN, seal_of
from bot.rules.questionnaire_steps import Deed
from bot.rules.refusals import Refusal
from bot.storage import answering
from bot.storage.database import Connection, Database
from tests import builders
from tests.actions.questionnaire_world import World, world

STEPS = 80
LARGEST = 2**31 - 1
WORDS = (
    "1",
    "2",
    "第二个",
    "1和3",
    "1 2 3",
    "同意",
    "一百块",
    "100",
    "不知道",
    "跳过",
    "上一题",
    "选好了",
    "交",
    "😀",
    "",
)
DEEDS = tuple(Deed)


class Storm:
    """People who press, type and hand in whatever comes to hand."""

    def __init__(self, here: World, random: Random, people: tuple[int, ...], foreign: int) -> None:
        self.here, self.random, self.people, self.foreign = here, random, people, foreign
        self.handed_in = 0

    async def step(self) -> None:
        """Anything at all; only a refusal may come of it."""
        random, who = self.random, self.random.choice(self.people)
        number = self.here.asked.id
        with suppress(Refusal):
            match random.choice("ppppppppttsrrhhkwz"):
                case "p":
                    await self.press(who)
                case "t":
                    await type_in(self.here.db, self.here.desk(who), random.choice((*WORDS, None)))
                case "s":
                    await show_question(self.here.db, self.here.desk(who), self.some_question(), OWN)
                case "r":
                    await self.answer_the_rest(who)
                case "h":
                    await self.hand_in(who)
                case "k":
                    await keep_standing(self.here.db, self.here.desk(who), number, OWN)
                case "w" if random.random() < 0.2:
                    await withdraw(self.here.db, self.here.desk(who), number, OWN)
                case _:
                    await show_summary(self.here.db, self.here.desk(who), number, OWN)

    def some_question(self) -> int:
        """Most often one of the questionnaire's own."""
        own = [question.id for question in self.here.asked.questions]
        return self.random.choice([*own * 3, self.foreign, 0, LARGEST])

    async def press(self, who: int) -> None:
        """A button as it was drawn, or one that nobody ever drew."""
        random = self.random
        deed = random.choice([Deed.SET] * 4 + [Deed.DONE] * 4 + list(DEEDS))
        option = random.choice([1, 1, 2, 2, 3, 4, 5, 0, 6, 99, LARGEST])
        value = random.choice([0, 1, 2, 5, 6, LARGEST])
        question = self.some_question()
        draft = await self.here.db.read(lambda c: answering.find(c, who, self.here.asked.id, OWN))
        if draft is not None and draft.place and random.random() < 0.7:
            question = self.here.asked.questions[abs(draft.place) - 1].id
        await press(self.here.db, self.here.desk(who), question, OWN, deed, option, value)

    async def answer_the_rest(self, who: int) -> None:
        """Every question that is still open is answered as it is meant to be."""
        db, number = self.here.db, self.here.asked.id
        for _ in self.here.asked.questions:
            form = await show_summary(db, self.here.desk(who), number, OWN)
            if form.question is None:
                return
            asked, option = form.question.id, self.random.choice([1, 2, 3])
            if form.question.type is QuestionType.TEXT:
                await type_in(db, self.here.desk(who), "没有别的")
                continue
            for deed in (Deed.SET, Deed.DONE, Deed.MOST):
                with suppress(Refusal):
                    await press(db, self.here.desk(who), asked, OWN, deed, option)

    async def hand_in(self, who: int) -> None:
        """Somebody who is asked whether to replace an answer agrees."""
        found = await self.attempt(who, 0)
        if found.asks:
            found = await self.attempt(who, seal_of(found.form.standing))
        assert not found.asks
        self.handed_in += not found.open_question

    async def attempt(self, who: int, seen: int) -> HandIn:
        return await hand_in(self.here.db, self.here.desk(who), self.here.asked.id, OWN, seen)

    async def check(self) -> None:
        """Ballots are whole and hold nothing that was not asked; drafts hold nothing that could not be an answer."""
        questions = self.here.asked.questions
        by_number = {question.number: question for question in questions}
        for home in range(len(self.here.village.homes)):
            said = await self.here.said(home)
            assert kept(questions, said) == said
            assert {number: checked(by_number[number], each) for number, each in said.items()} == said
            skipped = {each.number: SKIPPED for each in questions if not each.required and each.number not in said}
            assert not said or is_whole(questions, {**said, **skipped})
        for who in self.people:
            draft = await self.here.db.read(lambda c, who=who: answering.find(c, who, self.here.asked.id, OWN))  # type: ignore[misc]
            for number, each in (draft.answers if draft is not None else {}).items():
                assert checked(by_number[number], each) == each


def another_phone(connection: Connection, here: World) -> int:
    """A second phone of the first home, which has the second home too."""
    person = builders.add_person(connection, 2000)
    for home in here.village.homes[:2]:
        builders.add_member(connection, person, home, "family")
    return 2000


@pytest.mark.parametrize("seed", range(2))
async def test_whatever_people_press_what_counts_fits_together(db: Database, seed: int) -> None:
    here, other = await world(db), await world_beside(db)
    second = await db.write(lambda connection: another_phone(connection, here))
    storm = Storm(here, Random(seed), (1000, 1001, second), other)
    for at in range(STEPS):
        await storm.step()
        if at % 10 == 9:
            await storm.check()
    await storm.check()
    assert storm.handed_in > 0


async def world_beside(db: Database) -> int:
    """The id of a question of another consultation, in another community."""

    def make(connection: Connection) -> int:
        community = builders.add_community(connection, "CF02", "春风里")
        return builders.add_consultation(connection, community, builders.definition()).questions[0].id

    return await db.write(make)
