"""``louyuan tally``, as scripts and staff call it."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import Connection
from typer.testing import CliRunner, Result

from bot.cli.main import app
from bot.reports.tally_chart import png_size
from bot.storage.database import Database
from tests.reports.tally_world import Flat, add_community, add_consultation, open_it, vote


def fill(connection: Connection) -> int:
    number, homes = add_community(connection, "JX01", [Flat("101"), Flat("102", group="li"), Flat("103", group="li")])
    asked = open_it(connection, add_consultation(connection, number))
    for room, choice in (("101", 1), ("102", 2)):
        vote(connection, asked, homes[room], [choice])
    return asked.id


@pytest.fixture
def number(database_url: str) -> int:
    """A consultation of three flats, two of which have answered."""

    async def work() -> int:
        db = Database(database_url)
        try:
            return await db.write(fill)
        finally:
            await db.close()

    return asyncio.run(work())


@pytest.fixture
def config(database_url: str, tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(f"[database]\nurl = {json.dumps(database_url)}\n", encoding="utf-8")
    return path


def call(config: Path, *words: object) -> Result:
    return CliRunner().invoke(app, ["tally", *map(str, words), "--config", str(config)])


def test_json_is_what_comes_without_asking(config: Path, number: int) -> None:
    result = call(config, number)
    said: dict[str, Any] = json.loads(result.stdout)
    assert result.exit_code == 0
    assert said["electorate"] == {"households": 3, "owners": 2, "floor_area": "240.00"}
    assert [option["households"] for option in said["questions"][0]["options"]] == [1, 1, 0]
    assert said["as_of"].endswith("+08:00")


def test_json_can_be_asked_for_in_two_ways_and_not_against_another_shape(config: Path, number: int) -> None:
    assert json.loads(call(config, number, "--json").stdout)["id"] == number
    assert call(config, number, "--json", "--format", "csv").exit_code == 2


def test_csv_can_be_piped(config: Path, number: int) -> None:
    result = call(config, number, "--format", "csv")
    rows = list(csv.reader(io.StringIO(result.stdout_bytes.decode("utf-8-sig"), newline="")))
    assert [row[4] for row in rows] == ["households", "1", "1", "0"]


@pytest.mark.parametrize("piped", [True, False])
def test_the_workbook_and_the_picture_go_to_a_file_or_a_pipe(
    config: Path, number: int, tmp_path: Path, piped: bool
) -> None:
    def content(name: str) -> bytes:
        out = tmp_path / f"tally.{name}"
        result = call(config, number, "--format", name, *([] if piped else ["--out", out]))
        assert result.exit_code == 0
        return result.stdout_bytes if piped else out.read_bytes()

    book = CalamineWorkbook.from_filelike(io.BytesIO(content("xlsx")))
    assert book.get_sheet_by_name("结果").to_python()[1][4] == 1.0
    assert png_size(content("png"))[0] == 1080


@pytest.mark.parametrize(("name", "begins"), [("pdf", b"%PDF"), ("docx", b"PK"), ("html", b"<!DOCTYPE html>")])
def test_the_public_notice_comes_as_a_page_to_print_to_edit_or_to_publish(
    config: Path, number: int, tmp_path: Path, name: str, begins: bytes
) -> None:
    out = tmp_path / f"notice.{name}"
    assert call(config, number, "--format", name, "--out", out).exit_code == 0
    assert out.read_bytes().startswith(begins)


def test_text_shows_counts_with_their_base_on_the_terminal(config: Path, number: int) -> None:
    shown = call(config, number, "--format", "text").stdout
    assert "1 A — 1 户 · 50.0%" in shown
    assert "2 户答，问了 3 户（66.7%）" in shown
    assert "样本少，仅供参考。" in shown


def test_a_file_that_cannot_be_written_is_one_clear_line(config: Path, number: int, tmp_path: Path) -> None:
    result = call(config, number, "--out", tmp_path / "missing" / "x.json")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert "missing/x.json" in result.stderr


def test_an_unknown_number_is_one_clear_line(config: Path, number: int) -> None:
    result = call(config, number + 1)
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1


def test_wrong_usage_is_told_apart(config: Path, number: int) -> None:
    assert call(config, number, "--format", "gif").exit_code == 2


def test_buildings_come_as_data_and_not_with_another_table(config: Path, number: int) -> None:
    said = json.loads(call(config, number, "--by-building").stdout)
    assert (said["id"], said["buildings"]) == (number, [])  # it is open still
    rows = call(config, number, "--by-building", "--format", "csv").stdout_bytes.decode("utf-8-sig").splitlines()
    assert rows == ["consultation,question,building,answered,options,labels,households"]
    for wrong in (["--format", "png"], ["--together"], ["--by-community", "1"]):
        assert call(config, number, "--by-building", *wrong).exit_code == 2


def test_help_has_an_example() -> None:
    result = CliRunner().invoke(app, ["tally", "--help"])
    assert "louyuan tally 7 --format xlsx" in result.stdout


@pytest.mark.parametrize("name", ["png", "xlsx"])
def test_binary_on_a_terminal_is_refused_with_what_to_do(config: Path, number: int, name: str) -> None:
    terminal, program_side = os.openpty()
    words = ["tally", str(number), "--format", name, "--config", str(config)]
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "bot", *words], stdout=program_side, stderr=subprocess.PIPE, check=False
        )
    finally:
        os.close(program_side)
        os.close(terminal)
    assert ended.returncode == 1
    assert f"--out tally-{number}.{name}" in ended.stderr.decode()
    assert ended.stderr.count(b"\n") == 1
