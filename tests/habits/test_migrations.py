"""The migrations build exactly what the models say, and every one of them can be taken back."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text

from bot.storage.engines import is_sqlite, writer_engine
from bot.storage.models import metadata
from bot.storage.schema import HEAD, REVISIONS, SchemaState, downgrade, read_schema_state, upgrade
from tests.habits.tree import ROOT

Shape = dict[str, dict[str, Any]]


def _plain(value: object) -> str:
    """The same rule, however a server spells it."""
    return re.sub(r"\s+", " ", str(value))


def _shape_of_table(connection: Connection, table: str) -> dict[str, Any]:
    look = inspect(connection)
    return {
        "columns": {
            column["name"]: (str(column["type"]), column["nullable"], _plain(column["default"]))
            for column in look.get_columns(table)
        },
        "primary key": look.get_pk_constraint(table),
        "unique": sorted(
            (_plain(found["name"]), found["column_names"]) for found in look.get_unique_constraints(table)
        ),
        "checks": sorted(
            (_plain(found["name"]), _plain(found["sqltext"])) for found in look.get_check_constraints(table)
        ),
        "foreign keys": sorted(map(_plain, look.get_foreign_keys(table))),
        "indexes": sorted((_plain(found["name"]), _plain(found["column_names"])) for found in look.get_indexes(table)),
    }


def _shape(connection: Connection) -> Shape:
    tables = [table for table in inspect(connection).get_table_names() if table != "alembic_version"]
    shape = {table: _shape_of_table(connection, table) for table in tables}
    if connection.dialect.name == "sqlite":
        made = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'")).all()
        for table, sql in made:
            if table in shape:
                shape[table]["without rowid"] = "WITHOUT ROWID" in sql
    return shape


def _look(engine: Engine) -> Shape:
    with engine.begin() as connection:
        return _shape(connection)


def test_models_match_the_migrations(database_url: str) -> None:
    engine = writer_engine(database_url)
    with engine.begin() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()
    assert differences == []


def test_the_migrations_build_every_constraint_of_the_models(empty_database_url: str) -> None:
    engine = writer_engine(empty_database_url)
    upgrade(empty_database_url)
    migrated = _look(engine)
    downgrade(empty_database_url)
    with engine.begin() as connection:
        metadata.create_all(connection)
    built = _look(engine)
    engine.dispose()
    assert migrated == built


def test_every_migration_goes_up_down_and_up_again(empty_database_url: str) -> None:
    engine = writer_engine(empty_database_url)
    for number, revision in enumerate(REVISIONS):
        upgrade(empty_database_url, revision)
        first = _look(engine)
        downgrade(empty_database_url, REVISIONS[number - 1] if number else "base")
        upgrade(empty_database_url, revision)
        assert _look(engine) == first
    downgrade(empty_database_url)
    assert _look(engine) == {}
    engine.dispose()


def test_an_upgraded_database_is_current(empty_database_url: str) -> None:
    upgrade(empty_database_url)
    assert read_schema_state(empty_database_url) is SchemaState.CURRENT


def test_the_program_knows_every_migration() -> None:
    scripts = ScriptDirectory(str(ROOT / "migrations"))
    found = [script.revision for script in scripts.walk_revisions()][::-1]
    assert (tuple(found), found[-1]) == (REVISIONS, HEAD)


def test_a_database_of_somebody_else_is_recognised(empty_database_url: str) -> None:
    engine = writer_engine(empty_database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE theirs (id INTEGER PRIMARY KEY)"))
    engine.dispose()
    assert read_schema_state(empty_database_url) is SchemaState.FOREIGN


def test_sqlite_files_are_recognised_by_their_address(tmp_path: Path) -> None:
    assert is_sqlite(f"sqlite+aiosqlite:///{tmp_path}/a.db")
    assert not is_sqlite("postgresql+psycopg://user@/name")
