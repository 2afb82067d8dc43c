"""``louyuan paper``: sheets entered from the command line, one by one or as a stack."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import Connection, select
from typer.testing import CliRunner, Result

from bot.cli.main import app
from bot.rules.consultation import QuestionType, Regime
from bot.storage import consultations
from bot.storage.database import Database
from bot.storage.models import audit, ballot_history, paper_entry
from tests import builders

T = TypeVar("T")


@pytest.fixture
def config(database_url: str, tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(f"[database]\nurl = {json.dumps(database_url)}\n", encoding="utf-8")
    return path


def within(config: Path, work: Callable[[Connection], T]) -> T:
    """Something done in the database of the configuration."""
    url = json.loads(config.read_text(encoding="utf-8").partition("url = ")[2])

    async def run() -> T:
        db = Database(url)
        try:
            return await db.write(work)
        finally:
            await db.close()

    return asyncio.run(run())


def ask(config: Path, **wanted: Any) -> int:
    """Flats 1/1/101 to 1/1/104 and a consultation that is open now; returns its number."""
    now = datetime.now(UTC)
    times = {"opens_at": now - timedelta(hours=1), "closes_at": now + timedelta(days=7)}

    def make(connection: Connection) -> int:
        number = builders.add_community(connection)
        for room in ("101", "102", "103", "104"):
            builders.add_household(connection, number, room)
        definition = builders.definition(**(times | wanted))
        return consultations.create(connection, definition, number, None, now - timedelta(hours=2))

    return within(config, make)


@pytest.fixture
def number(config: Path) -> int:
    """An open consultation with a single choice."""
    return ask(config)


def call(config: Path, *words: object, answer: str | None = None) -> Result:
    return CliRunner().invoke(app, ["paper", *map(str, words), "--config", str(config)], input=answer)


def counted(config: Path, number: int) -> tuple[list[int], dict[str, int]]:
    """Households per option and by channel, as ``louyuan tally`` tells them."""
    said = json.loads(CliRunner().invoke(app, ["tally", str(number), "--config", str(config)]).stdout)
    return [option["households"] for option in said["questions"][0]["options"]], said["turnout"]["by_channel"]


def stack(folder: Path, *rows: str, header: str = "building,entrance,room,options") -> Path:
    path = folder / "ballots.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def test_one_sheet_is_shown_and_recorded_when_agreed(config: Path, number: int) -> None:
    result = call(config, number, "--home", "1/1/101", "--option", 2, answer="y\n")
    assert (result.exit_code, "录入 1 张" in result.stdout) == (0, True)
    assert "1号楼1单元101 的纸质票：2 方案B 增加车位" in result.stderr
    assert counted(config, number) == ([0, 1, 0], {"chat": 0, "paper": 1})
    entry = within(config, lambda c: c.execute(select(paper_entry)).one())
    assert (entry.entered_by, entry.state) == (None, "entered")
    lines = within(config, lambda c: c.execute(select(audit.c.actor, audit.c.verb, audit.c.subject)).all())
    assert [tuple(line) for line in lines] == [(None, "paper", f"consultation={number} household={entry.household_id}")]


@pytest.mark.parametrize("answer", ["n\n", ""])
def test_without_a_yes_nothing_is_recorded(config: Path, number: int, answer: str) -> None:
    result = call(config, number, "--home", "1/1/101", "--option", 2, answer=answer)
    assert result.exit_code == 1
    assert counted(config, number)[0] == [0, 0, 0]


def test_a_home_that_has_answered_is_told_about_and_replaced(config: Path, number: int) -> None:
    assert call(config, number, "--home", "1/1/101", "--option", 2, "--yes").exit_code == 0
    asked = call(config, number, "--home", "1/1/101", "--option", 3, answer="n\n")
    assert "1号楼1单元101 已经答过了" in asked.stderr
    assert "录过纸质票" in asked.stderr
    assert counted(config, number)[0] == [0, 1, 0]
    said = json.loads(call(config, number, "--home", "1/1/101", "--option", 3, "--yes", "--json").stdout)
    assert said == {"id": number, "recorded": 1, "replaced": 1, "unchanged": 0}
    assert counted(config, number)[0] == [0, 0, 1]


def test_several_options_of_one_sheet(config: Path) -> None:
    number = ask(config, kind=QuestionType.MULTIPLE, max_choices=2)
    assert call(config, number, "--home", "1/1/101", "--option", 1, "--option", 3, "--yes").exit_code == 0
    too_many = call(config, number, "--home", "1/1/102", "--option", 1, "--option", 2, "--option", 3, "--yes")
    assert (too_many.exit_code, too_many.stderr.count("\n")) == (1, 1)
    assert counted(config, number)[0] == [1, 0, 1]


def test_a_stack_goes_in_without_a_question_and_twice_changes_nothing(
    config: Path, number: int, tmp_path: Path
) -> None:
    file = stack(tmp_path, "1,1,101,1", "1,1,102,2", "1,1,103,2")
    first = call(config, number, "--import", file, "--json")
    assert json.loads(first.stdout) == {"id": number, "recorded": 3, "replaced": 0, "unchanged": 0}
    again = call(config, number, "--import", file, "--json")
    assert json.loads(again.stdout) == {"id": number, "recorded": 0, "replaced": 0, "unchanged": 3}
    assert counted(config, number) == ([1, 2, 0], {"chat": 0, "paper": 3})
    assert len(within(config, lambda c: c.execute(select(ballot_history)).all())) == 3


def test_a_stack_that_replaces_answers_is_asked_about(config: Path, number: int, tmp_path: Path) -> None:
    call(config, number, "--home", "1/1/101", "--option", 1, "--yes")
    file = stack(tmp_path, "1,1,101,3", "1,1,102,3")
    refused = call(config, number, "--import", file, answer="n\n")
    assert refused.exit_code == 1
    assert "1号楼1单元101 已经答过了" in refused.stderr
    assert counted(config, number)[0] == [1, 0, 0]
    assert call(config, number, "--import", file, "--yes").exit_code == 0
    assert counted(config, number)[0] == [0, 0, 2]


def test_one_bad_row_and_nothing_is_recorded(config: Path, number: int, tmp_path: Path) -> None:
    file = stack(tmp_path, "1,1,101,1", "1,1,999,1", "1,1,102,7", "1,1,101,2")
    result = call(config, number, "--import", file)
    assert (result.exit_code, result.stdout) == (1, "")
    lines = result.stderr.splitlines()
    assert [line.partition(" 行")[0] for line in lines[:3]] == ["第 3", "第 4", "第 5"]
    assert "什么都没有改" in lines[3]
    assert counted(config, number)[0] == [0, 0, 0]


def test_chinese_columns_and_gb18030_are_read(config: Path, number: int, tmp_path: Path) -> None:
    path = tmp_path / "票.csv"
    path.write_text("楼栋,单元,房号,选项\n1,1,101,２\n", encoding="gb18030")
    assert call(config, number, "--import", path).exit_code == 0
    assert counted(config, number)[0] == [0, 1, 0]


def test_a_table_that_is_something_else_is_one_clear_line(config: Path, number: int, tmp_path: Path) -> None:
    result = call(config, number, "--import", stack(tmp_path, "x,y", header="a,b"))
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "building、entrance、room、options" in result.stderr


def test_an_owners_decision_needs_a_word_about_identities(config: Path, tmp_path: Path) -> None:
    number = ask(config, regime=Regime.OWNER_DECISION, options=("同意", "反对", "弃权"))
    file = stack(tmp_path, "1,1,101,1")
    asked = call(config, number, "--import", file, answer="n\n")
    assert asked.exit_code == 1
    assert "都已核对业主身份和签名" in asked.stderr
    assert call(config, number, "--import", file, "--yes").exit_code == 0
    assert counted(config, number)[0] == [1, 0, 0]


def test_after_the_end_nothing_is_taken(config: Path, number: int) -> None:
    closed = CliRunner().invoke(app, ["consultation", "close", str(number), "--config", str(config)])
    assert closed.exit_code == 0
    result = call(config, number, "--home", "1/1/101", "--option", 2, "--yes")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "已经截止，纸质票也不能再录了" in result.stderr


@pytest.mark.parametrize("words", [(), ("--home", "1/1/101"), ("--option", 2), ("--import", "x.csv", "--option", 2)])
def test_wrong_usage_is_told_apart(config: Path, words: tuple[object, ...]) -> None:
    assert call(config, 1, *words).exit_code == 2


def test_an_unknown_home_or_number_is_one_clear_line(config: Path, number: int) -> None:
    for words in ((number, "--home", "1/1/999"), (number + 1, "--home", "1/1/101")):
        result = call(config, *words, "--option", 2, "--yes")
        assert (result.exit_code, result.stderr.count("\n")) == (1, 1)


def test_help_has_an_example() -> None:
    assert "louyuan paper 7 --home 3/2/301 --option 2" in CliRunner().invoke(app, ["paper", "--help"]).stdout
