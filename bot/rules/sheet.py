"""The community sheet (台账): one row a community, its standing, and further numbers by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.rules.headers import Column, Found, Layout
from bot.rules.roster import CODE_LIMIT, COMMUNITY_NAMES, NAME_LIMIT, TOTALS
from bot.rules.rows import YES_NO, RowReader, TableReader
from bot.rules.table_days import read_day
from bot.rules.tables import Cell, Fault, Progress, decimal_text, has_hidden, keyword, silent, visible

INDICATOR_DIGITS = 60
WORKS_STATUS: Mapping[str, str] = {
    **dict.fromkeys(("preliminary", "前期", "前期工作", "未开工"), "preliminary"),
    **dict.fromkeys(("under_construction", "underconstruction", "在建", "施工", "施工中"), "under_construction"),
    **dict.fromkeys(("completed", "完工", "已完工", "竣工"), "completed"),
}
MANAGEMENT: Mapping[str, str] = {
    **dict.fromkeys(("none", "无", "没有"), "none"),
    **dict.fromkeys(("negotiating", "商谈", "商谈中"), "negotiating"),
    **dict.fromkeys(("introduced", "引进", "已引进"), "introduced"),
    **dict.fromkeys(("pilot", "试点"), "pilot"),
}
COMMUNITY_SHEET = Layout(
    kind="sheet",
    names={
        **COMMUNITY_NAMES,
        "programme": ("计划批次", "批次"),
        "works_status": ("工程状态",),
        "buildings": ("楼栋数", "栋数"),
        "households": ("户数", "总户数"),
        "management": ("物业状态",),
        "fund_pilot": ("维修资金试点",),
        "date": ("日期", "数据日期", "截至日期"),
    },
    required=("community_code",),
    tells=frozenset(
        {"community_code", "programme", "works_status", "buildings", "households", "management", "fund_pilot"}
    ),
)
# Running numbers mean nothing in a sum, and numbers that belong to persons must not be kept.
_NEVER_SUMMED = frozenset({"序号", "编号", "no", "no.", "id", "#"})
_PERSONAL = ("电话", "手机", "身份证", "phone", "mobile")


@dataclass(frozen=True, slots=True)
class CommunityFacts:
    """One row. A field is None where the cell is empty; an indicator is None where its cell is empty.

    ``since`` is the day from which the row holds; None stands for the day of the import.
    """

    code: str
    name: str | None
    subdistrict: str | None
    programme: str | None
    works_status: str | None
    building_count: int | None
    household_count: int | None
    management: str | None
    fund_pilot: bool | None
    indicators: Mapping[str, str | None]
    since: date | None = None


@dataclass(frozen=True, slots=True)
class CommunitySheet:
    """A file without faults. ``given`` are the fields it has columns for; the others stay as the database has them."""

    communities: tuple[CommunityFacts, ...]
    given: frozenset[str]
    ignored: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetImport:
    """What an import of a sheet did, or would do, as codes; ``missing`` counts communities the file does not name."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: int
    missing: int
    indicators: tuple[str, ...]
    ignored: tuple[str, ...]
    dry_run: bool


def check_sheet(found: Found, known: Mapping[str, str], progress: Progress = silent) -> CommunitySheet:
    """The community sheet of a file; ``known`` are the names of the communities that the database has, by code.

    Raises BadRows with every fault of every row.
    """
    numeric = [column for column in found.others() if _is_indicator(column, found)]
    table = TableReader(found, progress)
    names = [column.name for column in numeric]
    table.faults += [Fault(found.row, name, name, "column_once") for name in set(names) if names.count(name) > 1]
    rows: dict[tuple[str, date | None], int] = {}
    facts: list[CommunityFacts] = []
    named = set(known)
    for row in table:
        code = row.code("community_code", CODE_LIMIT, TOTALS)
        since = read_day(row, "date")
        if code is not None and rows.setdefault((code, since), row.number) != row.number:
            row.fault("community_code", "community_once", row=rows[code, since])
        read = _facts(row, code or "", since, {column.name: _indicator(row, column) for column in numeric})
        if code is not None and read.name is None and code not in named and not str(row.cell("community")).strip():
            row.fault("community", "community_name")
        named |= {code} if code is not None else set()
        facts.append(read)
    ignored = tuple(column.name for column in found.others() if column not in numeric)
    return CommunitySheet(tuple(facts), frozenset(table.columns), ignored)


def _facts(row: RowReader, code: str, since: date | None, indicators: Mapping[str, str | None]) -> CommunityFacts:
    return CommunityFacts(
        code=code,
        name=row.text("community", NAME_LIMIT),
        subdistrict=row.text("subdistrict", NAME_LIMIT),
        programme=row.text("programme", NAME_LIMIT),
        works_status=row.choice("works_status", WORKS_STATUS, "works_status"),
        building_count=row.count("buildings"),
        household_count=row.count("households"),
        management=row.choice("management", MANAGEMENT, "management"),
        fund_pilot=row.choice("fund_pilot", YES_NO, "yes_no"),
        indicators=indicators,
        since=since,
    )


def _number(cell: Cell) -> str | None:
    text = keyword(cell) if isinstance(cell, str) else "?"
    number = decimal_text(text.removeprefix("-"))
    if number is None or len(number) > INDICATOR_DIGITS:
        return None
    return f"-{number}" if text.startswith("-") and number != "0" else number


def _is_indicator(column: Column, found: Found) -> bool:
    """A column at least half of whose filled cells are numbers (the others are mistakes), or that is empty."""
    name = keyword(column.name)
    if name in _NEVER_SUMMED or any(word in name for word in _PERSONAL) or len(column.name) > NAME_LIMIT:
        return False
    cells = [cells[column.index] for _, cells in found.rows if column.index < len(cells)]
    filled = [cell for cell in cells if not isinstance(cell, str) or cell.strip()]
    numbers = sum(_number(cell) is not None for cell in filled)
    return 2 * numbers >= len(filled) and not has_hidden(column.name)


def _indicator(row: RowReader, column: Column) -> str | None:
    cell = row.at(column)
    if isinstance(cell, str) and not cell.strip():
        return None
    number = _number(cell)
    if number is None:
        row.note(column.name, visible(cell), "number")
    return number
