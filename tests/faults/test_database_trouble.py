"""The database is locked, full or cut off in the middle: presses wait, and count when it is back; no toast lies."""

from __future__ import annotations

import resource
import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, insert
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from bot.intake import Intake
from bot.storage.database import Database
from bot.storage.errors import is_transient
from bot.storage.inbox import store, touch
from bot.storage.lock import AlreadyRunning, run_lock
from bot.storage.models import community
from bot.texts import texts
from emulator import Message
from tests.faults.harness import until
from tests.faults.stage import Stage, errors, staged
from tests.transport.updates import press

LOCKED_SECONDS = 3.0


async def running(stage: Stage) -> Message:
    """The program runs, its card stands in the group, and one home has answered."""
    await stage.consultation()
    await stage.program.start()
    shown = await stage.card_on_record()
    await stage.toast(stage.people[0], shown, 1)
    await stage.card("已有 1 户回答")
    return shown


def database_file(stage: Stage) -> Path:
    """Where SQLite keeps it."""
    return Path(make_url(stage.url).database or "")


def length_of_journal(stage: Stage) -> int:
    """Where SQLite would write next; the program's log is much shorter."""
    return Path(f"{database_file(stage)}-wal").stat().st_size


async def check_all_counted(stage: Stage, presses: int) -> None:
    """Every press has its toast and its vote, and the card says so."""
    await until(lambda: stage.emulator.only_bot.callbacks.answered == presses, "a toast for each press")
    count = await stage.count(1)
    assert count.options == stage.wished
    await stage.card(f"已有 {len(stage.people)} 户回答")


async def test_presses_wait_while_another_program_locks_the_file(stage: Stage) -> None:
    shown = await running(stage)
    other = sqlite3.connect(database_file(stage), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    for person in stage.people:
        stage.press(person, shown, 2)
    locked_at = time.monotonic()
    await until(lambda: time.monotonic() - locked_at > LOCKED_SECONDS, "several seconds of it")
    assert stage.emulator.only_bot.callbacks.answered == 1  # nobody was told anything
    other.execute("ROLLBACK")
    other.close()
    await check_all_counted(stage, presses=1 + len(stage.people))
    assert errors(stage.program.said) == []


async def test_a_full_disk_lets_no_toast_lie_and_is_survived(stage: Stage) -> None:
    shown = await running(stage)
    full = length_of_journal(stage)
    soft, hard = resource.prlimit(stage.program.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(stage.program.pid, resource.RLIMIT_FSIZE, (full, hard))
    for person in stage.people:
        stage.press(person, shown, 2)
    await until(lambda: "not writable" in stage.program.said, "word of the trouble")
    assert stage.emulator.only_bot.callbacks.answered == 1
    assert not stage.program.ended
    resource.prlimit(stage.program.pid, resource.RLIMIT_FSIZE, (soft, hard))
    await check_all_counted(stage, presses=1 + len(stage.people))


async def test_server_connections_that_are_cut_are_opened_again(postgresql_database_url: str, tmp_path: Path) -> None:
    async with staged(postgresql_database_url, tmp_path, homes=60) as stage:
        shown = await running(stage)
        for option in (2, 3, 1):
            for person in stage.people:
                stage.press(person, shown, option)
            await until(lambda: stage.emulator.only_bot.callbacks.answered >= 10, "some toasts")
            cut_connections(postgresql_database_url)
            await stage.reconnect()
        await stage.all_done()
        assert (await stage.count(1)).options == stage.wished
        await stage.card(f"已有 {len(stage.people)} 户回答")
        assert not stage.program.ended


async def test_a_second_program_is_still_refused_after_the_connections_were_cut(
    postgresql_database_url: str, tmp_path: Path
) -> None:
    async with staged(postgresql_database_url, tmp_path) as stage:
        await running(stage)
        cut_connections(postgresql_database_url)
        await stage.reconnect()
        await until(lambda: lock_is_held(postgresql_database_url), "taking the lock again")
        second = await stage.program.command("run")
        assert (second.code, second.err.splitlines()) == (1, [texts("zh-CN").plain("cli.already_running")])
        assert "已记下" in await stage.toast(stage.people[1], await stage.card(), 1)


async def test_a_program_whose_lock_somebody_else_has_taken_ends(postgresql_database_url: str, tmp_path: Path) -> None:
    async with staged(postgresql_database_url, tmp_path) as stage:
        await running(stage)
        with taken_from_the_running(postgresql_database_url):
            assert await stage.program.exit_code() == 1
        assert stage.program.said.splitlines()[-1] == texts("zh-CN").plain("cli.already_running")


@contextmanager
def taken_from_the_running(url: str) -> Iterator[None]:
    """The run lock, in somebody else's hands at the moment when the holder's connection is cut."""
    with ExitStack() as stack:
        for _ in range(1000):
            cut_connections(url)
            with suppress(AlreadyRunning):
                stack.enter_context(run_lock(url))
                break
        yield


def lock_is_held(url: str) -> bool:
    """Whether anybody holds the run lock."""
    try:
        with run_lock(url):
            return False
    except AlreadyRunning:
        return True


def cut_connections(url: str) -> None:
    """As when the server is restarted."""
    parts = make_url(url)
    with psycopg.connect(
        host=str(parts.query["host"]), user=parts.username, dbname="postgres", autocommit=True
    ) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [parts.database]
        )


class OutOfOrder(Database):
    """A database that takes no more writes until it is mended."""

    mended = False
    refused = 0

    async def write_together(self, change: Any, item: Any) -> Any:
        if change is not store and not self.mended:
            self.refused += 1
            raise OperationalError("UPDATE", {}, sqlite3.OperationalError("disk I/O error"))
        return await super().write_together(change, item)


async def test_a_stored_update_is_never_given_up_while_the_database_is_out_of_order(sqlite_database_url: str) -> None:
    db = OutOfOrder(sqlite_database_url)
    handled: set[int] = set()

    async def handle(update_id: int, _update: dict[str, Any]) -> bool:
        await db.write_together(touch, update_id)
        handled.add(update_id)
        return False

    intake = Intake(db, handle, pauses=(0.0, 0.0, 0.0))
    await intake.start()
    await intake.accept([press(number, person=number) for number in (1, 2, 3)])
    await until(lambda: db.refused >= 200, "many tries")
    db.mended = True
    await until(lambda: intake.undone == 0, "the end of the trouble")
    await intake.stop()
    await db.close()
    assert handled == {1, 2, 3}


async def test_a_full_database_file_takes_writes_again_when_it_has_room(sqlite_database_url: str) -> None:
    db = Database(sqlite_database_url)
    pages = await db.write(lambda connection: int(str(connection.exec_driver_sql("PRAGMA page_count").scalar())))
    await db.write(lambda connection: limit_pages(connection, pages))
    with pytest.raises(OperationalError, match="full") as caught:
        await db.write(fill)
    assert is_transient(caught.value)
    await db.write(lambda connection: limit_pages(connection, pages + 1000))
    written = await db.write(fill)
    await db.close()
    assert written == 200


def limit_pages(connection: Connection, most: int) -> None:
    """From now on the file may have so many pages."""
    connection.exec_driver_sql(f"PRAGMA max_page_count = {most}")


def fill(connection: Connection) -> int:
    """Write more than a page or two."""
    rows = [{"code": f"F{number}", "name": "院" * 300} for number in range(200)]
    connection.execute(insert(community), rows)
    return len(rows)
