"""Runs the migrations on the database whose address the caller gives."""

from __future__ import annotations

from typing import Any

from alembic import context
from sqlalchemy import Connection, event

from bot.storage.engines import is_sqlite, writer_engine
from bot.storage.models import metadata


def _run() -> None:
    url = context.config.attributes["url"]
    engine = writer_engine(url)
    if is_sqlite(url):
        # A table whose rules change is built anew under its name; dropping the old one must not take away the rows
        # that point to it. (SQLite manual: "Making Other Kinds Of Table Schema Changes")
        event.listen(engine, "connect", _without_foreign_keys)
    try:
        with engine.begin() as connection:
            context.configure(connection=connection, target_metadata=metadata, transactional_ddl=True)
            context.run_migrations()
            if is_sqlite(url):
                _must_be_whole(connection)
    finally:
        engine.dispose()


def _without_foreign_keys(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA foreign_keys=OFF")


def _must_be_whole(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        raise RuntimeError(f"rows that point nowhere after the migration: {broken[:5]}")


_run()
