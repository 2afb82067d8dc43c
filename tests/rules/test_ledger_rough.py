"""Rough ledger files: every fault of a row is told at once, and a file full of unknown codes is told in time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from bot.rules.headers import recognise
from bot.rules.ledger import LEDGER
from bot.rules.ledger_rows import check_ledger
from bot.rules.tables import BadRows, Cell, Sheet

HEADER: list[Cell] = [*LEDGER.names]
KNOWN = {"JX01": "金祥花园", "JX02": "建新院"}


def faults(*rows: dict[str, Cell], known: Mapping[str, str] = KNOWN) -> list[tuple[int, str, str]]:
    table = [HEADER, *([row.get(str(name), "") for name in HEADER] for row in rows)]
    with pytest.raises(BadRows) as refused:
        check_ledger(recognise([Sheet("1", table)], (LEDGER,)), known)
    return [(fault.row, fault.column, fault.expected) for fault in refused.value.faults]


def test_a_row_that_says_no_known_record_still_has_its_other_faults_told() -> None:
    bad: dict[str, Cell] = {"date": "2020-02-30", "community_code": "JX09", "headcount": "1e400", "note": "x" * 10_000}
    others = [(2, "date", "day"), (2, "community_code", "community_near")]
    assert sorted(faults({"record": "metting"} | bad)) == sorted(
        [(2, "record", "record"), *others, (2, "headcount", "count"), (2, "note", "shorter")]
    )
    assert (2, "record", "record") in faults({"record": ""} | bad)


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("headcount", "1e400", "count"),
        ("headcount", "12.345", "count"),
        ("headcount", "-3", "count"),
        ("headcount", "=1+1", "count"),
        ("headcount", "9" * 63, "count"),
        ("households", "三十", "count"),
        ("value", "1e400", "decimal"),
        ("value", "inf", "decimal"),
        ("value", "--5", "decimal"),
        ("value", "9" * 61, "decimal"),
        ("note", "字" * 10_000, "shorter"),
        ("name", "a\u202eb", "no_hidden"),
    ],
)
def test_cells_that_hold_no_such_thing_are_refused(field: str, value: str, expected: str) -> None:
    row: dict[str, Cell] = {"record": "meeting", "date": "2020-05-01", "kind": "exchange"}
    assert faults(row | {field: value}) == [(2, field, expected)]


def test_full_width_digits_and_commas_are_read() -> None:
    cells: dict[str, Cell] = {
        "record": "指标",
        "date": "２０２０－０５－０１",
        "name": "管网",
        "value": "－１，２３４．５０",
    }
    table = [HEADER, [cells.get(str(name), "") for name in HEADER]]
    (entry,) = check_ledger(recognise([Sheet("1", table)], (LEDGER,)), KNOWN).entries
    assert entry.value == "-1234.5"


class Counting(dict[str, str]):
    """Communities that count how often they are gone through."""

    through = 0

    def __iter__(self) -> Iterator[str]:
        self.through += 1
        return super().__iter__()


def test_the_nearest_community_is_looked_for_once_for_each_code() -> None:
    row: dict[str, Cell] = {"record": "meeting", "date": "2020-05-01", "kind": "exchange", "community_code": "JX1"}
    known = Counting(KNOWN)
    assert len(faults(*[row] * 50, row | {"community_code": "JX3"}, known=known)) == 51
    assert known.through == 2
