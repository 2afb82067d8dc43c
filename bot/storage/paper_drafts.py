"""Sheets half read, one a helper."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select

from bot.rules.paper import DRAFT_LIFETIME, PaperDraft, Purpose
from bot.storage.models import paper_draft
from bot.storage.upsert import insert


def find(connection: Connection, telegram_id: int, now: datetime) -> PaperDraft | None:
    """The sheet that somebody has in hand, unless it has expired."""
    row = connection.execute(select(paper_draft).where(paper_draft.c.telegram_id == telegram_id)).first()
    if row is None:
        return None
    draft = PaperDraft(
        telegram_id=row.telegram_id,
        question_id=row.question_id,
        household_id=row.household_id,
        purpose=Purpose(row.purpose),
        started_at=row.started_at,
        replaces=row.replaces,
        identity_checked=row.identity_checked,
        choices=frozenset(int(number) for number in row.choices.split(",") if number),
        finished=row.finished,
    )
    return None if draft.is_expired(now) else draft


def put(connection: Connection, draft: PaperDraft) -> None:
    """Write a draft down; an earlier one of the same person is given up."""
    values = {
        "question_id": draft.question_id,
        "household_id": draft.household_id,
        "purpose": draft.purpose.value,
        "started_at": draft.started_at,
        "replaces": draft.replaces,
        "identity_checked": draft.identity_checked,
        "choices": ",".join(map(str, sorted(draft.choices))),
        "finished": draft.finished,
    }
    new = insert(connection, paper_draft).values(telegram_id=draft.telegram_id, **values)
    connection.execute(new.on_conflict_do_update(index_elements=[paper_draft.c.telegram_id], set_=values))


def remove(connection: Connection, telegram_id: int) -> None:
    """Give up or finish a draft."""
    connection.execute(delete(paper_draft).where(paper_draft.c.telegram_id == telegram_id))


def purge(connection: Connection, now: datetime) -> None:
    """Drop the expired drafts of everybody."""
    connection.execute(delete(paper_draft).where(paper_draft.c.started_at <= now - DRAFT_LIFETIME))
