"""What is kept for a while only is dropped when its time is over."""

from __future__ import annotations

from datetime import datetime

from bot.storage import dialogues, inbox
from bot.storage.database import Connection, Database


async def tidy(db: Database, before: datetime) -> int:
    """Drop ids of updates that were done before the instant, and dialogues forgotten by then; returns how many ids."""

    def change(connection: Connection) -> int:
        dialogues.purge(connection, before)
        return inbox.forget_done(connection, before)

    return await db.write(change)
