"""Every kind of question, counted once and said alike by message, JSON, CSV, workbook, picture and a recount.

``LOUYUAN_SURVEYS`` says how many random surveys are made on each kind of database.
"""

from __future__ import annotations

import csv
import html
import io
import json
import os
from collections.abc import Iterator
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from python_calamine import CalamineWorkbook
from sqlalchemy import Connection

from bot.actions.export_consultation import export_consultation
from bot.actions.tally_consultation import tally_consultation
from bot.reports.bundle import bundle
from bot.reports.bundle_check import check_bundle
from bot.reports.tally_chart import chart_facts
from bot.reports.tally_csv import tally_csv
from bot.reports.tally_json import tally_json
from bot.reports.tally_xlsx import tally_xlsx
from bot.rules.consultation import Consultation, Question, QuestionType
from bot.rules.tally import percent
from bot.storage.database import Database
from bot.texts import texts
from bot.views.results import lines
from tests.reports import survey_recount as naive
from tests.reports.survey_details import CHECKS
from tests.reports.survey_world import random_survey
from tests.reports.tally_world import AFTER

ZONE = ZoneInfo("Asia/Shanghai")
WORDS = texts("zh-CN")
SURVEYS = int(os.environ.get("LOUYUAN_SURVEYS", "40"))
PLAIN = (QuestionType.SINGLE, QuestionType.MULTIPLE, QuestionType.RATING, QuestionType.PRICE_LADDER)


async def test_every_kind_of_question_is_said_alike_everywhere(db: Database) -> None:
    for seed in range(SURVEYS):
        random = Random(seed)

        def change(connection: Connection, random: Random = random, code: str = f"C{seed}") -> Consultation:
            return random_survey(connection, random, code)

        asked = await db.write(change)
        flats = await db.read(lambda connection, asked=asked: naive.read(connection, asked))  # type: ignore[misc]
        counted = await tally_consultation(db, asked.id, AFTER, with_words=True)
        said = json.loads(tally_json(counted, ZONE, WORDS))
        rows = list(csv.DictReader(io.StringIO(tally_csv(counted).decode("utf-8-sig"))))
        book = CalamineWorkbook.from_filelike(io.BytesIO(tally_xlsx(counted, WORDS, ZONE)))
        picture = chart_facts(counted, WORDS, ZONE)
        export = await export_consultation(db, asked.id, AFTER)
        try:
            assert check_bundle(io.BytesIO(bundle(export.tally, export.homes, WORDS, ZONE))).faults == ()
            check_turnout(said, flats)
            check_book(book, said)
            for position, question in enumerate(asked.questions):
                check_question(said["questions"][position], question, flats)
                check_detail(said["questions"][position], question, flats)
                check_rows(rows, said["questions"][position])
                check_picture(picture["questions"][position], said["questions"][position])  # type: ignore[index]
                check_lines(lines(counted.questions[position], WORDS), said["questions"][position])
        except AssertionError as error:
            raise AssertionError(f"survey {seed}: {error}") from error


def check_turnout(said: dict[str, Any], flats: naive.Flats) -> None:
    homes = {home for sheets in flats.sheets.values() for home in sheets}
    paper = len(flats.paper & homes)
    assert said["turnout"]["households"] == len(homes)
    assert said["turnout"]["by_channel"] == {"chat": len(homes) - paper, "paper": paper}


def check_question(said: dict[str, Any], question: Question, flats: naive.Flats) -> None:
    answered, asked = len(flats.sheets[question.number]), naive.put_to(flats, question)
    assert said["answered"] == answered
    assert (said["base"]["asked"], said["base"]["answered"]) == (asked, answered)
    assert said["base"]["few"] == (answered < 30 or 10 * answered < 3 * asked)
    if question.type in (QuestionType.AMOUNT, QuestionType.TEXT):
        assert said["options"] == []
        return
    if question.most_wanted:
        wanted = [sheet.most_wanted for sheet in flats.sheets[question.number].values()]
        assert [each["most_wanted"] for each in said["options"]] == [
            wanted.count(number) for number in range(1, len(question.options) + 1)
        ]
    weights = [(each["households"], each["owners"], each["floor_area"]) for each in said["options"]]
    recounted = naive.options_of(flats, question)
    assert weights == [(homes, owners, f"{area // 100}.{area % 100:02}") for homes, owners, area in recounted]
    for option, (homes, _owners, _area) in zip(said["options"], recounted, strict=True):
        assert option["worst_case"] == {"low": homes, "high": homes + asked - answered}
        likely = option["interval"]
        assert homes <= likely["low"] <= likely["high"] <= homes + asked - answered


def check_detail(said: dict[str, Any], question: Question, flats: naive.Flats) -> None:
    detail, sheets = said["detail"], flats.sheets[question.number]
    if detail is not None and detail["kind"] in CHECKS:
        CHECKS[detail["kind"]](detail, question, flats)
    if question.type is QuestionType.TEXT:
        assert detail["count"] == len(sheets)
        assert detail.get("words", []) == sorted(sheet.said for sheet in sheets.values() if sheet.said)


def check_rows(rows: list[dict[str, str]], said: dict[str, Any]) -> None:
    mine = [row for row in rows if int(row["question"]) == said["number"]]
    options = [row for row in mine if row["option_number"]]
    assert [(row["households"], row["owners"], row["floor_area"]) for row in options] == [
        (str(each["households"]), str(each["owners"]), each["floor_area"]) for each in said["options"]
    ]
    assert [(row["interval_low"], row["interval_high"], row["worst_low"], row["worst_high"]) for row in options] == [
        tuple(str(each[name][side]) for name in ("interval", "worst_case") for side in ("low", "high"))
        for each in said["options"]
    ]
    assert {row["asked"] for row in mine} <= {str(said["base"]["asked"])}
    figures = {row["figure"]: row["value"].removeprefix("'") for row in mine if row["figure"]}
    expected = {path: value for path, value in flat(told(said["detail"]), "") if not path.endswith(".why")}
    assert figures.keys() == expected.keys()
    assert all(
        figures[path] == value for path, value in expected.items() if ".name" not in path and "words" not in path
    )


def told(detail: dict[str, Any] | None) -> dict[str, Any] | None:
    """What of a detail stands in the CSV: all but the order of a multiple choice."""
    if detail is None or detail["kind"] != "multiple":
        return detail
    more = {name: value for name, value in detail.items() if name != "order"}
    return more if more["most_wanted"] or more["categories"] else None


def flat(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Every value in a tree with the way to it."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value, 1) if isinstance(value, list) else ()
    for name, inner in pairs:
        yield from flat(inner, f"{path}.{name}" if path else str(name))
    if value is not None and not isinstance(value, dict | list):
        yield path, str(value).lower() if isinstance(value, bool) else str(value)


def check_book(book: CalamineWorkbook, said: dict[str, Any]) -> None:
    cells = book.get_sheet_by_name("结果").to_python()[1:]
    options = [(question, option) for question in said["questions"] for option in question["options"]]
    assert [row[4:7] for row in cells if row[3] != "" or row[2] != ""] == [
        [each["households"], each["owners"], float(each["floor_area"])] for _question, each in options
    ]
    assert [row[10:16] for row in cells] == [
        [
            *(question["base"]["asked"], question["answered"], each["interval"]["low"], each["interval"]["high"]),
            *(each["worst_case"]["low"], each["worst_case"]["high"]),
        ]
        for question, each in options
    ]
    check_sheets(book, said["questions"])


def check_sheets(book: CalamineWorkbook, questions: list[dict[str, Any]]) -> None:
    """The sheets for fees, orders and budgets say what the JSON says."""
    details = [question["detail"] for question in questions if question["detail"]]
    steps = [step for detail in details if detail["kind"] == "price_ladder" for step in detail["steps"]]
    assert [row[2:4] for row in sheet(book, "愿意交费")] == [[float(s["price"]), s["households"]] for s in steps]
    places = [each for detail in details if detail["kind"] == "ranking" for each in detail["options"]]
    assert [row[2:4] for row in sheet(book, "排序")] == [[each["place"], each["number"]] for each in places]
    projects = [each for detail in details if detail["kind"] == "budget" for each in detail["projects"]]
    assert [row[6:10] for row in sheet(book, "预算")] == [
        [each["supporters"], each["points"], each["chosen"], each["chosen_by_support"]] for each in projects
    ]
    words = [each for detail in details if detail["kind"] == "text" for each in detail.get("words", [])]
    assert len(sheet(book, "文字意见")) == len(words)


def sheet(book: CalamineWorkbook, name: str) -> list[list[Any]]:
    return book.get_sheet_by_name(name).to_python()[1:] if name in book.sheet_names else []


def check_picture(drawn: dict[str, Any], said: dict[str, Any]) -> None:
    detail = said["detail"]
    if drawn["kind"] in ("bars", "levels", "curve"):
        assert [(each["count"], each["percent"]) for each in drawn["options"]] == [
            (f"{each['households']} 户", percent(each["households"], said["answered"])) for each in said["options"]
        ]
    if drawn["kind"] == "curve":
        assert [(each["count"], each["percent"]) for each in drawn["steps"]] == [
            (f"{each['households']} 户", each["percent"]) for each in detail["steps"]
        ]
    if drawn["kind"] == "ranking":
        assert [each["number"] for each in drawn["options"]] == [each["number"] for each in detail["options"]]
    if drawn["kind"] == "budget":
        assert [(each["chosen"], each["count"], each["why"]) for each in drawn["options"]] == [
            (each["chosen"], f"{each['supporters']} 户", each["why"]) for each in detail["projects"]
        ]


def check_lines(written_lines: list[str], said: dict[str, Any]) -> None:
    plain, detail = [html.unescape(line) for line in written_lines], said["detail"]
    kind = QuestionType(said["type"])
    if kind in PLAIN:
        for line, each in zip(plain[1:], said["options"], strict=False):
            assert line.startswith(f"{each['number']} ")
            assert line.endswith(f" — {each['households']} 户 · {percent(each['households'], said['answered'])}")
    if kind is QuestionType.BUDGET:
        chosen = [each["number"] for each, line in zip(detail["projects"], plain[1:], strict=False) if line[0] == "✓"]
        assert chosen == detail["winners"]
    if kind is QuestionType.RANKING and said["answered"]:
        firsts = [line.rsplit("，", 1)[1] for line in plain[1 : 1 + len(said["options"])]]
        assert firsts == [f"{each['first_places']} 户排它第一" for each in detail["options"]]
    base = f"{said['answered']} 户答，问了 {said['base']['asked']} 户"
    assert any(base in line for line in plain[-2:])
    assert (f"<i>{WORDS.plain('results.few')}</i>" in plain) == said["base"]["few"]
