"""Runs the migrations on the database whose address the caller gives."""

from __future__ import annotations

from alembic import context

from bot.storage.engines import writer_engine
from bot.storage.models import metadata


def _run() -> None:
    engine = writer_engine(context.config.attributes["url"])
    try:
        with engine.begin() as connection:
            context.configure(connection=connection, target_metadata=metadata, transactional_ddl=True)
            context.run_migrations()
    finally:
        engine.dispose()


_run()
