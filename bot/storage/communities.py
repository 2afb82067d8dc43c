"""Communities, looked up."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Row, exists, select

from bot.storage.models import community, household


@dataclass(frozen=True, slots=True)
class Community:
    """A residential community (小区)."""

    id: int
    code: str
    name: str
    subdistrict: str | None


_COLUMNS = (community.c.id, community.c.code, community.c.name, community.c.subdistrict)


def _community(row: Row[int, str, str, str | None] | None) -> Community | None:
    return None if row is None else Community(row[0], row[1], row[2], row[3])


def by_code(connection: Connection, code: str) -> Community | None:
    """The community with this code (upper and lower case are alike), or None."""
    exact = _community(connection.execute(select(*_COLUMNS).where(community.c.code == code)).first())
    return exact or _community(connection.execute(select(*_COLUMNS).where(community.c.code == code.upper())).first())


def by_id(connection: Connection, community_id: int) -> Community | None:
    """The community with this id, or None."""
    return _community(connection.execute(select(*_COLUMNS).where(community.c.id == community_id)).first())


def codes(connection: Connection) -> list[str]:
    """All codes, sorted; to suggest the nearest one."""
    return list(connection.scalars(select(community.c.code).order_by(community.c.code)))


def has_part(connection: Connection, community_id: int, building: str | None, entrance: str | None) -> bool:
    """Whether the roster knows counted flats in this part of the community."""
    where = [household.c.community_id == community_id, household.c.counted]
    if building is not None:
        where.append(household.c.building == building)
    if entrance is not None:
        where.append(household.c.entrance == entrance)
    return bool(connection.scalar(select(exists().where(*where))))
