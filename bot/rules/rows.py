"""Reading one row field by field; what is wrong is noted, and reading goes on, so that every fault is listed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from bot.rules.headers import Column, Found
from bot.rules.tables import BadRows, Cell, Fault, Progress, has_hidden, hundredths, keyword, silent, tidy, visible

T = TypeVar("T")

YES_NO: Mapping[str, bool] = {
    **dict.fromkeys(("yes", "y", "true", "1", "是", "计入"), True),
    **dict.fromkeys(("no", "n", "false", "0", "否", "不计入"), False),
}
# What the database's INTEGER holds.
MOST_COUNT = 2_147_483_647


class TableReader:
    """The rows of a table, and what is wrong in them."""

    def __init__(self, found: Found, progress: Progress = silent) -> None:
        self.columns = found.fields()
        self.faults: list[Fault] = []
        self._found = found
        self._progress = progress

    def __iter__(self) -> Iterator[RowReader]:
        """Row after row; BadRows with every fault noted on the way when there is any, after the last one."""
        for done, (number, cells) in enumerate(self._found.rows):
            if done % 1000 == 0:
                self._progress("checking", done, len(self._found.rows))
            yield RowReader(number, cells, self)
        if self.faults:
            raise BadRows(self.faults)

    def name(self, field: str) -> str:
        """What the file calls the column; both of its names when the file does not have it."""
        column = self.columns.get(field)
        return self._found.layout.label(field) if column is None else column.name


class RowReader:
    """One row of a table. Every method gives the field's value or None, and notes a fault when the cell is wrong."""

    def __init__(self, number: int, cells: Sequence[Cell], table: TableReader) -> None:
        self.number = number
        self._cells = cells
        self._table = table

    def at(self, column: Column) -> Cell:
        """The cell of a column; '' when the row is shorter."""
        return self._cells[column.index] if column.index < len(self._cells) else ""

    def cell(self, field: str) -> Cell:
        """The cell as it stands; '' when the row or the file has none."""
        column = self._table.columns.get(field)
        return "" if column is None else self.at(column)

    def note(self, column: str, value: str, expected: str, **facts: object) -> None:
        """Note a fault; ``expected`` names the sentence that says what is expected."""
        self._table.faults.append(Fault(self.number, column, value, expected, facts))

    def fault(self, field: str, expected: str, **facts: object) -> None:
        """Note that the field's cell is wrong."""
        self.note(self._table.name(field), visible(self.cell(field)), expected, **facts)

    def text(self, field: str, limit: int, *, required: bool = False) -> str | None:
        """A text of at most ``limit`` characters without hidden ones; None when empty or wrong."""
        cell = self.cell(field)
        if not isinstance(cell, str):
            self.fault(field, "not_a_date")
            return None
        text = tidy(cell)
        if not text:
            if required:
                self.fault(field, "required")
            return None
        if has_hidden(text):
            self.fault(field, "no_hidden")
            return None
        if len(text) > limit:
            self.fault(field, "shorter", limit=limit)
            return None
        return text

    def code(self, field: str, limit: int, totals: frozenset[str]) -> str | None:
        """A required short code: no spaces, begins with a letter or digit, and is not the word of a totals line."""
        text = self.text(field, limit, required=True)
        if text is None:
            return None
        if text in totals or keyword(text) in totals:
            self.fault(field, "not_a_total")
            return None
        if " " in text or not text[0].isalnum():
            self.fault(field, "code")
            return None
        return text

    def choice(self, field: str, words: Mapping[str, T], expected: str) -> T | None:
        """One of the known words; None when empty or wrong."""
        text = self._plain(field)
        if text and text not in words:
            self.fault(field, expected)
        return words.get(text)

    def area(self, field: str, most: int) -> int | None:
        """A required area in 0.01 ㎡: more than nothing and less than ``most``."""
        text = self.text(field, 64, required=True)
        if text is None:
            return None
        area = hundredths(text)
        if area is None or not 0 < area < most:
            self.fault(field, "area")
            return None
        return area

    def count(self, field: str) -> int | None:
        """A whole number from 0; None when empty or wrong."""
        text = self.text(field, 64)
        if text is None:
            return None
        number = hundredths(text)
        if number is None or number % 100 or number > MOST_COUNT * 100:
            self.fault(field, "count")
            return None
        return number // 100

    def _plain(self, field: str) -> str:
        cell = self.cell(field)
        return keyword(cell) if isinstance(cell, str) else visible(cell)
