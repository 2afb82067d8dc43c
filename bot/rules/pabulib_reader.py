"""Reading Pabulib files: everything is checked, and everything that is wrong is listed with its line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.rules.budget import YUAN, Ballot, BallotKind, Instance, Project
from bot.rules.pabulib import COMPUTED, BadFile, Fault, PabulibFile

_SECTIONS = ("META", "PROJECTS", "VOTES")
_KINDS = {
    "approval": BallotKind.APPROVAL,
    "choose-1": BallotKind.APPROVAL,
    "cumulative": BallotKind.CUMULATIVE,
}
_DECIMALS = 6
_AMOUNT = re.compile(rf"([0-9]{{1,15}})(?:[.,]([0-9]{{0,{_DECIMALS}}}))?")
_POINTS = re.compile(r"([0-9]{1,9})(?:\.0*)?")


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    cells: Mapping[str, str]

    def get(self, *columns: str) -> str:
        return next((self.cells[column] for column in columns if column in self.cells), "")


@dataclass(slots=True)
class _Section:
    line: int
    columns: list[str] = field(default_factory=list)
    rows: list[_Row] = field(default_factory=list)


def read(data: bytes | str) -> PabulibFile:
    """The file's contents. Raises BadFile with everything that is wrong, by line."""
    if isinstance(data, bytes):
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise BadFile([Fault(data.count(b"\n", 0, error.start) + 1, "encoding")]) from error
    else:
        text = data
    return _Reader(text.removeprefix("\ufeff")).file()


class _Reader:
    def __init__(self, text: str) -> None:
        self._faults: list[Fault] = []
        self._sections = self._split(text)
        self._stop_at_faults()

    def file(self) -> PabulibFile:
        meta = self._meta()
        kind = _KINDS.get(meta["vote_type"]) if "vote_type" in meta else None
        if kind is None:
            # How to read the votes hangs on it, so nothing more is worth saying.
            self._fault(self._line_of("vote_type"), "vote_type", value=meta.get("vote_type", ""))
            self._stop_at_faults()
        kind = kind or BallotKind.APPROVAL
        ids, amounts = self._projects()
        voters, ballots = self._votes(ids, kind)
        budget = self._amount(self._line_of("budget"), meta.get("budget", ""))
        self._check_count(meta, "num_projects", len(self._sections["PROJECTS"].rows))
        self._check_count(meta, "num_votes", len(self._sections["VOTES"].rows))
        self._stop_at_faults()
        digits = max([2, *(len(decimals) for _, decimals in [budget, *amounts])])
        unit = 10**digits
        projects = tuple(
            Project(number, row.get("name"), _units(amount, digits), row.get("category", "categories"))
            for number, (row, amount) in enumerate(zip(self._sections["PROJECTS"].rows, amounts, strict=True), 1)
        )
        instance = Instance(projects, _units(budget, digits), ballots, kind)
        others = {key: value for key, value in meta.items() if key not in COMPUTED}
        return PabulibFile(instance, tuple(ids), voters, others, max(unit, YUAN))

    def _fault(self, line: int, reason: str, **facts: object) -> None:
        self._faults.append(Fault(line, reason, facts))

    def _stop_at_faults(self) -> None:
        if self._faults:
            raise BadFile(self._faults)

    def _split(self, text: str) -> dict[str, _Section]:
        """The sections with their rows; the first row of each names its columns."""
        sections: dict[str, _Section] = {}
        section: _Section | None = None
        for line, cells in self._rows(text):
            name = cells[0].upper()
            if name in _SECTIONS and not any(cells[1:]):
                if name in sections:
                    self._fault(line, "section_twice", section=name)
                section = sections.setdefault(name, _Section(line))
            elif section is None:
                self._fault(line, "before_sections")
                break
            elif not section.columns:
                section.columns = [cell.lower() for cell in cells]
            else:
                section.rows.append(_Row(line, dict(zip(section.columns, cells, strict=False))))
        self._check_sections(sections)
        return sections

    def _rows(self, text: str) -> Iterator[tuple[int, list[str]]]:
        """Each row that is not empty, with the line it begins in."""
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=";")
        line = 1
        try:
            for cells in rows:
                stripped = [cell.strip() for cell in cells]
                if any(stripped):
                    yield line, stripped
                line = rows.line_num + 1
        except csv.Error:
            self._fault(line, "table")

    def _check_sections(self, sections: Mapping[str, _Section]) -> None:
        needed = {"META": ("key", "value"), "PROJECTS": ("cost",), "VOTES": ("vote",)}
        for name, columns in needed.items():
            section = sections.get(name)
            if section is None:
                self._fault(1, "section_missing", section=name)
                continue
            for column in columns:
                if column not in section.columns:
                    self._fault(section.line + 1, "column_missing", section=name, column=column)

    def _meta(self) -> dict[str, str]:
        meta: dict[str, str] = {}
        for row in self._sections["META"].rows:
            key = row.get("key")
            if key in meta:
                self._fault(row.line, "key_twice", key=key)
            meta[key] = row.get("value")
        for key in ("budget", "vote_type"):
            if key not in meta:
                self._fault(self._sections["META"].line, "key_missing", key=key)
        self._stop_at_faults()
        return meta

    def _line_of(self, key: str) -> int:
        rows = self._sections["META"].rows
        return next((row.line for row in rows if row.get("key") == key), self._sections["META"].line)

    def _check_count(self, meta: Mapping[str, str], key: str, count: int) -> None:
        if meta.get(key, str(count)) != str(count):
            self._fault(self._line_of(key), "count", key=key, value=meta[key], count=count)

    def _projects(self) -> tuple[dict[str, int], list[tuple[str, str]]]:
        """The numbers by id, and the costs."""
        section = self._sections["PROJECTS"]
        ids: dict[str, int] = {}
        amounts = []
        for number, row in enumerate(section.rows, 1):
            name = row.get("project_id", section.columns[0])
            if not name:
                self._fault(row.line, "project_empty")
            elif name in ids:
                self._fault(row.line, "project_twice", value=name)
            ids.setdefault(name, number)
            amounts.append(self._amount(row.line, row.get("cost")))
        return ids, amounts

    def _amount(self, line: int, value: str) -> tuple[str, str]:
        """The digits before and after the decimal point, without zeros at the end."""
        found = _AMOUNT.fullmatch(value)
        if not found:
            self._fault(line, "amount", value=value, digits=_DECIMALS)
            return "0", ""
        return found[1], (found[2] or "").rstrip("0")

    def _votes(self, ids: Mapping[str, int], kind: BallotKind) -> tuple[tuple[str, ...], tuple[Ballot, ...]]:
        section = self._sections["VOTES"]
        if kind is BallotKind.CUMULATIVE and "points" not in section.columns:
            self._fault(section.line + 1, "column_missing", section="VOTES", column="points")
        voters = tuple(row.get("voter_id") or str(place) for place, row in enumerate(section.rows, 1))
        return voters, tuple(Ballot(self._vote(row, ids, kind)) for row in section.rows)

    def _vote(self, row: _Row, ids: Mapping[str, int], kind: BallotKind) -> dict[int, int]:
        names = _listed(row.get("vote"))
        points = self._points(row, len(names)) if kind is BallotKind.CUMULATIVE else [1] * len(names)
        for place, name in enumerate(names):
            if name not in ids:
                self._fault(row.line, "project_unknown", value=name)
            elif name in names[:place]:
                self._fault(row.line, "vote_twice", value=name)
        return {ids[name]: each for name, each in zip(names, points, strict=True) if each and name in ids}

    def _points(self, row: _Row, projects: int) -> list[int]:
        values = _listed(row.get("points"))
        if len(values) != projects:
            self._fault(row.line, "points_count", projects=projects, points=len(values))
            return [0] * projects
        found = [_POINTS.fullmatch(value) for value in values]
        for value, match in zip(values, found, strict=True):
            if not match:
                self._fault(row.line, "points", value=value)
        return [int(match[1]) if match else 0 for match in found]


def _listed(cell: str) -> Sequence[str]:
    return [each for each in (part.strip() for part in cell.split(",")) if each]


def _units(amount: tuple[str, str], digits: int) -> int:
    whole, decimals = amount
    return int(whole + decimals.ljust(digits, "0"))
