"""The people behind many presses, loaded at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from bot.rules.people import Address, Household, Membership, Relation
from bot.storage.models import household, membership, person


@dataclass(frozen=True, slots=True)
class Voter:
    """A known person with all their households, and the language they chose."""

    person_id: int
    language: str | None
    memberships: tuple[Membership, ...]


def load(connection: Connection, telegram_ids: Sequence[int]) -> dict[int, Voter]:
    """Voters by Telegram id; unknown people are absent, people without a household have no memberships."""
    people = connection.execute(
        select(person.c.id, person.c.telegram_id, person.c.language).where(person.c.telegram_id.in_(telegram_ids))
    ).all()
    ties = _memberships(connection, [row.id for row in people])
    return {row.telegram_id: Voter(row.id, row.language, tuple(ties.get(row.id, ()))) for row in people}


def _memberships(connection: Connection, person_ids: Sequence[int]) -> dict[int, list[Membership]]:
    found: dict[int, list[Membership]] = {}
    statement = (
        select(
            membership.c.person_id,
            membership.c.relation,
            membership.c.owner_confirmed,
            household.c.id,
            household.c.community_id,
            household.c.building,
            household.c.entrance,
            household.c.room,
            household.c.floor_area,
            household.c.owner_group,
            household.c.counted,
            household.c.slip_serial,
        )
        .join(household, household.c.id == membership.c.household_id)
        .where(membership.c.person_id.in_(person_ids))
        .order_by(household.c.id)
    )
    for (
        who,
        relation,
        confirmed,
        number,
        community,
        building,
        entrance,
        room,
        area,
        group,
        counted,
        serial,
    ) in connection.execute(statement):
        home = Household(number, community, Address(building, entrance or None, room), area, group, counted, serial)
        found.setdefault(who, []).append(Membership(who, home, Relation(relation), confirmed))
    return found
