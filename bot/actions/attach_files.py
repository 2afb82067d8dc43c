"""Drawings from files beside a definition: checked before anything is stored, then tied to every consultation."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.rules.attachments import LIMITS, MEGABYTE, NAME_LIMIT, Attachment, kind_of
from bot.rules.checker import Fault
from bot.rules.definition import Definition
from bot.rules.definition_files import NamedFile
from bot.rules.written_file import DefinitionRejected, Lines, placed
from bot.storage import attachments
from bot.storage.database import Connection

Read = tuple[NamedFile, str, bytes]
"""A file, what it is shown as, and its bytes."""


def read_files(definition: Definition, lines: Lines, folder: Path | None) -> tuple[Read, ...]:
    """The files that a definition names, looked for in ``folder``; without one (in chat) there can be none.

    Raises DefinitionRejected with everything that is wrong with them.
    """
    found: list[Read] = []
    faults: list[Fault] = []
    for place, named in enumerate(definition.attachments):
        path = ("attachments", place, "file")
        read = Fault(path, "attachment_local", {}) if folder is None else _read(named, folder, path)
        faults.append(read) if isinstance(read, Fault) else found.append(read)
    if faults:
        raise DefinitionRejected([placed(lines, fault) for fault in faults])
    return tuple(found)


def _read(named: NamedFile, folder: Path, path: tuple[str | int, ...]) -> Read | Fault:
    try:
        content = (folder / named.file).read_bytes()
    except (OSError, ValueError) as error:
        told = error.strerror if isinstance(error, OSError) else str(error)
        return Fault(path, "attachment_unreadable", {"value": named.file, "error": told or ""})
    kind = kind_of(content)
    if kind is None:
        return Fault(path, "attachment_kind", {"value": named.file})
    if len(content) > LIMITS[kind]:
        return Fault(path, "attachment_large", {"value": named.file, "most": LIMITS[kind] // MEGABYTE})
    return named, kind, content


def attach(connection: Connection, numbers: Sequence[int], read: Sequence[Read]) -> None:
    """Tie the files to these consultations; their bytes are kept once, until Telegram has them."""
    files = tuple(
        Attachment(
            kind,
            None,
            Path(named.file).name[:NAME_LIMIT],
            named.question,
            named.option,
            attachments.keep(connection, content),
        )
        for named, kind, content in read
    )
    for number in numbers:
        attachments.add(connection, number, files)
