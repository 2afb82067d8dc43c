"""Flats as people know them: with the name of their community, and how many are verified."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, distinct, false, func, or_, select

from bot.rules.people import Address, Household
from bot.rules.permissions import Place
from bot.rules.roster_overview import BuildingOverview, CommunityOverview, FlatOverview
from bot.rules.verification import Home
from bot.storage.models import community, household, membership


def household_of(row: Row[*tuple[Any, ...]]) -> Household:
    """The household in a row of the table ``household`` (which may be joined)."""
    address = Address(row.building, row.entrance or None, row.room)
    return Household(
        row.household_id, row.community_id, address, row.floor_area, row.owner_group, row.counted, row.slip_serial
    )


HOME = (
    household.c.id.label("household_id"),
    household.c.community_id,
    household.c.building,
    household.c.entrance,
    household.c.room,
    household.c.floor_area,
    household.c.owner_group,
    household.c.counted,
    household.c.slip_serial,
    community.c.name.label("community_name"),
)


def home_of(row: Row[*tuple[Any, ...]]) -> Home:
    """The home in a row of the columns ``HOME``."""
    return Home(row.community_name, household_of(row))


def find_home(connection: Connection, household_id: int) -> Home | None:
    """A flat with the name of its community."""
    if household_id >= 2**31:  # beyond the column's range: no such flat
        return None
    query = select(*HOME).join(community, community.c.id == household.c.community_id)
    row = connection.execute(query.where(household.c.id == household_id)).first()
    return None if row is None else home_of(row)


def inside(places: Sequence[Place]) -> ColumnElement[bool]:
    """The condition that a joined household and community lie in one of the places."""
    return or_(false(), *(_inside(place) for place in places))


def _inside(place: Place) -> ColumnElement[bool]:
    narrowed = []
    if place.subdistrict is not None:
        narrowed.append(community.c.subdistrict == place.subdistrict)
    if place.community_id is not None:
        narrowed.append(community.c.id == place.community_id)
    if place.building is not None:
        narrowed.append(household.c.building == place.building)
    return and_(community.c.id.is_not(None), *narrowed)


_ROSTER = household.join(community, community.c.id == household.c.community_id).outerjoin(
    membership, membership.c.household_id == household.c.id
)
_WAITS = and_(membership.c.relation == "owner", ~membership.c.owner_confirmed)


def community_overviews(connection: Connection, places: Sequence[Place]) -> tuple[CommunityOverview, ...]:
    """How many flats, verified flats, people, and owners who wait, by community, of the flats in the places."""
    query = (
        select(
            community.c.id,
            community.c.code,
            community.c.name,
            func.count(distinct(household.c.id)).label("flats"),
            func.count(distinct(membership.c.household_id)).label("verified"),
            func.count(distinct(membership.c.person_id)).label("people"),
            func.count().filter(_WAITS).label("waiting"),
        )
        .select_from(_ROSTER)
        .where(inside(places))
        .group_by(community.c.id, community.c.code, community.c.name)
        .order_by(community.c.code)
    )
    return tuple(CommunityOverview(*row) for row in connection.execute(query))


def building_overviews(connection: Connection, places: Sequence[Place]) -> tuple[BuildingOverview, ...]:
    """How many flats and verified flats, by building; ``first_id`` is the smallest household id of the building."""
    first = func.min(household.c.id)
    query = (
        select(
            first.label("first_id"),
            community.c.name,
            household.c.building,
            func.count(distinct(household.c.id)).label("flats"),
            func.count(distinct(membership.c.household_id)).label("verified"),
        )
        .select_from(_ROSTER)
        .where(inside(places))
        .group_by(community.c.id, community.c.code, community.c.name, household.c.building)
        .order_by(community.c.code, first)
    )
    return tuple(BuildingOverview(*row) for row in connection.execute(query))


def flats_of_building(connection: Connection, community_id: int, building: str) -> tuple[FlatOverview, ...]:
    """The flats of a building in the roster's order, each verified or not."""
    query = (
        select(household.c.building, household.c.entrance, household.c.room, func.count(membership.c.person_id))
        .select_from(_ROSTER)
        .where(household.c.community_id == community_id, household.c.building == building)
        .group_by(household.c.id, household.c.building, household.c.entrance, household.c.room)
        .order_by(household.c.id)
    )
    rows = connection.execute(query)
    return tuple(FlatOverview(Address(block, entrance or None, room), n > 0) for block, entrance, room, n in rows)
