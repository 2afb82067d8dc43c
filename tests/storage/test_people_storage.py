"""What the tables about people keep, and what they forbid."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, insert
from sqlalchemy.exc import IntegrityError

from bot.rules.people import Relation
from bot.rules.permissions import Grant, Place, Role
from bot.storage import drafts, grants, households, memberships, people
from bot.storage.database import Database
from bot.storage.models import membership
from tests.builders import NOON, add_community, add_household, add_member, add_person


def flat(connection: Connection, room: str = "101", *, entrance: str = "1") -> int:
    """A flat in a community of its own."""
    return add_household(connection, add_community(connection, f"C{room}"), room, entrance=entrance)


async def test_a_person_is_known_once(db: Database) -> None:
    first = await db.write(lambda connection: people.ensure_person(connection, 7))
    assert await db.write(lambda connection: people.ensure_person(connection, 7)) == first
    assert (first.language, first.consented_at, first.reachable) == (None, None, True)


async def test_the_first_consent_stays(db: Database) -> None:
    await db.write(lambda connection: people.record_consent(connection, 7, NOON))
    again = await db.write(lambda connection: people.record_consent(connection, 7, NOON + timedelta(days=1)))
    assert again.consented_at == NOON


async def test_a_flat_without_entrance_has_none(db: Database) -> None:
    number = await db.write(lambda connection: flat(connection, entrance=""))
    home = await db.read(lambda connection: households.find_home(connection, number))
    assert home is not None
    assert home.household.address.entrance is None


@pytest.mark.parametrize("number", [0, 2**31, 2**40])
async def test_an_unknown_flat_is_none_on_every_database(db: Database, number: int) -> None:
    assert await db.read(lambda connection: households.find_home(connection, number)) is None


async def test_a_later_relation_replaces_the_earlier_and_keeps_its_date(db: Database) -> None:
    def change(connection: Connection) -> None:
        who, where = add_person(connection, 7), flat(connection)
        memberships.put_membership(connection, who, where, Relation.OWNER, True, NOON)
        memberships.put_membership(connection, who, where, Relation.TENANT, False, NOON + timedelta(days=1))

    await db.write(change)
    [tenure] = await db.read(lambda connection: memberships.tenures_of(connection, 7))
    assert (tenure.membership.relation, tenure.membership.owner_confirmed) == (Relation.TENANT, False)
    assert tenure.since == NOON


async def test_the_database_lets_only_owners_be_confirmed(db: Database) -> None:
    def change(connection: Connection) -> None:
        add_member(connection, add_person(connection, 7), flat(connection), "tenant", confirmed=True)

    with pytest.raises(IntegrityError):
        await db.write(change)


async def test_the_database_knows_a_person_once_in_a_household(db: Database) -> None:
    def change(connection: Connection) -> None:
        who, where = add_person(connection, 7), flat(connection)
        add_member(connection, who, where)
        add_member(connection, who, where)

    with pytest.raises(IntegrityError):
        await db.write(change)


async def test_a_new_draft_takes_the_place_of_the_old_one(db: Database) -> None:
    def change(connection: Connection) -> None:
        first, second = (households.find_home(connection, flat(connection, room)) for room in ("101", "102"))
        assert first is not None
        assert second is not None
        drafts.start_draft(connection, 7, first, NOON)
        drafts.start_draft(connection, 7, second, NOON)

    await db.write(change)
    draft = await db.read(lambda connection: drafts.find_draft(connection, 7, NOON))
    assert draft is not None
    assert draft.home.household.address.room == "102"


async def test_only_old_tries_and_drafts_are_purged(db: Database) -> None:
    def change(connection: Connection) -> None:
        home = households.find_home(connection, flat(connection))
        assert home is not None
        drafts.start_draft(connection, 7, home, NOON)
        for minutes in (0, 30):
            drafts.record_wrong_code(connection, 7, NOON + timedelta(minutes=minutes))
        drafts.purge(connection, NOON + timedelta(hours=1))

    await db.write(change)
    tries = await db.read(lambda connection: drafts.wrong_codes_of(connection, 7))
    assert tries == (NOON + timedelta(minutes=30),)
    assert await db.read(lambda connection: drafts.find_draft(connection, 7, NOON + timedelta(hours=1))) is not None


async def test_the_same_role_for_the_same_place_is_kept_once(db: Database) -> None:
    def change(connection: Connection) -> None:
        for _ in range(2):
            grants.add_grant(connection, 7, Grant(Role.STAFF), NOON)
            grants.add_grant(connection, 7, Grant(Role.STAFF, Place("建中街")), NOON)

    await db.write(change)
    held = await db.read(lambda connection: grants.grants_of(connection, 7))
    assert held == (Grant(Role.STAFF), Grant(Role.STAFF, Place("建中街")))


async def test_forgetting_somebody_without_a_home_spares_those_who_have_one(db: Database) -> None:
    def change(connection: Connection) -> None:
        add_member(connection, add_person(connection, 7), flat(connection))
        add_person(connection, 8)
        people.forget_unverified(connection, 7)
        people.forget_unverified(connection, 8)

    await db.write(change)
    assert await db.read(lambda connection: people.find_person(connection, 7)) is not None
    assert await db.read(lambda connection: people.find_person(connection, 8)) is None


async def test_a_membership_goes_with_its_person(db: Database) -> None:
    def change(connection: Connection) -> None:
        add_member(connection, add_person(connection, 7), flat(connection))
        people.erase_person(connection, 7)

    await db.write(change)
    assert await db.read(lambda connection: connection.execute(membership.select()).all()) == []


async def test_a_membership_needs_a_household(db: Database) -> None:
    def change(connection: Connection) -> None:
        who = add_person(connection, 7)
        row = {"person_id": who, "household_id": 999, "relation": "owner", "verified_at": NOON}
        connection.execute(insert(membership), row)

    with pytest.raises(IntegrityError):
        await db.write(change)
