"""The people behind many presses, loaded at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from bot.rules.people import Address, Household, Membership, Relation
from bot.storage.models import household, membership, person

# Built once: building a statement costs as much as running it.
_VOTERS = (
    select(
        person.c.id,
        person.c.telegram_id,
        person.c.language,
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
    .select_from(person)
    .outerjoin(membership, membership.c.person_id == person.c.id)
    .outerjoin(household, household.c.id == membership.c.household_id)
    .where(person.c.telegram_id.in_(bindparam("telegram_ids", expanding=True)))
    .order_by(household.c.id)
)


@dataclass(frozen=True, slots=True)
class Voter:
    """A known person with all their households, and the language they chose."""

    person_id: int
    language: str | None
    memberships: tuple[Membership, ...]


def load(connection: Connection, telegram_ids: Sequence[int]) -> dict[int, Voter]:
    """Voters by Telegram id; unknown people are absent, people without a household have no memberships."""
    people: dict[int, tuple[int, str | None, list[Membership]]] = {}
    for who, telegram_id, language, relation, confirmed, *home in connection.execute(
        _VOTERS, {"telegram_ids": telegram_ids}
    ):
        _, _, ties = people.setdefault(telegram_id, (who, language, []))
        if relation is not None:
            ties.append(Membership(who, _household(*home), Relation(relation), confirmed))
    return {telegram_id: Voter(who, language, tuple(ties)) for telegram_id, (who, language, ties) in people.items()}


def _household(
    number: int,
    community_id: int,
    building: str,
    entrance: str,
    room: str,
    area: int,
    group: str | None,
    counted: bool,
    serial: int,
) -> Household:
    return Household(number, community_id, Address(building, entrance or None, room), area, group, counted, serial)
