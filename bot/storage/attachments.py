"""Drawings of consultations. Telegram keeps the files; what it has not seen yet is kept here until it is first sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace as replaced

from sqlalchemy import Connection, delete, insert, select, update

from bot.rules.attachments import Attachment
from bot.storage.models import attachment, upload

_ITS = attachment.c
_COLUMNS = (
    _ITS.kind,
    _ITS.file_id,
    _ITS.name,
    _ITS.question_number,
    _ITS.option_number,
    _ITS.upload_id,
    _ITS.id,
)


def of(connection: Connection, consultation_id: int) -> tuple[Attachment, ...]:
    """All of one consultation, by question and option, then as they were added."""
    query = select(*_COLUMNS).where(_ITS.consultation_id == consultation_id)
    rows = connection.execute(query.order_by(_ITS.question_number, _ITS.option_number, _ITS.id))
    return tuple(Attachment(*row) for row in rows)


def as_known_now(connection: Connection, files: Sequence[Attachment]) -> tuple[Attachment, ...]:
    """The same files where they are: some may have been sent for the first time meanwhile. Lost ones are left out."""
    waiting = [file.id for file in files if file.file_id is None]
    rows = connection.execute(select(_ITS.id, _ITS.file_id, _ITS.upload_id).where(_ITS.id.in_(waiting)))
    where = {row.id: (row.file_id, row.upload_id) for row in rows}
    now = (
        replaced(file, file_id=where[file.id][0], upload_id=where[file.id][1]) if file.id in where else file
        for file in files
    )
    return tuple(file for file in now if file.file_id is not None or file.id in where)


def questions_with(connection: Connection, consultation_id: int) -> frozenset[int]:
    """Which questions have files, of their own or of an option; 0 stands for the whole consultation."""
    its = attachment.c
    query = select(its.question_number).where(its.consultation_id == consultation_id).distinct()
    return frozenset(connection.scalars(query))


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
