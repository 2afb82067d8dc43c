"""The form of a backup: a zip with one list of rows a table, the same for SQLite and PostgreSQL.

``manifest.json`` names the form's version, the schema's revision, and of each table, parents before children, its
columns, the number of its rows and the SHA-256 of its file. ``tables/<table>.jsonl`` has one JSON array a row.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from sqlalchemy import types

FORMAT = 1
MANIFEST = "manifest.json"


class Fault(StrEnum):
    """Why a backup cannot be made or used."""

    NOT_A_BACKUP = "not_a_backup"
    DAMAGED = "damaged"
    NEWER = "newer"
    NOT_EMPTY = "not_empty"
    DOES_NOT_FIT = "does_not_fit"


class BackupFault(Exception):
    """The backup cannot be used; ``detail`` names the part. Nothing has been changed."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        super().__init__(f"{fault.value} {detail}".strip())
        self.fault = fault
        self.detail = detail


@dataclass(frozen=True, slots=True)
class TableEntry:
    """One table of a backup."""

    name: str
    columns: list[str]
    rows: int
    sha256: str

    @property
    def file(self) -> str:
        """Where its rows stand within the zip."""
        return f"tables/{self.name}.jsonl"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. ``made_at`` is ISO 8601 with an offset."""

    revision: str
    made_at: str
    tables: list[TableEntry]
    format: int = FORMAT

    @property
    def rows(self) -> int:
        """All rows together."""
        return sum(table.rows for table in self.tables)

    def to_json(self) -> str:
        """The manifest as it is written."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)


def encode_row(values: tuple[Any, ...]) -> bytes:
    """One row as a line of JSON. TypeError for a value that has no form here."""
    return json.dumps([_encode(value) for value in values], ensure_ascii=False).encode() + b"\n"


def _encode(value: Any) -> str | int | None:
    if value is None or isinstance(value, str | int):  # bool is an int
        return value
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime):
        # SQLite gives instants back without their zone; they are stored in UTC.
        return (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)).isoformat()
    raise TypeError(f"no form for {type(value).__name__} in a backup")


def decode(value: Any, column: types.TypeEngine[Any]) -> Any:
    """The value as the column takes it."""
    if value is None:
        return None
    if isinstance(column, types.DateTime):
        return datetime.fromisoformat(value)
    if isinstance(column, types.LargeBinary):
        return base64.b64decode(value)
    return value


def read_manifest(archive: ZipFile) -> Manifest:
    """The manifest, each table's file checked against it. Raises BackupFault."""
    try:
        data = json.loads(archive.read(MANIFEST))
        if data["format"] != FORMAT:
            raise BackupFault(Fault.NEWER, str(data["format"]))
        manifest = Manifest(data["revision"], data["made_at"], [TableEntry(**table) for table in data["tables"]])
    except (KeyError, TypeError, ValueError):
        raise BackupFault(Fault.NOT_A_BACKUP) from None
    for table in manifest.tables:
        _check(archive, table)
    return manifest


def _check(archive: ZipFile, table: TableEntry) -> None:
    digest, rows = hashlib.sha256(), 0
    try:
        with archive.open(table.file) as file:
            for line in file:
                digest.update(line)
                rows += 1
    except (KeyError, BadZipFile, EOFError, OSError):
        raise BackupFault(Fault.DAMAGED, table.name) from None
    if (rows, digest.hexdigest()) != (table.rows, table.sha256):
        raise BackupFault(Fault.DAMAGED, table.name)


def read_rows(archive: ZipFile, table: TableEntry) -> Iterator[list[Any]]:
    """The rows of a table, still in their JSON form."""
    with archive.open(table.file) as file:
        for line in file:
            yield json.loads(line)


def open_backup(path: Path) -> ZipFile:
    """The archive, opened for reading. Raises BackupFault when it is none, OSError when it cannot be read."""
    try:
        return ZipFile(path)
    except BadZipFile:
        raise BackupFault(Fault.NOT_A_BACKUP) from None
