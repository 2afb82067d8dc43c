"""When something was sent to a chat, for a minute or so: a restart must not forget the flood budget."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from bot.storage.models import chat_send


def remember(connection: Connection, sends: Sequence[tuple[int, datetime]]) -> None:
    """Note sends and edits: pairs of chat and instant."""
    if sends:
        connection.execute(insert(chat_send), [{"chat_id": chat, "sent_at": instant} for chat, instant in sends])


def recent(connection: Connection, since: datetime) -> list[tuple[int, datetime]]:
    """Sends at or after ``since``, oldest first."""
    rows = connection.execute(
        select(chat_send.c.chat_id, chat_send.c.sent_at)
        .where(chat_send.c.sent_at >= since)
        .order_by(chat_send.c.sent_at, chat_send.c.id)
    )
    return [(row[0], row[1]) for row in rows]


def forget(connection: Connection, before: datetime) -> int:
    """Drop what is older than ``before``; returns how many."""
    return connection.execute(delete(chat_send).where(chat_send.c.sent_at < before)).rowcount
