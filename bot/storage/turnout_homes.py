"""Which homes were asked in some consultations, and which answered: taking part only, never a choice."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, exists, func, select

from bot.rules.consultation import Secrecy
from bot.rules.people import Address
from bot.rules.report_drawn import House
from bot.rules.turnout_map import HomeTurnout, houses_of
from bot.storage.answered_then import homes_by
from bot.storage.models import consultation, electorate, household


def houses_opened(
    connection: Connection, community_id: int, start: datetime, end: datetime, as_of: datetime
) -> tuple[House, ...]:
    """A community's buildings over the consultations that opened from ``start`` on and before ``end``."""
    opened = consultation.c.opens_at
    mine = and_(consultation.c.community_id == community_id, opened >= start, opened < end, opened <= as_of)
    return _houses(connection, mine, as_of)


def houses_asked(connection: Connection, number: int, as_of: datetime) -> tuple[House, ...]:
    """The buildings that one consultation asks."""
    return _houses(connection, consultation.c.id == number, as_of)


def _houses(connection: Connection, inside: ColumnElement[bool], as_of: datetime) -> tuple[House, ...]:
    secret = exists().where(inside, consultation.c.secrecy == Secrecy.ANONYMOUS.value)
    anonymous = bool(connection.scalar(select(secret)))
    answered = _answered(connection, inside, as_of)
    mine = and_(electorate.c.counted, inside)
    joined = electorate.join(consultation, consultation.c.id == electorate.c.consultation_id).join(
        household, household.c.id == electorate.c.household_id
    )
    columns = (household.c.id, household.c.building, household.c.entrance, household.c.room)
    rows = connection.execute(select(*columns, func.count()).select_from(joined).where(mine).group_by(*columns))
    homes = (
        HomeTurnout(Address(building, entrance or None, room), asked, answered.get(home, 0))
        for home, building, entrance, room, asked in rows
    )
    return houses_of(homes, anonymous=anonymous)


def _answered(connection: Connection, inside: ColumnElement[bool], as_of: datetime) -> dict[int, int]:
    homes = homes_by(connection, inside, as_of).subquery()
    query = select(homes.c.household_id, func.count()).group_by(homes.c.household_id)
    return {row[0]: row[1] for row in connection.execute(query)}
