"""The ledger of opinions, and the papers of a meeting's minutes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from bot.rules.meeting_overview import MinuteFile, Opinion, OpinionDraft
from bot.storage.models import minute_file, opinion

MINUTES = "meeting_minutes"
"""The kind of letter that brings the minutes to a group; its subject is the meeting."""


def add(
    connection: Connection,
    community_id: int,
    meeting_id: int | None,
    drafts: Sequence[OpinionDraft],
    now: datetime,
    person_id: int | None = None,
) -> tuple[int, ...]:
    """Enter opinions; returns their numbers in the ledger. ``person_id`` is who wrote them, if a resident did."""
    return tuple(_add(connection, community_id, meeting_id, draft, now, person_id) for draft in drafts)


def _add(
    connection: Connection,
    community_id: int,
    meeting_id: int | None,
    draft: OpinionDraft,
    now: datetime,
    person_id: int | None,
) -> int:
    row = {
        "community_id": community_id,
        "meeting_id": meeting_id,
        "person_id": person_id,
        "text": draft.text,
        "owner": draft.owner,
        "owner_name": draft.owner_name,
        "due_on": draft.due_on.isoformat() if draft.due_on else None,
        "raised_at": now,
    }
    number: int = connection.execute(insert(opinion).returning(opinion.c.id), row).scalar_one()
    return number


def of_meeting(connection: Connection, meeting_id: int) -> tuple[Opinion, ...]:
    """What was raised at a meeting, in the order of the ledger."""
    rows = connection.execute(select(opinion).where(opinion.c.meeting_id == meeting_id).order_by(opinion.c.id))
    return tuple(_opinion(row) for row in rows)


def _opinion(row: Row[Any]) -> Opinion:
    due = date.fromisoformat(row.due_on) if row.due_on else None
    return Opinion(row.id, row.meeting_id, row.text, row.owner_name, row.owner, due, row.answer, row.raised_at)


def add_files(connection: Connection, meeting_id: int, files: Sequence[MinuteFile]) -> None:
    """Photos and documents that belong to the minutes."""
    rows = [{"meeting_id": meeting_id, "kind": one.kind, "file_id": one.file_id, "name": one.name} for one in files]
    if rows:
        connection.execute(insert(minute_file), rows)


def files_of(connection: Connection, meeting_id: int) -> tuple[MinuteFile, ...]:
    """The photos and documents of a meeting, in the order in which they came."""
    query = select(minute_file).where(minute_file.c.meeting_id == meeting_id).order_by(minute_file.c.id)
    return tuple(MinuteFile(row.kind, row.file_id, row.name) for row in connection.execute(query))
