"""One running bot a database: a second ``louyuan run``, and a restore under a running bot, are refused.

SQLite: a lock on the file ``<database>.lock`` (the kernel lets go of it even after ``kill -9``). PostgreSQL: an
advisory lock of a connection that stays open for as long as the bot runs (the server lets go when it ends).
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from bot.storage.engines import is_sqlite

_RUN_LOCK = 7_390_020_21


class AlreadyRunning(Exception):
    """Another process holds the run lock of this database."""


@contextmanager
def run_lock(url: str) -> Iterator[None]:
    """Hold the database's run lock. Raises AlreadyRunning at once when somebody else holds it."""
    with _file_lock(lock_file(url)) if is_sqlite(url) else _advisory_lock(url):
        yield


def lock_file(url: str) -> Path:
    """The file beside an SQLite database on which its run lock lies."""
    return Path(f"{make_url(url).database}.lock")


@contextmanager
def _file_lock(path: Path) -> Iterator[None]:
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning from None
        yield  # closing the file releases the lock; the file stays, or a third process could lock a new one


@contextmanager
def _advisory_lock(url: str) -> Iterator[None]:
    # AUTOCOMMIT: a transaction left open for weeks would keep PostgreSQL from cleaning up.
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            if not connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": _RUN_LOCK}):
                raise AlreadyRunning
            yield
    finally:
        engine.dispose()
