"""``louyuan opinion``, as staff and scripts call it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.main import app
from bot.rules.opinions import OpinionState
from bot.services import utc_now
from bot.storage import opinions
from bot.storage.database import Connection, Database
from tests.builders import add_community

Call = Callable[..., Result]


def _fill(connection: Connection) -> None:
    """Two opinions of one community, one overdue, one answered; one of another."""
    now = utc_now()
    here, there = add_community(connection), add_community(connection, "HY02", "红云里")
    late, soon = ((now + timedelta(days=days)).date().isoformat() for days in (-3, 3))
    row = {"text": "楼顶漏水", "category": "leak", "building": "3", "raised_at": now - timedelta(days=10)}
    opinions.store(connection, row | {"community_id": here, "due_on": soon})
    opinions.store(connection, row | {"community_id": here, "due_on": late, "owner_name": "物业"})
    opinions.store(connection, row | {"community_id": there, "due_on": soon})
    opinions.close(connection, [1], OpinionState.ANSWERED, "修好了", now)


@pytest.fixture
def call(database_url: str, tmp_path: Path) -> Call:
    """Run ``louyuan opinion``."""

    async def prepare() -> None:
        db = Database(database_url)
        await db.write(_fill)
        await db.close()

    asyncio.run(prepare())
    path = tmp_path / "config.toml"
    path.write_text(f"[database]\nurl = {json.dumps(database_url)}\n", encoding="utf-8")
    return lambda *arguments: CliRunner().invoke(app, ["opinion", *arguments, "--config", str(path)])


def ids(result: Result) -> list[int]:
    """The numbers in a listing for scripts."""
    assert result.exit_code == 0, result.stderr
    return [row["id"] for row in json.loads(result.stdout)]


def test_the_most_urgent_stand_on_top_and_filters_narrow_down(call: Call) -> None:
    assert ids(call("list", "--json")) == [2, 3, 1]
    assert ids(call("list", "--json", "--overdue")) == [2]
    assert ids(call("list", "--json", "--community", "jx01")) == [2, 1]
    assert ids(call("list", "--json", "--overdue", "--community", "HY02")) == []


def test_a_row_tells_everything_but_the_giver(call: Call) -> None:
    row = json.loads(call("list", "--json", "--overdue").stdout)[0]
    assert (row["community"], row["building"], row["category"], row["state"]) == ("JX01", "3", "leak", "open")
    assert (row["owner"], row["days_late"] >= 2, row["answer"]) == ("物业", True, None)
    assert {"person", "person_id", "household", "room"}.isdisjoint(row)


def test_people_get_a_table_or_a_sentence(call: Call) -> None:
    table = call("list")
    assert table.exit_code == 0
    assert "JX01" in table.stdout
    assert "没有意见" in call("list", "--overdue", "--community", "HY02").stdout


def test_an_unknown_community_is_one_clear_line(call: Call) -> None:
    refused = call("list", "--community", "JX09")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "JX01" in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1
