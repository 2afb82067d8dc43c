"""Writing a backup: every row of every table as of one instant, while the bot goes on working."""

from __future__ import annotations

import hashlib
import os
from datetime import datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy import Connection, MetaData, Table, select

from bot.storage.backup_format import MANIFEST, Manifest, TableEntry, encode_row

VERSION_TABLE = "alembic_version"
_ROWS_AT_ONCE = 1_000


def write_backup(connection: Connection, path: Path, now: datetime) -> Manifest:
    """Write everything the connection's snapshot shows; the file appears when it is complete, for its owner's eyes.

    Raises FileExistsError when there is such a file already, OSError when it cannot be written.
    """
    if path.exists():
        raise FileExistsError(path)
    part = path.with_name(path.name + ".part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            with ZipFile(file, "w", ZIP_DEFLATED) as archive:
                manifest = _write_tables(connection, archive, now)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def _write_tables(connection: Connection, archive: ZipFile, now: datetime) -> Manifest:
    """The tables as the database has them, so that a schema older than the program can be backed up too."""
    found = MetaData()
    found.reflect(connection)
    revision = str(connection.execute(select(found.tables[VERSION_TABLE])).scalar_one())
    entries = [_write_table(connection, archive, table) for table in found.sorted_tables if table.name != VERSION_TABLE]
    manifest = Manifest(revision, now.isoformat(), entries)
    archive.writestr(MANIFEST, manifest.to_json())
    return manifest


def _write_table(connection: Connection, archive: ZipFile, table: Table) -> TableEntry:
    digest, rows = hashlib.sha256(), 0
    query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=_ROWS_AT_ONCE)
    with archive.open(f"tables/{table.name}.jsonl", "w") as file, connection.execute(query) as result:
        for row in result:
            line = encode_row(tuple(row))
            digest.update(line)
            file.write(line)
            rows += 1
    return TableEntry(table.name, [column.name for column in table.columns], rows, digest.hexdigest())
