"""The databases that tests work on are fresh, have all tables, and forget nothing that production would keep."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, insert, select

from bot.storage.database import Database
from bot.storage.models import setting
from bot.storage.schema import SchemaState, read_schema_state


def test_a_fresh_database_has_the_current_schema(database_url: str) -> None:
    assert read_schema_state(database_url) is SchemaState.CURRENT


def test_an_empty_database_has_no_tables(empty_database_url: str) -> None:
    assert read_schema_state(empty_database_url) is SchemaState.EMPTY


@pytest.mark.parametrize("round_", [1, 2])
async def test_no_test_sees_what_another_wrote(db: Database, round_: int) -> None:
    def write(connection: Connection) -> None:
        connection.execute(insert(setting).values(name="round", value=str(round_)))

    await db.write(write)
    assert await db.read(lambda connection: connection.scalars(select(setting.c.value)).all()) == [str(round_)]
