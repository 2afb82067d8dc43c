"""Fixtures every test may use: fresh databases on SQLite and on a real PostgreSQL.

``database_url`` gives a test with it twice, once a database; ``db`` is the bot's own view of the same; and
``empty_database_url`` has no tables yet.
"""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.storage.database import Database
from bot.storage.schema import upgrade
from tests.fixtures_postgres import PostgresServer, make_run_folder, remove_run_folder

BACKENDS = ("sqlite", "postgresql")


def pytest_configure(config: pytest.Config) -> None:
    """The leading process makes the run's folder; xdist workers find it in their environment."""
    if not hasattr(config, "workerinput"):
        make_run_folder()


def pytest_unconfigure(config: pytest.Config) -> None:
    """After all workers: no server stays behind."""
    if not hasattr(config, "workerinput"):
        remove_run_folder()


def sqlite_url(path: Path) -> str:
    """The address of an SQLite file as the configuration writes it."""
    return f"sqlite+aiosqlite:///{path}"


@pytest.fixture(scope="session")
def postgres_server() -> PostgresServer:
    """The run's PostgreSQL server; asking for it starts it."""
    return PostgresServer()


@pytest.fixture(scope="session")
def migrated_sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with all tables, to be copied and never written."""
    path = tmp_path_factory.mktemp("migrated") / "louyuan.db"
    upgrade(sqlite_url(path))
    return path


@pytest.fixture
def sqlite_database_url(migrated_sqlite_file: Path, tmp_path: Path) -> str:
    """A fresh SQLite database with all tables."""
    path = tmp_path / "louyuan.db"
    shutil.copyfile(migrated_sqlite_file, path)
    return sqlite_url(path)


@pytest.fixture
def postgresql_database_url(postgres_server: PostgresServer) -> Iterator[str]:
    """A fresh PostgreSQL database with all tables."""
    name = postgres_server.create_migrated()
    yield postgres_server.url(name)
    postgres_server.drop(name)


@pytest.fixture(params=BACKENDS)
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh database with all tables, on each kind of server."""
    url: str = request.getfixturevalue(f"{request.param}_database_url")
    return url


@pytest.fixture(params=BACKENDS)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any table, on each kind of server."""
    if request.param == "sqlite":
        yield sqlite_url(tmp_path / "empty.db")
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.create()
    yield server.url(name)
    server.drop(name)


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    """The bot's view of a fresh database; closed after the test."""
    database = Database(database_url)
    yield database
    await database.close()
