"""A backup holds everything, and comes back on either kind of database."""

from __future__ import annotations

import json
import stat
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, delete, func, insert, select

from bot.storage.backup import write_backup
from bot.storage.backup_format import BackupFault, Fault, Manifest
from bot.storage.backup_restore import restore_backup
from bot.storage.database import Database
from bot.storage.engines import is_sqlite, writer_engine
from bot.storage.lock import AlreadyRunning, run_lock
from bot.storage.models import audit, community, household, inbox, metadata, person, setting
from bot.storage.schema import SchemaState, downgrade, read_schema_state, upgrade

NOW = datetime(2026, 12, 1, 9, 0, 0, 123456, tzinfo=UTC)
Rows = dict[str, list[tuple[Any, ...]]]


def _fill(connection: Connection) -> None:
    connection.execute(insert(community).values(id=3, code="JX01", name="金祥花园 \u202e<b>'\";", fund_pilot=True))
    for room in range(1, 6):
        connection.execute(
            insert(household).values(
                id=room * 7, community_id=3, building="3", entrance="", room=str(room), floor_area=2**40 + room
            )
        )
    connection.execute(insert(person).values(id=9, telegram_id=2**45, consented_at=NOW, reachable=False))
    connection.execute(insert(inbox).values(update_id=1, lane=-5, raw=b"\x00\xff{}", received_at=NOW, done=False))
    connection.execute(insert(audit).values(at=NOW, actor=None, verb="bind", subject="line\none"))


def _everything(connection: Connection) -> Rows:
    return {
        table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))]
        for table in metadata.sorted_tables
    }


@pytest.fixture
async def filled(db: Database) -> Database:
    await db.write(_fill)
    return db


async def _backup(db: Database, path: Path) -> Manifest:
    return await db.read(lambda connection: write_backup(connection, path, NOW))


async def _contents(url: str) -> Rows:
    db = Database(url)
    try:
        return await db.read(_everything)
    finally:
        await db.close()


async def test_a_backup_comes_back_complete_on_either_kind_of_database(
    filled: Database, empty_database_url: str, tmp_path: Path
) -> None:
    manifest = await _backup(filled, tmp_path / "b.zip")
    restored, kept = restore_backup(empty_database_url, tmp_path / "b.zip", NOW)
    assert restored == manifest
    assert manifest.rows == 9
    assert kept is None
    assert await _contents(empty_database_url) == await filled.read(_everything)


async def test_numbers_given_after_a_restore_follow_the_highest(
    filled: Database, empty_database_url: str, tmp_path: Path
) -> None:
    await _backup(filled, tmp_path / "b.zip")
    restore_backup(empty_database_url, tmp_path / "b.zip", NOW)
    db = Database(empty_database_url)
    values = {"community_id": 3, "building": "3", "room": "new", "floor_area": 1}
    new = await db.write(lambda connection: connection.execute(insert(household).values(values)).inserted_primary_key)
    await db.close()
    assert new is not None
    assert new[0] == 36


async def test_a_backup_made_before_a_migration_can_be_restored_after_it(
    empty_database_url: str, tmp_path: Path
) -> None:
    upgrade(empty_database_url)
    db = Database(empty_database_url)
    await _backup(db, tmp_path / "b.zip")
    await db.close()
    downgrade(empty_database_url)
    restore_backup(empty_database_url, tmp_path / "b.zip", NOW)
    assert read_schema_state(empty_database_url) is SchemaState.CURRENT


async def test_a_backup_never_overwrites_a_file(filled: Database, tmp_path: Path) -> None:
    path = tmp_path / "b.zip"
    path.write_bytes(b"precious")
    with pytest.raises(FileExistsError):
        await _backup(filled, path)
    assert path.read_bytes() == b"precious"


async def test_only_the_owner_can_read_a_backup(filled: Database, tmp_path: Path) -> None:
    await _backup(filled, tmp_path / "b.zip")
    assert stat.S_IMODE((tmp_path / "b.zip").stat().st_mode) == 0o600
    assert not (tmp_path / "b.zip.part").exists()


async def test_restoring_is_refused_while_a_bot_runs(filled: Database, tmp_path: Path) -> None:
    await _backup(filled, tmp_path / "b.zip")
    with run_lock(filled.url), pytest.raises(AlreadyRunning):
        restore_backup(filled.url, tmp_path / "b.zip", NOW)
    assert len((await filled.read(_everything))["household"]) == 5


async def test_a_database_that_was_there_is_not_lost(database_url: str, tmp_path: Path) -> None:
    db = Database(database_url)
    await db.write(_fill)
    await _backup(db, tmp_path / "b.zip")
    await db.write(lambda connection: connection.execute(insert(setting).values(name="later", value="1")) and None)
    await db.close()
    if is_sqlite(database_url):
        _, kept = restore_backup(database_url, tmp_path / "b.zip", NOW)
        assert (await _contents(f"sqlite+aiosqlite:///{kept}"))["setting"] == [("later", "1")]
        assert (await _contents(database_url))["setting"] == []
        return
    with pytest.raises(BackupFault) as refused:
        restore_backup(database_url, tmp_path / "b.zip", NOW)
    assert refused.value.fault is Fault.NOT_EMPTY
    assert (await _contents(database_url))["setting"] == [("later", "1")]


async def test_a_migrated_database_without_rows_takes_a_backup(
    filled: Database, empty_database_url: str, tmp_path: Path
) -> None:
    await _backup(filled, tmp_path / "b.zip")
    upgrade(empty_database_url)
    restore_backup(empty_database_url, tmp_path / "b.zip", NOW)
    assert await _contents(empty_database_url) == await filled.read(_everything)


def _rewrite(source: Path, target: Path, entry: str, change: tuple[bytes, bytes]) -> None:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data.replace(*change) if name == entry else data)


@pytest.mark.parametrize(
    ("entry", "change", "fault"),
    [
        ("tables/household.jsonl", (b'"3"', b'"4"'), Fault.DAMAGED),
        ("manifest.json", (b'"revision": "', b'"revision": "9'), Fault.NEWER),
        ("manifest.json", (b'"format": 1', b'"format": 2'), Fault.NEWER),
        ("manifest.json", (b'"tables"', b'"tabels"'), Fault.NOT_A_BACKUP),
    ],
)
async def test_a_changed_backup_is_refused_before_anything_happens(
    filled: Database, empty_database_url: str, tmp_path: Path, entry: str, change: tuple[bytes, bytes], fault: Fault
) -> None:
    await _backup(filled, tmp_path / "b.zip")
    _rewrite(tmp_path / "b.zip", tmp_path / "c.zip", entry, change)
    with pytest.raises(BackupFault) as refused:
        restore_backup(empty_database_url, tmp_path / "c.zip", NOW)
    assert refused.value.fault is fault
    assert read_schema_state(empty_database_url) is SchemaState.EMPTY


async def test_rows_that_break_a_constraint_leave_nothing_behind(
    db: Database, empty_database_url: str, tmp_path: Path
) -> None:
    await db.write(_fill)
    await _backup(db, tmp_path / "b.zip")
    orphaned = tmp_path / "orphaned.zip"
    await db.write(lambda connection: connection.execute(delete(household)) and None)
    await db.write(lambda connection: connection.execute(delete(community)) and None)
    await _backup(db, tmp_path / "empty.zip")
    _transplant(tmp_path / "b.zip", tmp_path / "empty.zip", orphaned)
    with pytest.raises(BackupFault) as refused:
        restore_backup(empty_database_url, orphaned, NOW)
    assert refused.value.fault is Fault.DOES_NOT_FIT
    assert read_schema_state(empty_database_url) is SchemaState.EMPTY


def _transplant(full: Path, empty: Path, target: Path) -> None:
    """A backup with households and without their community, correct in every other way."""
    with zipfile.ZipFile(full) as old, zipfile.ZipFile(empty) as none, zipfile.ZipFile(target, "w") as new:
        manifest, others = json.loads(old.read("manifest.json")), json.loads(none.read("manifest.json"))
        for number, table in enumerate(manifest["tables"]):
            source = none if table["name"] == "community" else old
            if table["name"] == "community":
                manifest["tables"][number] = next(other for other in others["tables"] if other["name"] == "community")
            new.writestr(f"tables/{table['name']}.jsonl", source.read(f"tables/{table['name']}.jsonl"))
        new.writestr("manifest.json", json.dumps(manifest))


def test_a_file_of_another_kind_is_no_backup(empty_database_url: str, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_text("hello", encoding="utf-8")
    with pytest.raises(BackupFault) as refused:
        restore_backup(empty_database_url, tmp_path / "b.zip", NOW)
    assert refused.value.fault is Fault.NOT_A_BACKUP


async def test_a_backup_shows_one_instant_while_others_write(db: Database, tmp_path: Path) -> None:
    """What is written after the backup began is not in it, not even in tables read later."""
    await db.write(_fill)

    def first_look_then_backup(connection: Connection) -> Manifest:
        connection.scalar(select(func.count()).select_from(household))
        with_another_connection(db.url)
        return write_backup(connection, tmp_path / "b.zip", NOW)

    manifest = await db.read(first_look_then_backup)
    counts = {table.name: table.rows for table in manifest.tables}
    assert counts["setting"] == 0
    assert len((await db.read(_everything))["setting"]) == 1


def with_another_connection(url: str) -> None:
    """Commit a row from elsewhere."""
    engine = writer_engine(url)
    with engine.begin() as connection:
        connection.execute(insert(setting).values(name="meanwhile", value="1"))
    engine.dispose()
