"""Writing tables that spreadsheets open without harm: text stays text, whatever it begins with."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

import xlsxwriter

_FORMULA = re.compile(r"'*[=+\-@＝＋－＠]")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def protected(cell: str) -> str:
    """The cell with an apostrophe before it when a spreadsheet would take it for a formula; reading takes it off."""
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def csv_text(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A CSV table with ``\\n`` line ends and protected cells; the header may hold names of people's making, too."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([protected(name) for name in header])
    writer.writerows([protected(cell) for cell in row] for row in rows)
    return text.getvalue()


def xlsx_bytes(
    sheet: str, header: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int], numeric: frozenset[str]
) -> bytes:
    """A workbook of one sheet: a frozen bold header, columns of ``widths`` characters, text cells.

    The columns named in ``numeric`` hold decimal texts and become numbers that can be summed.
    """
    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    options["constant_memory"] = True  # rows go to disk one by one: a district has hundreds of thousands
    with xlsxwriter.Workbook(buffer, options) as book:
        page = book.add_worksheet(sheet)
        bold, places = book.add_format({"bold": True}), book.add_format({"num_format": "0.00"})
        for column, width in enumerate(widths):
            page.set_column(column, column, width)
        page.write_row(0, 0, header, bold)
        page.freeze_panes(1, 0)
        numbers = {column for column, name in enumerate(header) if name in numeric}
        for line, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                if column in numbers and cell:
                    page.write_number(line, column, float(cell), places)
                else:
                    page.write_string(line, column, cell)
    return buffer.getvalue()
