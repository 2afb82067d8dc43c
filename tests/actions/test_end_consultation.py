"""Opening, closing and publishing by staff; who may list and count."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, select

from bot.actions.end_consultation import close_consultation, open_consultation, publish_consultation
from bot.actions.list_consultations import all_consultations, manageable, require_tally, visible
from bot.actions.transact import Request
from bot.rules.consultation import Consultation, Status
from bot.rules.refusals import Reason, Refusal
from bot.storage import cards, groups, outbox
from bot.storage.database import Connection, Database
from bot.storage.models import audit, grant
from tests import builders
from tests.builders import NOON, add_village

ADMIN, STAFF, GUEST, VOLUNTEER, WANG = 1, 2, 3, 4, 1000
GROUP = -100


async def town(db: Database, *, opens: timedelta = timedelta(hours=-1), bound: bool = True) -> Consultation:
    """A consultation, staff, and a group."""

    def make(connection: Connection) -> Consultation:
        here = add_village(connection).community_id
        there = builders.add_community(connection, "CF02", "春风里")
        roles = ((STAFF, "staff", here), (GUEST, "staff", there), (VOLUNTEER, "volunteer", here))
        rows = [{"telegram_id": w, "role": r, "community_id": c, "granted_at": NOON} for w, r, c in roles]
        connection.execute(insert(grant), rows)
        if bound:
            groups.bind(connection, GROUP, None, here, STAFF, NOON)
        wanted = builders.definition(opens_at=NOON + opens)
        return builders.add_consultation(connection, here, wanted, enrolled=opens < timedelta(0))

    return await db.write(make)


async def close(db: Database, number: int, who: int | None = STAFF, now: datetime = NOON) -> Consultation:
    request = None if who is None else Request(1, who, now)
    return await close_consultation(db, number, now, request, [ADMIN])


async def letters(db: Database) -> list[tuple[str, int, int]]:
    due = await db.read(lambda connection: outbox.due(connection, NOON + timedelta(days=9), 50))
    return [(letter.kind, letter.subject_id, letter.chat_id) for letter in due]


@pytest.mark.parametrize("who", [STAFF, ADMIN, None])
async def test_closing_ends_it_now_and_plans_the_announcement(db: Database, who: int | None) -> None:
    asked = await town(db)
    closed = await close(db, asked.id, who)
    assert (closed.ends_at, closed.status(NOON)) == (NOON, Status.CLOSED)
    assert await letters(db) == [("result", asked.id, GROUP)]
    notes = await db.read(lambda c: c.execute(select(audit.c.actor, audit.c.verb, audit.c.subject)).all())
    assert [tuple(note) for note in notes] == [(who, "close", f"consultation {asked.id}")]


@pytest.mark.parametrize("who", [GUEST, VOLUNTEER, WANG, 77])
async def test_nobody_else_closes_it(db: Database, who: int) -> None:
    asked = await town(db)
    with pytest.raises(Refusal) as raised:
        await close(db, asked.id, who)
    assert raised.value.reason is Reason.NOT_ALLOWED
    assert (await all_consultations(db))[0].status(NOON) is Status.OPEN
    assert await letters(db) == []


async def test_what_is_over_cannot_be_closed_or_opened(db: Database) -> None:
    asked = await town(db)
    await close(db, asked.id)
    later = NOON + timedelta(days=8)
    for attempt in (close(db, asked.id), close(db, asked.id, None, later), open_consultation(db, asked.id, later)):
        with pytest.raises(Refusal) as raised:
            await attempt
        assert raised.value.reason is Reason.ALREADY_CLOSED
    assert len(await letters(db)) == 1


@pytest.mark.parametrize("number", [0, 99, -1, 2**40, 10**30])
async def test_an_unknown_number_is_refused(db: Database, number: int) -> None:
    await town(db)
    attempts = (close(db, number), open_consultation(db, number, NOON), publish_consultation(db, number, NOON))
    for attempt in (*attempts, require_tally(db, STAFF, [ADMIN], number)):
        with pytest.raises(Refusal) as raised:
            await attempt
        assert raised.value.reason is Reason.UNKNOWN_CONSULTATION


async def test_opening_early_makes_cards_at_once(db: Database) -> None:
    asked = await town(db, opens=timedelta(days=1))
    assert asked.status(NOON) is Status.SCHEDULED
    opened = await open_consultation(db, asked.id, NOON)
    assert (opened.opens_at, opened.status(NOON)) == (NOON, Status.OPEN)
    again = await open_consultation(db, asked.id, NOON + timedelta(hours=1))
    assert again.opens_at == NOON
    assert len(await db.read(cards.unfinished)) == 1


async def test_publishing_an_open_one_posts_its_card_anew(db: Database) -> None:
    asked = await town(db)
    await open_consultation(db, asked.id, NOON)
    (card,) = await db.read(cards.unfinished)
    await db.write(lambda connection: cards.posted(connection, card.id, 55, "digest"))
    await publish_consultation(db, asked.id, NOON)
    (again,) = await db.read(cards.unfinished)
    assert (again.message_id, again.retired_id) == (None, 55)


async def test_publishing_a_closed_one_announces_it_once_more(db: Database) -> None:
    asked = await town(db)
    await close(db, asked.id)
    (letter,) = await db.read(lambda connection: outbox.due(connection, NOON, 9))
    await db.write(lambda connection: outbox.sent(connection, letter.id, 5))
    assert await letters(db) == []
    await publish_consultation(db, asked.id, NOON + timedelta(days=8))
    assert await letters(db) == [("result", asked.id, GROUP)]


async def test_an_end_that_nobody_had_noticed_is_announced_once(db: Database) -> None:
    asked = await town(db)
    await publish_consultation(db, asked.id, NOON + timedelta(days=8))
    assert await letters(db) == [("result", asked.id, GROUP)]


async def test_what_cannot_be_published_says_why(db: Database) -> None:
    asked = await town(db, opens=timedelta(days=1), bound=False)
    with pytest.raises(Refusal) as raised:
        await publish_consultation(db, asked.id, NOON)
    assert raised.value.reason is Reason.NOT_YET_OPEN
    with pytest.raises(Refusal) as raised:
        await publish_consultation(db, asked.id, NOON + timedelta(days=2))
    assert raised.value.reason is Reason.NOT_BOUND


async def test_staff_see_and_manage_what_is_theirs(db: Database) -> None:
    asked = await town(db)
    for who in (STAFF, ADMIN):
        assert [item.id for item in await manageable(db, who, [ADMIN], NOON)] == [asked.id]
        assert [item.id for item in await visible(db, who, [ADMIN])] == [asked.id]
        assert (await require_tally(db, who, [ADMIN], asked.id)).id == asked.id
    assert await manageable(db, GUEST, [ADMIN], NOON) == []
    assert await visible(db, GUEST, [ADMIN]) == []
    await close(db, asked.id)
    assert await manageable(db, STAFF, [ADMIN], NOON) == []
    assert len(await visible(db, STAFF, [ADMIN])) == 1


@pytest.mark.parametrize("who", [VOLUNTEER, WANG, 77])
async def test_others_are_refused_before_anything_is_looked_up(db: Database, who: int) -> None:
    asked = await town(db)
    for attempt in (
        manageable(db, who, [ADMIN], NOON),
        visible(db, who, [ADMIN]),
        require_tally(db, who, [ADMIN], asked.id),
        require_tally(db, who, [ADMIN], 99),
    ):
        with pytest.raises(Refusal) as raised:
            await attempt
        assert raised.value.reason is Reason.NOT_ALLOWED
