"""Reading a ledger file row by row; every fault of every row is listed."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from typing import Any

from bot.rules.headers import Found
from bot.rules.ledger import (
    KIND_WORDS,
    LEDGER,
    NOTE_LIMIT,
    RECORD_WORDS,
    UNIT_LIMIT,
    VALUE_DIGITS,
    LedgerEntry,
    LedgerFile,
    RecordKind,
)
from bot.rules.roster import CODE_LIMIT, NAME_LIMIT, PART_LIMIT
from bot.rules.rows import RowReader, TableReader
from bot.rules.table_days import read_day
from bot.rules.tables import Progress, decimal_text, keyword, silent

__all__ = ["LEDGER", "check_ledger"]

# What a record cannot do without, beside the day of what is counted by days.
_NEEDED: Mapping[RecordKind, tuple[str, ...]] = {
    RecordKind.MEETING: ("kind",),
    RecordKind.ORGANIZATION: ("kind", "name"),
    RecordKind.PAIRING: ("organization", "community_code"),
    RecordKind.ASSIGNMENT: ("name", "community_code"),
    RecordKind.RATE: ("kind", "numerator", "denominator"),
    RecordKind.INDICATOR: ("name", "value"),
}
_DATED = frozenset({RecordKind.MEETING, RecordKind.RATE, RecordKind.INDICATOR})


def check_ledger(
    found: Found,
    known: Mapping[str, str],
    progress: Progress = silent,
    allowed: Callable[[str | None], bool] = lambda _code: True,
) -> LedgerFile:
    """The records of a file; ``known`` are the names of the communities by code.

    ``allowed`` says whether whoever hands the file in may write about a community (None: the whole district). Raises
    BadRows with every fault of every row.
    """
    table = TableReader(found, progress)
    reader = _Reader(known, allowed)
    entries = [entry for row in table if (entry := reader.entry(row)) is not None]
    return LedgerFile(tuple(entries), tuple(column.name for column in found.others()))


class _Reader:
    def __init__(self, known: Mapping[str, str], allowed: Callable[[str | None], bool]) -> None:
        self._known = known
        self._allowed = allowed
        self._near: dict[str, str | None] = {}

    def entry(self, row: RowReader) -> LedgerEntry | None:
        """The record of a row; None when it is none, and then its other cells have been looked at all the same."""
        record = row.choice("record", RECORD_WORDS, "record")
        if record is None and not str(row.cell("record")).strip():
            row.fault("record", "record")
        for field in _NEEDED[record] if record else ():
            if not str(row.cell(field)).strip():
                row.fault(field, "required")
        cells = self._cells(row, record)
        if record is None:
            return None
        entry = LedgerEntry(record, **cells)
        _check_rate(row, entry)
        return entry

    def _cells(self, row: RowReader, record: RecordKind | None) -> dict[str, Any]:
        return {
            "community": self.community(row),
            "day": read_day(row, "date", required=record in _DATED),
            "building": row.text("building", PART_LIMIT),
            "kind": _kind(row, record),
            "name": row.text("name", NAME_LIMIT),
            "organization": row.text("organization", NAME_LIMIT),
            "headcount": row.count("headcount"),
            "households": row.count("households"),
            "numerator": row.count("numerator"),
            "denominator": row.count("denominator"),
            "value": _value(row),
            "unit": row.text("unit", UNIT_LIMIT),
            "note": row.text("note", NOTE_LIMIT),
        }

    def community(self, row: RowReader) -> str | None:
        code = row.text("community_code", CODE_LIMIT)
        if code is not None:
            code = self._named(row, code)
            if code is None:
                return None
        elif str(row.cell("community_code")).strip():
            return None
        if not self._allowed(code):
            row.fault("community_code", "not_yours")
        return code

    def _named(self, row: RowReader, code: str) -> str | None:
        for written in (code, code.upper()):
            if written in self._known:
                return written
        near = self._nearest(code.upper())
        if near is not None:
            row.fault("community_code", "community_near", near=near, name=self._known[near])
        else:
            row.fault("community_code", "community_unknown")
        return None

    def _nearest(self, code: str) -> str | None:
        """Looked for once: a file may name the same unknown community in every one of its rows."""
        if code not in self._near:
            found = difflib.get_close_matches(code, self._known, n=1, cutoff=0.3)
            self._near[code] = found[0] if found else None
        return self._near[code]


def _kind(row: RowReader, record: RecordKind | None) -> str | None:
    if record is None:
        return None
    words = KIND_WORDS.get(record)
    if words is None:
        return row.text("kind", PART_LIMIT // 2)
    return row.choice("kind", words, f"kind_{record.value}")


def _value(row: RowReader) -> str | None:
    text = row.text("value", NAME_LIMIT)
    if text is None:
        return None
    plain = keyword(text)
    number = decimal_text(plain.removeprefix("-"))
    if number is None or len(number) > VALUE_DIGITS:
        row.fault("value", "decimal")
        return None
    return f"-{number}" if plain.startswith("-") and number != "0" else number


def _check_rate(row: RowReader, entry: LedgerEntry) -> None:
    if entry.record is not RecordKind.RATE or entry.numerator is None or entry.denominator is None:
        return
    if entry.denominator == 0:
        row.fault("denominator", "denominator")
    elif entry.numerator > entry.denominator:
        row.fault("numerator", "numerator", denominator=entry.denominator)
