"""What ``louyuan doctor`` asks about the database; looks only, and creates nothing."""

from __future__ import annotations

import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import make_url

from bot.storage.engines import is_sqlite, writer_engine
from bot.storage.schema import SchemaState, schema_state

Version = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class DatabaseHealth:
    """``version`` is the server's or the linked SQLite's; ``free_bytes`` of the disk is None for a server elsewhere."""

    schema: SchemaState
    engine: str
    version: str
    wal_reset_bug: bool
    free_bytes: int | None


def has_wal_reset_bug(version: Version) -> bool:
    """Whether this SQLite can corrupt a file when two connections write or checkpoint at once.

    3.7.0 to 3.51.2 can, except where the correction was taken back to (3.44.6, 3.50.7); sqlite.org/wal.html.
    """
    corrected = (version[:2] == (3, 44) and version[2] >= 6) or (version[:2] == (3, 50) and version[2] >= 7)
    return (3, 7, 0) <= version <= (3, 51, 2) and not corrected


def database_health(url: str) -> DatabaseHealth:
    """Open the database for a look. Raises OSError or SQLAlchemy's OperationalError when it cannot be opened."""
    if is_sqlite(url):
        return _file_health(url)
    engine = writer_engine(url)
    try:
        with engine.begin() as connection:
            version = str(connection.exec_driver_sql("SHOW server_version").scalar())
            return DatabaseHealth(schema_state(connection), "PostgreSQL", version.split(" ")[0], False, None)
    finally:
        engine.dispose()


def _file_health(url: str) -> DatabaseHealth:
    path = Path(make_url(url).database or "")
    free = shutil.disk_usage(path.parent).free
    bug = has_wal_reset_bug((sqlite3.sqlite_version_info[0], *sqlite3.sqlite_version_info[1:3]))
    state = SchemaState.EMPTY
    if path.exists():
        engine = writer_engine(url)
        try:
            with engine.begin() as connection:
                state = schema_state(connection)
        finally:
            engine.dispose()
    return DatabaseHealth(state, "SQLite", sqlite3.sqlite_version, bug, free)
