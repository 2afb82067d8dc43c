"""The ledger as CSV or XLSX; what people wrote stays text, whatever it begins with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import tzinfo

from bot.reports.table_out import csv_text, xlsx_bytes
from bot.rules.ledger_table import COLUMNS, LedgerLine, cells
from bot.texts import clean

_WIDTHS = {"ledger_id": 18, "date": 12, "community": 20, "topic": 28, "content": 48, "reply": 36, "created_at": 26}
_USUAL = 13


def ledger_csv(lines: Iterable[LedgerLine], zone: tzinfo) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheets read the Chinese; instants in ``zone``."""
    return csv_text(COLUMNS, _rows(lines, zone)).encode("utf-8-sig")


def ledger_xlsx(lines: Iterable[LedgerLine], zone: tzinfo) -> bytes:
    """A workbook of one sheet; all cells are text, so that codes and rooms stay as they are."""
    widths = [_WIDTHS.get(column, _USUAL) for column in COLUMNS]
    return xlsx_bytes("ledger", COLUMNS, _rows(lines, zone), widths, frozenset())


def _rows(lines: Iterable[LedgerLine], zone: tzinfo) -> Iterator[list[str]]:
    for line in lines:
        yield [clean(cell) for cell in cells(line, zone)]
