"""What is kept for a while only is dropped when its time is over."""

from __future__ import annotations

from datetime import datetime

from bot.storage import inbox
from bot.storage.database import Connection, Database


async def tidy(db: Database, before: datetime) -> int:
    """Drop ids of updates that were done before the instant; returns how many."""

    def change(connection: Connection) -> int:
        return inbox.forget_done(connection, before)

    return await db.write(change)
