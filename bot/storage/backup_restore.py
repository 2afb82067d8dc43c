"""Restoring a backup, on either kind of database, whichever kind it was made on.

The backup is checked completely before anything is touched. SQLite: a new file is built beside the old one and takes
its place at the end; the old file stays under another name. PostgreSQL: the database must have no rows; everything is
inserted in one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from sqlalchemy import Connection, MetaData, Table, func, insert, inspect, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.storage.backup import VERSION_TABLE
from bot.storage.backup_format import (
    BackupFault,
    Fault,
    Manifest,
    TableEntry,
    decode,
    open_backup,
    read_manifest,
    read_rows,
)
from bot.storage.engines import is_sqlite, writer_engine
from bot.storage.lock import run_lock
from bot.storage.schema import REVISIONS, SchemaState, downgrade, read_schema_state, upgrade

_ROWS_AT_ONCE = 1_000
_BESIDES = ("", "-wal", "-shm")


def restore_backup(url: str, path: Path, now: datetime) -> tuple[Manifest, Path | None]:
    """Put the backup in place; returns what it held, and where the old SQLite file is kept.

    Raises AlreadyRunning while a bot runs on the database, BackupFault when the backup cannot be used or the
    PostgreSQL database is not empty, OSError when a file cannot be read or written. Then nothing has been changed.
    """
    with open_backup(path) as archive:
        manifest = read_manifest(archive)
        if manifest.revision not in REVISIONS:
            raise BackupFault(Fault.NEWER, manifest.revision)
        with run_lock(url):
            if is_sqlite(url):
                return manifest, _restore_file(url, archive, manifest, now)
            _restore_server(url, archive, manifest)
            return manifest, None


def _restore_file(url: str, archive: ZipFile, manifest: Manifest, now: datetime) -> Path | None:
    target = Path(make_url(url).database or "")
    fresh = target.with_name(target.name + ".restoring")
    _remove(fresh)
    try:
        _fill(f"sqlite+aiosqlite:///{fresh}", archive, manifest)
        aside = _set_aside(target, now)
        fresh.rename(target)
    finally:
        _remove(fresh)
    return aside


def _remove(file: Path) -> None:
    for ending in _BESIDES:
        Path(f"{file}{ending}").unlink(missing_ok=True)


def _set_aside(target: Path, now: datetime) -> Path | None:
    """Rename the old file and what SQLite keeps beside it; None when there was none."""
    if not target.exists():
        return None
    aside = target.with_name(f"{target.name}.before-{now:%Y%m%d-%H%M%S-%f}")
    for ending in _BESIDES:
        old = Path(f"{target}{ending}")
        if old.exists():
            old.rename(f"{aside}{ending}")
    return aside


def _restore_server(url: str, archive: ZipFile, manifest: Manifest) -> None:
    state = read_schema_state(url)
    if state is not SchemaState.EMPTY:
        if state is not SchemaState.CURRENT or _has_rows(url):
            raise BackupFault(Fault.NOT_EMPTY)
        downgrade(url)
    try:
        _fill(url, archive, manifest)
    except BaseException:
        downgrade(url)  # as empty as it was
        raise


def _has_rows(url: str) -> bool:
    engine = writer_engine(url)
    try:
        with engine.begin() as connection:
            tables = _tables(connection).values()
            return any(connection.execute(select(table).limit(1)).first() is not None for table in tables)
    finally:
        engine.dispose()


def _tables(connection: Connection) -> dict[str, Table]:
    found = MetaData()
    found.reflect(connection)
    return {table.name: table for table in found.sorted_tables if table.name != VERSION_TABLE}


def _fill(url: str, archive: ZipFile, manifest: Manifest) -> None:
    """Tables as they were when the backup was made, the rows in one transaction, then today's tables."""
    upgrade(url, manifest.revision)
    engine = writer_engine(url)
    try:
        with engine.begin() as connection:
            tables = _tables(connection)
            for entry in manifest.tables:
                if entry.name not in tables:
                    raise BackupFault(Fault.DOES_NOT_FIT, entry.name)
                _insert(connection, tables[entry.name], entry, read_rows(archive, entry))
            _check_whole(connection)
    except (SQLAlchemyError, ValueError, KeyError) as error:
        raise BackupFault(Fault.DOES_NOT_FIT, str(error).split("\n", 1)[0]) from error
    finally:
        engine.dispose()
    upgrade(url)


def _insert(connection: Connection, table: Table, entry: TableEntry, rows: Iterator[list[Any]]) -> None:
    kinds = [table.columns[name].type for name in entry.columns]
    while batch := list(islice(rows, _ROWS_AT_ONCE)):
        connection.execute(insert(table), [_row(entry.columns, kinds, values) for values in batch])
    if connection.dialect.name == "postgresql":
        _move_sequence(connection, table)


def _row(names: Iterable[str], kinds: Iterable[Any], values: Iterable[Any]) -> dict[str, Any]:
    return {name: decode(value, kind) for name, kind, value in zip(names, kinds, values, strict=True)}


def _move_sequence(connection: Connection, table: Table) -> None:
    """Numbers given from now on follow the highest that was restored."""
    quoted = connection.dialect.identifier_preparer.format_table(table)
    for column in table.primary_key.columns:
        sequence = connection.scalar(select(func.pg_get_serial_sequence(quoted, column.name)))
        highest = connection.scalar(select(func.max(column))) if sequence else None
        if highest is not None:
            connection.execute(select(func.setval(sequence, highest)))


def _check_whole(connection: Connection) -> None:
    """SQLite's own check of the file just written; PostgreSQL has checked every row as it came."""
    if connection.dialect.name != "sqlite":
        return
    verdict = connection.execute(text("PRAGMA integrity_check")).scalar()
    orphans = connection.execute(text("PRAGMA foreign_key_check")).first()
    if verdict != "ok" or orphans is not None or not inspect(connection).get_table_names():
        raise BackupFault(Fault.DAMAGED, str(verdict))
