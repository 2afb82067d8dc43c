"""The answers of every home that counts, for an export whose rows name nobody."""

from __future__ import annotations

from collections import Counter
from secrets import SystemRandom
from typing import Any

from sqlalchemy import Connection, and_, select

from bot.rules.answers import Answer
from bot.rules.consultation import Consultation, QuestionType, Regime
from bot.rules.privacy import K_PUBLIC
from bot.rules.responses import Respondent
from bot.storage.models import ballot, electorate, household, mark

_CHANCE = SystemRandom()


def respondents(connection: Connection, consultation: Consultation) -> list[Respondent]:
    """Homes in an order of chance, numbered in that order; owners and areas only of decisions, which count them.

    A building is named only where at least ``K_PUBLIC`` of its homes answered.
    """
    answers, channels = _answers(connection, consultation)
    homes = sorted(answers)
    _CHANCE.shuffle(homes)
    decides = consultation.regime is Regime.OWNER_DECISION
    flats = _flats(connection, consultation)
    here = Counter(flats[home][0] for home in homes)
    heads = _pseudonyms([head for _building, head, _area in flats.values()])
    return [
        Respondent(
            number=number,
            building=flats[home][0] if here[flats[home][0]] >= K_PUBLIC else "",
            channel=channels[home],
            answers=answers[home],
            owner=heads[flats[home][1]] if decides else None,
            floor_area=flats[home][2] if decides else None,
        )
        for number, home in enumerate(homes, 1)
    ]


def _pseudonyms(heads: list[int]) -> dict[int, int]:
    several = sorted(set(heads))
    _CHANCE.shuffle(several)
    return {head: number for number, head in enumerate(several, 1)}


def _flats(connection: Connection, consultation: Consultation) -> dict[int, tuple[str, int, int]]:
    query = (
        select(electorate.c.household_id, household.c.building, electorate.c.owner_head, electorate.c.floor_area)
        .select_from(electorate.join(household, household.c.id == electorate.c.household_id))
        .where(electorate.c.consultation_id == consultation.id, electorate.c.counted)
    )
    return {home: (building, head, int(area)) for home, building, head, area in connection.execute(query)}


def _answers(connection: Connection, consultation: Consultation) -> tuple[dict[int, dict[int, Answer]], dict[int, str]]:
    """Answers by home and question number, and the channel of each home: paper when one ballot came on paper."""
    marks, wanted = _marks(connection, consultation)
    by_id = {question.id: question for question in consultation.questions}
    answers: dict[int, dict[int, Answer]] = {}
    channels: dict[int, str] = {}
    query = (
        select(ballot.c.question_id, ballot.c.household_id, ballot.c.channel, ballot.c.amount, ballot.c.said)
        .select_from(ballot.join(electorate, _counted(consultation, ballot.c.household_id)))
        .where(ballot.c.question_id.in_(by_id))
    )
    for question_id, home, channel, amount, said in connection.execute(query):
        question, key = by_id[question_id], (question_id, home)
        words = said if question.type is QuestionType.TEXT else None
        answers.setdefault(home, {})[question.number] = Answer(marks.get(key, {}), amount, words, wanted.get(key))
        channels[home] = max(channels.get(home, ""), channel)
    return answers, channels


def _marks(
    connection: Connection, consultation: Consultation
) -> tuple[dict[tuple[int, int], dict[int, int]], dict[tuple[int, int], int]]:
    marks: dict[tuple[int, int], dict[int, int]] = {}
    wanted: dict[tuple[int, int], int] = {}
    query = select(mark).where(mark.c.question_id.in_([question.id for question in consultation.questions]))
    for row in connection.execute(query):
        key = row.question_id, row.household_id
        marks.setdefault(key, {})[row.option_number] = row.value
        if row.most_wanted:
            wanted[key] = row.option_number
    return marks, wanted


def _counted(consultation: Consultation, home: Any) -> Any:
    return and_(
        electorate.c.consultation_id == consultation.id, electorate.c.household_id == home, electorate.c.counted
    )
