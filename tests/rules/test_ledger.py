"""Ledger files: what is read, what is refused and where, and how a record is known again."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bot.rules.headers import Found, recognise
from bot.rules.ledger import LEDGER, LedgerEntry, LedgerFile, RecordKind, numbered
from bot.rules.ledger_rows import check_ledger
from bot.rules.table_days import day_in
from bot.rules.tables import BadRows, Cell, Fault, Sheet, Unreadable

HEADER = list(LEDGER.names)
KNOWN = {"JX01": "金祥花园", "JX02": "建新院"}


def row(**cells: Cell) -> list[Cell]:
    """A row with these cells, the others empty."""
    return [cells.get(name, "") for name in HEADER]


def found(*rows: list[Cell], header: list[str] | None = None) -> Found:
    return recognise([Sheet("1", [header or HEADER, *rows])], (LEDGER,))


def read(*rows: list[Cell]) -> LedgerFile:
    return check_ledger(found(*rows), KNOWN)


def faults(*rows: list[Cell]) -> list[tuple[int, str, str]]:
    """Row, column and what is expected."""
    with pytest.raises(BadRows) as refused:
        read(*rows)
    return [(fault.row, fault.column, fault.expected) for fault in refused.value.faults]


def one_fault(**cells: Cell) -> Fault:
    with pytest.raises(BadRows) as refused:
        read(row(**cells))
    (fault,) = refused.value.faults
    return fault


MEETING = {"record": "meeting", "date": "2020-05-01", "community_code": "JX01", "kind": "exchange"}
RATE = {"record": "rate", "date": "2020-05-01", "kind": "demolition", "numerator": "9", "denominator": "10"}
INDICATOR = {"record": "indicator", "date": "2020-05-01", "name": "管网更新", "value": "13.60", "unit": "公里"}


def test_every_kind_of_record_is_read() -> None:
    file = read(
        row(**MEETING, headcount="1,045", households="30"),
        row(record="organization", kind="temporary_party_branch", name="示例党支部"),
        row(record="pairing", community_code="JX01", organization="示例党委"),
        row(record="assignment", community_code="jx02", building="3", name="示例干部", organization="示例局"),
        row(**RATE),
        row(**INDICATOR),
    )
    assert [entry.record for entry in file.entries] == list(RecordKind)
    meeting, _, _, assignment, rate, indicator = file.entries
    assert (meeting.day, meeting.headcount, meeting.households) == (date(2020, 5, 1), 1045, 30)
    assert assignment.community == "JX02"
    assert (rate.numerator, rate.denominator, rate.community) == (9, 10, None)
    assert (indicator.value, indicator.unit) == ("13.6", "公里")


def test_the_file_may_be_in_chinese_with_columns_in_any_order() -> None:
    header = ["类别", "小区编码", "日期", "记录", "人次", "单位", "所属单位"]
    file = check_ledger(found(["见面会", "JX01", date(2020, 5, 1), "会议", "50", "", ""], header=header), KNOWN)
    assert file.entries == (
        LedgerEntry(RecordKind.MEETING, date(2020, 5, 1), "JX01", kind="meet_and_greet", headcount=50),
    )


def test_the_digest_does_not_depend_on_language_or_writing() -> None:
    english = read(row(**MEETING, headcount="50")).entries[0]
    chinese = read(
        row(record="会议", date="2020年5月1日", community_code="jx01", kind="交流会", headcount="５０")
    ).entries[0]
    assert english.digest == chinese.digest
    assert english.digest != read(row(**MEETING, headcount="51")).entries[0].digest


def test_equal_rows_of_one_file_are_numbered() -> None:
    entries = read(row(**MEETING), row(**RATE), row(**MEETING)).entries
    assert [occurrence for _, _, occurrence in numbered(entries)] == [1, 1, 2]


def test_every_fault_of_every_row_is_listed() -> None:
    assert faults(
        row(record="metting"),
        row(**MEETING | {"date": "2020-13-01", "kind": "见面", "headcount": "五十"}),
        row(record="rate", date="2020-05-01", kind="demolition", numerator="11", denominator="10"),
        row(record="indicator", name="管网更新", value="很多"),
    ) == [
        (2, "record", "record"),
        (3, "date", "day"),
        (3, "kind", "kind_meeting"),
        (3, "headcount", "count"),
        (4, "numerator", "numerator"),
        (5, "date", "required"),
        (5, "value", "decimal"),
    ]


def test_an_unknown_community_is_named_with_the_nearest_one() -> None:
    fault = one_fault(**MEETING | {"community_code": "JX1"})
    assert (fault.expected, fault.facts) == ("community_near", {"near": "JX01", "name": "金祥花园"})
    assert one_fault(**MEETING | {"community_code": "??"}).expected == "community_unknown"


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"record": "organization", "kind": "other"}, "name"),
        ({"record": "pairing", "community_code": "JX01"}, "organization"),
        ({"record": "pairing", "organization": "x"}, "community_code"),
        ({"record": "assignment", "community_code": "JX01"}, "name"),
        (RATE | {"numerator": ""}, "numerator"),
        (INDICATOR | {"name": ""}, "name"),
        (MEETING | {"date": ""}, "date"),
    ],
)
def test_what_a_record_cannot_do_without_is_asked_for(cells: dict[str, Cell], column: str) -> None:
    fault = one_fault(**cells)
    assert (fault.column, fault.expected) == (column, "required")


@pytest.mark.parametrize(("numerator", "denominator"), [("0", "0"), ("5", "0")])
def test_a_rate_of_nothing_is_refused(numerator: str, denominator: str) -> None:
    assert one_fault(**RATE | {"numerator": numerator, "denominator": denominator}).expected == "denominator"


@pytest.mark.parametrize("name", ["a\u202eb", "x" * 201])
def test_hidden_characters_and_endless_names_are_refused(name: str) -> None:
    assert one_fault(**MEETING | {"name": name}).column == "name"


def test_whoever_serves_a_part_writes_about_that_part_only() -> None:
    rows = (row(**MEETING), row(**MEETING | {"community_code": "JX02"}), row(**RATE))
    with pytest.raises(BadRows) as refused:
        check_ledger(found(*rows), KNOWN, allowed=lambda code: code == "JX01")
    assert [(fault.row, fault.expected) for fault in refused.value.faults] == [(3, "not_yours"), (4, "not_yours")]


def test_a_table_without_records_is_not_a_ledger() -> None:
    with pytest.raises(Unreadable):
        recognise([Sheet("1", [["小区编码", "楼栋"], ["JX01", "1"]])], (LEDGER,))


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2020-11-24", date(2020, 11, 24)),
        ("2020/1/4", date(2020, 1, 4)),
        ("2020.11.24", date(2020, 11, 24)),
        ("２０２０年11月24日", date(2020, 11, 24)),
        ("20201124", date(2020, 11, 24)),
        ("2020-11-24 00:00:00", date(2020, 11, 24)),
        (date(2020, 11, 24), date(2020, 11, 24)),
        (datetime(2020, 11, 24, 8, 30), date(2020, 11, 24)),  # noqa: DTZ001 - as a spreadsheet keeps it
        ("2020-02-30", None),
        ("24.11.2020", None),
        ("1020-11-24", None),
        ("昨天", None),
        ("", None),
    ],
)
def test_days_are_read_as_people_and_spreadsheets_write_them(cell: Cell, day: date | None) -> None:
    assert day_in(cell) == day
