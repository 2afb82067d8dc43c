"""What staff wait for when they pull something about a whole district: the answer of ``/report``, a long table."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bench.district import START
from bench.town import sqlite_url
from bot.actions.make_report import Wanted, make_report
from bot.reports.report_brief import brief_lines
from bot.reports.report_picture import report_picture
from bot.reports.roster_table import roster_xlsx
from bot.rules.people import Address
from bot.rules.report import Report
from bot.rules.report_assessment import Weights
from bot.rules.report_period import year_of
from bot.rules.roster import Flat
from bot.storage.database import Database
from bot.texts import texts

_ZONE = ZoneInfo("Asia/Shanghai")
_WANTED = Wanted(year_of(START.date()))


def answer_costs(file: Path, repeats: int) -> tuple[list[float], list[float]]:
    """Seconds of the answer of ``/report`` about the year: counted, drawn and worded, the database open already.

    And milliseconds of its picture alone, the typesetter warm.
    """
    return asyncio.run(_answers(file, repeats))


async def _answers(file: Path, repeats: int) -> tuple[list[float], list[float]]:
    words, seconds, pictures = texts("zh-CN"), [], []
    db = Database(sqlite_url(file))
    try:
        for _ in range(repeats + 1):
            begun = time.perf_counter()
            made = await _report(db)
            pictures.append(1000 * _timed(lambda made=made: report_picture(made, words, _ZONE)))  # type: ignore[misc]
            list(brief_lines(made, words, _ZONE))
            seconds.append(time.perf_counter() - begun)
    finally:
        await db.close()
    return seconds[1:], pictures[1:]  # the first one loads the fonts


async def _report(db: Database) -> Report:
    return await make_report(db, _WANTED, datetime.now(UTC), _ZONE, Weights())


def workbook_seconds(rows: int) -> float:
    """A table of so many homes as a workbook, by the writer that all exports share."""
    flats = tuple(_flats(rows))
    return _timed(lambda: roster_xlsx("JX001", "小区001", "街道01", flats, chinese=True))


def _flats(rows: int) -> Iterator[Flat]:
    for number in range(rows):
        building, room = divmod(number, 60)
        address = Address(str(building + 1), str(room // 20 + 1), str(room + 101))
        yield Flat(address, 5_000 + number % 4_000, "registry", None, number % 100 != 0)


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
