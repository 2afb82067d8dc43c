"""A header is recognised however offices write it."""

from __future__ import annotations

import pytest

from bot.rules.headers import recognise
from bot.rules.roster import ROSTER
from bot.rules.sheet import COMMUNITY_SHEET
from bot.rules.tables import BadRows, Cell, Sheet, Unreadable
from tests.rules.roster_tables import HEADER, faults, found, roster, row

ENGLISH: list[Cell] = ["community_code", "community", "building", "entrance", "room", "floor_area"]
CELLS: list[Cell] = ["JX01", "金祥花园", "1", "", "301", "62"]


@pytest.mark.parametrize(
    "header",
    [
        ENGLISH,
        ["Community Code", "Community", " BUILDING", "Entrance", "Room", "Floor  Area"],
        ["小区编码", "community", "楼栋", "entrance", "房号", "floor_area"],
        ["\ufeff小区编码", " 小区 名称 ", "楼　栋", "单元", "房号*", "建筑面积（㎡）"],
        ["小区编码(必填)", "小区名称", "楼栋", "单元", "房号", "建筑面积(㎡)"],
        ["小区编码", "小区名称", "楼栋", "单元", "房号", "建筑面积\n（平方米）"],
        ["小区编码", "小区名称", "楼栋", "单元", "房号", "建筑面积m²"],
        ["小区编码 community_code", "小区名称/community", "楼栋 building", "单元", "房号/room", "建筑面积 floor_area"],
    ],
)
def test_both_languages_spaces_brackets_and_units_are_understood(header: list[Cell]) -> None:
    ((community),) = roster(header, CELLS).communities
    assert [(flat.address.room, flat.floor_area) for flat in community.flats.values()] == [("301", 6200)]


def test_columns_may_stand_in_any_order() -> None:
    ((community),) = roster(ENGLISH[::-1], CELLS[::-1]).communities
    assert community.code == "JX01"
    assert community.name == "金祥花园"


def test_titles_may_stand_above_the_header_and_rows_keep_their_numbers() -> None:
    title: list[Cell] = ["金祥花园住户名册", "", ""]
    assert faults(title, [], HEADER, row(), [], row(room="302", area="x")) == [(6, "建筑面积", "x", "area")]


def test_unknown_columns_are_reported_as_ignored() -> None:
    result = roster([*HEADER, "备注", "", ""], [*row(), "有猫", "x", ""])
    assert result.ignored == ("备注", "K")


def test_a_missing_column_is_one_clear_fault() -> None:
    header = [name for name in HEADER if name != "楼栋"]
    assert faults(header, [cell for index, cell in enumerate(row()) if index != 2]) == [
        (1, "楼栋/building", "", "column_missing")
    ]


def test_a_column_twice_is_a_fault() -> None:
    assert faults([*HEADER, "room"], [*row(), "9"]) == [
        (1, "房号", "房号", "column_once"),
        (1, "room", "room", "column_once"),
    ]


def test_of_several_sheets_the_first_complete_one_is_read() -> None:
    notes = Sheet("说明", [["填表说明"], ["小区编码", "房号"]])
    table = Sheet("名册", [HEADER, row()])
    assert recognise([notes, table, Sheet("旧", [HEADER, row(code="OLD")])], (ROSTER, COMMUNITY_SHEET)).sheet == "名册"


def test_a_community_sheet_is_told_apart_by_its_header() -> None:
    assert found(["小区编码", "小区名称", "楼栋数"], ["JX01", "金祥", "3"]).layout is COMMUNITY_SHEET
    assert found(HEADER, row()).layout is ROSTER


@pytest.mark.parametrize(
    ("rows", "reason"),
    [([], "empty"), ([["", " "]], "empty"), ([["你好", "再见"]], "unknown"), ([HEADER], "no_rows")],
)
def test_what_is_no_table_of_ours_says_so(rows: list[list[Cell]], reason: str) -> None:
    with pytest.raises(Unreadable) as raised:
        found(*rows)
    assert raised.value.reason == reason


def test_the_nearest_sheet_is_the_one_whose_faults_are_listed() -> None:
    far = Sheet("远", [["房号", "面积"], ["1", "2"]])
    near = Sheet("近", [HEADER[1:], row()[1:]])
    with pytest.raises(BadRows) as raised:
        recognise([far, near], (ROSTER, COMMUNITY_SHEET))
    assert [fault.column for fault in raised.value.faults] == ["小区编码/community_code"]
