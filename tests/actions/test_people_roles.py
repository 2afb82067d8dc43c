"""Invitations, roles, the roster for staff and the households for volunteers."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Connection, select

from bot.actions.accept_invite import accept_invite
from bot.actions.access import actor_of, place_of_community, require
from bot.actions.choose_relation import change_relation
from bot.actions.confirm_owner import Verdict, confirm_owner
from bot.actions.invite_staff import invite_digest, invite_staff
from bot.actions.list_menus import Menu, note_menu, stale_menus
from bot.actions.list_roster import list_buildings, list_communities, list_flats, list_waiting
from bot.actions.revoke_role import list_roles, revoke_role
from bot.rules.people import Relation
from bot.rules.permissions import Actor, Place, Right, Role
from bot.rules.refusals import Reason
from bot.storage.database import Database
from bot.storage.models import audit, community, invite
from bot.storage.people import set_language
from tests.actions.people_world import ADMIN, World, make_world, refusal_of
from tests.builders import NOON, add_community, add_household

WANG, LI, STAFF, VOLUNTEER = 1001, 1002, 2001, 2002


async def invited(world: World, role: Role = Role.STAFF, **place: str) -> str:
    """The payload of a fresh invitation."""
    return (await invite_staff(world.db, world.now, role, **place)).payload


async def audited(world: World) -> list[tuple[int | None, str]]:
    """Who did what, in order."""
    query = select(audit.c.actor, audit.c.verb).order_by(audit.c.id)
    return [(row.actor, row.verb) for row in await world.db.read(lambda connection: connection.execute(query).all())]


async def test_an_invitation_grants_its_role_once_and_is_harmless_twice(db: Database) -> None:
    world = await make_world(db)
    payload = await invited(world, Role.VOLUNTEER, community="jx01", building="1")
    held = await accept_invite(db, world.request(VOLUNTEER), payload)
    assert held.grant.place == Place(None, world.community_id, "1")
    assert await accept_invite(db, world.request(VOLUNTEER), payload) == held
    assert (await refusal_of(accept_invite(db, world.request(WANG), payload))).reason is Reason.INVITE_INVALID
    assert [role.telegram_id for role in await list_roles(db)] == [VOLUNTEER]
    assert await audited(world) == [(None, "role_offered"), (VOLUNTEER, "role_accepted")]


async def test_an_invitation_lives_for_seven_days(db: Database) -> None:
    world = await make_world(db)
    early, late = await invited(world), await invited(world)
    world.later = timedelta(days=7) - timedelta(seconds=1)
    await accept_invite(db, world.request(STAFF), early)
    world.later = timedelta(days=7)
    assert (await refusal_of(accept_invite(db, world.request(STAFF), late))).reason is Reason.INVITE_INVALID


async def test_the_database_does_not_know_the_token(db: Database) -> None:
    world = await make_world(db)
    payload = await invited(world)
    assert payload.startswith("r_")
    assert len(payload) <= 64
    [digest] = await db.read(lambda connection: connection.scalars(select(invite.c.digest)).all())
    assert digest == invite_digest(payload.removeprefix("r_"))
    assert payload.encode() not in digest


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ({"community": "XX99"}, Reason.UNKNOWN_COMMUNITY),
        ({"community": "JX01", "subdistrict": "别的街道"}, Reason.UNKNOWN_COMMUNITY),
        ({"community": "JX01", "building": "9"}, Reason.UNKNOWN_BUILDING),
        ({"building": "1"}, Reason.UNKNOWN_BUILDING),
    ],
)
async def test_nobody_is_invited_for_a_place_that_does_not_exist(
    db: Database, place: dict[str, str], reason: Reason
) -> None:
    world = await make_world(db)
    assert (await refusal_of(invited(world, Role.STAFF, **place))).reason is reason


async def test_a_revoked_role_is_gone_and_its_invitation_does_not_bring_it_back(db: Database) -> None:
    world = await make_world(db)
    payload = await invited(world)
    await accept_invite(db, world.request(STAFF), payload)
    assert await revoke_role(db, NOON, STAFF) == 1
    assert await revoke_role(db, NOON, STAFF) == 0
    assert await list_roles(db) == ()
    assert (await refusal_of(accept_invite(db, world.request(STAFF), payload))).reason is Reason.INVITE_INVALID


async def test_the_door_opens_by_right_and_place(db: Database) -> None:
    world = await make_world(db)
    await world.serves(STAFF, Role.STAFF, Place(community_id=world.community_id))

    def enter(connection: Connection, who: int, right: Right) -> Actor:
        place = place_of_community(connection, world.community_id)
        actor = require(connection, [ADMIN], who, right, place)
        assert actor == actor_of(connection, [ADMIN], who)
        return actor

    allowed = [(STAFF, Right.BIND_GROUP), (ADMIN, Right.MANAGE_ROLES)]
    for who, right in allowed:
        assert (await db.read(partial(enter, who=who, right=right))).telegram_id == who
    for who, right in [(STAFF, Right.MANAGE_ROLES), (WANG, Right.BIND_GROUP)]:
        assert (await refusal_of(db.read(partial(enter, who=who, right=right)))).reason is Reason.NOT_ALLOWED
    asking = db.read(lambda connection: place_of_community(connection, 10**12))
    assert (await refusal_of(asking)).reason is Reason.UNKNOWN_COMMUNITY


async def test_the_roster_counts_flats_verified_flats_people_and_waiting_owners(db: Database) -> None:
    world = await make_world(db)
    await world.moves_in(WANG, 0)
    await world.moves_in(LI, 0, Relation.FAMILY)
    await world.moves_in(LI, 1, Relation.OWNER)
    [seen] = await list_communities(db, world.request(ADMIN), [ADMIN])
    assert (seen.code, seen.flats, seen.verified, seen.people, seen.waiting) == ("JX01", 6, 2, 2, 2)


async def test_staff_see_the_communities_of_their_place_only(db: Database) -> None:
    world = await make_world(db)
    other = await world.do(lambda connection: add_community(connection, "FH01", "福华小区"))
    await world.do(lambda connection: add_household(connection, other, "101"))
    await world.do(
        lambda connection: (
            connection.execute(community.update().where(community.c.id == other).values(subdistrict="福华街")).rowcount
        )
    )
    await world.serves(STAFF, Role.STAFF, Place("福华街"))
    seen = await list_communities(db, world.request(STAFF), [])
    assert [overview.code for overview in seen] == ["FH01"]
    assert len(await list_communities(db, world.request(ADMIN), [ADMIN])) == 2
    asking = list_waiting(db, world.request(STAFF), [], world.community_id, 0)
    assert (await refusal_of(asking)).reason is Reason.NOT_ALLOWED
    for asked in (list_communities(db, world.request(WANG), []), list_buildings(db, world.request(WANG), [])):
        assert (await refusal_of(asked)).reason is Reason.NOT_ALLOWED


async def test_owners_wait_in_order_eight_a_page(db: Database) -> None:
    world = await make_world(db)
    for minute in range(10):
        world.later = timedelta(minutes=minute)
        await world.moves_in(100 + minute, minute % 6)
    first = await list_waiting(db, world.request(ADMIN), [ADMIN], world.community_id, 0)
    second = await list_waiting(db, world.request(ADMIN), [ADMIN], world.community_id, 1)
    beyond = await list_waiting(db, world.request(ADMIN), [ADMIN], world.community_id, 7)
    assert (len(first.waiting), len(second.waiting), second.page.pages) == (8, 2, 2)
    since = [owner.since for owner in (*first.waiting, *second.waiting)]
    assert since == sorted(since)
    assert beyond == second


async def decide(world: World, who: int, home: int, confirmed: bool, *, by: int = ADMIN) -> Verdict:
    """Staff decide about the person who waits with this home."""
    page = await list_waiting(world.db, world.request(ADMIN), [ADMIN], world.community_id, 0)
    household = world.homes[home]
    known = [owner.person_id for owner in page.waiting if owner.household_id == household]
    person_id = known[0] if known else (await world.tenures(who))[0].membership.person_id
    return await confirm_owner(world.db, world.request(by), [ADMIN], person_id, household, confirmed)


async def test_a_confirmation_lets_the_owner_vote_and_is_audited_once(db: Database) -> None:
    world = await make_world(db)
    await world.moves_in(WANG, 0)
    verdict = await decide(world, WANG, 0, True)
    assert verdict.fresh
    assert verdict.person is not None
    assert verdict.person.telegram_id == WANG
    assert [tenure.membership.owner_confirmed for tenure in await world.tenures(WANG)] == [True]
    assert not (await decide(world, WANG, 0, True)).fresh
    assert not (await decide(world, WANG, 0, False)).fresh
    assert await audited(world) == [(ADMIN, "owner_confirmed")]


async def test_who_is_no_owner_becomes_other_and_may_still_answer(db: Database) -> None:
    world = await make_world(db)
    await world.moves_in(WANG, 0)
    assert (await decide(world, WANG, 0, False)).fresh
    [tenure] = await world.tenures(WANG)
    assert (tenure.membership.relation, tenure.membership.owner_confirmed) == (Relation.OTHER, False)
    assert await audited(world) == [(ADMIN, "owner_refused")]


async def test_a_confirmed_owner_who_says_owner_again_stays_confirmed(db: Database) -> None:
    world = await make_world(db)
    await world.moves_in(WANG, 0)
    await decide(world, WANG, 0, True)
    await change_relation(db, world.request(WANG), world.config, world.homes[0])
    assert (await world.says(WANG, 0, Relation.OWNER)).owner_confirmed


async def test_only_staff_of_the_place_confirm_owners(db: Database) -> None:
    world = await make_world(db)
    await world.moves_in(WANG, 0)
    await world.serves(VOLUNTEER, Role.VOLUNTEER, Place(community_id=world.community_id))
    await world.serves(STAFF, Role.STAFF, Place(community_id=world.community_id, building="2"))
    for who in (WANG, VOLUNTEER, STAFF):
        assert (await refusal_of(decide(world, WANG, 0, True, by=who))).reason is Reason.NOT_ALLOWED
    await world.moves_in(LI, 3)
    [seen] = await list_communities(db, world.request(STAFF), [])
    assert (seen.flats, seen.waiting) == (3, 1)
    asking = confirm_owner(db, world.request(ADMIN), [ADMIN], 10**12, 10**12, True)
    assert (await refusal_of(asking)).reason is Reason.UNKNOWN_HOUSEHOLD
    nobody = await confirm_owner(db, world.request(ADMIN), [ADMIN], 10**12, world.homes[0], True)
    assert not nobody.fresh


async def test_a_volunteer_sees_which_flats_of_the_own_building_are_verified(db: Database) -> None:
    world = await make_world(db)
    await world.moves_in(WANG, 1)
    await world.serves(VOLUNTEER, Role.VOLUNTEER, Place(community_id=world.community_id, building="1"))
    [building] = await list_buildings(db, world.request(VOLUNTEER), [])
    assert (building.building, building.flats, building.verified) == ("1", 3, 1)
    flats = (await list_flats(db, world.request(VOLUNTEER), [], building.first_id)).flats
    assert [(flat.address.room, flat.verified) for flat in flats] == [("101", False), ("102", True), ("103", False)]
    foreign = list_flats(db, world.request(VOLUNTEER), [], world.homes[3])
    assert (await refusal_of(foreign)).reason is Reason.NOT_ALLOWED
    unknown = list_flats(db, world.request(VOLUNTEER), [], 10**12)
    assert (await refusal_of(unknown)).reason is Reason.UNKNOWN_HOUSEHOLD


async def test_menus_are_sent_once_and_again_when_roles_or_language_change(db: Database) -> None:
    world = await make_world(db)

    async def due(retry: int | None = None) -> list[Menu]:
        return list(await stale_menus(db, [ADMIN], "zh-CN", retry=retry))

    await world.serves(STAFF, Role.STAFF, Place(community_id=world.community_id))
    admin, staff = Menu(ADMIN, frozenset({Role.ADMIN})), Menu(STAFF, frozenset({Role.STAFF}))
    assert set(await due()) == {admin, staff}
    await note_menu(db, admin, sent=False)
    await note_menu(db, staff, sent=True)
    assert await due() == []
    assert await due(retry=ADMIN) == [admin]
    await world.do(lambda connection: set_language(connection, STAFF, "en"))
    assert await due() == [Menu(STAFF, frozenset({Role.STAFF}), "en")]
    await world.do(lambda connection: set_language(connection, STAFF, "zh-CN"))
    await note_menu(db, Menu(STAFF, frozenset({Role.STAFF}), "zh-CN"), sent=True)
    await revoke_role(db, NOON, STAFF)
    assert await due() == [Menu(STAFF, frozenset())]
    await note_menu(db, Menu(STAFF, frozenset()), sent=True)
    assert await due() == []


async def test_an_invitation_with_half_a_character_is_invalid(db: Database) -> None:
    world = await make_world(db)
    refusal = await refusal_of(accept_invite(db, world.request(5), "r_\ud83d"))
    assert refusal.reason is Reason.INVITE_INVALID
