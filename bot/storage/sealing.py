"""The end of an anonymous consultation: who took part stays, what may be published stays, everything else is deleted.

Participation and counts share no key, no order and no instant: homes are written in the order of the roster, free words
in an order of chance, and neither with a time.
"""

from __future__ import annotations

from datetime import datetime
from secrets import SystemRandom

from sqlalchemy import ColumnElement, Connection, delete, func, insert, literal, select, update

from bot.rules.consultation import Consultation, Question, QuestionType, Secrecy
from bot.rules.privacy_tables import Grouping
from bot.rules.sealing import BuildingCounts, Sealed, rule_of, sealed
from bot.storage.models import (
    answering,
    ballot,
    ballot_history,
    consultation,
    electorate,
    household,
    mark,
    paper_draft,
    participation,
    sealed_count,
    sealed_words,
)

_CHANCE = SystemRandom()
WITHHELD = ""
"""Stands where words were; nobody can have written nothing."""


def seal(connection: Connection, item: Consultation, now: datetime) -> bool:
    """Cut the answers loose from the homes, once; True when there was something to do. Part of the settling."""
    if item.secrecy is not Secrecy.ANONYMOUS or item.sealed:
        return False
    _write_participation(connection, item)
    for question in item.questions:
        if question.type is QuestionType.TEXT:
            _write_words(connection, item, question)
        else:
            _write_counts(connection, question, sealed(item, question, _buildings(connection, item, question)))
    _forget(connection, item)
    connection.execute(update(consultation).where(consultation.c.id == item.id).values(sealed_at=now))
    return True


def _write_participation(connection: Connection, item: Consultation) -> None:
    homes = (
        select(literal(item.id), ballot.c.household_id, func.max(ballot.c.channel))
        .where(_of(item))
        .group_by(ballot.c.household_id)
        .order_by(ballot.c.household_id)
    )
    columns = ["consultation_id", "household_id", "channel"]
    connection.execute(insert(participation).from_select(columns, homes))


def _of(item: Consultation) -> ColumnElement[bool]:
    """The ballots of a consultation, by the key they are stored under."""
    return ballot.c.question_id.in_([question.id for question in item.questions])


def _counts(item: Consultation) -> ColumnElement[bool]:
    """Whether the home of a ballot is counted."""
    return (
        (electorate.c.consultation_id == item.id)
        & (electorate.c.household_id == ballot.c.household_id)
        & electorate.c.counted
    )


def _buildings(connection: Connection, item: Consultation, question: Question) -> dict[str, BuildingCounts]:
    homes = ballot.join(electorate, _counts(item)).join(household, household.c.id == ballot.c.household_id)
    building = household.c.building
    mine = ballot.c.question_id == question.id
    answered = select(building, func.count()).select_from(homes).where(mine).group_by(building)
    marked = homes.join(
        mark, (mark.c.question_id == ballot.c.question_id) & (mark.c.household_id == ballot.c.household_id)
    )
    chosen = (
        select(building, mark.c.option_number, func.count())
        .select_from(marked)
        .where(mine)
        .group_by(building, mark.c.option_number)
    )
    options: dict[str, dict[int, int]] = {}
    for name, number, count in connection.execute(chosen):
        options.setdefault(name, {})[number] = count
    return {name: BuildingCounts(count, options.get(name, {})) for name, count in connection.execute(answered)}


def _write_counts(connection: Connection, question: Question, found: list[Sealed]) -> None:
    rows = [
        {
            "question_id": question.id,
            "scope": each.scope,
            "respondents": each.respondents,
            "groups": ";".join(",".join(map(str, group)) for group in each.grouping),
            "counts": ";".join(map(str, each.counts)),
        }
        for each in found
    ]
    connection.execute(insert(sealed_count), rows)


def _write_words(connection: Connection, item: Consultation, question: Question) -> None:
    """Of a handful of homes that took part only how many wrote stays: who they are is known, and so who may have."""
    counted = ballot.join(electorate, _counts(item))
    said = select(ballot.c.said).select_from(counted).where(ballot.c.question_id == question.id)
    words = list(connection.scalars(said))
    homes = select(func.count(ballot.c.household_id.distinct())).select_from(counted)
    took_part = connection.scalar(homes.where(_of(item))) or 0
    if took_part < rule_of(question).k:
        words = [WITHHELD] * len(words)
    _CHANCE.shuffle(words)
    rows = [{"question_id": question.id, "place": place, "words": each} for place, each in enumerate(words, 1)]
    if rows:
        connection.execute(insert(sealed_words), rows)


def _forget(connection: Connection, item: Consultation) -> None:
    questions = [question.id for question in item.questions]
    connection.execute(delete(mark).where(mark.c.question_id.in_(questions)))
    connection.execute(delete(ballot).where(_of(item)))
    connection.execute(delete(ballot_history).where(ballot_history.c.consultation_id == item.id))
    connection.execute(delete(answering).where(answering.c.consultation_id == item.id))  # and the drafts with it
    connection.execute(delete(paper_draft).where(paper_draft.c.question_id.in_(questions)))


def load(connection: Connection, question_ids: list[int]) -> dict[int, list[Sealed]]:
    """What is shown of these questions, by question: everything asked first, then building by building."""
    found: dict[int, list[Sealed]] = {}
    rows = connection.execute(
        select(sealed_count).where(sealed_count.c.question_id.in_(question_ids)).order_by(sealed_count.c.scope)
    )
    for row in rows:
        counts = tuple(map(int, row.counts.split(";"))) if row.counts else ()
        one = Sealed(row.scope, row.respondents, _grouping(row.groups), counts)
        found.setdefault(row.question_id, []).append(one)
    return found


def _grouping(text: str) -> Grouping:
    return tuple(tuple(map(int, group.split(","))) for group in text.split(";")) if text else ()


def words(connection: Connection, question_id: int) -> list[str]:
    """The free words, in their order of chance, ``WITHHELD`` for each that is not kept."""
    query = select(sealed_words.c.words).where(sealed_words.c.question_id == question_id).order_by(sealed_words.c.place)
    return list(connection.scalars(query))


def participants(connection: Connection, consultation_id: int) -> dict[int, str]:
    """The homes that took part, with the channel of each."""
    query = select(participation.c.household_id, participation.c.channel)
    rows = connection.execute(query.where(participation.c.consultation_id == consultation_id))
    return {row[0]: row[1] for row in rows}
