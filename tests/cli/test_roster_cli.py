"""``louyuan roster`` and ``louyuan slips``, as scripts and staff call them."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from pypdf import PdfReader
from typer.testing import CliRunner, Result

from bot.cli.main import app

HEADER = "小区编码,小区名称,楼栋,单元,房号,建筑面积,产权人编号,计入表决\n"
ROWS = "JX01,金祥花园,1,2,301,62.35,,\nJX01,,3,,101,70,李,否\n"


@pytest.fixture
def config(database_url: str, tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(f"[database]\nurl = {json.dumps(database_url)}\n", encoding="utf-8")
    return path


@pytest.fixture
def filled(config: Path, tmp_path: Path) -> Path:
    """The configuration of a database with two flats."""
    assert call(config, "roster", "import", put(tmp_path, ROWS)).exit_code == 0
    return config


def put(folder: Path, rows: str, header: str = HEADER) -> Path:
    path = folder / "roster.csv"
    path.write_text(header + rows, encoding="gb18030")
    return path


def call(config: Path, *words: object) -> Result:
    return CliRunner().invoke(app, [*map(str, words), "--config", str(config)])


def table(result: Result) -> list[dict[str, str]]:
    assert result.exit_code == 0, result.stderr
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_an_import_says_what_it_did(config: Path, tmp_path: Path) -> None:
    path = put(tmp_path, ROWS)
    trial = call(config, "roster", "import", path, "--dry-run", "--json")
    assert json.loads(trial.stdout)["communities"][0]["added"] == 2
    done = call(config, "roster", "import", path)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "新增 2 户" in done.stdout
    again = json.loads(call(config, "roster", "import", path, "--json").stdout)
    assert again == {
        "kind": "roster",
        "dry_run": False,
        "ignored": [],
        "communities": [
            {
                "code": "JX01",
                "name": "金祥花园",
                "new": False,
                "added": 0,
                "changed": 0,
                "unchanged": 2,
                "missing": 0,
                "missing_first": [],
            }
        ],
    }


def test_a_flat_missing_from_a_file_is_named(filled: Path, tmp_path: Path) -> None:
    done = call(filled, "roster", "import", put(tmp_path, ROWS.splitlines(keepends=True)[0]))
    assert "3/101" in done.stdout
    assert "没有删除" in done.stdout


def test_every_bad_row_is_listed_and_nothing_is_taken(config: Path, tmp_path: Path) -> None:
    path = put(tmp_path, ROWS + "JX01,,4,,,0,,也许\n")
    result = call(config, "roster", "import", path)
    assert (result.exit_code, result.stdout) == (1, "")
    lines = result.stderr.splitlines()
    assert [re.sub(r"[：:].*", "", line) for line in lines[:3]] == [
        "第 4 行，房号",
        "第 4 行，建筑面积",
        "第 4 行，计入表决",
    ]
    assert "“0”" in lines[1]
    assert call(config, "roster", "export", "JX01", "--out", tmp_path / "x.csv").exit_code == 1


def test_faults_as_json_have_number_column_value_and_expectation(config: Path, tmp_path: Path) -> None:
    result = call(config, "roster", "import", put(tmp_path, ROWS + "JX01,,4,,1,abc,,\n"), "--json")
    assert result.exit_code == 1
    (fault,) = json.loads(result.stdout)["faults"]
    assert (fault["row"], fault["column"], fault["value"], fault["reason"]) == (4, "建筑面积", "abc", "area")
    assert "62.35" in fault["expected"]


def test_after_two_hundred_bad_rows_the_rest_is_counted(config: Path, tmp_path: Path) -> None:
    rows = "".join(f"JX01,金祥花园,1,1,{number},x,,\n" for number in range(250))
    result = call(config, "roster", "import", put(tmp_path, rows))
    assert len(result.stderr.splitlines()) == 202
    assert "50" in result.stderr.splitlines()[200]


def test_a_community_sheet_is_recognised_by_its_header(config: Path, tmp_path: Path) -> None:
    path = put(tmp_path, "JX01,金祥花园,在建,2,x\n", "小区编码,小区名称,工程状态,加装电梯,备注\n")
    assert "新增小区 1 个" in call(config, "roster", "import", path).stdout
    result = json.loads(call(config, "roster", "import", path, "--json").stdout)
    assert (result["kind"], result["unchanged"], result["indicators"]) == ("sheet", 1, ["加装电梯"])


@pytest.mark.parametrize(
    ("name", "content"), [("none.csv", None), ("a.txt", "x"), ("a.csv", ""), ("a.xlsx", "PK\x03\x04")]
)
def test_a_file_that_is_none_is_one_clear_line(config: Path, tmp_path: Path, name: str, content: str | None) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_text(content)
    result = call(config, "roster", "import", path)
    assert (result.exit_code, result.stdout) == (1, "")
    assert len(result.stderr.splitlines()) == 1
    assert name in result.stderr


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx"])
def test_an_exported_roster_can_be_imported_again(filled: Path, tmp_path: Path, name: str) -> None:
    out = tmp_path / name
    assert call(filled, "roster", "export", "JX01", "--out", out).exit_code == 0
    result = json.loads(call(filled, "roster", "import", out, "--json").stdout)
    assert [(each["added"], each["changed"], each["unchanged"]) for each in result["communities"]] == [(0, 0, 2)]


@pytest.mark.parametrize("out", ["roster.pdf", "nowhere/roster.csv"])
def test_an_export_that_cannot_be_written_is_one_clear_line(filled: Path, tmp_path: Path, out: str) -> None:
    result = call(filled, "roster", "export", "JX01", "--out", tmp_path / out)
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1


def test_the_table_of_slips_has_the_promised_columns_and_links(filled: Path) -> None:
    rows = table(call(filled, "slips", "JX01", "--format", "csv", "--bot", "@sample_bot"))
    assert [list(row) for row in rows] == [["community_code", "building", "entrance", "room", "code", "link"]] * 2
    assert [(row["building"], row["entrance"], row["room"]) for row in rows] == [("1", "2", "301"), ("3", "", "101")]
    assert all(row["link"] == f"https://t.me/sample_bot?start={row['code']}" for row in rows)
    assert len({row["code"] for row in rows}) == 2


def test_the_pdf_of_slips_says_where_it_is(filled: Path, tmp_path: Path) -> None:
    out = tmp_path / "slips.pdf"
    result = call(filled, "slips", "JX01", "--out", out, "--bot", "sample_bot")
    assert str(out) in result.stdout
    text = re.sub(r"\s", "", PdfReader(out).pages[0].extract_text())
    assert "1号楼2单元301" in text
    assert table(call(filled, "slips", "JX01", "--format", "csv", "--bot", "sample_bot"))[0]["code"] in text


def test_a_revoked_flat_gets_a_new_code_and_only_it_is_printed(filled: Path) -> None:
    before = table(call(filled, "slips", "JX01", "--format", "csv", "--bot", "sample_bot"))
    alone = call(filled, "slips", "JX01", "--revoke", "1/2/301")
    assert (alone.exit_code, alone.stdout) == (0, "")
    (new,) = table(call(filled, "slips", "JX01", "--revoke", "3/101", "--format", "csv", "--bot", "sample_bot"))
    after = table(call(filled, "slips", "JX01", "--format", "csv", "--bot", "sample_bot"))
    assert new == after[1]
    assert not {row["code"] for row in before} & {row["code"] for row in after}


def test_without_a_user_name_or_an_output_the_command_says_what_to_give(filled: Path) -> None:
    nameless = call(filled, "slips", "JX01", "--format", "csv")
    assert (nameless.exit_code, len(nameless.stderr.splitlines())) == (1, 1)
    assert "--bot" in nameless.stderr
    wrong = call(filled, "slips", "JX01", "--format", "csv", "--bot", "x y")
    assert (wrong.exit_code, len(wrong.stderr.splitlines())) == (1, 1)
    assert call(filled, "slips", "JX01").exit_code == 2


@pytest.mark.parametrize("words", [("JX1",), ("JX01", "--building", "9"), ("JX01", "--revoke", "9/9")])
def test_what_does_not_exist_is_one_clear_line(filled: Path, words: tuple[str, ...]) -> None:
    result = call(filled, "slips", *words, "--format", "csv", "--bot", "sample_bot")
    assert (result.exit_code, result.stdout) == (1, "")
    assert len(result.stderr.splitlines()) == 1


def test_a_lost_key_is_one_clear_line(filled: Path, tmp_path: Path) -> None:
    assert call(filled, "slips", "JX01", "--format", "csv", "--bot", "sample_bot").exit_code == 0
    (tmp_path / "louyuan.key").unlink()
    result = call(filled, "slips", "JX01", "--format", "csv", "--bot", "sample_bot")
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)
    assert "louyuan.key" in result.stderr
    renewed = call(filled, "slips", "JX01", "--format", "csv", "--bot", "sample_bot", "--new-key")
    assert "louyuan.key" in renewed.stderr
    assert table(renewed) == table(call(filled, "slips", "JX01", "--format", "csv", "--bot", "sample_bot"))
