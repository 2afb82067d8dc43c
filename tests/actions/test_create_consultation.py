"""A file becomes a consultation, checked against the roster, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, insert, select

from bot.actions.create_consultation import Author, DefinitionRejected, Placed, create_consultation, may_create
from bot.actions.show_created import show_created
from bot.actions.transact import Request
from bot.rules.consultation import Regime, Scope
from bot.rules.refusals import Reason, Refusal
from bot.storage import consultations, inbox
from bot.storage.database import Connection, Database
from bot.storage.inbox import Arrival
from bot.storage.models import consultation, grant, option, question
from tests import builders
from tests.builders import NOON, add_village

ZONE = ZoneInfo("Asia/Shanghai")
ADMIN, STAFF, GUEST, WANG = 1, 2, 3, 1000
TEXT = """\
title = "停车"
community = "JX01"
closes = 2026-12-08T18:00:00
[[questions]]
text = "怎么改？"
type = "single"
options = ["方案A", "方案B", "都不同意"]
"""


def author(who: int, update_id: int = 7) -> Author:
    """Somebody who sends the file by chat."""
    return Author(Request(update_id, who, NOON), [ADMIN])


@pytest.fixture
async def town(db: Database) -> Database:
    """Two communities, staff in each."""

    def make(connection: Connection) -> None:
        here = add_village(connection).community_id
        there = builders.add_community(connection, "CF02", "春风里")
        places: Sequence[tuple[int, int]] = ((STAFF, here), (GUEST, there))
        rows = [{"telegram_id": w, "role": "staff", "community_id": c, "granted_at": NOON} for w, c in places]
        connection.execute(insert(grant), rows)

    await db.write(make)
    return db


async def create(db: Database, text: str = TEXT, who: Author | None = None) -> int:
    return await create_consultation(db, text.encode(), NOON, ZONE, who)


async def rejected(db: Database, text: str, who: Author | None = None) -> tuple[Placed, ...]:
    """Every fault of the file, after making sure that nothing was stored."""
    with pytest.raises(DefinitionRejected) as raised:
        await create(db, text, who)
    assert await rows(db) == [0, 0, 0]
    return raised.value.faults


async def rows(db: Database) -> list[int]:
    """How many consultations, questions and options there are."""

    def count(connection: Connection) -> list[int]:
        tables = (consultation, question, option)
        return [connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables]

    return await db.read(count)


async def test_what_is_written_is_stored_as_it_is(town: Database) -> None:
    number = await create(town, TEXT.replace("[[q", 'scope = { building = "1", entrance = "1" }\n[[q'))
    made = (await show_created(town, number)).consultation
    assert (made.title, made.community_code, made.regime) == ("停车", "JX01", Regime.CONSULTATION)
    assert made.closes_at.astimezone(ZONE).isoformat() == "2026-12-08T18:00:00+08:00"
    assert (made.opens_at, made.scope) == (NOON, Scope("1", "1"))
    assert made.questions[0].options == ("方案A", "方案B", "都不同意")


async def test_numbers_grow_and_the_newest_is_listed_first(town: Database) -> None:
    first, second = await create(town), await create(town)
    assert second > first
    assert [item.id for item in await town.read(consultations.listed)] == [second, first]


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "reason"),
    [
        ("JX01", "JX02", 2, "community", "unknown_community_near"),
        ("JX01", "北京", 2, "community", "unknown_community"),
        ("JX01", "CF02", 2, "community", "no_households"),
        ("[[q", 'scope = { building = "9" }\n[[q', 4, "scope", "unknown_scope"),
        ("[[q", 'scope = { building = "1", entrance = "7" }\n[[q', 4, "scope", "unknown_scope"),
        ("options", "option", 7, "questions[1].option", "unknown_key_near"),
        ("2026-12-08T18:00:00", "2026-11-08T18:00:00", 3, "closes", "closes_before_opening"),
        ('"停车"', '"停车', 1, "", "syntax"),
        ("都不同意", "弃权", 7, "questions[1].options", "no_none_of_these"),
    ],
)
async def test_a_fault_is_placed_by_line_and_key(
    town: Database, old: str, new: str, line: int, key: str, reason: str
) -> None:
    faults = await rejected(town, TEXT.replace(old, new))
    assert (line, key, reason) in [(fault.line, fault.key, fault.reason) for fault in faults]


async def test_a_part_where_nobody_is_counted_is_no_scope(town: Database) -> None:
    await town.write(lambda c: builders.add_household(c, 1, "车库", building="P", counted=False))
    (fault,) = await rejected(town, TEXT.replace("[[q", 'scope = { building = "P" }\n[[q'))
    assert fault.reason == "unknown_scope"


async def test_staff_create_in_their_own_community_only(town: Database) -> None:
    assert await create(town, who=author(STAFF))
    assert await create(town, who=author(ADMIN))
    for who in (GUEST, WANG):
        with pytest.raises(Refusal) as raised:
            await create(town, TEXT.replace("[[q", 'scope = { building = "9" }\n[[q'), author(who))
        assert raised.value.reason is Reason.NOT_ALLOWED


async def test_residents_are_refused_before_anything_is_read(town: Database) -> None:
    await may_create(town, STAFF, [ADMIN])
    with pytest.raises(Refusal) as raised:
        await may_create(town, WANG, [ADMIN])
    assert raised.value.reason is Reason.NOT_ALLOWED


async def test_the_update_is_done_in_the_same_transaction(town: Database) -> None:
    await town.write(lambda c: inbox.store(c, [[Arrival(7, 1, b"{}", NOON), Arrival(8, 1, b"{}", NOON)]]))
    await create(town, who=author(STAFF, 7))
    with pytest.raises(DefinitionRejected):
        await create(town, TEXT.replace("JX01", "JX02"), author(STAFF, 8))
    assert await town.read(inbox.lanes_behind) == {1: 1}


async def test_an_update_that_is_tried_again_after_its_commit_creates_nothing_more(town: Database) -> None:
    await town.write(lambda c: inbox.store(c, [[Arrival(7, 1, b"{}", NOON)], [Arrival(8, 1, b"{}", NOON)]]))
    first = await create(town, who=author(STAFF, 7))
    assert await create(town, who=author(STAFF, 7)) == first
    assert (await rows(town))[0] == 1
    assert await create(town, who=author(STAFF, 8)) != first
