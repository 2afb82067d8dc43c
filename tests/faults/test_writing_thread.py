"""When the database takes a whole transaction along, everybody who shared it is told, and nothing runs outside one."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import DBAPIError, OperationalError

from bot.storage.database import Database
from bot.storage.errors import is_transient
from bot.storage.models import setting


def note(connection: Connection, name: str) -> str:
    """A job that succeeds."""
    connection.execute(insert(setting).values(name=name, value="1"))
    return name


def lose_everything(connection: Connection) -> None:
    """What a full disk does on SQLite, and a restart of the server on PostgreSQL, in the middle of a statement."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")
        return
    raw: Any = connection.connection.dbapi_connection
    raw.rollback()
    raise OperationalError("INSERT", {}, raw.OperationalError("database or disk is full"))


def stumble(connection: Connection) -> None:
    """A job that fails alone."""
    connection.exec_driver_sql("SELECT no_such_column FROM setting")


async def together(db: Database, *writes: Callable[[], Coroutine[Any, Any, Any]]) -> list[Any]:
    """Let the writes share a transaction: they wait together while the thread is held. Their results or errors."""
    free, held = threading.Event(), threading.Event()

    def hold(_connection: Connection) -> None:
        held.set()
        free.wait(30)

    first = asyncio.create_task(db.write(hold))
    await asyncio.to_thread(held.wait, 30)
    tasks = [asyncio.create_task(write()) for write in writes]
    await asyncio.sleep(0)
    free.set()
    await first
    return await asyncio.gather(*tasks, return_exceptions=True)


async def names(db: Database) -> list[str]:
    """What was written."""
    return await db.read(lambda connection: list(connection.scalars(select(setting.c.name).order_by(setting.c.name))))


def check_all_told(outcomes: list[Any]) -> None:
    """Everybody heard that trying again may help."""
    assert all(isinstance(outcome, DBAPIError) and is_transient(outcome) for outcome in outcomes)


async def test_jobs_that_shared_a_lost_transaction_are_all_to_be_tried_again(db: Database) -> None:
    check_all_told(
        await together(
            db,
            lambda: db.write(lambda connection: note(connection, "a")),
            lambda: db.write(lose_everything),
            lambda: db.write(lambda connection: note(connection, "b")),
        )
    )
    assert await names(db) == []
    assert await db.write(lambda connection: note(connection, "again")) == "again"
    assert await names(db) == ["again"]


async def test_items_that_shared_a_lost_transaction_are_all_to_be_tried_again(db: Database) -> None:
    calls = 0

    def count(connection: Connection, items: Any) -> list[str]:
        nonlocal calls
        calls += 1
        connection.execute(insert(setting), [{"name": item, "value": "1"} for item in items])
        lose_everything(connection)
        return list(items)

    check_all_told(await together(db, lambda: db.write_together(count, "a"), lambda: db.write_together(count, "b")))
    assert calls == 1
    assert await names(db) == []


async def test_a_job_that_stumbles_alone_takes_nobody_along(db: Database) -> None:
    outcomes = await together(
        db,
        lambda: db.write(lambda connection: note(connection, "a")),
        lambda: db.write(stumble),
        lambda: db.write(lambda connection: note(connection, "b")),
    )
    assert (outcomes[0], outcomes[2]) == ("a", "b")
    assert isinstance(outcomes[1], DBAPIError)
    assert await names(db) == ["a", "b"]
