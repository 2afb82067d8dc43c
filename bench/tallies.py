"""Counting a questionnaire that a whole district has answered: 300,000 homes in 297 communities, 20 questions.

The yardstick is the bare statement that counts homes by community and option; ours also adds up owners and areas and
counts the homes that answered.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from sqlalchemy import Connection, Engine, select, text

from bench.figures import Figure, at_most, figure, ratio
from bench.town import OPTIONS, Size, build
from bot.actions.tally_consultation import tally_consultation
from bot.rules.consultation import Answerers, Question, QuestionType, Regime, ResultsPolicy, Scope
from bot.rules.definition import Definition
from bot.storage import consultations, electorate
from bot.storage.database import Database
from bot.storage.engines import writer_engine
from bot.storage.models import community
from bot.storage.tallies_by_community import by_community

T = TypeVar("T")
QUESTIONS = 20
_BARE = text(
    "SELECT q.consultation_id, m.option_number, count(*) FROM question q"
    " JOIN mark m ON m.question_id = q.id"
    " JOIN electorate e ON e.consultation_id = q.consultation_id AND e.household_id = m.household_id"
    " WHERE q.number = :number AND e.counted GROUP BY q.consultation_id, m.option_number"
)
_BALLOTS = (
    "INSERT INTO ballot (question_id, household_id, consultation_id, channel, cast_at)"
    " SELECT q.id, e.household_id, q.consultation_id, 'chat', c.opens_at FROM question q"
    " JOIN consultation c ON c.id = q.consultation_id JOIN electorate e ON e.consultation_id = q.consultation_id"
    " ORDER BY q.id, e.household_id"
)
_MARKS = (
    "INSERT INTO mark (question_id, household_id, slot, option_number)"
    f" SELECT question_id, household_id, 0, (household_id * 7 + question_id) % {len(OPTIONS)} + 1 FROM ballot"
    " ORDER BY question_id, household_id"
)
_FOREIGN_KEYS_OFF = {"sqlite": "PRAGMA foreign_keys=OFF", "postgresql": "SET session_replication_role = replica"}


@dataclass(frozen=True, slots=True)
class Counting:
    """Seconds for the bare statement, for one question by community, and for one community's whole questionnaire."""

    bare: float
    ours: float
    whole: float


def fill(url: str, homes: int) -> list[int]:
    """A district whose homes have all answered everything, as numbers of its consultations."""
    build(url, Size(homes, homes // 297, 1))
    engine = writer_engine(url)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(_FOREIGN_KEYS_OFF[connection.dialect.name])  # the rows are made to fit
            connection.rollback()
            with connection.begin():
                return _fill(connection)
    finally:
        engine.dispose()


def _fill(connection: Connection) -> list[int]:
    """The database writes the rows itself, in the order of their keys: 12 million take some minutes."""
    now = datetime.now(UTC)
    numbers = []
    for place in connection.scalars(select(community.c.id).order_by(community.c.id)).all():
        number = consultations.create(connection, _definition(now), place, None, now)
        made = consultations.load(connection, number)
        if made is None:
            raise LookupError(number)
        electorate.write_down(connection, made, now)
        numbers.append(number)
    consultations.group(connection, numbers)
    for statement in (_BALLOTS, _MARKS, "ANALYZE"):
        connection.execute(text(statement))
    return numbers


def _definition(now: datetime) -> Definition:
    first = Question(0, 1, "您家选哪个方案？", QuestionType.SINGLE, OPTIONS)
    return Definition(
        title="全区问卷",
        community="",
        regime=Regime.CONSULTATION,
        answerers=Answerers.RESIDENTS,
        results=ResultsPolicy.LIVE,
        scope=Scope(),
        opens_at=now - timedelta(minutes=1),
        closes_at=now + timedelta(days=7),
        questions=tuple(replace(first, number=number) for number in range(1, QUESTIONS + 1)),
        matter=None,
        ruleset=None,
    )


def measure(url: str, numbers: Sequence[int], repeats: int) -> list[Counting]:
    """Taking turns, each time another question. Raises AssertionError where the counts differ."""
    engine = writer_engine(url)
    try:
        _once(engine, url, numbers, QUESTIONS)  # warm
        return [_once(engine, url, numbers, number) for number in range(1, repeats + 1)]
    finally:
        engine.dispose()


def _once(engine: Engine, url: str, numbers: Sequence[int], number: int) -> Counting:
    with engine.begin() as connection:
        rows, bare = _timed(lambda: connection.execute(_BARE, {"number": number}).all())
        found, ours = _timed(lambda: by_community(connection, numbers, number))
    counted = {
        (each, option): weight.households for each, one in found.items() for option, weight in one.options.items()
    }
    if counted != {(row[0], row[1]): row[2] for row in rows}:
        raise AssertionError("the counts differ")
    return Counting(bare, ours, asyncio.run(_whole(url, numbers[0])))


async def _whole(url: str, number: int) -> float:
    db = Database(url)
    try:
        begun = time.perf_counter()
        await tally_consultation(db, number, datetime.now(UTC))
        return time.perf_counter() - begun
    finally:
        await db.close()


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    begun = time.perf_counter()
    return work(), time.perf_counter() - begun


def figures(name: str, homes: int, counted: Sequence[Counting]) -> list[Figure]:
    """The rows of the table for one kind of database."""
    bare, ours = [each.bare for each in counted], [each.ours for each in counted]
    title = f"tally, {name}, {homes:,} homes × {QUESTIONS} questions: "
    return [
        figure(f"{title}one question by community", ours, "s"),
        figure(f"{title}bare SQL of the same count", bare, "s"),
        ratio(f"{title}ours ÷ bare SQL", ours, bare, at_most(3.0)),
        figure(f"{title}a community's whole questionnaire", [each.whole for each in counted], "s"),
    ]
