"""A sample district whose records add up to the figures of a real yearly summary (2020, 297 compounds).

Names, people and units are made up and marked as samples; only the sums are those of the summary.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

AS_OF = date(2020, 11, 24)
COMMUNITIES = 297
SUBDISTRICTS = 15
SHEET_HEADER = (
    *("community_code", "community", "subdistrict", "programme", "works_status"),
    *("buildings", "households", "management", "fund_pilot", "date"),
)
LEDGER_HEADER = (
    *("record", "date", "community_code", "building", "kind", "name", "organization"),
    *("headcount", "households", "numerator", "denominator", "value", "unit", "note"),
)
_FIRST_DAY = date(2020, 3, 2)
_DAYS = (AS_OF - _FIRST_DAY).days + 1
_GATHERINGS, _ATTENDANCES = 785, 35_561
_WITHOUT_BUILDINGS, _LARGE = 33, 51

# How many communities are in each state, in their order.
_PROGRAMMES = (("2019年中央补助项目", 153), ("2020年中央补助项目", 125), ("市级奖补项目", 19))
_WORKS = (("completed", 162), ("under_construction", 104), ("preliminary", 31))
_MANAGEMENT = (("pilot", 6), ("introduced", 18), ("negotiating", 44), ("none", 229))
_INDICATORS = (
    ("拆除违章建筑", "1626", "处"),
    ("拆除总面积", "29995", "㎡"),
    ("上级奖补资金", "28763", "万元"),
    ("小区管网更新", "13.6", "公里"),
    ("白改黑", "1.2", "万平方米"),
    ("新增外墙保温", "455.18", "万平方米"),
    ("增设路灯、楼道照明灯", "9618", "盏"),
    ("新建休闲广场", "13", "座"),
    ("步入式绿化带", "18", "处"),
    ("改扩建党群服务中心", "24", "个"),
    ("日间照料中心", "7", "个"),
    ("加装电梯", "13", "部"),
    ("电动车集中充电棚", "134", "座"),
    ("充电车位", "1520", "个"),
    ("夜间免费停车泊位", "5325", "个"),
    ("小区停车位", "2021", "个"),
)


@dataclass(frozen=True, slots=True)
class Files:
    """Where the two files are."""

    sheet: Path
    ledger: Path


def code(number: int) -> str:
    """The code of a community, numbered from 0."""
    return f"EQ{number + 1:03}"


def _spread(parts: tuple[tuple[str, int], ...]) -> list[str]:
    return [name for name, count in parts for _ in range(count)]


def sheet_rows() -> Iterator[list[str]]:
    """The community sheet as of 24 November 2020, without its header."""
    programmes, works, management = _spread(_PROGRAMMES), _spread(_WORKS), _spread(_MANAGEMENT)
    for number in range(COMMUNITIES):
        turned = (number * 97) % COMMUNITIES  # 97 and 297 share no factor: everybody once, in another order
        pilot = "yes" if number < SUBDISTRICTS else "no"
        yield [
            code(number),
            f"示例小区{number + 1:03}",
            f"示例街道{number % SUBDISTRICTS + 1:02}",
            programmes[number],
            works[turned],
            _buildings(number),
            str(40 + number * 7 % 260),
            management[(turned * 2) % COMMUNITIES],
            pilot,
            AS_OF.isoformat(),
        ]


def _buildings(number: int) -> str:
    """51 of the 264 compounds whose buildings are known have five or more."""
    if number < _WITHOUT_BUILDINGS:
        return ""
    return str(5 + number % 6) if number < _WITHOUT_BUILDINGS + _LARGE else str(1 + number % 4)


def ledger_rows() -> Iterator[list[str]]:
    """The ledger of the year, without its header."""
    yield from _meetings()
    yield from _organizations()
    yield from _rates()
    for name, value, unit in _INDICATORS:
        yield _row(record="indicator", date=AS_OF.isoformat(), name=name, value=value, unit=unit)


def _row(**cells: str) -> list[str]:
    return [cells.get(column, "") for column in LEDGER_HEADER]


def _day(number: int) -> str:
    return (_FIRST_DAY + timedelta(days=number % _DAYS)).isoformat()


def _meetings() -> Iterator[list[str]]:
    fewest, more = divmod(_ATTENDANCES, _GATHERINGS)
    for number in range(_GATHERINGS):
        kind, name = (("meet_and_greet", "群众见面会"), ("exchange", "交流会"))[number % 2]
        came = str(fewest + (number < more))
        yield _meeting(number, kind, name, headcount=came)
    for number in range(357):
        yield _meeting(number, "opinion_collection", "楼院改造意见征集会议")
    for number in range(279):
        yield _meeting(number, "design_first_review", "设计方案初审会")


def _meeting(number: int, kind: str, name: str, headcount: str = "") -> list[str]:
    where = code(number % COMMUNITIES)
    return _row(record="meeting", date=_day(number), community_code=where, kind=kind, name=name, headcount=headcount)


def _organizations() -> Iterator[list[str]]:
    for kind, name, count in (
        ("temporary_party_branch", "临时党支部", 123),
        ("resident_organization", "居民组织", 263),
    ):
        for number in range(count):
            where, named = code(number % COMMUNITIES), f"示例{name}{number + 1:03}"
            yield _row(record="organization", date=_day(number), community_code=where, kind=kind, name=named)
    for number in range(COMMUNITIES):
        unit = f"示例机关党组织{number % 59 + 1:02}"
        yield _row(record="pairing", date=_day(number), community_code=code(number), organization=unit)
    for number in range(680):
        where, unit = code(number % COMMUNITIES), f"示例单位{number % 59 + 1:02}"
        name, building = f"示例干部{number + 1:03}", str(number // COMMUNITIES + 1)
        yield _row(
            record="assignment",
            date=_day(number),
            community_code=where,
            building=building,
            name=name,
            organization=unit,
        )


def _rates() -> Iterator[list[str]]:
    for number in range(COMMUNITIES):
        for kind, agreed, asked in (("plan_satisfaction", 91 + number % 7, 100), ("demolition", 19 + number % 2, 20)):
            yield _row(
                record="rate",
                date=AS_OF.isoformat(),
                community_code=code(number),
                kind=kind,
                numerator=str(agreed),
                denominator=str(asked),
            )


def write_files(folder: Path) -> Files:
    """Write both files as CSV in UTF-8."""
    files = Files(folder / "district-sheet.csv", folder / "district-ledger.csv")
    for path, header, rows in (
        (files.sheet, SHEET_HEADER, sheet_rows()),
        (files.ledger, LEDGER_HEADER, ledger_rows()),
    ):
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
        path.write_text(text.getvalue(), encoding="utf-8")
    return files
