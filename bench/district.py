"""A whole district for measuring reports: 297 communities, 300,000 homes, 20 consultations each, 1,421 meetings."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, text

from bench.processes import ROOT, Broken
from bench.town import sqlite_url
from bot.storage.engines import writer_engine
from bot.storage.models import community, consultation, household, ledger_record, question
from bot.storage.schema import upgrade

START = datetime(2026, 1, 5, 1, tzinfo=UTC)
"""The first consultation of every community; the others follow every two weeks."""
_ROWS_AT_ONCE = 20_000
_PER_BUILDING, _PER_ENTRANCE = 60, 20

# A home is asked in every consultation of its community; three fifths of them answer, each time others.
_ELECTORATE = """
INSERT INTO electorate (consultation_id, household_id, owner_head, floor_area, counted)
SELECT c.id, h.id, h.id, h.floor_area, h.counted
FROM consultation c JOIN household h ON h.community_id = c.community_id ORDER BY c.id, h.id
"""
_BALLOTS = """
INSERT INTO ballot (question_id, household_id, consultation_id, channel, cast_at)
SELECT q.id, e.household_id, e.consultation_id, 'chat', :cast
FROM question q JOIN electorate e ON e.consultation_id = q.consultation_id
WHERE (e.household_id * 7 + q.id * 3) % 5 < 3 ORDER BY q.id, e.household_id
"""
# A child's largest memory is never less than that of the process it was forked from: a small one starts it.
_WATCH = """
import resource, subprocess, sys, time
start = time.perf_counter()
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
_ANSWERED = """
SELECT count(*) FROM ballot b
JOIN electorate e ON e.consultation_id = b.consultation_id AND e.household_id = b.household_id WHERE e.counted
"""


@dataclass(frozen=True, slots=True)
class DistrictSize:
    """How large a district is."""

    communities: int = 297
    homes: int = 300_000
    consultations: int = 20
    meetings: int = 1_421


def build_district(url: str, size: DistrictSize) -> None:
    """Create the tables and the district."""
    upgrade(url)
    engine = writer_engine(url)
    try:
        with engine.begin() as connection:
            _fill(connection, size)
    finally:
        engine.dispose()


def _fill(connection: Connection, size: DistrictSize) -> None:
    places = range(1, size.communities + 1)
    connection.execute(
        insert(community),
        [
            {"id": place, "code": f"JX{place:03}", "name": f"小区{place:03}", "subdistrict": f"街道{place % 15:02}"}
            for place in places
        ],
    )
    _insert(connection, household, [_home(number, size.communities) for number in range(size.homes)])
    asked = [
        (place * size.consultations + number, place, number) for place in places for number in range(size.consultations)
    ]
    _insert(connection, consultation, [_consultation(*one) for one in asked])
    _insert(connection, question, [_question(number) for number, _, _ in asked])
    connection.execute(text(_ELECTORATE))
    connection.execute(text(_BALLOTS), {"cast": "2026-01-06 01:00:00.000000"})
    _insert(connection, ledger_record, [_meeting(number, size.communities) for number in range(size.meetings)])


def _insert(connection: Connection, table: Any, rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        connection.execute(insert(table), rows[start : start + _ROWS_AT_ONCE])


def _home(number: int, communities: int) -> dict[str, Any]:
    place, inside = number % communities + 1, number // communities
    building, rest = divmod(inside, _PER_BUILDING)
    return {
        "community_id": place,
        "building": str(building + 1),
        "entrance": str(rest // _PER_ENTRANCE + 1),
        "room": str(rest + 101),
        "floor_area": 5_000 + number % 4_000,
        "counted": number % 100 != 0,
    }


def _consultation(number: int, place: int, turn: int) -> dict[str, Any]:
    opens = START + timedelta(days=14 * turn)
    return {
        "id": number,
        "community_id": place,
        "title": f"征询{turn + 1}",
        "regime": "consultation",
        "answerers": "residents",
        "results": "live",
        "opens_at": opens,
        "closes_at": opens + timedelta(days=7),
        "created_at": opens,
        "enrolled_at": opens,
    }


def _question(number: int) -> dict[str, Any]:
    return {"id": number, "consultation_id": number, "number": 1, "text": "您家同意吗？", "type": "single"}


def _meeting(number: int, communities: int) -> dict[str, Any]:
    kinds = ("meet_and_greet", "exchange", "opinion_collection", "design_first_review")
    return {
        "record": "meeting",
        "day": (START + timedelta(days=number % 250)).date().isoformat(),
        "community_id": number % communities + 1,
        "kind": kinds[number % len(kinds)],
        "headcount": 30 + number % 40,
        "households": 25 + number % 30,
        "digest": f"{number:064}",
        "occurrence": 1,
        "recorded_at": START,
    }


def report_cost(folder: Path, size: DistrictSize) -> tuple[float, float]:
    """Seconds and MiB of ``louyuan report`` for a year as JSON, the whole command.

    Raises Broken when the report does not have every meeting and every home that answered.
    """
    config, out = folder / "config.toml", folder / "report.json"
    if not config.exists():
        database = sqlite_url(folder / "district.db")
        build_district(database, size)
        config.write_text(f"[database]\nurl = {json.dumps(database)}\n", encoding="utf-8")
    words = ["report", "--year", "2026", "--format", "json", "--out", str(out), "--config", str(config)]
    told = subprocess.run(
        [sys.executable, "-c", _WATCH, sys.executable, "-m", "bot", *words], cwd=ROOT, capture_output=True, check=True
    )
    seconds, kibibytes = map(float, told.stdout.split())
    totals = json.loads(out.read_text(encoding="utf-8"))["totals"]
    held = sum(kind["count"] or 0 for kind in totals["meetings"].values())
    answered = _answered(sqlite_url(folder / "district.db"))
    if (held, totals["households_answered"]) != (size.meetings, answered):
        raise Broken(f"{held} meetings, {totals['households_answered']} answers instead of {answered}")
    return seconds, kibibytes / 1024


def _answered(url: str) -> int:
    engine = writer_engine(url)
    try:
        with engine.begin() as connection:
            return int(connection.execute(text(_ANSWERED)).scalar_one())
    finally:
        engine.dispose()
