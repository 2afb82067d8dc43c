"""Making deleted answers unreadable on the disk as well: what a database deletes it merely stops showing.

SQLite overwrites what is deleted (``secure_delete``), but the write-ahead log keeps the old pages until it is cut off.
PostgreSQL keeps deleted rows until it vacuums, and then their bytes in pages that other rows still use, until the
tables are written anew (``VACUUM FULL``). That locks them, so it is not done with very large ones. Backups, and the log
that a PostgreSQL server keeps for its replicas, are out of reach: docs/threat-model.md says so.
"""

from __future__ import annotations

from contextlib import closing
from typing import Any

from sqlalchemy import Connection, Engine

from bot.storage import settings

_ASKED = "scrub"
_TABLES = ("mark", "ballot", "ballot_history", "answer_draft", "answering", "paper_draft", "inbox")
_MOST_REWRITTEN = 64 * 1024 * 1024
"""Bytes of these tables with their indexes up to which they are written anew: about a second without votes."""
_PATIENCE = "500ms"


def ask(connection: Connection) -> None:
    """Remember, in the transaction that deletes, that traces are left; survives a kill."""
    settings.store_setting(connection, _ASKED, "yes")


def is_asked(connection: Connection) -> bool:
    """Whether traces may be left."""
    return settings.read_setting(connection, _ASKED) is not None


def is_done(connection: Connection) -> None:
    """The traces are gone."""
    settings.forget_setting(connection, _ASKED)


def scrub(engine: Engine) -> bool:
    """Remove the traces, outside of any transaction; False when somebody who still reads is in the way."""
    with closing(engine.raw_connection()) as connection:
        driver = connection.driver_connection
        if driver is None:
            return False
        if engine.dialect.name == "sqlite":
            busy, _pages, _moved = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not busy
        driver.autocommit = True
        try:
            return _vacuum(driver, engine.dialect.loaded_dbapi.OperationalError)
        finally:
            driver.autocommit = False


def _vacuum(driver: Any, in_the_way: type[Exception]) -> bool:
    tables = ", ".join(_TABLES)
    driver.execute(f"VACUUM {tables}")
    sizes = ", ".join(f"('{table}')" for table in _TABLES)
    query = f"SELECT sum(pg_total_relation_size(name::regclass)) FROM (VALUES {sizes}) AS sized (name)"  # noqa: S608
    if driver.execute(query).fetchone()[0] > _MOST_REWRITTEN:
        return True
    driver.execute(f"SET lock_timeout = '{_PATIENCE}'")
    try:
        driver.execute(f"VACUUM (FULL) {tables}")
    except in_the_way:  # a long reading, such as a backup
        return False
    finally:
        driver.execute("RESET lock_timeout")
    return True
