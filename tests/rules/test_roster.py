"""Which rows of a roster are right, and what is said about the others."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.people import Address
from bot.rules.rows import RowReader, TableReader
from bot.rules.tables import Cell, hundredths, two_places
from tests.rules.roster_tables import HEADER, faults, flats, found, roster, row


def test_a_right_row_becomes_a_flat_with_an_exact_area() -> None:
    ((address, flat),) = flats(row(source="实测", group="李", counted="否")).items()
    assert address == Address("1", "2", "301")
    assert (flat.floor_area, flat.area_source, flat.owner_group, flat.counted) == (6235, "survey", "李", False)


def test_what_is_left_empty_means_counted_without_entrance_group_or_source() -> None:
    ((address, flat),) = flats(row(entrance="")).items()
    assert address == Address("1", None, "301")
    assert (flat.area_source, flat.owner_group, flat.counted) == (None, None, True)


@pytest.mark.parametrize(
    ("written", "area"),
    [
        ("62.35", 6235),
        ("６２．３５", 6235),
        ("62", 6200),
        ("62.5", 6250),
        ("62.3500", 6235),
        (" 0.01 ", 1),
        ("1,234.5", 123450),
        ("99999.99", 9999999),
    ],
)
def test_an_area_is_read_exactly(written: str, area: int) -> None:
    ((_, flat),) = flats(row(area=written)).items()
    assert flat.floor_area == area


@pytest.mark.parametrize(
    "written", ["0", "0.00", "-1", "62.355", "100000", "六十二", "62㎡", "1e3", "nan", ".5", "62.", "12,34", "=1+1"]
)
def test_an_area_that_is_none_is_a_fault(written: str) -> None:
    assert faults(HEADER, row(area=written)) == [(2, "建筑面积", written, "area")]


@given(st.integers(min_value=1, max_value=9_999_999))
def test_every_area_reads_back_as_it_was_written(area: int) -> None:
    assert hundredths(two_places(area)) == area
    ((_, flat),) = flats(row(area=two_places(area))).items()
    assert flat.floor_area == area


@given(st.text(max_size=12))
def test_whatever_stands_in_the_area_is_an_exact_number_or_one_fault(written: str) -> None:
    table = TableReader(found(HEADER, row()))
    area = RowReader(2, row(area=written), table).area("floor_area", 10_000_000)
    assert (area is None) == (len(table.faults) == 1)
    assert area is None or 0 < area < 10_000_000


def test_full_width_digits_and_letters_are_the_plain_ones() -> None:
    ((address, _),) = flats(row(building="Ａ座", entrance="２", room=" ３０１ ")).items()
    assert address == Address("A座", "2", "301")


@pytest.mark.parametrize(
    ("word", "counted"), [("yes", True), ("NO", False), ("是", True), ("否", False), ("1", True), ("0", False)]
)
def test_counted_is_said_in_both_languages(word: str, counted: bool) -> None:
    ((_, flat),) = flats(row(counted=word)).items()
    assert flat.counted is counted


def test_words_that_are_not_known_are_faults() -> None:
    assert faults(HEADER, row(counted="也许", source="听说")) == [
        (2, "面积来源", "听说", "area_source"),
        (2, "计入表决", "也许", "yes_no"),
    ]


def test_every_bad_row_is_listed_with_every_fault() -> None:
    listed = faults(HEADER, row(building=""), row(room="", area="x"), row(room="302"), row(code="", room="303"))
    assert listed == [
        (2, "楼栋", "", "required"),
        (3, "房号", "", "required"),
        (3, "建筑面积", "x", "area"),
        (5, "小区编码", "", "required"),
    ]


def test_a_flat_twice_names_the_other_row() -> None:
    bad = faults(HEADER, row(), row(room="302"), row(area="70", room="３０１"))
    assert bad == [(4, "房号", "３０１", "flat_once")]


def test_the_first_row_of_a_new_community_needs_its_name() -> None:
    assert faults(HEADER, row(name=""), row(room="302")) == [(2, "小区名称", "", "community_name")]
    assert faults(HEADER, row(), row(room="302", name="")) == []
    assert faults(HEADER, row(name=""), known={"JX01": "金祥花园"}) == []


def test_a_file_without_the_column_of_names_is_told_its_two_names() -> None:
    header: list[Cell] = ["community_code", "building", "room", "floor_area"]
    assert faults(header, ["JX01", "1", "301", "62"]) == [(2, "小区名称/community", "", "community_name")]


def test_two_names_for_one_community_are_a_fault() -> None:
    assert faults(HEADER, row(), row(room="302", name="金祥苑")) == [(3, "小区名称", "金祥苑", "same_as_row")]


@pytest.mark.parametrize("hidden", ["3\u202e01", "30\u200b1", "3\x0001", "3\n01", "\u20663"])
def test_hidden_characters_are_refused_and_shown(hidden: str) -> None:
    ((number, column, value, expected),) = faults(HEADER, row(room=hidden))
    assert (number, column, expected) == (2, "房号", "no_hidden")
    assert "\\u" in value
    assert value.isprintable()


def test_a_text_as_long_as_its_column_fits_and_a_longer_one_does_not() -> None:
    assert faults(HEADER, row(room="室" * 64)) == []
    assert [fault[3] for fault in faults(HEADER, row(room="室" * 65))] == ["shorter"]


def test_a_room_that_the_spreadsheet_made_a_date_of_is_a_fault() -> None:
    assert faults(HEADER, row(room=date(2026, 3, 2))) == [(2, "房号", "2026-03-02", "not_a_date")]


def test_formulas_and_markup_are_plain_text() -> None:
    (address,) = flats(row(building="=1+1", room="<b>#panic()"))
    assert address == Address("=1+1", "2", "<b>#panic()")


@pytest.mark.parametrize("code", ["合计", "Total", "JX 1", "-x"])
def test_a_line_of_totals_or_an_odd_code_is_no_community(code: str) -> None:
    ((_, column, _, expected),) = faults(HEADER, row(code=code))
    assert column == "小区编码"
    assert expected in {"not_a_total", "code"}


def test_several_communities_keep_their_flats_apart() -> None:
    result = roster(HEADER, row(), row(code="JX02", name="建新院"), row(room="302"))
    assert [(each.code, each.name, len(each.flats)) for each in result.communities] == [
        ("JX01", "金祥花园", 2),
        ("JX02", "建新院", 1),
    ]
