"""Which homes have answered, and the people of those that are asked: whom a vote's private letters concern."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, or_, select

from bot.storage.models import (
    ballot,
    consultation,
    electorate,
    membership,
    nudge,
    nudge_home,
    participation,
    person,
    question,
)
from bot.storage.outbox import Why

WILLING = and_(person.c.reachable, person.c.subscribed)
MAY_ANSWER = or_(consultation.c.answerers == "residents", membership.c.relation == "owner")
"""Whether a tie to a home lets somebody answer. Owners whose papers nobody has seen are meant, too: they are told how
to have that done when they try."""

_TIES = person.join(membership, membership.c.person_id == person.c.id)
_ASKED = _TIES.join(
    electorate, and_(electorate.c.household_id == membership.c.household_id, electorate.c.counted)
).join(consultation, consultation.c.id == electorate.c.consultation_id)
_MEANT = _ASKED.join(nudge, nudge.c.consultation_id == consultation.c.id).join(
    nudge_home, and_(nudge_home.c.nudge_id == nudge.c.id, nudge_home.c.household_id == electorate.c.household_id)
)


def has_answered(number: int, home: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether the home has answered at least one question, or took part where answers were cut loose from homes.

    The only place that says so: whoever is reminded or left in peace is decided here.
    """
    asked = select(question.c.id).where(question.c.consultation_id == number)
    said = exists().where(ballot.c.question_id.in_(asked), ballot.c.household_id == home)
    took_part = exists().where(participation.c.consultation_id == number, participation.c.household_id == home)
    return or_(said, took_part)


def asked_people(number: int) -> Select[tuple[int]]:
    """Telegram ids of everybody who may answer for a home that is asked."""
    return select(person.c.telegram_id).distinct().select_from(_ASKED).where(_of(number), MAY_ANSWER, WILLING)


def silent_people(number: int) -> Select[tuple[int]]:
    """The same where the home has not answered."""
    return asked_people(number).where(~has_answered(number, electorate.c.household_id))


def nudged_people(number: int, nudge_id: int) -> Select[tuple[int]]:
    """The same of the homes that a reminder is meant for."""
    people = select(person.c.telegram_id).distinct().select_from(_MEANT)
    silent = ~has_answered(number, electorate.c.household_id)
    return people.where(_of(number), nudge.c.id == nudge_id, MAY_ANSWER, WILLING, silent)


def why_not(
    connection: Connection, number: int, telegram_id: int, *, nudge_id: int | None = None, silent_only: bool = True
) -> Why | None:
    """Why somebody is not to be told of a vote: none of their homes is meant, or all of them have answered."""
    joined = _ASKED if nudge_id is None else _MEANT
    query = select(has_answered(number, electorate.c.household_id)).select_from(joined)
    query = query.where(_of(number), MAY_ANSWER, person.c.telegram_id == telegram_id)
    if nudge_id is not None:
        query = query.where(nudge.c.id == nudge_id)
    answered: Sequence[bool] = connection.execute(query).scalars().all()
    if not answered:
        return Why.STRANGER
    return Why.ANSWERED if silent_only and all(answered) else None


def _of(number: int) -> ColumnElement[bool]:
    return consultation.c.id == number
