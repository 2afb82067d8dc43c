"""The community sheet: standing, counts and named indicators."""

from __future__ import annotations

import pytest

from bot.rules.tables import BadRows, Cell
from tests.rules.roster_tables import sheet

HEADER: list[Cell] = ["小区编码", "小区名称", "计划批次", "工程状态", "楼栋数", "户数", "物业状态", "维修资金试点"]


def test_a_row_is_read_in_chinese() -> None:
    (facts,) = sheet(HEADER, ["JX01", "金祥花园", "2020 第一批", "在建", "12", "1,200", "引进", "是"]).communities
    assert (facts.programme, facts.works_status, facts.building_count) == ("2020 第一批", "under_construction", 12)
    assert (facts.household_count, facts.management, facts.fund_pilot) == (1200, "introduced", True)


def test_a_row_is_read_in_english() -> None:
    header: list[Cell] = ["community_code", "community", "works_status", "management", "fund_pilot"]
    (facts,) = sheet(header, ["JX01", "Jinxiang", "under_construction", "none", "no"]).communities
    assert (facts.works_status, facts.management, facts.fund_pilot) == ("under_construction", "none", False)


def test_empty_cells_are_not_zero() -> None:
    (facts,) = sheet(
        [*HEADER, "加装电梯"], ["JX01", "金祥花园", *[""] * 7], ["JX02", "甲", *[""] * 6, "3"]
    ).communities[:1]
    assert (facts.household_count, facts.fund_pilot, facts.indicators) == (None, None, {"加装电梯": None})


def test_further_numeric_columns_become_exact_indicators() -> None:
    (facts,) = sheet(["小区编码", "小区名称", "拆违（㎡）", "差额"], ["JX01", "金祥", "1,234.50", "-0.10"]).communities
    assert facts.indicators == {"拆违（㎡）": "1234.5", "差额": "-0.1"}


def test_words_running_numbers_and_telephones_are_never_indicators() -> None:
    result = sheet(["序号", "小区编码", "小区名称", "备注", "联系电话"], ["1", "JX01", "金祥", "好", "13800000000"])
    assert result.ignored == ("序号", "备注", "联系电话")
    assert [facts.indicators for facts in result.communities] == [{}]


def test_every_fault_is_listed() -> None:
    with pytest.raises(BadRows) as raised:
        sheet(
            [*HEADER, "电梯"],
            ["JX01", "金祥", "", "快了", "1.5", "-3", "好", "也许", "1"],
            ["JX01", "金祥", "", "", "", "", "", "", "x"],
            ["JX02", "", "", "", "", "99999999999", "", "", "2"],
        )
    assert [(fault.row, fault.expected) for fault in raised.value.faults] == [
        (2, "works_status"),
        (2, "count"),
        (2, "count"),
        (2, "management"),
        (2, "yes_no"),
        (3, "community_once"),
        (3, "number"),
        (4, "count"),
        (4, "community_name"),
    ]


def test_two_indicators_of_one_name_are_a_fault() -> None:
    with pytest.raises(BadRows) as raised:
        sheet(["小区编码", "小区名称", "电梯", "电梯"], ["JX01", "金祥", "1", "2"])
    assert [(fault.row, fault.column, fault.expected) for fault in raised.value.faults] == [(1, "电梯", "column_once")]
