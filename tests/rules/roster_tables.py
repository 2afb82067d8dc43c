"""Tables written in the test as lines of cells, checked as an import checks them."""

from __future__ import annotations

from collections.abc import Mapping

from bot.rules.headers import Found, recognise
from bot.rules.people import Address
from bot.rules.roster import ROSTER, Flat, Roster, check_roster
from bot.rules.sheet import COMMUNITY_SHEET, CommunitySheet, check_sheet
from bot.rules.tables import BadRows, Cell, Sheet

HEADER: list[Cell] = ["小区编码", "小区名称", "楼栋", "单元", "房号", "建筑面积", "面积来源", "产权人编号", "计入表决"]


def found(*rows: list[Cell]) -> Found:
    """The recognised table of a file with one sheet."""
    return recognise([Sheet("1", rows)], (ROSTER, COMMUNITY_SHEET))


def roster(*rows: list[Cell], known: Mapping[str, str] | None = None) -> Roster:
    """The checked roster; raises BadRows."""
    return check_roster(found(*rows), known or {})


def sheet(*rows: list[Cell], known: Mapping[str, str] | None = None) -> CommunitySheet:
    """The checked community sheet; raises BadRows."""
    return check_sheet(found(*rows), known or {})


def flats(*rows: list[Cell]) -> dict[Address, Flat]:
    """The flats of the only community under the usual header."""
    (community,) = roster(HEADER, *rows).communities
    return dict(community.flats)


def row(**cells: Cell) -> list[Cell]:
    """A right row, but for the cells named as in the interface."""
    usual: dict[str, Cell] = {
        "code": "JX01",
        "name": "金祥花园",
        "building": "1",
        "entrance": "2",
        "room": "301",
        "area": "62.35",
        "source": "",
        "group": "",
        "counted": "",
    }
    return list({**usual, **cells}.values())


def faults(*rows: list[Cell], known: Mapping[str, str] | None = None) -> list[tuple[int, str, str, str]]:
    """Row, column, value and expectation of every fault of a roster; empty when there is none."""
    try:
        roster(*rows, known=known)
    except BadRows as bad:
        return [(fault.row, fault.column, fault.value, fault.expected) for fault in bad.faults]
    return []
