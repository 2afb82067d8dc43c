"""Which table a file holds: its header row in English, Chinese or both, in any order of columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.rules.tables import BadRows, Cell, Fault, Sheet, Unreadable, keyword, tidy, visible

# Titles and notes may stand above the header.
_LOOK_DOWN = 10
_BRACKETS = re.compile(r"\([^()]*\)")
_DECORATION = re.compile(r"[_*:\ufeff\u200b]")
_UNIT = re.compile(r"(m2|平方米)$")
_WORDS = re.compile(r"[a-z0-9]+|[^\x00-\x7f]+")


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns a kind of table may have: field → its names, our own two first."""

    kind: str
    names: Mapping[str, tuple[str, ...]]
    required: tuple[str, ...]
    tells: frozenset[str]
    """The fields by which this kind is recognised."""

    def label(self, field: str) -> str:
        """Both names of a column, for a file that lacks it."""
        return f"{self.names[field][0]}/{field}"

    def aliases(self) -> dict[str, str]:
        """Every folded name of a column and its field."""
        pairs = ((name, field) for field, names in self.names.items() for name in (field, *names))
        return {_fold(name): field for name, field in pairs}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: where it is, what the file calls it, and which field it is (None: none of ours)."""

    index: int
    name: str
    field: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """A table whose header, in ``row``, was understood. ``rows`` are the rows below it that hold anything."""

    layout: Layout
    sheet: str
    row: int
    columns: tuple[Column, ...]
    rows: Sequence[tuple[int, Sequence[Cell]]]

    def fields(self) -> dict[str, Column]:
        """The columns of ours by field."""
        return {column.field: column for column in self.columns if column.field is not None}

    def others(self) -> tuple[Column, ...]:
        """The columns that are none of ours."""
        return tuple(column for column in self.columns if column.field is None)


@dataclass(frozen=True, slots=True)
class _Candidate:
    layout: Layout
    sheet: Sheet
    row: int
    columns: tuple[Column, ...]

    def fields(self) -> list[str]:
        return [column.field for column in self.columns if column.field is not None]

    def faults(self) -> list[Fault]:
        fields = self.fields()
        missing = [self.layout.label(field) for field in self.layout.required if field not in fields]
        twice = [column.name for column in self.columns if column.field and fields.count(column.field) > 1]
        return [Fault(self.row, name, "", "column_missing") for name in missing] + [
            Fault(self.row, name, name, "column_once") for name in twice
        ]


def recognise(sheets: Sequence[Sheet], layouts: Sequence[Layout]) -> Found:
    """The first sheet with a complete header of one of the layouts, which are tried in their order.

    Raises Unreadable when no sheet looks like any of them or holds no rows, BadRows when the header of the sheet that
    comes nearest lacks a column or has one twice.
    """
    candidates = [candidate for sheet in sheets if (candidate := _candidate(sheet, layouts)) is not None]
    if not candidates:
        raise Unreadable("empty" if not any(_filled(row) for sheet in sheets for row in sheet.rows) else "unknown")
    best = next((each for each in candidates if not each.faults()), None)
    if best is None:
        raise BadRows(max(candidates, key=lambda each: len(each.fields())).faults())
    rows = [(number, row) for number, row in enumerate(best.sheet.rows, 1) if number > best.row and _filled(row)]
    if not rows:
        raise Unreadable("no_rows")
    return Found(best.layout, best.sheet.name, best.row, _with_nameless(best.columns, rows), rows)


def _candidate(sheet: Sheet, layouts: Sequence[Layout]) -> _Candidate | None:
    best: _Candidate | None = None
    for number, row in enumerate(sheet.rows[:_LOOK_DOWN], 1):
        for layout in layouts:
            columns = tuple(_columns(row, layout.aliases()))
            candidate = _Candidate(layout, sheet, number, columns)
            if not layout.tells.isdisjoint(candidate.fields()):
                if best is None or len(candidate.fields()) > len(best.fields()):
                    best = candidate
                break
    return best


def _columns(row: Sequence[Cell], aliases: Mapping[str, str]) -> Iterator[Column]:
    for index, cell in enumerate(row):
        name = visible(tidy(str(cell).strip("\ufeff")).replace("\n", " "))
        if name:
            yield Column(index, name, _field(str(cell), aliases))


def _field(cell: str, aliases: Mapping[str, str]) -> str | None:
    folded = _fold(cell)
    if folded in aliases:
        return aliases[folded]
    both = {aliases.get(word) for word in _WORDS.findall(folded)}
    return both.pop() if len(both) == 1 else None


def _fold(name: str) -> str:
    bare = _BRACKETS.sub("", _DECORATION.sub("", keyword(name)))
    return _UNIT.sub("", bare) or bare


def _filled(row: Sequence[Cell]) -> bool:
    return any(not isinstance(cell, str) or cell.strip() for cell in row)


def _with_nameless(columns: tuple[Column, ...], rows: Sequence[tuple[int, Sequence[Cell]]]) -> tuple[Column, ...]:
    """Columns that hold something under an empty header are named by their letter."""
    named = {column.index for column in columns}
    used = {
        index for _, row in rows for index in range(len(row)) if index not in named and _filled(row[index : index + 1])
    }
    nameless = [Column(index, _letters(index), None) for index in used]
    return tuple(sorted((*columns, *nameless), key=lambda column: column.index))


def _letters(index: int) -> str:
    high, low = divmod(index, 26)
    return (_letters(high - 1) if high else "") + chr(ord("A") + low)
