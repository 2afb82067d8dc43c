"""Drawings of consultations. Telegram keeps the files; what it has not seen yet is kept here until it is first sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, insert, select, update

from bot.rules.attachments import Attachment
from bot.storage.models import attachment, upload


def of(connection: Connection, consultation_id: int) -> tuple[Attachment, ...]:
    """All of one consultation, by question and option, then as they were added."""
    its = attachment.c
    columns = (its.kind, its.file_id, its.name, its.question_number, its.option_number, its.upload_id)
    query = select(*columns).where(its.consultation_id == consultation_id)
    rows = connection.execute(query.order_by(its.question_number, its.option_number, its.id))
    return tuple(Attachment(*row) for row in rows)


def with_any(connection: Connection, consultation_ids: Sequence[int]) -> dict[int, frozenset[int]]:
    """Which questions of these consultations have files (0: the whole); one without any is absent."""
    its = attachment.c
    query = select(its.consultation_id, its.question_number).where(its.consultation_id.in_(consultation_ids)).distinct()
    found: dict[int, set[int]] = {}
    for number, question in connection.execute(query):
        found.setdefault(number, set()).add(question)
    return {number: frozenset(questions) for number, questions in found.items()}


def add(connection: Connection, consultation_id: int, files: Iterable[Attachment]) -> None:
    """Tie files to a consultation."""
    rows = [
        {
            "consultation_id": consultation_id,
            "question_number": file.question,
            "option_number": file.option,
            "kind": file.kind,
            "file_id": file.file_id,
            "name": file.name,
            "upload_id": file.upload_id,
        }
        for file in files
    ]
    if rows:
        connection.execute(insert(attachment), rows)


def replace(connection: Connection, consultation_id: int, files: Iterable[Attachment]) -> None:
    """These instead of those before."""
    connection.execute(delete(attachment).where(attachment.c.consultation_id == consultation_id))
    add(connection, consultation_id, files)


def keep(connection: Connection, content: bytes) -> int:
    """Keep the bytes of a file that Telegram has not seen yet; returns their number."""
    number: int = connection.execute(insert(upload).returning(upload.c.id), {"content": content}).scalar_one()
    return number


def content(connection: Connection, upload_id: int) -> bytes | None:
    """The bytes; None once Telegram has them."""
    kept = connection.scalar(select(upload.c.content).where(upload.c.id == upload_id))
    return None if kept is None else bytes(kept)


def known_to_telegram(connection: Connection, upload_id: int, file_id: str) -> None:
    """It was sent: from now on its id stands for it, and the bytes are let go."""
    its = attachment.c.upload_id == upload_id
    connection.execute(update(attachment).where(its).values(file_id=file_id, upload_id=None))
    connection.execute(delete(upload).where(upload.c.id == upload_id))


def forget_unused(connection: Connection) -> None:
    """Drop bytes that no consultation refers to any more."""
    used = select(attachment.c.upload_id).where(attachment.c.upload_id.is_not(None))
    connection.execute(delete(upload).where(upload.c.id.not_in(used)))
