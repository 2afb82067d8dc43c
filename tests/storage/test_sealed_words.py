"""Free words of anonymous answers: who took part is known, so words of too few homes would have a home to them."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, select, update

from bot.actions.advance_consultations import advance_consultations
from bot.actions.export_consultation import export_consultation
from bot.rules.answers import Answer, chosen
from bot.rules.consultation import Consultation, Question, QuestionType
from bot.rules.tally_details import Words
from bot.storage.ballots import Change, store
from bot.storage.database import Database
from bot.storage.models import electorate, sealed_words
from tests.reports.survey_world import ask
from tests.reports.tally_world import AFTER, DURING, Flat, add_community

CHOICE = Question(0, 1, "您家选哪个？", QuestionType.SINGLE, ("甲", "乙"))


def text(*, sensitive: bool = False) -> Question:
    return Question(0, 2, "还有什么话？", QuestionType.TEXT, (), required=False, sensitive=sensitive)


def answered(connection: Connection, homes: int, words: int, question: Question) -> tuple[Consultation, list[int]]:
    """So many homes took part, and the first of them wrote something."""
    community, flats = add_community(connection, "JX01", [Flat(str(number)) for number in range(homes)])
    item = ask(connection, community, [CHOICE, question], secrecy="anonymous", results="after_close")
    single, said = item.questions
    for place, home in enumerate(flats.values()):
        changes = [Change(item.id, single.id, single.type, home, chosen(1), None, "chat", None)]
        if place < words:
            line = Answer(words=f"第 {place} 句")
            changes.append(Change(item.id, said.id, said.type, home, line, None, "chat", None))
        store(connection, changes, DURING)
    return item, list(flats.values())


async def words_left(db: Database, item: Consultation) -> tuple[int, tuple[str, ...], list[str]]:
    """How many homes wrote, the words that staff get, and what the table holds."""
    await advance_consultations(db, AFTER)
    export = await export_consultation(db, item.id, AFTER)
    question = export.tally.questions[1]
    assert isinstance(question.detail, Words)
    rows = await db.read(lambda connection: list(connection.scalars(select(sealed_words.c.words))))
    return question.answered, question.detail.words, rows


async def test_words_of_a_handful_of_homes_are_counted_and_thrown_away(db: Database) -> None:
    item, _homes = await db.write(lambda connection: answered(connection, 4, 1, text()))
    assert await words_left(db, item) == (1, (), [""])


async def test_words_among_enough_homes_are_kept(db: Database) -> None:
    item, _homes = await db.write(lambda connection: answered(connection, 5, 2, text()))
    count, words, rows = await words_left(db, item)
    assert (count, sorted(words), sorted(rows)) == (2, ["第 0 句", "第 1 句"], ["第 0 句", "第 1 句"])


@pytest.mark.parametrize(("homes", "kept"), [(9, 0), (10, 9)])
async def test_words_to_a_sensitive_question_need_ten_homes(db: Database, homes: int, kept: int) -> None:
    item, _homes = await db.write(lambda connection: answered(connection, homes, 9, text(sensitive=True)))
    count, words, _rows = await words_left(db, item)
    assert (count, len(words)) == (9, kept)


async def test_words_of_a_home_that_no_longer_counts_are_not_among_them(db: Database) -> None:
    def begin(connection: Connection) -> Consultation:
        item, homes = answered(connection, 8, 3, text())
        gone = electorate.c.household_id == homes[0]
        connection.execute(update(electorate).where(gone).values(counted=False))
        return item

    item = await db.write(begin)
    count, words, _rows = await words_left(db, item)
    assert (count, sorted(words)) == (2, ["第 1 句", "第 2 句"])
