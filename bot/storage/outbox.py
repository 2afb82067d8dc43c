"""Messages that must go out once: planned with their cause, claimed with a lease, sent, remembered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, or_, select, update

from bot.storage.models import outbox
from bot.storage.upsert import insert

RESULT = "result"


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to be sent: ``kind`` of what, about which ``subject_id``, to which chat."""

    id: int
    kind: str
    subject_id: int
    chat_id: int
    attempts: int


def plan(connection: Connection, kind: str, subject_id: int, chat_ids: Sequence[int], due: datetime) -> None:
    """Plan a message to each chat; one that is planned or sent already stays as it is."""
    if not chat_ids:
        return
    rows = [{"kind": kind, "subject_id": subject_id, "chat_id": chat_id, "due_at": due} for chat_id in chat_ids]
    connection.execute(insert(connection, outbox).on_conflict_do_nothing(), rows)


def forget(connection: Connection, kind: str, subject_id: int) -> None:
    """Make room for the same messages once more, when staff ask for it."""
    connection.execute(delete(outbox).where(outbox.c.kind == kind, outbox.c.subject_id == subject_id))


def due(connection: Connection, now: datetime, most: int) -> list[Letter]:
    """What is to be sent now: planned and due, or claimed by a process that never came back."""
    rows = connection.execute(
        select(outbox.c.id, outbox.c.kind, outbox.c.subject_id, outbox.c.chat_id, outbox.c.attempts)
        .where(
            outbox.c.state.in_(["planned", "sending"]),
            func.coalesce(outbox.c.not_before, outbox.c.due_at) <= now,
            or_(outbox.c.lease_until.is_(None), outbox.c.lease_until <= now),
        )
        .order_by(outbox.c.due_at, outbox.c.id)
        .limit(most)
    )
    return [Letter(row[0], row[1], row[2], row[3], row[4]) for row in rows]


def claim(connection: Connection, letter_id: int, now: datetime, until: datetime) -> bool:
    """Take a letter; committed before it is sent, so that a crash repeats at most the one in flight."""
    taken = connection.execute(
        update(outbox)
        .where(
            outbox.c.id == letter_id,
            outbox.c.state.in_(["planned", "sending"]),
            or_(outbox.c.lease_until.is_(None), outbox.c.lease_until <= now),
        )
        .values(state="sending", lease_until=until, attempts=outbox.c.attempts + 1)
    )
    return taken.rowcount == 1


def sent(connection: Connection, letter_id: int, message_id: int) -> None:
    """It stands in the chat as this message."""
    connection.execute(
        update(outbox).where(outbox.c.id == letter_id).values(state="sent", message_id=message_id, lease_until=None)
    )


def postpone(connection: Connection, letter_id: int, until: datetime) -> None:
    """Certainly not sent; try again from ``until``."""
    connection.execute(
        update(outbox).where(outbox.c.id == letter_id).values(state="planned", not_before=until, lease_until=None)
    )


def drop(connection: Connection, letter_id: int) -> None:
    """It cannot be sent any more (the chat is gone)."""
    connection.execute(update(outbox).where(outbox.c.id == letter_id).values(state="dropped", lease_until=None))
