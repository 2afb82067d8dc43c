"""Who did what among staff. Never a choice, never a name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from bot.storage.models import audit


def note(connection: Connection, at: datetime, actor: int | None, verb: str, subject: str) -> None:
    """Append a line; ``actor`` is a Telegram id, empty for the command line."""
    note_all(connection, at, actor, verb, [subject])


def note_all(connection: Connection, at: datetime, actor: int | None, verb: str, subjects: Iterable[str]) -> None:
    """Append a line for each subject, in their order."""
    lines = [{"at": at, "actor": actor, "verb": verb, "subject": subject[:200]} for subject in subjects]
    if lines:
        connection.execute(insert(audit), lines)


def revision(connection: Connection) -> int:
    """Grows with every line: what staff changed may change what groups see (a roster import, the denominators)."""
    return connection.scalar(select(func.max(audit.c.id))) or 0
