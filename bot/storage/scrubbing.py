"""Making deleted answers unreadable on the disk as well: what a database deletes it merely stops showing.

SQLite overwrites what is deleted (``secure_delete``), but the write-ahead log keeps the old pages until it is cut off.
PostgreSQL keeps deleted rows until it vacuums. Backups, and the log that a PostgreSQL server keeps for its replicas,
are out of reach: docs/threat-model.md says so.
"""

from __future__ import annotations

from contextlib import closing

from sqlalchemy import Connection, Engine

from bot.storage import settings

_ASKED = "scrub"
_TABLES = ("mark", "ballot", "ballot_history", "answer_draft", "answering", "paper_draft")


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
            driver.execute(f"VACUUM {', '.join(_TABLES)}")
        finally:
            driver.autocommit = False
        return True
