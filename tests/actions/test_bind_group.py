"""Groups are bound by those who may, followed when they move, and forgotten."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select

from bot.actions.bind_group import Group, bind_group, find_community, follow_group, note_presence, unbind_group
from bot.actions.transact import Request
from bot.rules.refusals import Reason, Refusal
from bot.storage import groups
from bot.storage.database import Connection, Database
from bot.storage.groups import Binding
from bot.storage.models import audit, grant
from tests import builders
from tests.builders import NOON

ADMIN, STAFF, GUEST, VOLUNTEER, WANG = 1, 2, 3, 4, 5
HERE, THERE = 1, 2


@pytest.fixture
async def town(db: Database) -> Database:
    """Two communities, staff for each."""

    def make(connection: Connection) -> None:
        assert builders.add_community(connection) == HERE
        assert builders.add_community(connection, "CF02", "春风里") == THERE
        roles = ((STAFF, "staff", HERE), (GUEST, "staff", THERE), (VOLUNTEER, "volunteer", HERE))
        rows = [{"telegram_id": w, "role": r, "community_id": c, "granted_at": NOON} for w, r, c in roles]
        connection.execute(insert(grant), rows)

    await db.write(make)
    return db


def request(who: int) -> Request:
    return Request(1, who, NOON)


async def bound(db: Database, chat: int = -1) -> Binding | None:
    return await db.read(lambda connection: groups.of_chat(connection, chat))


@pytest.mark.parametrize("who", [STAFF, ADMIN])
async def test_staff_and_admins_bind(town: Database, who: int) -> None:
    found = await bind_group(town, request(who), [ADMIN], Group(-1, 9), HERE)
    assert (found.code, found.name) == ("JX01", "金祥花园")
    binding = await bound(town)
    assert binding is not None
    assert (binding.community_id, binding.thread_id, binding.present) == (HERE, 9, True)
    notes = await town.read(lambda c: c.execute(select(audit.c.actor, audit.c.verb, audit.c.subject)).all())
    assert [tuple(note) for note in notes] == [(who, "bind", "JX01 -1")]


@pytest.mark.parametrize("who", [GUEST, VOLUNTEER, WANG])
async def test_others_neither_bind_nor_unbind(town: Database, who: int) -> None:
    with pytest.raises(Refusal) as raised:
        await bind_group(town, request(who), [ADMIN], Group(-1, None), HERE)
    assert raised.value.reason is Reason.NOT_ALLOWED
    assert await bound(town) is None
    await bind_group(town, request(STAFF), [ADMIN], Group(-1, None), HERE)
    with pytest.raises(Refusal) as raised:
        await unbind_group(town, request(who), [ADMIN], Group(-1, None))
    assert raised.value.reason is Reason.NOT_ALLOWED
    assert await bound(town) is not None


@pytest.mark.parametrize(
    ("chat", "community", "reason"),
    [(77, HERE, Reason.NOT_A_GROUP), (-1, 99, Reason.UNKNOWN_COMMUNITY), (-2, HERE, Reason.BOUND_ELSEWHERE)],
)
async def test_what_cannot_be_bound_says_why(town: Database, chat: int, community: int, reason: Reason) -> None:
    await bind_group(town, request(ADMIN), [ADMIN], Group(-2, None), THERE)
    with pytest.raises(Refusal) as raised:
        await bind_group(town, request(ADMIN), [ADMIN], Group(chat, None), community)
    assert raised.value.reason is reason


async def test_unbinding_forgets_and_twice_says_so(town: Database) -> None:
    await bind_group(town, request(STAFF), [ADMIN], Group(-1, None), HERE)
    assert (await unbind_group(town, request(STAFF), [ADMIN], Group(-1, None))).code == "JX01"
    assert await bound(town) is None
    with pytest.raises(Refusal) as raised:
        await unbind_group(town, request(STAFF), [ADMIN], Group(-1, None))
    assert raised.value.reason is Reason.GROUP_NOT_BOUND
    await bind_group(town, request(GUEST), [ADMIN], Group(-1, None), THERE)


async def test_presence_and_moves_are_followed_for_bound_groups_only(town: Database) -> None:
    await bind_group(town, request(STAFF), [ADMIN], Group(-1, None), HERE)
    await note_presence(town, request(WANG), -1, present=False)
    await note_presence(town, request(WANG), -9, present=True)
    binding = await bound(town)
    assert binding is not None
    assert not binding.present
    for _ in range(2):
        await follow_group(town, request(WANG), -1, -1001)
    await follow_group(town, request(WANG), -9, -1009)
    assert (await bound(town), await bound(town, -9), await bound(town, -1009)) == (None, None, None)
    moved = await bound(town, -1001)
    assert moved is not None
    assert (moved.community_id, moved.present) == (HERE, True)


async def test_the_nearest_code_is_told_to_those_who_may_bind(town: Database) -> None:
    assert (await find_community(town, "jx01", STAFF, [ADMIN])).id == HERE
    with pytest.raises(Refusal) as raised:
        await find_community(town, "JX1", STAFF, [ADMIN])
    assert (raised.value.reason, raised.value.facts["near"]) == (Reason.UNKNOWN_COMMUNITY_NEAR, "JX01")
    for code in ("JX01", "JX1"):
        with pytest.raises(Refusal) as raised:
            await find_community(town, code, WANG, [ADMIN])
        assert raised.value.reason is Reason.NOT_ALLOWED
    with pytest.raises(Refusal) as raised:
        await find_community(town, "JX1", 0, [ADMIN], anonymous=True)
    assert raised.value.reason is Reason.UNKNOWN_COMMUNITY
    assert (await find_community(town, "JX01", 0, [ADMIN], anonymous=True)).id == HERE


@pytest.mark.parametrize("anonymous", [False, True])
@pytest.mark.parametrize("code", ["\ud83d", "\x00", "JX99\udfff"])
async def test_half_characters_are_no_code_and_no_defect(town: Database, code: str, anonymous: bool) -> None:
    with pytest.raises(Refusal) as raised:
        await find_community(town, code, STAFF, [ADMIN], anonymous=anonymous)
    assert raised.value.reason in (Reason.UNKNOWN_COMMUNITY, Reason.UNKNOWN_COMMUNITY_NEAR)
