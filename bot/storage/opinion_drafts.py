"""Dialogues about opinions, half finished: a resident's opinion, a helper's answer; they survive a restart."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, delete, literal, select

from bot.storage.models import answering, dialogue, opinion_draft
from bot.storage.upsert import insert

GIVE: Literal["give"] = "give"
"""A resident gives an opinion."""
RUN: Literal["run"] = "run"
"""A helper types what becomes of one."""
LASTS = timedelta(days=7)
"""How long a resident can come back to an opinion half given."""
LISTENS = {GIVE: timedelta(hours=12), RUN: timedelta(hours=1)}
"""How long typed words are taken for a dialogue; later it has to be opened again."""

Kind = Literal["give", "run"]


def begin(connection: Connection, telegram_id: int, kind: Kind, facts: Mapping[str, Any], now: datetime) -> None:
    """Remember where it stands."""
    values = {"facts": json.dumps(facts, ensure_ascii=False), "touched_at": now}
    statement = insert(connection, opinion_draft).values(telegram_id=telegram_id, kind=kind, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["telegram_id", "kind"], set_=values))


def facts_of(connection: Connection, telegram_id: int, kind: Kind, now: datetime) -> dict[str, Any] | None:
    """Where it stands; None when there is none, or it is long forgotten."""
    mine = (opinion_draft.c.telegram_id == telegram_id, opinion_draft.c.kind == kind)
    query = select(opinion_draft.c.facts).where(*mine, opinion_draft.c.touched_at > now - LASTS)
    stored = connection.scalar(query)
    return None if stored is None else dict(json.loads(stored))


def listening(connection: Connection, telegram_id: int, now: datetime) -> Kind | None:
    """Which dialogue a message in private is for: the one touched last, unless another kind was touched later.

    A questionnaire half answered is of another kind, too.
    """
    query = select(opinion_draft.c.kind, opinion_draft.c.touched_at).where(opinion_draft.c.telegram_id == telegram_id)
    touched = {row.kind: row.touched_at for row in connection.execute(query)}
    fresh: list[tuple[datetime, Kind]] = [
        (touched[kind], kind) for kind in (GIVE, RUN) if kind in touched and touched[kind] > now - LISTENS[kind]
    ]
    if not fresh:
        return None
    at, newest = max(fresh)
    later = [
        select(literal(1)).where(other.c.telegram_id == telegram_id, other.c.touched_at > at)
        for other in (dialogue, answering)
    ]
    return None if any(connection.scalar(each.limit(1)) for each in later) else newest


def end(connection: Connection, telegram_id: int, kind: Kind) -> None:
    """Forget it."""
    mine = (opinion_draft.c.telegram_id == telegram_id, opinion_draft.c.kind == kind)
    connection.execute(delete(opinion_draft).where(*mine))


def purge(connection: Connection, now: datetime) -> None:
    """Drop the long forgotten ones of everybody."""
    connection.execute(delete(opinion_draft).where(opinion_draft.c.touched_at <= now - LASTS))
