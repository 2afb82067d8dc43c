"""One running bot a database: a second ``louyuan run``, and a restore under a running bot, are refused.

SQLite: a lock on the file ``<database>.lock`` (the kernel lets go of it even after ``kill -9``). PostgreSQL: an
advisory lock of a connection that stays open for as long as the bot runs (the server lets go when it ends). A server
that is restarted forgets its locks, so the holder looks after its own every second and takes it again.
"""

from __future__ import annotations

import fcntl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from bot.storage.engines import is_sqlite

_RUN_LOCK = 7_390_020_21
_LOOK_SECONDS = 1.0


class AlreadyRunning(Exception):
    """Another process holds the run lock of this database."""


def _nothing() -> None:
    """For those who hold the lock for a moment only."""


@contextmanager
def run_lock(url: str, on_lost: Callable[[], None] = _nothing) -> Iterator[None]:
    """Hold the database's run lock. Raises AlreadyRunning at once when somebody else holds it.

    ``on_lost`` is called, in another thread, when the server lost the lock and somebody else took it.
    """
    with _file_lock(lock_file(url)) if is_sqlite(url) else _advisory_lock(url, on_lost):
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
def _advisory_lock(url: str, on_lost: Callable[[], None]) -> Iterator[None]:
    keeper = _Keeper(url, on_lost)
    try:
        keeper.take()
        keeper.start()
        yield
    finally:
        keeper.release()


class _Keeper:
    """The connection that holds the advisory lock, and the thread that sees to it that there is one."""

    def __init__(self, url: str, on_lost: Callable[[], None]) -> None:
        # AUTOCOMMIT: a transaction left open for weeks would keep PostgreSQL from cleaning up.
        self._engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        self._connection: Connection | None = None
        self._on_lost = on_lost
        self._released = threading.Event()
        self._thread = threading.Thread(target=self._look_after, name="run-lock", daemon=True)

    def take(self) -> None:
        """Raises AlreadyRunning, and OperationalError while the server cannot be reached."""
        connection = self._engine.connect()
        if not connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": _RUN_LOCK}):
            connection.close()
            raise AlreadyRunning
        self._connection = connection

    def start(self) -> None:
        """Begin to look after it."""
        self._thread.start()

    def release(self) -> None:
        """Let go of the lock and of the server."""
        self._released.set()
        if self._thread.is_alive():
            self._thread.join()
        self._let_go()
        self._engine.dispose()

    def _look_after(self) -> None:
        while not self._released.wait(_LOOK_SECONDS):
            try:
                if self._connection is None:
                    self.take()
                else:
                    self._connection.execute(text("SELECT 1"))
            except AlreadyRunning:
                self._on_lost()
                return
            except DBAPIError:
                self._let_go()

    def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(DBAPIError):
                connection.close()
