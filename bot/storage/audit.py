"""Who did what among staff. Never a choice, never a name."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert

from bot.storage.models import audit


def note(connection: Connection, at: datetime, actor: int | None, verb: str, subject: str) -> None:
    """Append a line; ``actor`` is a Telegram id, empty for the command line."""
    connection.execute(insert(audit).values(at=at, actor=actor, verb=verb, subject=subject[:200]))
