"""What else takes time: importing a large roster, drawing a chart. For information."""

from __future__ import annotations

import asyncio
import csv
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from bench.processes import Broken, run_louyuan
from bench.running import write_config
from bench.town import Town, open_vote
from bot.actions.cast_ballot import Press, cast_ballot
from bot.actions.tally_consultation import tally_consultation
from bot.actions.transact import Request
from bot.reports.tally_chart import tally_png
from bot.rules.tally import Tally
from bot.storage.database import Connection, Database
from bot.storage.models import household
from bot.texts import texts

_HEADER = "小区编码,小区名称,街道,楼栋,单元,房号,建筑面积,面积来源,产权人编号,计入表决"
_FLATS_A_COMMUNITY = 5_000
_UNREACHABLE = "http://127.0.0.1:9/bot"


def import_seconds(folder: Path, town: Town, flats: int) -> float:
    """``louyuan roster import`` of a CSV file, from the command to its end. Raises Broken when a flat is missing."""
    file = folder / "roster.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(_HEADER.split(","))
        writer.writerows(_rows(flats))
    config = write_config(folder, town, _UNREACHABLE)
    before = asyncio.run(_households(town))
    start = time.perf_counter()
    run_louyuan(config, "roster", "import", str(file))
    seconds = time.perf_counter() - start
    if asyncio.run(_households(town)) - before != flats:
        raise Broken("the roster is not complete")
    return seconds


def _rows(flats: int) -> Iterator[list[str]]:
    for number in range(flats):
        community, index = divmod(number, _FLATS_A_COMMUNITY)
        building, entrance, room = index // 60 + 1, index % 60 // 12 + 1, f"{index % 12 // 2 + 1}0{index % 2 + 1}"
        area = f"{40 + index % 60}.{index % 100:02d}"
        address = [str(building), str(entrance), room]
        yield [f"NEW{community:02d}", f"新{community}小区", "示例街道", *address, area, "登记", "", "是"]


async def _households(town: Town) -> int:
    def count(connection: Connection) -> int:
        return connection.execute(select(func.count()).select_from(household)).scalar_one()

    db = Database(town.url)
    try:
        return await db.read(count)
    finally:
        await db.close()


def chart_milliseconds(town: Town, repeats: int) -> list[float]:
    """Drawing a tally as PNG when the engine is warm: what a resident waits for after the first time."""
    tally = asyncio.run(_a_tally(town))
    words, zone = texts("zh-CN"), ZoneInfo("Asia/Shanghai")
    tally_png(tally, words, zone)
    return [_timed(lambda: tally_png(tally, words, zone)) for _ in range(repeats)]


def _timed(draw: Callable[[], object]) -> float:
    start = time.perf_counter()
    draw()
    return (time.perf_counter() - start) * 1000


async def _a_tally(town: Town) -> Tally:
    vote = open_vote(town)
    db = Database(town.url)
    try:
        now = datetime.now(UTC)
        for number, who in enumerate(town.residents[:300]):
            press = Press(Request(number + 1, who, now), vote.question_id, number % 5 % 3 + 1)
            await cast_ballot(db, press)
        return await tally_consultation(db, vote.number, now)
    finally:
        await db.close()
