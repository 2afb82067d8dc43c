"""Which version the database has, and bringing it up to date."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect

from bot.storage.engines import writer_engine

if TYPE_CHECKING:
    from alembic.config import Config as AlembicConfig

HEAD = "0009"
# In upgrade order; a version that is not here was written by a newer program.
REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009")


class SchemaState(Enum):
    """What a look at the database says."""

    EMPTY = "empty"
    CURRENT = "current"
    OLDER = "older"
    NEWER = "newer"
    FOREIGN = "foreign"


def schema_state(connection: Connection) -> SchemaState:
    """Compare the database's version with the program's."""
    tables = inspect(connection).get_table_names()
    if "alembic_version" not in tables:
        return SchemaState.FOREIGN if tables else SchemaState.EMPTY
    version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    if version == HEAD:
        return SchemaState.CURRENT
    if version is None:
        return SchemaState.EMPTY
    if version in REVISIONS:
        return SchemaState.OLDER
    # Others keep their tables with the same tool; ours have these at every version.
    return SchemaState.NEWER if {"household", "consultation"} <= set(tables) else SchemaState.FOREIGN


def read_schema_state(url: str) -> SchemaState:
    """Open the database just for a look. Raises OSError or SQLAlchemy's OperationalError when it cannot be opened."""
    engine = writer_engine(url)
    try:
        with engine.begin() as connection:
            return schema_state(connection)
    finally:
        engine.dispose()


def _alembic(url: str) -> AlembicConfig:
    from alembic.config import Config as AlembicConfig

    here = Path(__file__).resolve().parents[1]
    bundled = here / "migrations"
    config = AlembicConfig()
    config.set_main_option("script_location", str(bundled if bundled.is_dir() else here.parent / "migrations"))
    config.attributes["url"] = url
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the schema to ``revision``; one transaction."""
    from alembic import command

    command.upgrade(_alembic(url), revision)


def downgrade(url: str, revision: str = "base") -> None:
    """Take the schema back to ``revision``."""
    from alembic import command

    command.downgrade(_alembic(url), revision)
