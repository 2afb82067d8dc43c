"""What the running bot learnt about itself, for commands that make links without it."""

from __future__ import annotations

from bot.storage.database import Database
from bot.storage.settings import BOT_USERNAME, read_setting, store_setting


async def remember_bot(db: Database, username: str) -> None:
    """Keep the bot's user name: slips and invitations carry it."""
    await db.write(lambda connection: store_setting(connection, BOT_USERNAME, username))


async def stored_username(db: Database) -> str | None:
    """The bot's user name as the running bot last learned it from Telegram; None before it ever ran."""
    return await db.read(lambda connection: read_setting(connection, BOT_USERNAME))
