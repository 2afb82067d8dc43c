"""Days in the cells of a table: as the spreadsheet keeps them, or typed in any usual way."""

from __future__ import annotations

import re
from datetime import date, datetime

from bot.rules.rows import RowReader
from bot.rules.tables import Cell, keyword

# 2020-11-24, 2020/11/24, 2020.11.24, with the characters for year, month and day, perhaps followed by midnight.
_TYPED = re.compile(r"([0-9]{4})[^0-9]([0-9]{1,2})[^0-9]([0-9]{1,2})[^0-9]?(?:t?00:00(?::00(?:\.0+)?)?)?")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_YEARS = range(1900, 3000)


def day_in(cell: Cell) -> date | None:
    """The day that a cell holds; None when it holds none, or something else."""
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return cell if cell.year in _YEARS else None
    if not isinstance(cell, str):
        return None
    text = keyword(cell)
    found = _TYPED.fullmatch(text) or _COMPACT.fullmatch(text)
    if found is None or int(found[1]) not in _YEARS:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def read_day(row: RowReader, field: str, *, required: bool = False) -> date | None:
    """The day in a field's cell; a cell that holds none of the calendar's is noted as a fault."""
    cell = row.cell(field)
    if isinstance(cell, str) and not cell.strip():
        if required:
            row.fault(field, "required")
        return None
    day = day_in(cell)
    if day is None:
        row.fault(field, "day")
    return day
