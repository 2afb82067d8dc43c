"""Which failures may pass by themselves, so that an update is tried again instead of being given up."""

from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as NoneFree

from bot.storage.errors import is_transient


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
