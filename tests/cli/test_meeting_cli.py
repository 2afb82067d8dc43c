"""``louyuan meeting``, as staff and scripts call it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.main import app
from bot.services import utc_now
from bot.storage.database import Connection, Database
from tests.builders import add_community, add_household

START = (utc_now() + timedelta(days=5)).replace(minute=0, second=0, microsecond=0)
FILE = f"""
community = "JX01"
kind = "opinion_collection"
title = "楼院改造意见征集会"
starts = {START.isoformat()}
ends = {(START + timedelta(hours=1)).isoformat()}
place = "党群服务中心二楼"
topics = ["停车位"]
"""


@pytest.fixture
def config(database_url: str, tmp_path: Path) -> Path:
    """The configuration of a database with one flat in building 3."""

    def fill(connection: Connection) -> None:
        add_household(connection, add_community(connection), "101", building="3")

    async def prepare() -> None:
        db = Database(database_url)
        await db.write(fill)
        await db.close()

    asyncio.run(prepare())
    path = tmp_path / "config.toml"
    path.write_text(f"[database]\nurl = {json.dumps(database_url)}\n", encoding="utf-8")
    return path


Call = Callable[..., Result]


@pytest.fixture
def call(config: Path) -> Call:
    """Run ``louyuan meeting``."""
    return lambda *arguments: CliRunner().invoke(app, ["meeting", *arguments, "--config", str(config)])


def file_of(tmp_path: Path, text: str = FILE) -> str:
    """A definition on the disk."""
    path = tmp_path / "meeting.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def show(call: Call, number: str) -> dict[str, object]:
    """A meeting as scripts see it."""
    row: dict[str, object] = json.loads(call("show", number, "--json").stdout)
    return row


def test_the_new_number_comes_last_and_the_meeting_can_be_shown(call: Call, tmp_path: Path) -> None:
    made = call("create", file_of(tmp_path))
    assert made.exit_code == 0, made.stderr
    number = made.stdout.strip().splitlines()[-1]
    row = show(call, number)
    assert (row["id"], row["community"], row["kind"], row["phase"]) == (
        int(number), "JX01", "opinion_collection", "upcoming",
    )  # fmt: skip
    assert datetime.fromisoformat(str(row["starts"])) == START
    assert row["answers"] == {"invited": 1, "yes": 0, "no": 0, "visit": 0}
    assert row["attendance"] == {"people": 0, "homes": 0}
    assert [one["id"] for one in json.loads(call("list", "--json").stdout)] == [int(number)]
    assert "党群服务中心二楼" in call("list").stdout
    lines = call("show", number).stdout
    for part in ("没开", "金祥花园 全小区", "党群服务中心二楼", "内容：停车位", "请了 1 户"):
        assert part in lines


def test_a_community_without_a_bound_group_is_pointed_out(call: Call, tmp_path: Path) -> None:
    made = call("create", file_of(tmp_path))
    assert (made.exit_code, "/bind JX01" in made.stderr) == (0, True)


def test_a_series_prints_every_number(call: Call, tmp_path: Path) -> None:
    path = file_of(tmp_path, FILE + 'weeks = 3\nscope = { building = "3" }')
    made = json.loads(call("create", path, "--json").stdout)
    assert made == {"id": made["ids"][0], "ids": made["ids"]}
    assert len(made["ids"]) == 3
    assert "3号楼" in call("show", str(made["id"])).stdout


def test_a_second_meeting_at_the_same_time_and_place_is_pointed_out(call: Call, tmp_path: Path) -> None:
    first = call("create", file_of(tmp_path))
    second = call("create", file_of(tmp_path))
    assert ("注意" in first.stderr, second.exit_code) == (False, 0)
    assert f"第 {first.stdout.strip()} 号" in second.stderr


def test_moving_keeps_the_length_and_the_place_and_tells_the_new_time(call: Call, tmp_path: Path) -> None:
    number = call("create", file_of(tmp_path)).stdout.strip()
    later = START + timedelta(days=1)
    moved = call("move", number, "--starts", later.isoformat(), "--reason", "停电")
    assert (moved.exit_code, "党群服务中心二楼" in moved.stdout) == (0, True)
    row = show(call, number)
    assert (datetime.fromisoformat(str(row["starts"])), row["sequence"], row["reason"]) == (later, 1, "停电")
    assert datetime.fromisoformat(str(row["ends"])) - later == timedelta(hours=1)
    spoken = call("move", number, "--starts", "下周三晚上七点", "--ends", "下周三晚上九点", "--place", "花园")
    assert spoken.exit_code == 0, spoken.stderr
    assert show(call, number)["place"] == "花园"


def test_the_later_ones_of_a_series_move_and_fall_through_with_it(call: Call, tmp_path: Path) -> None:
    numbers = call("create", file_of(tmp_path, FILE + 'weeks = 3\nhost = "王主任"\n')).stdout.split()
    assert (len(numbers), show(call, numbers[1])["host"]) == (3, "王主任")
    later = START + timedelta(days=8)
    moved = call("move", numbers[1], "--starts", later.isoformat(), "--series")
    assert (moved.exit_code, len(moved.stdout.splitlines())) == (0, 2)
    starts = [datetime.fromisoformat(str(show(call, number)["starts"])) for number in numbers]
    assert starts == [START, later, START + timedelta(days=15)]
    assert call("cancel", numbers[1], "--series").exit_code == 0
    assert [show(call, number)["phase"] for number in numbers] == ["upcoming", "cancelled", "cancelled"]


def test_cancelling_needs_no_reason_but_tells_one(call: Call, tmp_path: Path) -> None:
    number = call("create", file_of(tmp_path)).stdout.strip()
    assert call("cancel", number).exit_code == 0
    assert (show(call, number)["phase"], show(call, number)["reason"]) == ("cancelled", "安排有变")
    again = call("cancel", number, "--reason", "停电")
    assert (again.exit_code, again.stdout, "已经取消了：安排有变" in again.stderr) == (1, "", True)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('community = "JX01"', 'community = "JX91"', "第 2 行：community — 没有编码是「JX91」的小区，是不是 JX01？"),
        ('topics = ["停车位"]', 'scope = { building = "9" }', "第 8 行：scope"),
        ('topics = ["停车位"]', "consultation = 12", "第 8 行：consultation — 这个小区没有第 12 号征询。"),
        ('place = "党群服务中心二楼"', f'place = "{"楼" * 3000}"', "第 7 行：place — 太长：3000 个字"),
        (START.isoformat(), "2020-12-03T19:00:00", "第 5 行：starts — 开始时间已经过了。"),
        ('kind = "opinion_collection"', 'kind = "party"', "第 3 行：kind"),
        ('topics = ["停车位"]', 'topics = ["停车位"', "TOML"),
    ],
)
def test_a_faulty_file_is_told_by_line_and_nothing_is_stored(
    call: Call, tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert old in FILE
    refused = call("create", file_of(tmp_path, FILE.replace(old, new)))
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert said in refused.stderr
    assert json.loads(call("list", "--json").stdout) == []


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["cancel", "99"], 1, "99"),
        (["show", "99"], 1, "99"),
        (["move", "99", "--starts", "2020-01-01T10:00"], 1, "99"),
        (["move", "1"], 2, "--starts"),
        (["cancel", "x"], 2, "number"),
        (["create", "/nowhere/at/all.toml"], 1, "all.toml"),
    ],
)
def test_what_cannot_be_done_is_one_clear_line(call: Call, arguments: list[str], code: int, said: str) -> None:
    refused = call(*arguments)
    assert refused.exit_code == code
    assert said in refused.stderr
    assert refused.stdout == ""
