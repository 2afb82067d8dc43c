"""Tables come in exactly as they were handed in, and go out so that spreadsheets do no harm."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from bot.reports import workbook_size
from bot.reports.roster_table import roster_csv, roster_xlsx
from bot.reports.table_in import MOST_BYTES, read_sheets
from bot.reports.table_out import csv_text, protected
from bot.rules.headers import recognise
from bot.rules.people import Address
from bot.rules.roster import ROSTER, Flat, check_roster
from bot.rules.tables import Unreadable

FLATS = (
    Flat(Address("3号楼", "2", "401"), 6235, "survey", "李", counted=False),
    Flat(Address("=1+1", None, "'=x"), 100, None, "-5", counted=True),
    Flat(Address("@a", "+b", "-c"), 9_999_999, "registry", None, counted=True),
)
TEXT = "小区编码,房号\nJX01,３０１\n"


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def rows(path: Path) -> list[list[object]]:
    (sheet,) = read_sheets(path)
    return [list(row) for row in sheet.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_usual_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    assert rows(put(tmp_path, "a.csv", TEXT.encode(encoding))) == [["小区编码", "房号"], ["JX01", "３０１"]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_usual_delimiter_is_read(tmp_path: Path, delimiter: str) -> None:
    text = TEXT.replace(",", delimiter).replace("\n", "\r\n")
    assert rows(put(tmp_path, "a.csv", text.encode())) == [["小区编码", "房号"], ["JX01", "３０１"]]


def workbook(*cells: object) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"strings_to_formulas": False}) as book:
        page, day = book.add_worksheet(), book.add_format({"num_format": "m月d日"})
        for column, cell in enumerate(cells):
            if isinstance(cell, date):
                page.write_datetime(0, column, cell, day)
            else:
                page.write(0, column, cell)
    return buffer.getvalue()


def test_numbers_of_a_workbook_read_as_they_show(tmp_path: Path) -> None:
    data = workbook(101, 62.35, 0.1 + 0.2, 62.349999999999994, 1e-7, True, "=1+1", -3, 1234567.25)
    assert rows(put(tmp_path, "a.xlsx", data)) == [
        ["101", "62.35", "0.3", "62.35", "0.0000001", "true", "=1+1", "-3", "1234567.25"]
    ]


@given(st.integers(1, 9_999_999))
def test_every_area_of_a_workbook_is_read_exactly(area: int) -> None:
    from bot.reports.table_in import _float
    from bot.rules.tables import hundredths

    assert hundredths(str(_float(area / 100))) == area


def test_a_date_stays_a_date(tmp_path: Path) -> None:
    assert rows(put(tmp_path, "a.xlsx", workbook(datetime(2026, 3, 2)))) == [[date(2026, 3, 2)]]  # noqa: DTZ001


def reason(path: Path) -> str:
    with pytest.raises(Unreadable) as raised:
        read_sheets(path)
    return raised.value.reason


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.txt", b"a,b", "wrong_suffix"),
        ("a.csv", b"", "empty"),
        ("a.csv", b" \n", "empty"),
        ("a.xlsx", b"PK\x03\x04 not really", "not_a_table"),
        ("a.csv", b"\x00\x01\x02\xff\xfe", "not_text"),
        ("a.csv", b'a,b\n"c,d\n', "bad_quotes"),
        ("a.csv", b"x" * (MOST_BYTES + 1), "too_large"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, name: str, data: bytes, expected: str) -> None:
    assert reason(put(tmp_path, name, data)) == expected


def test_a_missing_file_and_a_folder_say_so(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    assert reason(tmp_path / "none.csv") == "missing"
    assert reason(tmp_path / "folder.csv") == "unreadable"


def zipped(xml: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", xml)
    return buffer.getvalue()


@pytest.mark.parametrize("far", [b'<c r="XFD1048576">', b'<x:c s="1" r="A3000000"><x:c r="ZZ1">'])
def test_a_stray_cell_far_away_is_refused_before_it_fills_the_memory(tmp_path: Path, far: bytes) -> None:
    assert reason(put(tmp_path, "a.xlsx", zipped(b'<c r="A1">' + far))) == "too_wide"


def test_a_file_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_size, "MOST_UNPACKED", 1_000)
    assert reason(put(tmp_path, "a.xlsx", zipped(b" " * 1_001))) == "too_wide"


@pytest.mark.parametrize("chinese", [True, False])
@pytest.mark.parametrize(("name", "make"), [("a.csv", roster_csv), ("a.xlsx", roster_xlsx)])
def test_a_roster_that_goes_out_comes_in_as_it_was(tmp_path: Path, name: str, make: object, chinese: bool) -> None:
    assert callable(make)
    path = put(tmp_path, name, make("JX01", "金祥花园", "示例街道", FLATS, chinese))
    (community,) = check_roster(recognise(read_sheets(path), (ROSTER,)), {}).communities
    assert (community.code, community.name, community.subdistrict) == ("JX01", "金祥花园", "示例街道")
    assert tuple(community.flats.values()) == FLATS


def test_formulas_are_protected_and_numbers_are_not() -> None:
    cells = ["=1+1", "+x", "-5", "-x", "@a", "'=x", "'x", "62.35", "＝1"]
    assert [protected(cell) for cell in cells] == ["'=1+1", "'+x", "-5", "'-x", "'@a", "''=x", "'x", "62.35", "'＝1"]


@given(st.text(st.sampled_from("'=+-@＝a1,\"\n "), min_size=1, max_size=6))
def test_protection_comes_off_again(tmp_path_factory: pytest.TempPathFactory, cell: str) -> None:
    path = put(tmp_path_factory.getbasetemp(), "protected.csv", csv_text(["a", "b"], [[cell, "x"]]).encode())
    assert rows(path)[1] == [cell, "x"]
