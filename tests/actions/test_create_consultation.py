"""A file becomes a consultation, checked against the roster, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, insert, select

from bot.actions.create_consultation import Author, DefinitionRejected, Placed, create_consultations, may_create
from bot.actions.show_created import show_created
from bot.actions.transact import Request
from bot.rules.consultation import Regime, Scope
from bot.rules.refusals import Reason, Refusal
from bot.storage import communities, consultations, inbox
from bot.storage.database import Connection, Database
from bot.storage.inbox import Arrival
from bot.storage.models import consultation, grant, option, question
from bot.templates import available
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
    (number,) = await create_several(db, text, who)
    return number


async def create_several(db: Database, text: str = TEXT, who: Author | None = None) -> tuple[int, ...]:
    return await create_consultations(db, text.encode(), NOON, ZONE, who, available("zh-CN").templates)


async def rejected(db: Database, text: str, who: Author | None = None) -> tuple[Placed, ...]:
    """Every fault of the file, after making sure that nothing was stored."""
    with pytest.raises(DefinitionRejected) as raised:
        await create_several(db, text, who)
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


REVIEW = """\
community = "JX01"
template = "design_review"
closes = 2026-12-08T18:00:00
secrecy = "named"
[values]
title_a = "保留绿地"
title_b = "增加车位"
"""


async def test_a_template_fills_in_what_is_not_given(town: Database) -> None:
    made = (await show_created(town, await create(town, REVIEW))).consultation
    assert (made.title, made.template) == ("设计方案初审：您家选哪个方案？", "design_review")
    assert made.questions[0].options[:3] == ("方案A 保留绿地", "方案B 增加车位", "都可以")
    assert [asked.number for asked in made.questions] == [1, 2, 3, 4]
    own = TEXT.replace("[[q", 'template = "design_review"\n[[q')
    again = (await show_created(town, await create(town, own))).consultation
    assert (again.title, again.template, len(again.questions)) == ("停车", "design_review", 1)


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "reason"),
    [
        ("design_review", "design_revue", 2, "template", "unknown_template_near"),
        ("title_b", "titel_b", 7, "values.titel_b", "unknown_value_near"),
        ('title_b = "增加车位"', "", 5, "values.title_b", "value_missing"),
        ('"named"', '"anonymous"', 2, "template.questions[2].condition", "not_anonymous_condition"),
        ('template = "design_review"', "", 5, "values", "values_without_template"),
    ],
)
async def test_a_fault_of_a_template_is_placed_in_the_file_that_names_it(
    town: Database, old: str, new: str, line: int, key: str, reason: str
) -> None:
    faults = await rejected(town, REVIEW.replace(old, new))
    assert (line, key, reason) in [(fault.line, fault.key, fault.reason) for fault in faults]


BOTH = TEXT.replace('community = "JX01"', 'communities = ["JX01", "CF02"]')


async def settle_there(db: Database) -> None:
    """The second community gets a home."""

    def make(connection: Connection) -> None:
        there = communities.by_code(connection, "CF02")
        assert there is not None
        builders.add_household(connection, there.id, "101")

    await db.write(make)


@pytest.mark.parametrize("text", [BOTH, BOTH.replace("communities", "community")])
async def test_the_same_is_asked_in_several_communities_at_once(town: Database, text: str) -> None:
    await settle_there(town)
    numbers = await create_several(town, text)
    made = [(await show_created(town, number)).consultation for number in numbers]
    assert [item.community_code for item in made] == ["JX01", "CF02"]
    assert {item.group_id for item in made} == {numbers[0]}
    assert await town.read(lambda c: consultations.of_group(c, numbers[1])) == numbers
    first, second = ([replace(asked, id=0) for asked in item.questions] for item in made)
    assert first == second


async def test_one_community_in_a_list_is_no_group(town: Database) -> None:
    (number,) = await create_several(town, TEXT.replace('"JX01"', '["JX01"]'))
    assert (await show_created(town, number)).consultation.group_id is None


@pytest.mark.parametrize(
    ("codes", "key", "reason"),
    [
        ('["JX01", "CF02"]', "communities[2]", "no_households"),
        ('["JX01", "XX99"]', "communities[2]", "unknown_community"),
        ('["JX01", "JX01"]', "communities[2]", "community_twice"),
        ('["JX01", 5]', "communities[2]", "not_text"),
        ("[]", "communities", "community_count"),
        ('["JX01"]\ncommunity = "JX01"', "communities", "community_twice_named"),
    ],
)
async def test_when_one_community_cannot_be_asked_nothing_is_created_anywhere(
    town: Database, codes: str, key: str, reason: str
) -> None:
    faults = await rejected(town, TEXT.replace('community = "JX01"', f"communities = {codes}"))
    assert [(fault.key, fault.reason) for fault in faults] == [(key, reason)]


async def test_staff_of_one_community_cannot_ask_in_another_as_well(town: Database) -> None:
    await settle_there(town)
    with pytest.raises(Refusal) as raised:
        await create_several(town, BOTH, author(STAFF))
    assert raised.value.reason is Reason.NOT_ALLOWED
    assert await rows(town) == [0, 0, 0]


async def test_several_that_are_tried_again_after_their_commit_are_the_same_ones(town: Database) -> None:
    await settle_there(town)
    await town.write(lambda c: inbox.store(c, [[Arrival(7, 1, b"{}", NOON)]]))
    first = await create_several(town, BOTH, author(ADMIN))
    assert await create_several(town, BOTH, author(ADMIN)) == first
    assert (await rows(town))[0] == 2
