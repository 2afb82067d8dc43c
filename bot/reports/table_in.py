"""Reading the tables people hand in: CSV in UTF-8 or GB18030, and XLSX; every number exactly as the file shows it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

from python_calamine import CalamineError, CalamineSheet, SheetTypeEnum, load_workbook

from bot.reports.workbook_size import too_large_inside
from bot.rules.tables import Cell, Sheet, Unreadable

MOST_BYTES = 50 * 1024 * 1024
SUFFIXES = (".csv", ".xlsx")

# A tab-separated "Unicode text" from a spreadsheet is UTF-16 with a mark; everything else has none or UTF-8's.
_ENCODINGS = ("utf-8-sig", "gb18030")
_DELIMITERS = ",;\t"
# What an export puts before text that a spreadsheet would take for a formula.
_PROTECTED = re.compile(r"'+[=+\-@＝＋－＠]")

_Raw: TypeAlias = int | float | str | bool | date | time | timedelta


def read_sheets(path: Path) -> list[Sheet]:
    """The sheets of a file; a CSV file is one sheet.

    Raises Unreadable: wrong_suffix, missing, unreadable (the system's reason), too_large, too_wide, empty,
    not_text, bad_quotes, not_a_table.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise Unreadable("wrong_suffix", path=path)
    data = _bytes(path)
    if not data.strip():
        raise Unreadable("empty", path=path)
    return _workbook(data, path) if data.startswith(b"PK\x03\x04") else [_csv(data, path)]


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise Unreadable("missing", path=path) from None
    except OSError as error:
        raise Unreadable("unreadable", path=path, error=error.strerror or error) from None
    if len(data) > MOST_BYTES:
        raise Unreadable("too_large", path=path, limit=MOST_BYTES // 1024 // 1024)
    return data


def _decoded(data: bytes, path: Path) -> str:
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else _ENCODINGS
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Unreadable("not_text", path=path)


def _csv(data: bytes, path: Path) -> Sheet:
    text = _decoded(data, path)
    head = text[: text.find("\n") + 1 or len(text)]
    delimiter = max(_DELIMITERS, key=head.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        rows = [[_bare(cell) for cell in row] for row in lines]
    except csv.Error as error:  # a quotation mark that never closes would swallow the rows after it
        raise Unreadable("bad_quotes", path=path, line=lines.line_num) from error
    return Sheet(path.stem, rows)


def _bare(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _PROTECTED.match(cell) else cell


def _workbook(data: bytes, path: Path) -> list[Sheet]:
    if too_large_inside(data):
        raise Unreadable("too_wide", path=path)
    try:
        with load_workbook(io.BytesIO(data)) as book:
            names = [each.name for each in book.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet]
            return [_sheet(book.get_sheet_by_name(name)) for name in names]
    except (CalamineError, OSError, ValueError) as error:
        raise Unreadable("not_a_table", path=path) from error


def _sheet(sheet: CalamineSheet) -> Sheet:
    return Sheet(sheet.name, [_cells(row) for row in sheet.to_python(skip_empty_area=False)])


def _cells(row: Sequence[_Raw]) -> list[Cell]:
    return [cell if isinstance(cell, str) else _TEXT.get(type(cell), _same)(cell) for cell in row]


def _same(cell: _Raw) -> Cell:
    return cell if isinstance(cell, date | time | timedelta) else str(cell)


def _float(cell: _Raw) -> Cell:
    """The number as the spreadsheet shows it: its shortest decimal form, at most fifteen digits (Excel's own)."""
    value = float(str(cell))
    if value.is_integer() and abs(value) < 10**15:
        return str(int(value))
    shortest = repr(value)
    digits = sum(map(str.isdecimal, shortest.partition("e")[0]))
    return format(Decimal(shortest if digits <= 15 else f"{value:.15g}"), "f")


def _bool(cell: _Raw) -> Cell:
    return "true" if cell else "false"


_TEXT: dict[type, Callable[[_Raw], Cell]] = {float: _float, bool: _bool}
