"""Roles that were granted, and the places they hold for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, true

from bot.rules.permissions import Grant, Place, Role, RoleHeld
from bot.storage.models import community, grant


def _grant(row: Row[*tuple[Any, ...]]) -> Grant:
    return Grant(Role(row.role), Place(row.subdistrict, row.community_id, row.building))


def grants_of(connection: Connection, telegram_id: int) -> tuple[Grant, ...]:
    """What somebody was granted, oldest first."""
    query = select(grant).where(grant.c.telegram_id == telegram_id).order_by(grant.c.id)
    return tuple(_grant(row) for row in connection.execute(query))


def roles_held(connection: Connection) -> tuple[RoleHeld, ...]:
    """Every granted role, oldest first."""
    return _held(connection, true())


def roles_held_by(connection: Connection, telegram_id: int) -> tuple[RoleHeld, ...]:
    """What somebody was granted, with the communities' names, oldest first."""
    return _held(connection, grant.c.telegram_id == telegram_id)


def _held(connection: Connection, condition: ColumnElement[bool]) -> tuple[RoleHeld, ...]:
    query = select(grant, community.c.name).outerjoin(community, community.c.id == grant.c.community_id)
    rows = connection.execute(query.where(condition).order_by(grant.c.id))
    return tuple(RoleHeld(row.telegram_id, _grant(row), row.name, row.granted_at) for row in rows)


def _same(telegram_id: int, given: Grant) -> list[ColumnElement[bool]]:
    place = given.place
    return [
        grant.c.telegram_id == telegram_id,
        grant.c.role == given.role.value,
        grant.c.subdistrict.is_not_distinct_from(place.subdistrict),
        grant.c.community_id.is_not_distinct_from(place.community_id),
        grant.c.building.is_not_distinct_from(place.building),
    ]


def add_grant(connection: Connection, telegram_id: int, given: Grant, now: datetime) -> None:
    """Grant a role; the same role for the same place is kept once."""
    if connection.execute(select(grant.c.id).where(*_same(telegram_id, given))).first() is not None:
        return
    place = given.place
    connection.execute(
        insert(grant).values(
            telegram_id=telegram_id,
            role=given.role.value,
            subdistrict=place.subdistrict,
            community_id=place.community_id,
            building=place.building,
            granted_at=now,
        )
    )


def remove_grants(connection: Connection, telegram_id: int) -> int:
    """Take every role from somebody; tells how many there were."""
    return connection.execute(delete(grant).where(grant.c.telegram_id == telegram_id)).rowcount
