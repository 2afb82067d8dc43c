"""What is kept for a while only is dropped when its time is over."""

from __future__ import annotations

from datetime import datetime

from bot.storage import answering, dialogues, inbox, opinion_drafts, scrubbing
from bot.storage.database import Connection, Database


async def tidy(db: Database, before: datetime) -> int:
    """Drop ids of updates that were done before the instant, and dialogues and questionnaires that were over by then.

    Returns how many ids.
    """

    def change(connection: Connection) -> int:
        dialogues.purge(connection, before)
        opinion_drafts.purge(connection, before)
        answering.purge(connection, before)
        return inbox.forget_done(connection, before)

    return await db.write(change)


async def scrub_if_asked(db: Database) -> bool:
    """Remove the traces of answers that were cut loose from their homes; True when there were any and they are gone."""
    if not await db.read(scrubbing.is_asked) or not await db.scrub():
        return False
    await db.write(scrubbing.is_done)
    return True
