"""Who belongs to which household, as what, and since when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, select, update

from bot.rules.people import Address, Membership, Relation
from bot.rules.permissions import Place
from bot.rules.roster_overview import WaitingOwner
from bot.rules.verification import Tenure
from bot.storage.households import HOME, home_of, inside
from bot.storage.models import community, household, membership, person
from bot.storage.upsert import insert


def _select_tenures() -> Select[Any]:
    columns = (membership.c.person_id, membership.c.relation, membership.c.owner_confirmed, membership.c.verified_at)
    return (
        select(*HOME, *columns)
        .join(person, person.c.id == membership.c.person_id)
        .join(household, household.c.id == membership.c.household_id)
        .join(community, community.c.id == household.c.community_id)
    )


def _tenure(row: Row[*tuple[Any, ...]]) -> Tenure:
    home = home_of(row)
    tie = Membership(row.person_id, home.household, Relation(row.relation), row.owner_confirmed)
    return Tenure(home, tie, row.verified_at)


def tenures_of(connection: Connection, telegram_id: int) -> tuple[Tenure, ...]:
    """The homes of somebody, in the order in which they were verified."""
    query = _select_tenures().where(person.c.telegram_id == telegram_id)
    rows = connection.execute(query.order_by(membership.c.verified_at, membership.c.household_id))
    return tuple(_tenure(row) for row in rows)


def find_tenure(connection: Connection, telegram_id: int, household_id: int) -> Tenure | None:
    """Somebody's tie to one household."""
    mine = (person.c.telegram_id == telegram_id, household.c.id == household_id)
    row = connection.execute(_select_tenures().where(*mine)).first()
    return None if row is None else _tenure(row)


def put_membership(
    connection: Connection, person_id: int, household_id: int, relation: Relation, confirmed: bool, now: datetime
) -> None:
    """Write down that somebody belongs to a household; an earlier relation to it is replaced, its date stays."""
    values = {"relation": relation.value, "owner_confirmed": confirmed}
    new = insert(connection, membership).values(
        person_id=person_id, household_id=household_id, verified_at=now, **values
    )
    keys = [membership.c.person_id, membership.c.household_id]
    connection.execute(new.on_conflict_do_update(index_elements=keys, set_=values))


def record_confirmation(
    connection: Connection, person_id: int, household_id: int, relation: Relation, staff: int
) -> None:
    """Write down what a staff member (Telegram id) saw in the papers: an owner, or what they are instead."""
    mine = (membership.c.person_id == person_id, membership.c.household_id == household_id)
    values = {"relation": relation.value, "owner_confirmed": relation is Relation.OWNER, "confirmed_by": staff}
    connection.execute(update(membership).where(*mine).values(**values))


def remove_membership(connection: Connection, person_id: int, household_id: int) -> None:
    """End a person's tie to a household."""
    mine = (membership.c.person_id == person_id, membership.c.household_id == household_id)
    connection.execute(delete(membership).where(*mine))


def count_members(connection: Connection, household_id: int) -> int:
    """How many people are verified for a household."""
    query = select(func.count()).select_from(membership).where(membership.c.household_id == household_id)
    return connection.execute(query).scalar_one()


def waiting_owners(
    connection: Connection, community_id: int, places: Sequence[Place], start: int, most: int
) -> tuple[WaitingOwner, ...]:
    """Owners of a community's flats in the places whom staff have not confirmed, longest waiting first."""
    query = (
        _select_tenures()
        .where(membership.c.relation == Relation.OWNER.value, ~membership.c.owner_confirmed)
        .where(household.c.community_id == community_id, inside(places))
        .order_by(membership.c.verified_at, membership.c.household_id, membership.c.person_id)
    )
    rows = connection.execute(query.offset(start).limit(most))
    return tuple(_waiting(row) for row in rows)


def _waiting(row: Row[*tuple[Any, ...]]) -> WaitingOwner:
    address = Address(row.building, row.entrance or None, row.room)
    return WaitingOwner(row.person_id, row.household_id, address, row.verified_at)
