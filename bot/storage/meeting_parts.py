"""What a helper chooses from while writing a meeting down: communities, buildings, entrances, rooms to meet in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from bot.rules.addresses import street_order
from bot.rules.consultation import Scope
from bot.rules.meeting_plan import Choice
from bot.rules.people import Address
from bot.rules.permissions import Place
from bot.storage.households import inside
from bot.storage.models import community, consultation, household, meeting
from bot.storage.parts import in_part, lived_in

_MOST_PLACES = 4


def communities(connection: Connection, places: Sequence[Place]) -> tuple[Choice, ...]:
    """Communities with homes in these places, by code."""
    query = (
        select(community.c.id, community.c.name)
        .join(household, household.c.community_id == community.c.id)
        .where(inside(places))
        .group_by(community.c.id, community.c.name, community.c.code)
        .order_by(community.c.code)
    )
    return tuple(Choice(row[0], row[1]) for row in connection.execute(query))


def buildings(connection: Connection, community_id: int, places: Sequence[Place]) -> tuple[Choice, ...]:
    """The buildings in these places; the smallest household id stands for a building."""
    joined = household.join(community, community.c.id == household.c.community_id)
    query = select(func.min(household.c.id), household.c.building).select_from(joined)
    here = query.where(household.c.community_id == community_id, inside(places))
    return _walked(connection.execute(here.group_by(household.c.building)))


def entrances(connection: Connection, community_id: int, building: str) -> tuple[Choice, ...]:
    """The entrances of a building, likewise; homes without one are left out."""
    query = select(func.min(household.c.id), household.c.entrance)
    here = query.where(household.c.community_id == community_id, household.c.building == building)
    return _walked(connection.execute(here.where(household.c.entrance != "").group_by(household.c.entrance)))


def _walked(rows: Any) -> tuple[Choice, ...]:
    """In the order of a walk: 2 comes before 10."""
    found = [Choice(row[0], row[1]) for row in rows]
    return tuple(sorted(found, key=lambda choice: street_order(Address(choice.name, None, ""))))


def recent_places(connection: Connection, community_id: int) -> tuple[str, ...]:
    """Where the community met last, the newest first."""
    newest = func.max(meeting.c.starts_at)
    query = select(meeting.c.place, newest).where(meeting.c.community_id == community_id).group_by(meeting.c.place)
    return tuple(row[0] for row in connection.execute(query.order_by(newest.desc()).limit(_MOST_PLACES)))


def open_consultations(connection: Connection, community_id: int, now: datetime) -> tuple[Choice, ...]:
    """Consultations of the community that have not ended, the newest first."""
    not_ended: tuple[ColumnElement[bool], ...] = (consultation.c.closes_at > now, consultation.c.closed_at.is_(None))
    query = select(consultation.c.id, consultation.c.title).where(
        consultation.c.community_id == community_id, *not_ended
    )
    return tuple(
        Choice(row[0], row[1]) for row in connection.execute(query.order_by(consultation.c.id.desc()).limit(8))
    )


def invited_homes(connection: Connection, community_id: int, scope: Scope) -> int:
    """How many homes a meeting for this part invites."""
    counting = select(func.count()).select_from(household).where(in_part(community_id, scope), lived_in())
    return int(connection.execute(counting).scalar_one())


def doors(connection: Connection, community_id: int, scope: Scope) -> tuple[tuple[int, Address], ...]:
    """The homes of a part of the community: id and address."""
    columns = (household.c.id, household.c.building, household.c.entrance, household.c.room)
    rows = connection.execute(select(*columns).where(in_part(community_id, scope)))
    return tuple((row[0], Address(row[1], row[2] or None, row[3])) for row in rows)
