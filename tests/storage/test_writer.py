"""One thread writes: results after the commit, jobs side by side in one transaction, and no job harms another."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence

import pytest
from sqlalchemy import func, insert, select

from bot.storage.database import Connection, Database
from bot.storage.models import setting


def put(name: str) -> Callable[[Connection], str]:
    """Writes one row."""

    def change(connection: Connection) -> str:
        connection.execute(insert(setting), {"name": name, "value": "1"})
        return name

    return change


def put_together(connection: Connection, names: Sequence[str]) -> list[str | Exception]:
    """Writes a row for each name, all at once; a name with an exclamation mark is refused."""
    good = [name for name in names if "!" not in name]
    if good:
        connection.execute(insert(setting), [{"name": name, "value": str(len(names))} for name in good])
    return [name if name in good else ValueError(name) for name in names]


async def names(db: Database) -> list[str]:
    return list(await db.read(lambda c: list(c.scalars(select(setting.c.name).order_by(setting.c.name)))))


async def held(db: Database) -> Callable[[], None]:
    """The writing thread is busy until the returned function is called."""
    taken, go = threading.Event(), threading.Event()

    def wait(_connection: Connection) -> None:
        taken.set()
        assert go.wait(30)

    _HOLDING.append(asyncio.create_task(db.write(wait)))
    await asyncio.to_thread(taken.wait, 30)
    return go.set


# A task that nobody holds may vanish while it runs.
_HOLDING: list[asyncio.Task[None]] = []


async def test_what_is_answered_is_committed(db: Database) -> None:
    assert await db.write(put("a")) == "a"
    assert await names(db) == ["a"]


async def test_a_job_that_fails_leaves_nothing_and_harms_no_neighbour(db: Database) -> None:
    def half(connection: Connection) -> None:
        put("half")(connection)
        raise LookupError("midway")

    release = await held(db)
    jobs = [asyncio.create_task(db.write(job)) for job in (put("a"), half, put("b"), put("a"), put("c"))]
    await asyncio.sleep(0)
    release()
    outcomes = await asyncio.gather(*jobs, return_exceptions=True)
    assert [type(outcome).__name__ for outcome in outcomes] == ["str", "LookupError", "str", "IntegrityError", "str"]
    assert await names(db) == ["a", "b", "c"]


async def test_items_that_wait_together_go_in_one_call(db: Database) -> None:
    release = await held(db)
    items = [asyncio.create_task(db.write_together(put_together, name)) for name in "abc"]
    await asyncio.sleep(0)
    release()
    assert await asyncio.gather(*items) == ["a", "b", "c"]
    values = await db.read(lambda c: list(c.scalars(select(setting.c.value))))
    assert values == ["3", "3", "3"]


async def test_a_refused_item_is_refused_alone(db: Database) -> None:
    release = await held(db)
    items = [asyncio.create_task(db.write_together(put_together, name)) for name in ("a", "b!", "c")]
    await asyncio.sleep(0)
    release()
    outcomes = await asyncio.gather(*items, return_exceptions=True)
    assert [str(outcome) for outcome in outcomes] == ["a", "b!", "c"]
    assert await names(db) == ["a", "c"]


async def test_a_batch_that_breaks_is_tried_again_one_by_one(db: Database) -> None:
    await db.write(put("b"))
    release = await held(db)
    items = [asyncio.create_task(db.write_together(put_together, name)) for name in ("a", "b", "c")]
    await asyncio.sleep(0)
    release()
    outcomes = await asyncio.gather(*items, return_exceptions=True)
    assert [isinstance(outcome, Exception) for outcome in outcomes] == [False, True, False]
    assert await names(db) == ["a", "b", "c"]


async def test_a_waiter_that_gives_up_does_not_undo_what_was_taken(db: Database) -> None:
    release = await held(db)
    job = asyncio.create_task(db.write(put("a")))
    await asyncio.sleep(0)
    job.cancel()
    with pytest.raises(asyncio.CancelledError):
        await job
    release()
    await db.write(put("b"))
    assert await names(db) == ["a", "b"]


async def test_closing_finishes_what_is_queued(database_url: str) -> None:
    db = Database(database_url)
    release = await held(db)
    jobs = [asyncio.create_task(db.write(put(name))) for name in "abc"]
    await asyncio.sleep(0)
    closing = asyncio.create_task(db.close())
    await asyncio.sleep(0)
    release()
    assert await asyncio.gather(*jobs) == ["a", "b", "c"]
    await closing
    again = Database(database_url)
    assert await names(again) == ["a", "b", "c"]
    await again.close()


async def test_readers_cannot_write(db: Database) -> None:
    with pytest.raises(Exception, match=r"readonly|read-only"):
        await db.read(put("a"))
    assert await db.read(lambda c: c.scalar(select(func.count()).select_from(setting))) == 0
