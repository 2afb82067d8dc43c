"""Letters go out once: planned with their cause, claimed with a lease."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.storage import outbox
from bot.storage.database import Database
from bot.storage.outbox import LEASE, RESULT, Letter, Why
from tests.builders import NOON

MINUTE = timedelta(minutes=1)


async def plan(db: Database, *chats: int, due: datetime = NOON) -> None:
    await db.write(lambda connection: outbox.plan(connection, RESULT, 7, chats, due))


async def due(db: Database, now: datetime = NOON) -> list[Letter]:
    return await db.read(lambda connection: outbox.due(connection, now, 50))


async def claim(db: Database, letter: Letter, now: datetime = NOON) -> bool:
    return await db.write(lambda connection: outbox.claim(connection, letter.id, now, now + LEASE))


async def test_a_letter_is_due_at_its_time_and_planned_once(db: Database) -> None:
    await plan(db)
    await plan(db, -1, -2, due=NOON + MINUTE)
    await plan(db, -1, due=NOON + MINUTE)
    assert await due(db) == []
    letters = await due(db, NOON + MINUTE)
    assert [(letter.kind, letter.subject_id, letter.chat_id, letter.attempts) for letter in letters] == [
        (RESULT, 7, -1, 0),
        (RESULT, 7, -2, 0),
    ]


async def test_one_process_at_a_time_has_it_and_a_dead_one_loses_it(db: Database) -> None:
    await plan(db, -1)
    (letter,) = await due(db)
    assert await claim(db, letter)
    assert not await claim(db, letter)
    assert await due(db) == []
    (again,) = await due(db, NOON + LEASE)
    assert again.attempts == 1
    assert await claim(db, again, NOON + LEASE)


async def test_what_was_sent_is_never_sent_again(db: Database) -> None:
    await plan(db, -1)
    (letter,) = await due(db)
    assert await claim(db, letter)
    await db.write(lambda connection: outbox.sent(connection, letter.id, 55))
    await plan(db, -1)
    assert await due(db, NOON + 99 * LEASE) == []
    assert not await claim(db, letter, NOON + 99 * LEASE)


async def test_what_certainly_did_not_go_out_is_tried_later(db: Database) -> None:
    await plan(db, -1)
    (letter,) = await due(db)
    await claim(db, letter)
    await db.write(lambda connection: outbox.postpone(connection, letter.id, NOON + MINUTE))
    assert await due(db) == []
    assert len(await due(db, NOON + MINUTE)) == 1


async def test_what_was_dropped_stays_dropped_until_staff_ask_anew(db: Database) -> None:
    await plan(db, -1)
    (letter,) = await due(db)
    await db.write(lambda connection: outbox.drop(connection, letter.id, Why.UNREACHABLE))
    await plan(db, -1)
    assert await due(db) == []
    await db.write(lambda connection: outbox.forget(connection, RESULT, 7))
    await plan(db, -1)
    assert len(await due(db)) == 1
