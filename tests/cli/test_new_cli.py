"""Extending by the command line, drawings beside a definition, and results of several communities together."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import Connection
from typer.testing import CliRunner, Result

from bot.actions.advance_consultations import advance
from bot.cli.main import app
from bot.rules.answers import chosen
from bot.storage import attachments, consultations
from bot.storage.database import Database
from tests import builders
from tests.reports.survey_world import answer

T = TypeVar("T")
TEXT = """\
title = "停车"
communities = ["JX01", "HY02"]
closes = {closes}
[[questions]]
text = "怎么改？"
type = "single"
options = ["同意", "不同意"]
[[attachments]]
file = "a.jpg"
question = 1
option = 2
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


def towns(connection: Connection) -> None:
    """Two communities of two homes each."""
    for code in ("JX01", "HY02"):
        number = builders.add_community(connection, code, code)
        for room in ("101", "102"):
            builders.add_household(connection, number, room)


@pytest.fixture
def config(database_url: str, tmp_path: Path) -> Path:
    work(database_url, towns)
    path = tmp_path / "config.toml"
    path.write_text(f"[database]\nurl = {json.dumps(database_url)}\n", encoding="utf-8")
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A definition for both communities, and a drawing beside it."""
    closes = (datetime.now(UTC) + timedelta(days=7)).isoformat(timespec="seconds")
    (tmp_path / "a.jpg").write_bytes(b"\xff\xd8\xff\xe0 picture")
    path = tmp_path / "plan.toml"
    path.write_text(TEXT.format(closes=closes), encoding="utf-8")
    return path


def call(config: Path, *words: object) -> Result:
    return CliRunner().invoke(app, [*map(str, words), "--config", str(config)])


def test_drawings_come_with_a_definition(config: Path, file: Path, database_url: str) -> None:
    result = call(config, "consultation", "create", file)
    assert result.stdout.splitlines() == ["1", "2"]
    files = work(database_url, lambda connection: [attachments.of(connection, number) for number in (1, 2)])
    assert [[(each.kind, each.name, each.order) for each in found] for found in files] == [
        [("photo", "a.jpg", (1, 2))]
    ] * 2


def test_a_drawing_that_is_not_there_is_named_with_its_line(config: Path, file: Path, tmp_path: Path) -> None:
    (tmp_path / "a.jpg").unlink()
    result = call(config, "consultation", "create", file)
    assert result.exit_code == 1
    assert "a.jpg" in result.stderr
    assert "9" in result.stderr


def test_an_open_one_is_extended_with_a_reason(config: Path, file: Path, database_url: str) -> None:
    call(config, "consultation", "create", file)
    later = (datetime.now(UTC) + timedelta(days=20)).replace(microsecond=0)
    result = call(config, "consultation", "extend", 1, "--closes", later.isoformat(), "--reason", "下雪", "--json")
    assert datetime.fromisoformat(json.loads(result.stdout)["closes"]) == later
    sooner = (later - timedelta(days=1)).isoformat()
    refused = call(config, "consultation", "extend", 1, "--closes", sooner, "--reason", "下雪")
    assert (refused.exit_code, "只能往后延" in refused.stderr) == (1, True)
    assert call(config, "consultation", "extend", 1, "--closes", "后天").exit_code == 2


def test_results_of_all_communities_come_together(config: Path, file: Path, database_url: str) -> None:
    call(config, "consultation", "create", file)

    def voted(connection: Connection) -> None:
        advance(connection, datetime.now(UTC))
        for number, option in ((1, 1), (2, 1)):
            asked = consultations.load(connection, number)
            assert asked is not None
            answer(connection, asked, 2 * number - 1, {1: chosen(option)})

    work(database_url, voted)
    said = json.loads(call(config, "tally", 2, "--together").stdout)
    assert [option["households"] for option in said["questions"][0]["options"]] == [2, 0]
    assert said["electorate"]["households"] == 4
    assert said["together"] == {"ids": [1, 2], "communities": ["JX01", "HY02"], "left_out": 0}
    words = call(config, "tally", 1, "--together", "--format", "text").stdout
    assert "合计 2 个小区" in words
    refused = call(config, "tally", 7, "--together")
    assert refused.exit_code == 1
