"""The roster's homes by building and entrance, and who of them was asked and answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, func, select

from bot.rules.addresses import street_order
from bot.rules.people import Address
from bot.rules.report import PartTurnout
from bot.storage.answered_then import homes_by
from bot.storage.models import consultation, electorate, household

Part = tuple[str, str]
"""A building and an entrance ('' where there is none)."""

Homes = Mapping[int, Mapping[Part, int]]
"""Homes by community and part."""

_PART = (household.c.community_id, household.c.building, household.c.entrance)


def homes_by_part(connection: Connection, communities: Collection[int] | None) -> Homes:
    """Counted flats of the roster."""
    query = select(*_PART, func.count()).where(household.c.counted).group_by(*_PART)
    if communities is not None:
        query = query.where(household.c.community_id.in_(communities))
    homes: dict[int, dict[Part, int]] = {}
    for community_id, building, entrance, count in connection.execute(query):
        homes.setdefault(community_id, {})[building, entrance] = count
    return homes


def homes_inside(homes: Homes, community_id: int, building: str | None, entrance: str | None) -> int:
    """How many of these lie in a part of a community."""
    return sum(
        count
        for (house, stairs), count in homes.get(community_id, {}).items()
        if building in (None, house) and entrance in (None, stairs)
    )


def parts_of(
    connection: Connection, community_id: int, start: datetime, end: datetime, as_of: datetime
) -> tuple[PartTurnout, ...]:
    """A community entrance by entrance, over the consultations that opened from ``start`` on and before ``end``."""
    inside = and_(
        consultation.c.community_id == community_id,
        consultation.c.opens_at >= start,
        consultation.c.opens_at < end,
        consultation.c.opens_at <= as_of,
    )
    homes = homes_by_part(connection, [community_id]).get(community_id, {})
    asked, answered = _asked(connection, inside), _answered(connection, inside, as_of)
    parts = sorted({*homes, *asked}, key=lambda part: street_order(Address(part[0], part[1] or None, "")))
    return tuple(
        PartTurnout(part[0], part[1] or None, homes.get(part, 0), asked[part], answered[part]) for part in parts
    )


def _asked(connection: Connection, inside: ColumnElement[bool]) -> Counter[Part]:
    joined = electorate.join(consultation, consultation.c.id == electorate.c.consultation_id).join(
        household, household.c.id == electorate.c.household_id
    )
    query = select(*_PART, func.count()).select_from(joined).where(inside, electorate.c.counted).group_by(*_PART)
    return Counter({(row[1], row[2]): row[3] for row in connection.execute(query)})


def _answered(connection: Connection, inside: ColumnElement[bool], as_of: datetime) -> Counter[Part]:
    homes = homes_by(connection, inside, as_of).subquery()
    counted = and_(
        electorate.c.consultation_id == homes.c.consultation_id,
        electorate.c.household_id == homes.c.household_id,
        electorate.c.counted,
    )
    joined = homes.join(electorate, counted).join(household, household.c.id == homes.c.household_id)
    query = select(*_PART, func.count()).select_from(joined).group_by(*_PART)
    return Counter({(row[1], row[2]): row[3] for row in connection.execute(query)})
