"""Reminders to vote: how many homes have not answered, who of them may be reminded, and the orders of helpers.

Everything is counted and planned by the database in a handful of statements, however many homes there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Subquery,
    and_,
    case,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from bot.rules.people import Address
from bot.rules.permissions import Place
from bot.rules.reminders import Span
from bot.rules.reminding import Limit, Part, SilentHome
from bot.storage import answered, outbox
from bot.storage.households import inside
from bot.storage.models import community, consultation, electorate, household, membership, nudge, nudge_home, person
from bot.storage.vote_mailings import NUDGE


@dataclass(frozen=True, slots=True)
class Homes:
    """Which homes are meant: of one consultation, in these places, and (if named) in this building."""

    number: int
    places: Sequence[Place]
    building: str | None = None


def lock(connection: Connection, number: int) -> None:
    """Whoever else wants to remind for this consultation waits; votes go on (``FOR NO KEY UPDATE``)."""
    connection.execute(select(consultation.c.id).where(consultation.c.id == number).with_for_update(key_share=True))


def parts(connection: Connection, homes: Homes, limit: Limit, at: datetime) -> tuple[Part, ...]:
    """The buildings in the roster's order, with how many homes of each could be reminded ``at`` an instant."""
    found = _homes(homes, limit, at)
    reach = and_(found.c.silent, found.c.reachable)
    later = and_(reach, ~found.c.allowed, found.c.times < limit.most)
    query = (
        select(
            func.min(found.c.id),
            found.c.building,
            func.count(),
            _sum(found.c.silent),
            _sum(reach),
            _sum(and_(reach, found.c.allowed)),
            func.min(case((later, found.c.last))),
        )
        .group_by(found.c.building)
        .order_by(func.min(found.c.id))
    )
    return tuple(Part(*row) for row in connection.execute(query))


def silent_homes(connection: Connection, homes: Homes, limit: Limit, at: datetime) -> tuple[SilentHome, ...]:
    """The homes that have not answered, in the roster's order."""
    found = _homes(homes, limit, at)
    query = select(found.c.building, found.c.entrance, found.c.room, found.c.reachable).where(found.c.silent)
    rows = connection.execute(query.order_by(found.c.id))
    return tuple(
        SilentHome(Address(block, entrance or None, room), bool(reach)) for block, entrance, room, reach in rows
    )


def count_people(connection: Connection, homes: Homes, limit: Limit, at: datetime) -> int:
    """How many people would be told ``at`` an instant."""
    ready = _ready(homes, limit, at)
    joined = _TIES.join(ready, ready.c.id == membership.c.household_id).join(
        consultation, consultation.c.id == homes.number
    )
    query = select(func.count(person.c.id.distinct())).select_from(joined)
    return int(connection.execute(query.where(answered.MAY_ANSWER, answered.WILLING)).scalar_one())


def order(
    connection: Connection, homes: Homes, limit: Limit, by: int | None, now: datetime, span: Span
) -> tuple[int, int]:
    """Write a reminder down and plan it; how many homes and people it is meant for. Take the ``lock`` before."""
    people = count_people(connection, homes, limit, span.due_at)
    row = {
        "consultation_id": homes.number,
        "building": homes.building,
        "created_by": by,
        "created_at": now,
        "due_at": span.due_at,
    }
    number: int = connection.execute(insert(nudge).returning(nudge.c.id), row).scalar_one()
    ready = _ready(homes, limit, span.due_at)
    meant = insert(nudge_home).from_select(["nudge_id", "household_id"], select(literal(number), ready.c.id))
    count = connection.execute(meant.execution_options(preserve_rowcount=True)).rowcount
    connection.execute(update(nudge).where(nudge.c.id == number).values(homes=count, people=people))
    outbox.plan(connection, NUDGE, number, [outbox.EVERYBODY], span.due_at, span.useful_until)
    return count, people


_TIES = person.join(membership, membership.c.person_id == person.c.id)


def _told(number: int) -> Subquery:
    """How often homes were reminded of a consultation, and when last."""
    query = select(nudge_home.c.household_id, func.count().label("times"), func.max(nudge.c.due_at).label("last")).join(
        nudge, nudge.c.id == nudge_home.c.nudge_id
    )
    return query.where(nudge.c.consultation_id == number).group_by(nudge_home.c.household_id).subquery()


def _homes(homes: Homes, limit: Limit, at: datetime) -> Subquery:
    """Every home that is asked there, with all that decides about it."""
    told = _told(homes.number)
    times = func.coalesce(told.c.times, 0)
    free = or_(told.c.last.is_(None), told.c.last <= limit.latest_before(at))
    columns = (
        household.c.id,
        household.c.building,
        household.c.entrance,
        household.c.room,
        (~answered.has_answered(homes.number, household.c.id)).label("silent"),
        _reachable().label("reachable"),
        times.label("times"),
        told.c.last,
        and_(times < limit.most, free).label("allowed"),
    )
    joined = (
        electorate.join(consultation, consultation.c.id == electorate.c.consultation_id)
        .join(household, household.c.id == electorate.c.household_id)
        .join(community, community.c.id == household.c.community_id)
        .outerjoin(told, told.c.household_id == household.c.id)
    )
    query = select(*columns).select_from(joined)
    query = query.where(consultation.c.id == homes.number, electorate.c.counted, inside(homes.places))
    return (query if homes.building is None else query.where(household.c.building == homes.building)).subquery()


def _reachable() -> ColumnElement[bool]:
    """Whether somebody who may answer for the home of the outer query gets private notices."""
    mine = exists().select_from(_TIES).where(membership.c.household_id == household.c.id)
    return mine.where(answered.WILLING, answered.MAY_ANSWER).correlate(household, consultation)


def _ready(homes: Homes, limit: Limit, at: datetime) -> Subquery:
    found = _homes(homes, limit, at)
    return select(found.c.id).where(found.c.silent, found.c.reachable, found.c.allowed).subquery()


def _sum(condition: ColumnElement[Any]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
