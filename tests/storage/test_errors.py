"""Which failures may pass by themselves, so that an update is tried again instead of being given up."""

from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy import Connection, insert
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as NoneFree

from bot.storage.database import Database
from bot.storage.errors import is_transient
from bot.storage.models import sealed_words


@pytest.mark.parametrize(
    ("error", "passes"),
    [
        (OperationalError("UPDATE", {}, sqlite3.OperationalError("database is locked")), True),
        (OperationalError("UPDATE", {}, sqlite3.OperationalError("database or disk is full")), True),
        (OperationalError("UPDATE", {}, sqlite3.OperationalError("no such column: choise")), False),
        (NoneFree("QueuePool limit of size 5 overflow 10 reached, connection timed out"), True),
        (IntegrityError("INSERT", {}, sqlite3.IntegrityError("UNIQUE constraint failed")), False),
        (ValueError("a defect"), False),
    ],
)
def test_only_what_may_pass_is_transient(error: Exception, passes: bool) -> None:
    assert is_transient(error) is passes


async def test_an_error_of_the_database_does_not_quote_what_somebody_wrote(db: Database) -> None:
    def change(connection: Connection) -> None:
        rows = [{"question_id": 404, "place": 1, "words": "谁也不该看到的话"}]
        connection.execute(insert(sealed_words), rows)
        connection.execute(insert(sealed_words), rows)

    with pytest.raises(IntegrityError) as failed:
        await db.write(change)
    assert "谁也不该看到的话" not in str(failed.value)
