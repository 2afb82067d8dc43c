"""What the running bot learnt about itself, for commands that make links without it."""

from __future__ import annotations

from bot.storage.database import Database
from bot.storage.settings import BOT_USERNAME, store_setting


async def remember_bot(db: Database, username: str) -> None:
    """Keep the bot's user name: slips and invitations carry it."""
    await db.write(lambda connection: store_setting(connection, BOT_USERNAME, username))
