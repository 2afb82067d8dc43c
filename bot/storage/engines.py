"""Everything that differs between SQLite and PostgreSQL, and how their connections are set up.

Errors do not quote the values of a statement (``hide_parameters``): these are votes, words and addresses.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url

# One writer at a time on PostgreSQL too: the same rule that SQLite enforces, so that both behave alike.
_WRITER_LOCK = 7_390_020_20
_BUSY_MS = 15_000
READERS = 8
"""Threads that read, each with a connection; they are started as they are needed."""


def is_sqlite(url: str) -> bool:
    """Whether the address names an SQLite file."""
    return make_url(url).get_backend_name() == "sqlite"


def _driver_url(url: str) -> URL:
    """SQLite is spoken to in threads of our own, whatever asynchronous driver the address names."""
    parsed = make_url(url)
    return parsed.set(drivername="sqlite+pysqlite") if is_sqlite(url) else parsed


def _sqlite_setup(read_only: bool) -> Callable[[Any, Any], None]:
    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions are ours: the driver's own guesses break SAVEPOINT and DDL
        cursor = connection.cursor()
        pragmas = ["journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={_BUSY_MS}"]
        pragmas.append("secure_delete=ON")  # the answers of an anonymous vote must not stay in free space
        for pragma in [*pragmas, "query_only=ON"] if read_only else pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return on_connect


def writer_engine(url: str) -> Engine:
    """The synchronous engine of the one writing thread."""
    engine = create_engine(_driver_url(url), hide_parameters=True)
    if is_sqlite(url):
        event.listen(engine, "connect", _sqlite_setup(read_only=False))
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    else:
        event.listen(engine, "begin", _take_writer_lock)
    return engine


def _take_writer_lock(connection: Connection) -> None:
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER_LOCK})")


def reader_engine(url: str) -> Engine:
    """The read-only engine of the reading threads; each transaction sees one snapshot."""
    if is_sqlite(url):
        engine = create_engine(_driver_url(url), pool_size=READERS, hide_parameters=True)
        event.listen(engine, "connect", _sqlite_setup(read_only=True))
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
        return engine
    options = "-c default_transaction_read_only=on"
    return create_engine(
        url,
        isolation_level="REPEATABLE READ",
        connect_args={"options": options},
        pool_size=READERS,
        hide_parameters=True,
    )
