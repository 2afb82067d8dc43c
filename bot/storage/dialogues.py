"""Half-finished dialogues of helpers: one a person, kept over a restart, and over in an hour without a word."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, select

from bot.storage.models import dialogue
from bot.storage.upsert import insert

LASTS = timedelta(hours=1)


def begin(connection: Connection, telegram_id: int, kind: str, facts: Mapping[str, Any], now: datetime) -> None:
    """Remember where a dialogue stands; another one of the same person ends."""
    values = {"kind": kind, "facts": json.dumps(facts, ensure_ascii=False), "touched_at": now}
    statement = insert(connection, dialogue).values(telegram_id=telegram_id, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["telegram_id"], set_=values))


def facts_of(connection: Connection, telegram_id: int, kind: str, now: datetime) -> dict[str, Any] | None:
    """Where this person's dialogue of the kind stands; None when there is none, or it is long forgotten."""
    mine = (dialogue.c.telegram_id == telegram_id, dialogue.c.kind == kind, dialogue.c.touched_at > now - LASTS)
    stored = connection.scalar(select(dialogue.c.facts).where(*mine))
    return None if stored is None else dict(json.loads(stored))


def purge(connection: Connection, now: datetime) -> None:
    """Drop the long forgotten ones of everybody."""
    connection.execute(delete(dialogue).where(dialogue.c.touched_at <= now - LASTS))


def end(connection: Connection, telegram_id: int, kind: str) -> None:
    """Forget it."""
    connection.execute(delete(dialogue).where(dialogue.c.telegram_id == telegram_id, dialogue.c.kind == kind))
