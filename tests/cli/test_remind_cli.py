"""``louyuan remind``: count, remind, and refuse in one clear line."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select
from typer.testing import CliRunner, Result

from bot.cli.main import app
from bot.storage import outbox
from bot.storage.models import nudge
from bot.storage.vote_mailings import NUDGE
from tests import builders
from tests.cli.test_paper_cli import within


@pytest.fixture
def config(database_url: str, tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(f"[database]\nurl = {json.dumps(database_url)}\n", encoding="utf-8")
    return path


@pytest.fixture
def number(config: Path) -> int:
    """An open consultation; homes 101 and 102 have somebody, 201 in building 2 has nobody."""
    now = datetime.now(UTC)

    def make(connection: Connection) -> int:
        village = builders.add_village(connection, 2)
        builders.add_household(connection, village.community_id, "201", building="2")
        wanted = builders.definition(opens_at=now - timedelta(hours=1), closes_at=now + timedelta(days=7))
        return builders.add_consultation(connection, village.community_id, wanted).id

    return within(config, make)


def call(config: Path, *words: object) -> Result:
    return CliRunner().invoke(app, ["remind", *map(str, words), "--config", str(config)])


def ordered(config: Path) -> int:
    """How many reminders were ordered."""
    return within(config, lambda connection: connection.scalar(select(func.count()).select_from(nudge)) or 0)


def test_a_dry_run_counts_and_plans_nothing(config: Path, number: int) -> None:
    told = call(config, number, "--dry-run")
    assert told.exit_code == 0
    assert "共 3 户，3 户没投，2 户有人收得到；会发给 2 户的 2 个人" in told.stdout
    facts = json.loads(call(config, number, "--dry-run", "--json").stdout)
    expected = {"asked": 3, "unanswered": 3, "reachable": 2, "homes": 2, "people": 2, "planned": False, "refused": None}
    assert {key: facts[key] for key in expected} == expected
    assert ordered(config) == 0


def test_a_reminder_is_planned_for_the_running_bot_and_told_in_numbers(config: Path, number: int) -> None:
    facts = json.loads(call(config, number, "--building", "1", "--json").stdout)
    assert (facts["consultation"], facts["building"], facts["homes"], facts["people"]) == (number, "1", 2, 2)
    assert datetime.fromisoformat(facts["starts_at"]).tzinfo is not None
    assert ordered(config) == 1
    assert within(config, lambda connection: outbox.was_planned(connection, NUDGE, 1))


def test_a_second_reminder_is_refused_with_the_time_of_the_next(config: Path, number: int) -> None:
    assert "2 户的 2 个人" in call(config, number).stdout
    refused = call(config, number)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "以后可以再提醒" in refused.stderr
    assert "以后可以再提醒" in call(config, number, "--dry-run").stdout
    assert ordered(config) == 1


def test_the_limit_is_the_configured_one(config: Path, number: int) -> None:
    with config.open("a", encoding="utf-8") as file:
        file.write("[reminders]\nnon_responders_most = 1\n")
    assert call(config, number).exit_code == 0
    assert "提醒了 1 次" in call(config, number).stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("77",), "没有第 77 号征询"),
        (("1", "--building", "9"), "没有楼栋 9"),
        (("1", "--building", "2"), "都没有人收得到私聊"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(config: Path, number: int, words: tuple[str, ...], said: str) -> None:
    refused = call(config, *words)
    assert (number, refused.exit_code) == (1, 1)
    assert said in refused.stderr
    assert ordered(config) == 0


@pytest.mark.parametrize("every", ["2 days", "30m", "61d", "0d", "-1d", "2", "٢d"])
def test_an_unreadable_time_between_reminders_is_a_fault_of_the_configuration(
    config: Path, number: int, every: str
) -> None:
    with config.open("a", encoding="utf-8") as file:
        file.write(f'[reminders]\nnon_responders_every = "{every}"\n')
    refused = call(config, number)
    assert refused.exit_code == 1
    assert "reminders.non_responders_every" in refused.stderr
