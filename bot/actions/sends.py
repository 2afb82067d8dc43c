"""The flood budget's memory across restarts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.storage import sends
from bot.storage.database import Database


async def remember_sends(db: Database, sent: Sequence[tuple[int, datetime]]) -> None:
    """Note sends and edits."""
    await db.write(lambda connection: sends.remember(connection, sent))


async def recent_sends(db: Database, since: datetime) -> list[tuple[int, datetime]]:
    """Sends at or after ``since``, oldest first."""
    return await db.read(lambda connection: sends.recent(connection, since))


async def forget_sends(db: Database, before: datetime) -> int:
    """Drop older ones; returns how many."""
    return await db.write(lambda connection: sends.forget(connection, before))
