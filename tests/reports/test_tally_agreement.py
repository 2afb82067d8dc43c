"""One count for everybody: JSON, CSV, workbook, picture and a recount row by row say the same."""

from __future__ import annotations

import csv
import io
import json
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import Connection

from bot.actions.tally_consultation import tally_consultation
from bot.reports.tally_chart import chart_facts
from bot.reports.tally_csv import tally_csv
from bot.reports.tally_json import tally_json
from bot.reports.tally_xlsx import tally_xlsx
from bot.rules.consultation import Consultation
from bot.rules.tally import Tally, percent, square_metres
from bot.storage.database import Database
from bot.texts import clean, texts
from tests.reports.tally_world import AFTER, Recount, random_consultation, recount

ZONE = ZoneInfo("Asia/Shanghai")
WORDS = texts("zh-CN")


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_every_format_says_what_a_recount_says(db: Database, seed: int) -> None:
    random = Random(seed)

    def change(connection: Connection) -> list[Consultation]:
        return [random_consultation(connection, random, f"C{number}") for number in range(6)]

    for asked in await db.write(change):
        naive = await db.read(lambda connection, asked=asked: recount(connection, asked))  # type: ignore[misc]
        counted = await tally_consultation(db, asked.id, AFTER)
        check_json(json.loads(tally_json(counted, ZONE)), naive)
        check_csv(counted, naive)
        check_workbook(counted, naive)
        check_picture(chart_facts(counted, WORDS, ZONE), naive)


def check_json(said: dict[str, Any], naive: Recount) -> None:
    assert weight(said["electorate"]) == written(naive.electorate)
    assert weight(said["turnout"]) == written(naive.turnout)
    assert said["turnout"]["by_channel"] == {"chat": naive.turnout[0] - naive.paper, "paper": naive.paper}
    assert [question["answered"] for question in said["questions"]] == naive.answered
    options = [[weight(option) for option in question["options"]] for question in said["questions"]]
    assert options == [[written(option) for option in question] for question in naive.options]
    if said["outcome"] is not None:
        check_outcome(said["outcome"], naive)


def check_outcome(outcome: dict[str, Any], naive: Recount) -> None:
    sides = {each["name"]: (each["left"], each["right"]) for each in outcome["comparisons"]}
    assert sides == {
        "participation_owners": (naive.participating[0], naive.electorate[1]),
        "participation_area": (square_metres(naive.participating[1]), square_metres(naive.electorate[2])),
        "consent_owners": (naive.consenting[0], naive.participating[0]),
        "consent_area": (square_metres(naive.consenting[1]), square_metres(naive.participating[1])),
    }
    assert outcome["conflicts"] == naive.conflicts
    assert outcome["passed"] is all(each["holds"] for each in outcome["comparisons"])


def check_csv(counted: Tally, naive: Recount) -> None:
    rows = [row for row in csv.DictReader(io.StringIO(tally_csv(counted).decode("utf-8-sig"))) if row["option_number"]]
    flat = [option for question in naive.options for option in question]
    assert [(int(row["households"]), int(row["owners"]), row["floor_area"]) for row in rows] == list(map(written, flat))
    answered = [naive.answered[int(row["question"]) - 1] for row in rows]
    assert [int(row["answered"]) for row in rows] == answered
    assert [row["share_of_answered"] for row in rows] == [
        fraction(option[0], whole) for option, whole in zip(flat, answered, strict=True)
    ]


def check_workbook(counted: Tally, naive: Recount) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(tally_xlsx(counted, WORDS, ZONE)))
    rows = book.get_sheet_by_name("结果").to_python()[1:]
    flat = [option for question in naive.options for option in question]
    assert [(row[4], row[5], f"{row[6]:.2f}") for row in rows] == list(map(written, flat))
    assert [row[3] for row in rows] == [clean(label) for item in counted.questions for label in labels(item.options)]
    shares = [
        fraction(option[0], naive.answered[int(str(row[0])[0]) - 1]) for option, row in zip(flat, rows, strict=True)
    ]
    assert [f"{row[7]:.4f}" if row[7] != "" else "" for row in rows] == shares


def check_picture(shown: dict[str, Any], naive: Recount) -> None:
    for question, options, answered in zip(shown["questions"], naive.options, naive.answered, strict=True):
        assert [option["count"] for option in question["options"]] == [f"{option[0]} 户" for option in options]
        assert [option["percent"] for option in question["options"]] == [
            percent(option[0], answered) for option in options
        ]
    assert shown["turnout"][0].startswith(f"{naive.turnout[0]} / {naive.electorate[0]} 户")


def labels(options: tuple[Any, ...]) -> list[str]:
    return [option.label for option in options]


def weight(said: dict[str, Any]) -> tuple[int, int, str]:
    return said["households"], said["owners"], said["floor_area"]


def written(counted: tuple[int, int, int]) -> tuple[int, int, str]:
    return counted[0], counted[1], f"{counted[2] / 100:.2f}"


def fraction(part: int, whole: int) -> str:
    """Four places, half up, never 0 or 1 by rounding."""
    if not whole:
        return ""
    steps = (2 * 10_000 * part + whole) // (2 * whole)
    return f"{min(max(steps, 1), 9_999) / 10_000:.4f}" if 0 < part < whole else f"{part // whole}.0000"
