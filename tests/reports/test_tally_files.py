"""A tally as JSON, CSV and workbook."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from bot.reports.tally_csv import COLUMNS, tally_csv
from bot.reports.tally_json import tally_json
from bot.reports.tally_xlsx import tally_xlsx
from bot.rules.consultation import ResultsPolicy, Scope
from bot.rules.tally import Tally
from bot.texts import texts
from tests.reports.tally_samples import AFTER, CLOSES, ZONE, decision, sample

HIDDEN = ResultsPolicy.AFTER_CLOSE
FORMULAS = ("=cmd|'/c calc'!A1", "+1+2", "-1+2", "@SUM(1)", "\t=1", "\n=1", " =1", "＝1+1", "\u202e=1")


def facts(tally: Tally) -> Any:
    return json.loads(tally_json(tally, ZONE))


def rows(tally: Tally) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(tally_csv(tally).decode("utf-8-sig"))))


def book(tally: Tally, language: str = "zh-CN") -> CalamineWorkbook:
    return CalamineWorkbook.from_filelike(io.BytesIO(tally_xlsx(tally, texts(language), ZONE)))


FIRST_QUESTION = {
    "number": 1,
    "text": "您家赞成哪个方案？",
    "type": "single",
    "answered": 48,
    "withheld": False,
    "options": [
        {
            "number": 1,
            "label": "方案1",
            "households": 30,
            "owners": 30,
            "floor_area": "2250.00",
            "interval": {"low": 61, "high": 87},
            "worst_case": {"low": 30, "high": 102},
        },
        {
            "number": 2,
            "label": "方案2",
            "households": 18,
            "owners": 18,
            "floor_area": "1350.00",
            "interval": {"low": 33, "high": 59},
            "worst_case": {"low": 18, "high": 90},
        },
    ],
    "base": {"asked": 120, "answered": 48, "response": "0.4000", "few": False},
    "detail": None,
}


def test_json_has_the_promised_shape() -> None:
    said = facts(sample([30, 18]))
    assert said == {
        "id": 7,
        "title": "停车与绿地怎么改",
        "regime": "consultation",
        "community": "JX01",
        "scope": None,
        "status": "open",
        "opens": "2026-12-01T09:00:00+08:00",
        "closes": "2026-12-08T09:00:00+08:00",
        "closed_at": None,
        "as_of": "2026-12-04T09:00:00+08:00",
        "results": "live",
        "secrecy": "named",
        "electorate": {"households": 120, "owners": 118, "floor_area": "9000.00"},
        "turnout": {
            "households": 48,
            "owners": 48,
            "floor_area": "3600.00",
            "by_channel": {"chat": 48, "paper": 0},
        },
        "questions": [FIRST_QUESTION],
        "outcome": None,
    }


def test_json_names_the_part_that_is_asked_and_an_early_end() -> None:
    said = facts(sample([1, 1], scope=Scope("3", "2"), closed_at=CLOSES - timedelta(days=5)))
    assert said["scope"] == {"building": "3", "entrance": "2"}
    assert said["status"] == "closed"
    assert said["closed_at"] == "2026-12-03T09:00:00+08:00"


def test_json_writes_comparisons_with_whole_heads_and_decimal_areas() -> None:
    outcome = facts(decision([63, 17, 0]))["outcome"]
    assert (outcome["passed"], outcome["matter"], outcome["ruleset"]) == (True, "rebuild_alter", "civil_code_2021")
    assert outcome["comparisons"][:2] == [
        {"name": "participation_owners", "left": 80, "right": 118, "rule": "≥ 2/3", "holds": True, "missing": 0},
        {
            "name": "participation_area",
            "left": "6000.00",
            "right": "9000.00",
            "rule": "≥ 2/3",
            "holds": True,
            "missing": "0.00",
        },
    ]


def test_withheld_counts_are_null_in_json_and_empty_elsewhere() -> None:
    hidden = sample([30, 18], results=HIDDEN)
    question = facts(hidden)["questions"][0]
    assert (question["withheld"], question["answered"]) == (True, 48)
    assert question["options"][0] == {
        "number": 1,
        "label": "方案1",
        "households": None,
        "owners": None,
        "floor_area": None,
        "interval": None,
        "worst_case": None,
    }
    assert {row[name] for row in rows(hidden) for name in COLUMNS[4:8]} == {""}
    assert {cell for row in book(hidden).get_sheet_by_name("结果").to_python()[1:] for cell in row[4:]} == {""}


def test_withheld_decisions_say_neither_consent_nor_outcome() -> None:
    outcome = facts(decision([63, 17, 0], now=CLOSES - timedelta(days=1), results=HIDDEN))["outcome"]
    assert outcome["passed"] is None
    assert [each["name"] for each in outcome["comparisons"]] == ["participation_owners", "participation_area"]


def test_what_was_withheld_is_told_after_closing() -> None:
    assert facts(sample([30, 18], now=AFTER, results=HIDDEN))["questions"][0]["options"][0]["households"] == 30


def test_json_keeps_names_exactly_but_nothing_invisible_acts_on_a_terminal() -> None:
    name = '\u202eevil\u2066 "quoted" <b> \x1b[2J \u200b 🚗'
    written = tally_json(sample([1, 1], (name, "b")), ZONE)
    assert json.loads(written)["questions"][0]["options"][0]["label"] == name
    assert not set(written.decode()) & set("\u202e\u2066\u200b\x1b")
    assert "🚗" in written.decode()


def test_csv_starts_with_a_mark_and_always_has_the_same_columns() -> None:
    written = tally_csv(sample([30, 18]))
    assert written.startswith(b"\xef\xbb\xbf" + ",".join(COLUMNS).encode() + b"\r\n")
    assert COLUMNS[:8] == (
        "consultation",
        "question",
        "option_number",
        "option",
        "households",
        "owners",
        "floor_area",
        "share_of_answered",
    )
    assert list(rows(sample([30, 18]))[0].values())[:8] == ["7", "1", "1", "方案1", "30", "30", "2250.00", "0.6250"]


@pytest.mark.parametrize("label", FORMULAS)
def test_no_label_becomes_a_formula(label: str) -> None:
    tally = sample([1, 1], (label, "b"), title=label, question=label)
    row = rows(tally)[0]
    assert {row[name][0] for name in ("option", "title", "question_text")} == {"'"}
    with zipfile.ZipFile(io.BytesIO(tally_xlsx(tally, texts("en"), ZONE))) as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if "worksheets/sheet" in name]
    assert sheets
    assert not any("<f>" in sheet or "<hyperlink" in sheet for sheet in sheets)


def test_nobody_has_no_share() -> None:
    nobody = sample([0, 0])
    assert [row["share_of_answered"] for row in rows(nobody)] == ["", ""]
    assert [row[7] for row in book(nobody).get_sheet_by_name("结果").to_python()[1:]] == ["", ""]


@pytest.mark.parametrize(("language", "names"), [("zh-CN", ["结果", "说明"]), ("en", ["Results", "Notes"])])
def test_the_workbook_explains_itself_in_the_language_of_the_district(language: str, names: list[str]) -> None:
    workbook = book(sample([30, 18]), language)
    assert workbook.sheet_names == names
    notes = {str(row[0]): str(row[1]) for row in workbook.get_sheet_by_name(names[1]).to_python()}
    words = texts(language)
    assert notes[words.plain("tally.note_as_of")] == "2026-12-04 09:00"
    assert words.plain("tally.note_consultation") in notes[words.plain("tally.note_regime")]
    assert words.plain("tally.definition_owner") in notes.values()


def test_the_workbook_has_numbers_a_frozen_head_and_a_native_chart() -> None:
    with zipfile.ZipFile(io.BytesIO(tally_xlsx(sample([30, 18]), texts("zh-CN"), ZONE))) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        chart = parts.read("xl/charts/chart1.xml").decode()
    assert 'state="frozen"' in sheet
    assert "<v>2250.00</v>" in sheet
    assert "barChart" in chart
    assert "$E$2:$E$3" in chart


def test_withheld_counts_have_no_chart_in_the_workbook() -> None:
    content = tally_xlsx(sample([30, 18], results=HIDDEN), texts("zh-CN"), ZONE)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert not [name for name in parts.namelist() if "chart" in name]


def test_a_decision_has_its_comparisons_on_a_sheet_of_its_own() -> None:
    workbook = book(decision([63, 17, 0]))
    assert workbook.sheet_names == ["结果", "表决", "说明"]
    lines = workbook.get_sheet_by_name("表决").to_python()[1:]
    assert [line[4] for line in lines] == ["≥ 2/3", "≥ 2/3", "≥ 3/4", "≥ 3/4"]
    assert [line[1:3] for line in lines] == [[80.0, 118.0], [6000.0, 9000.0], [63.0, 80.0], [4725.0, 6000.0]]


def test_a_text_longer_than_a_cell_is_cut_and_the_workbook_opens() -> None:
    tally = sample([1, 1])
    endless = replace(tally, questions=tuple(replace(each, text="长" * 40_000) for each in tally.questions))
    cell = book(endless).get_sheet_by_name("结果").to_python()[1][1]
    assert cell == "长" * 32_767
