"""Small facts about the installation itself, by name."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from bot.storage.models import setting
from bot.storage.upsert import insert

SLIP_KEY = "slip_key"
"""The fingerprint of the key that slips are made with."""
BOT_USERNAME = "bot_username"
"""The bot's user name without @, as Telegram gave it."""


def read_setting(connection: Connection, name: str) -> str | None:
    """The value, or None when it was never stored."""
    return connection.scalar(select(setting.c.value).where(setting.c.name == name))


def store_setting(connection: Connection, name: str, value: str) -> None:
    """Store the value, whatever stood there."""
    statement = insert(connection, setting).values(name=name, value=value)
    connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": value}))


def store_setting_once(connection: Connection, name: str, value: str) -> str:
    """Store the value unless one stands there; the value that stands now."""
    statement = insert(connection, setting).values(name=name, value=value)
    connection.execute(statement.on_conflict_do_nothing(index_elements=["name"]))
    return str(connection.execute(select(setting.c.value).where(setting.c.name == name)).scalar_one())


def read_settings(connection: Connection, prefix: str) -> dict[str, str]:
    """All values whose name begins with ``prefix``."""
    rows = connection.execute(select(setting).where(setting.c.name.startswith(prefix, autoescape=True)))
    return {row.name: row.value for row in rows}


def forget_setting(connection: Connection, name: str) -> None:
    """Remove a value; it may be absent."""
    connection.execute(delete(setting).where(setting.c.name == name))
