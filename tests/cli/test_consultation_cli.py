"""``louyuan consultation``, as scripts and staff call it."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from typer.testing import CliRunner, Result

from bot.cli.main import app
from bot.storage import groups, outbox
from bot.storage.database import Connection, Database
from tests.builders import add_village

T = TypeVar("T")
TEXT = """\
title = "停车与绿地怎么改"
community = "JX01"
closes = {closes}
[[questions]]
text = "您家选哪个方案？"
type = "single"
options = ["方案A", "方案B", "都不同意"]
"""


def work(url: str, job: Callable[[Connection], T]) -> T:
    """Do something in the database beside the command line."""

    async def inside() -> T:
        db = Database(url)
        try:
            return await db.write(job)
        finally:
            await db.close()

    return asyncio.run(inside())


@pytest.fixture
def config(database_url: str, tmp_path: Path) -> Path:
    work(database_url, add_village)
    path = tmp_path / "config.toml"
    path.write_text(f"[database]\nurl = {json.dumps(database_url)}\n", encoding="utf-8")
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A definition that is right and stays open for a week."""
    path = tmp_path / "plan.toml"
    closes = (datetime.now(UTC) + timedelta(days=7)).isoformat(timespec="seconds")
    path.write_text(TEXT.format(closes=closes), encoding="utf-8")
    return path


def call(config: Path, *words: object) -> Result:
    return CliRunner().invoke(app, ["consultation", *map(str, words), "--config", str(config)])


def rewrite(file: Path, old: str, new: str) -> None:
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_create_prints_the_new_number_last(config: Path, file: Path) -> None:
    for number in ("1", "2"):
        result = call(config, "create", file)
        assert result.exit_code == 0
        assert result.stdout.splitlines()[-1] == number
    assert json.loads(call(config, "create", file, "--json").stdout) == {"id": 3}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("JX01", "JX02", "第 2 行：community — 没有编码是「JX02」的小区，是不是 JX01？"),
        ("title", "titel", "第 1 行：titel — 没有这一项，是不是想写 title？"),
        ("都不同意", "弃权", "第 7 行：questions[1].options — 几个方案里选一个"),
        ('"停车与绿地怎么改"', '"停车', "第 1 行：这一处不合 TOML 的写法"),
    ],
)
def test_a_fault_names_file_line_and_key_and_nothing_is_created(
    config: Path, file: Path, old: str, new: str, said: str
) -> None:
    rewrite(file, old, new)
    result = call(config, "create", file)
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"{file}: {said}" in result.stderr
    assert json.loads(call(config, "list", "--json").stdout) == []


def test_every_fault_has_a_line_of_its_own(config: Path, file: Path) -> None:
    rewrite(file, "single", "singel")
    rewrite(file, '"停车与绿地怎么改"', '""')
    result = call(config, "create", file)
    assert result.exit_code == 1
    assert [line.partition(" — ")[0] for line in result.stderr.splitlines()] == [
        f"{file}: 第 1 行：title",
        f"{file}: 第 6 行：questions[1].type",
    ]


def test_a_file_that_cannot_be_read_is_one_clear_line(config: Path, tmp_path: Path) -> None:
    for path in (tmp_path / "nothing.toml", tmp_path):
        result = call(config, "create", path)
        assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)
        assert str(path) in result.stderr


def test_list_tells_what_there_is(config: Path, file: Path) -> None:
    assert "编号" in call(config, "list").stdout
    call(config, "create", file)
    (row,) = json.loads(call(config, "list", "--json").stdout)
    assert (row["id"], row["title"], row["community"]) == (1, "停车与绿地怎么改", "JX01")
    assert (row["regime"], row["status"]) == ("consultation", "open")
    assert datetime.fromisoformat(row["opens"]) < datetime.fromisoformat(row["closes"])
    table = call(config, "list").stdout
    assert "停车与绿地" in table
    assert "进行中" in table


def test_a_scheduled_one_is_opened_and_closed_early_and_then_over(config: Path, file: Path, database_url: str) -> None:
    opens = (datetime.now(UTC) + timedelta(days=2)).isoformat(timespec="seconds")
    rewrite(file, "closes", f"opens = {opens}\ncloses")
    call(config, "create", file)
    opened = call(config, "open", 1)
    assert (opened.exit_code, "第 1 号「停车与绿地怎么改」已开始" in opened.stdout) == (0, True)
    work(database_url, lambda connection: groups.bind(connection, -1, None, 1, 1, datetime.now(UTC)))
    closed = call(config, "close", 1)
    assert (closed.exit_code, "已截止，结果马上发到群里" in closed.stdout) == (0, True)
    letters = work(database_url, lambda connection: outbox.due(connection, datetime.now(UTC), 9))
    assert [(letter.kind, letter.chat_id) for letter in letters] == [("result", -1)]
    for word in ("open", "close"):
        again = call(config, word, 1)
        assert (again.exit_code, again.stderr) == (1, "「停车与绿地怎么改」已经截止了。看结果请用 louyuan tally。\n")
    assert json.loads(call(config, "list", "--json").stdout)[0]["status"] == "closed"


def test_publish_needs_a_group(config: Path, file: Path, database_url: str) -> None:
    call(config, "create", file)
    result = call(config, "publish", 1)
    assert (result.exit_code, "/bind JX01" in result.stderr) == (1, True)
    work(database_url, lambda connection: groups.bind(connection, -1, None, 1, 1, datetime.now(UTC)))
    result = call(config, "publish", 1)
    assert (result.exit_code, "马上重新发到群里" in result.stdout) == (0, True)


@pytest.mark.parametrize("word", ["open", "close", "publish"])
@pytest.mark.parametrize("number", ["99", "0", "99999999999999999999"])
def test_an_unknown_number_is_one_clear_line(config: Path, word: str, number: str) -> None:
    result = call(config, word, number)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"没有第 {number} 号征询")
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("words", [("create",), ("open",), ("close", "seven"), ("publish", "1", "2"), ("lost",)])
def test_wrong_usage_ends_with_two(config: Path, words: tuple[str, ...]) -> None:
    assert call(config, *words).exit_code == 2


@pytest.mark.parametrize("word", ["create", "open", "close", "publish", "list"])
def test_every_command_explains_itself_with_an_example(word: str) -> None:
    result = CliRunner().invoke(app, ["consultation", word, "--help"])
    assert result.exit_code == 0
    assert f"louyuan consultation {word}" in result.stdout


def test_the_program_itself_answers_alike(config: Path, file: Path) -> None:
    command = [sys.executable, "-m", "bot", "consultation", "create", str(file), "--config", str(config)]
    made = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | {"NO_COLOR": "1"})
    assert (made.returncode, made.stdout.splitlines()[-1:], made.stderr) == (0, ["1"], "")
