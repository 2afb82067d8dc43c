"""``louyuan report`` and ``louyuan ledger``, as staff and scripts call them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.cli.main import app
from bot.rules.ledger_table import COLUMNS
from demo.district import write_files

SENTENCE = (
    "成立老旧小区综合改造临时党支部123个,区直机关党组织与改造小区联建结对59个,选派680名党员干部下沉一线、分包楼院,"
    "建立三类组织263个,召集群众见面会、交流会785次,参加35561人次,累计召开楼院改造意见征集会议357次、"
    "居民参与的设计方案初审会279次,做到“小区怎么改,群众说了算”,改造方案满意率、拆违率均达到90%以上。"
)
HEADER = "record,date,community_code,kind,name,organization,headcount,numerator,denominator,value\n"


def config_of(folder: Path, url: str) -> Path:
    path = folder / "config.toml"
    path.write_text(f"[database]\nurl = {json.dumps(url)}\n", encoding="utf-8")
    return path


def call(config: Path, *words: object) -> Result:
    return CliRunner().invoke(app, [*map(str, words), "--config", str(config)])


def said(config: Path, *words: object) -> str:
    result = call(config, *words)
    assert result.exit_code == 0, result.stderr
    return result.stdout


@pytest.fixture
def config(database_url: str, tmp_path: Path) -> Path:
    """The configuration of a database with two communities."""
    path = config_of(tmp_path, database_url)
    sheet = tmp_path / "sheet.csv"
    sheet.write_text(
        "小区编码,小区名称,街道,工程状态\nJX01,金祥花园,东街,完工\nJX02,建新院,西街,在建\n", encoding="utf-8"
    )
    said(path, "roster", "import", sheet)
    return path


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample district, imported by the commands."""
    folder = tmp_path_factory.mktemp("district")
    path = config_of(folder, f"sqlite+aiosqlite:///{folder}/louyuan.db")
    files = write_files(folder)
    said(path, "roster", "import", files.sheet)
    said(path, "ledger", "import", files.ledger)
    return path


def ledger(config: Path, rows: str) -> Path:
    path = config.with_name("ledger.csv")
    path.write_text(HEADER + rows, encoding="utf-8")
    return path


def totals(config: Path, *words: object) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(said(config, "report", *words, "--format", "json"))["totals"]
    return found


def test_the_sample_district_says_the_summarys_sentence_word_for_word(district: Path) -> None:
    text = said(district, "report", "--year", "2020", "--format", "text")
    assert SENTENCE in text.splitlines()
    assert "数据截至 2020-12-31" in text


def test_the_sample_district_has_the_summarys_figures(district: Path) -> None:
    figures = totals(district, "--from", "2020-01-01", "--to", "2020-11-24")
    held = figures["meetings"]
    assert figures["communities"] == 297 == 153 + 125 + 19 == 162 + 104 + 31
    assert sum(figures["programme"].values()) == 297
    assert list(figures["programme"].values()) == [153, 125, 19]
    assert figures["works_status"] == {"preliminary": 31, "under_construction": 104, "completed": 162}
    assert held["meet_and_greet"]["count"] + held["exchange"]["count"] == 785
    assert held["meet_and_greet"]["headcount"] + held["exchange"]["headcount"] == 35561
    assert (held["opinion_collection"]["count"], held["design_first_review"]["count"]) == (357, 279)
    assert figures["organizations"] == {
        "temporary_party_branch": 123,
        "resident_organization": 263,
        "other": None,
    }
    assert (figures["pairings"], figures["assigned_cadres"]) == (59, 680)
    management = figures["management"]
    assert (management["pilot"], management["introduced"], management["negotiating"]) == (6, 18, 44)
    assert (figures["five_buildings"]["numerator"], figures["five_buildings"]["denominator"]) == (51, 264)
    assert figures["indicators"]["小区管网更新"] == "13.6"


def test_the_sample_district_can_be_imported_twice(district: Path) -> None:
    files = write_files(district.parent)
    assert json.loads(said(district, "ledger", "import", files.ledger, "--json"))["added"] == {}
    assert json.loads(said(district, "roster", "import", files.sheet, "--json"))["unchanged"] == 297


def test_one_missing_record_is_said_to_be_missing(config: Path) -> None:
    rows = "rate,2020-05-01,JX01,plan_satisfaction,,,,8999,10000,\nrate,2020-05-01,JX02,demolition,,,,9,10,\n"
    said(config, "ledger", "import", ledger(config, rows))
    text = said(config, "report", "--year", "2020")
    assert "改造方案满意率89.99%（8999/10000）、拆违率90.00%（9/10）" in text
    assert "均达到90%以上" not in text
    assert "召集群众见面会、交流会未登记,参加人次未登记" in text
    figures = totals(config, "--year", "2020")
    rate = {name: figures["plan_satisfaction"][name] for name in ("numerator", "denominator", "rate")}
    assert rate == {"numerator": 8999, "denominator": 10000, "rate": "0.8999"}
    assert figures["meetings"]["other"] == dict.fromkeys(("count", "headcount", "households", "without_headcount"))


def test_what_was_recorded_never_is_null_in_every_row(config: Path) -> None:
    page = json.loads(said(config, "report", "--year", "2020", "--json"))
    assert (page["from"], page["to"], page["scope"]) == (
        "2020-01-01",
        "2020-12-31",
        {"subdistrict": None, "community": None},
    )
    assert [one["code"] for one in page["communities"]] == ["JX01", "JX02"]
    assert set(page["totals"]) <= set(page["communities"][0])
    assert page["totals"]["pairings"] is None


def test_a_scope_and_every_period_can_be_asked_for(config: Path) -> None:
    said(config, "ledger", "import", ledger(config, "meeting,2020-05-06,JX01,exchange,,,45,,,\n"))
    for words in (("--week", "2020-05-08"), ("--month", "2020-05"), ("--from", "2020-05-06", "--to", "2020-05-06")):
        assert totals(config, *words)["meetings"]["exchange"]["count"] == 1
        assert totals(config, *words, "--community", "JX02")["meetings"]["exchange"]["count"] is None
        assert totals(config, *words, "--subdistrict", "东街")["meetings"]["exchange"]["count"] == 1
    assert totals(config, "--week", "2020-05-11")["meetings"]["exchange"]["count"] == 0
    assert totals(config, "--to", "2020-05-05")["meetings"]["exchange"]["count"] is None


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--week", "2020-05-08"), "一、本周：召开见面会交流会 1 次 45 人次"),
        (("--month", "2020-05"), "1 金祥花园：100.00 分（会议 1 次"),
        (("--year", "2020"), "召集群众见面会、交流会1次,参加45人次"),
        (("--year", "2020", "--community", "JX01"), "金祥花园改造工作一览（2020-01-01—2020-12-31）"),
    ],
)
def test_every_kind_of_report_has_its_words(config: Path, words: tuple[str, ...], sentence: str) -> None:
    said(config, "ledger", "import", ledger(config, "meeting,2020-05-06,JX01,exchange,,,45,,,\n"))
    assert sentence in said(config, "report", *words)


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("--from", "2020-12-01", "--to", "2020-01-01"), "2020-12-01"),
        (("--year", "20"), "20"),
        (("--community", "JX1"), "JX01"),
        (("--community", "??"), "??"),
        (("--subdistrict", "东大街"), "东街"),
    ],
)
def test_what_cannot_be_reported_is_one_clear_line(config: Path, words: tuple[str, ...], part: str) -> None:
    result = call(config, "report", *words)
    assert (result.exit_code, result.stdout) == (1, "")
    assert len(result.stderr.splitlines()) == 1
    assert part in result.stderr


@pytest.mark.parametrize(
    "words",
    [("--week", "2020-01-01", "--year", "2020"), ("--format", "odt"), ("--community", "A", "--subdistrict", "B")],
)
def test_wrong_usage_is_told_apart(config: Path, words: tuple[str, ...]) -> None:
    assert call(config, "report", *words).exit_code == 2


def test_a_report_of_an_empty_database_says_what_to_do(empty_database_url: str, tmp_path: Path) -> None:
    text = said(config_of(tmp_path, empty_database_url), "report", "--year", "2020")
    assert "系统里还没有小区" in text


def test_a_report_is_written_to_a_file_and_the_table_agrees_with_the_json(config: Path, tmp_path: Path) -> None:
    said(config, "ledger", "import", ledger(config, "meeting,2020-05-06,JX01,exchange,=1+1,,45,,,\n"))
    out = tmp_path / "report.csv"
    assert str(out) in said(config, "report", "--year", "2020", "--format", "csv", "--out", out)
    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"))))
    assert [row["level"] for row in rows] == ["district", "subdistrict", "subdistrict", "community", "community"]
    assert (rows[0]["exchange_headcount"], rows[0]["other_count"], rows[4]["exchange_count"]) == ("45", "", "")
    result = call(config, "report", "--year", "2020", "--out", tmp_path / "nowhere" / "x.txt")
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)


def test_every_bad_row_is_listed_and_nothing_is_taken(config: Path) -> None:
    path = ledger(config, "meeting,2020-13-01,JX1,exchange,,,45,,,\nindicator,2020-05-01,,,管网,,,,,很多\n")
    result = call(config, "ledger", "import", path)
    assert (result.exit_code, result.stdout) == (1, "")
    assert [line.partition("：")[0] for line in result.stderr.splitlines()[:3]] == [
        "第 2 行，community_code",
        "第 2 行，date",
        "第 3 行，value",
    ]
    assert "JX01" in result.stderr
    faults = json.loads(call(config, "ledger", "import", path, "--json").stdout)["faults"]
    assert [(fault["row"], fault["reason"]) for fault in faults] == [(2, "community_near"), (2, "day"), (3, "decimal")]
    assert said(config, "ledger", "export").splitlines()[1:] == []


def test_an_import_says_what_it_did(config: Path) -> None:
    path = ledger(config, "meeting,2020-05-06,JX01,exchange,,,45,,,\n")
    assert "会议 1 条" in said(config, "ledger", "import", path, "--dry-run")
    assert "会议 1 条" in said(config, "ledger", "import", path)
    assert "以前已经导入过" in said(config, "ledger", "import", path)


@pytest.mark.parametrize("name", ["none.csv", "a.txt"])
def test_a_file_that_is_none_is_one_clear_line(config: Path, name: str) -> None:
    result = call(config, "ledger", "import", config.with_name(name))
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)


def test_the_ledger_goes_out_safe_for_spreadsheets(config: Path, tmp_path: Path) -> None:
    said(config, "ledger", "import", ledger(config, "meeting,2020-05-06,JX01,exchange,=cmd(),,45,,,\n"))
    text = said(config, "ledger", "export")
    (row,) = csv.DictReader(io.StringIO(text))
    assert tuple(row) == COLUMNS
    assert (row["topic"], row["headcount"], row["community_code"]) == ("'=cmd()", "45", "JX01")
    for name in ("out.csv", "out.xlsx"):
        assert name in said(config, "ledger", "export", "--out", tmp_path / name)
        assert (tmp_path / name).stat().st_size > 100
    assert call(config, "ledger", "export", "--out", tmp_path / "out.pdf").exit_code == 1
