"""``louyuan budget``: votes about money to and from Pabulib files."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection
from typer.testing import CliRunner, Result

from bot.cli.main import app
from bot.rules import pabulib_reader
from bot.rules.answers import chosen
from bot.rules.consultation import Consultation, OptionFacts, Question, QuestionType
from bot.storage import consultations
from bot.storage.database import Database
from tests.reports.survey_world import answer, ask
from tests.reports.tally_world import Flat, add_community

SOON = (datetime.now(UTC) + timedelta(days=7)).isoformat(timespec="minutes")
SAMPLE = Path(__file__).parent.parent / "rules" / "budget_sample.pb"
PROJECTS = Question(
    0,
    1,
    "what first?",
    QuestionType.BUDGET,
    ("lamps", "ramp"),
    facts=(OptionFacts(cost=300_00), OptionFacts(cost=250_50, category="paths")),
    budget=500_00,
    ballot_kind="approval",
)


def fill(connection: Connection, results: str) -> int:
    number, homes = add_community(connection, "JX01", [Flat("101"), Flat("102"), Flat("103")])
    asked = ask(connection, number, (PROJECTS,), results=results)
    for room, choice in (("101", (1, 2)), ("102", (2,))):
        answer(connection, asked, homes[room], {1: chosen(*choice)})
    return asked.id


@pytest.fixture
def config(sqlite_database_url: str, tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(f"[database]\nurl = {json.dumps(sqlite_database_url)}\n", encoding="utf-8")
    return path


def work(url: str, change: Any) -> Any:
    async def run() -> Any:
        db = Database(url)
        try:
            return await db.write(change)
        finally:
            await db.close()

    return asyncio.run(run())


def call(*words: object) -> Result:
    return CliRunner().invoke(app, ["budget", *map(str, words)])


def test_a_vote_is_written_with_its_ballots_and_read_again(
    config: Path, sqlite_database_url: str, tmp_path: Path
) -> None:
    number = work(sqlite_database_url, lambda connection: fill(connection, "live"))
    out = tmp_path / "vote.pb"
    assert call("export", number, "--out", out, "--config", config).exit_code == 0
    read = pabulib_reader.read(out.read_bytes())
    assert [(project.name, project.cost) for project in read.instance.projects] == [("lamps", 300_00), ("ramp", 250_50)]
    assert sorted(sorted(ballot.points) for ballot in read.instance.ballots) == [[1, 2], [2]]
    assert read.instance.budget == 500_00


def test_ballots_that_are_withheld_are_not_written(config: Path, sqlite_database_url: str, tmp_path: Path) -> None:
    number = work(sqlite_database_url, lambda connection: fill(connection, "after_close"))
    shift = "UPDATE consultation SET closes_at = '2099-01-01 00:00:00.000000'"
    work(sqlite_database_url, lambda connection: connection.exec_driver_sql(shift))
    result = call("export", number, "--out", tmp_path / "vote.pb", "--config", config)
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert not (tmp_path / "vote.pb").exists()


def test_a_vote_is_made_of_the_projects_in_a_file(config: Path, sqlite_database_url: str) -> None:
    work(sqlite_database_url, lambda connection: add_community(connection, "JX01", [Flat("101")]))
    result = call("import", SAMPLE, "--community", "JX01", "--closes", SOON, "--config", config, "--json")
    assert result.exit_code == 0, result.output
    made: Consultation = work(
        sqlite_database_url, lambda connection: consultations.load(connection, json.loads(result.stdout)["id"])
    )
    (question,) = made.questions
    assert question.type is QuestionType.BUDGET
    assert question.options[1] == "Benches"
    assert (question.facts_of(2).cost, question.budget) == (9_500_50, 30_000_00)


@pytest.mark.parametrize(
    "words",
    [
        ("--community", "NOWHERE", "--closes", SOON),
        ("--community", "JX01", "--closes", "whenever"),
        ("--community", "JX01", "--closes", "2001-12-08T18:00"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(
    config: Path, sqlite_database_url: str, words: tuple[str, ...]
) -> None:
    work(sqlite_database_url, lambda connection: add_community(connection, "JX01", [Flat("101")]))
    result = call("import", SAMPLE, *words, "--config", config)
    assert result.exit_code == 1
    assert result.stderr.strip()
    assert "Traceback" not in result.output


def test_a_file_is_counted_without_a_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    said = json.loads(call("count", SAMPLE, "--json").stdout)
    assert said["winners"] == ["A1", "A2", "A3"]
    assert "9 户投了票" in call("count", SAMPLE).stdout
    assert "households" in call("count", SAMPLE, "--language", "en").stdout


def test_a_broken_file_is_refused_line_by_line(tmp_path: Path) -> None:
    broken = tmp_path / "broken.pb"
    broken.write_text(SAMPLE.read_text(encoding="utf-8").replace("12000", "lots"), encoding="utf-8")
    result = call("count", broken)
    assert result.exit_code == 1
    assert "“lots”不是金额" in result.stderr
