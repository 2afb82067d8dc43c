"""``louyuan viability``: what each price would bring, alone and together."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, select, update
from typer.testing import CliRunner, Result

from bot.cli.main import app
from bot.storage.database import Database
from bot.storage.models import community, consultation
from tests.builders import add_community
from tests.reports.fee_world import ask_for_prices


def fill(connection: Connection) -> None:
    ask_for_prices(connection, add_community(connection), [3, 3, 2, 1], cost=10_000)
    ask_for_prices(connection, add_community(connection, "HY02", "红云里"), [3, 2], cost=10_000)
    add_community(connection, "NO03", "没问过")
    ask_for_prices(connection, add_community(connection, "AN04", "匿名问过"), [3, 3], secrecy="anonymous")


@pytest.fixture
def config(database_url: str, tmp_path: Path) -> Path:
    async def work() -> None:
        db = Database(database_url)
        try:
            await db.write(fill)
        finally:
            await db.close()

    asyncio.run(work())
    path = tmp_path / "config.toml"
    path.write_text(f"[database]\nurl = {json.dumps(database_url)}\n", encoding="utf-8")
    return path


def call(config: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["viability", *words, "--config", str(config)])


def facts(config: Path, *words: str) -> dict[str, Any]:
    result = call(config, *words, "--json")
    assert result.exit_code == 0, result.stderr
    said: dict[str, Any] = json.loads(result.stdout)
    return said


def test_each_price_says_homes_area_income_and_what_is_missing(config: Path) -> None:
    (one,) = facts(config, "JX01")["compounds"]
    assert (one["households"], one["floor_area"], one["answered"], one["monthly_cost"]) == (4, "400.00", 4, "100.00")
    assert one["steps"] == [
        {"price": "0.30", "households": 3, "floor_area": "300.00", "monthly_income": "90.00", "missing": "10.00"},
        {"price": "0.80", "households": 2, "floor_area": "200.00", "monthly_income": "160.00", "missing": "0.00"},
    ]
    assert one["covers_from"] == "0.80"


def test_two_that_share_one_company_are_added_up_against_its_cost(config: Path) -> None:
    alone, other, together = facts(config, "JX01", "HY02", "--pooled-cost", "150")["compounds"]
    assert (alone["covers_from"], other["covers_from"]) == ("0.80", None)
    assert (together["households"], together["monthly_cost"], together["covers_from"]) == (6, "150.00", "0.30")
    text = call(config, "JX01", "HY02", "--pooled-cost", "150").stdout
    assert "2 个小区合起来：6 户，600.00 ㎡，6 户回答；每月成本 150.00 元" in text
    assert "  0.30 元/㎡·月：5 户愿意（83.3%），500.00 ㎡，每月约 150.00 元，够" in text
    assert "愿意不等于承诺" in text


def test_a_stated_cost_goes_before_the_one_in_the_survey(config: Path) -> None:
    assert facts(config, "JX01", "--cost", "90")["compounds"][0]["covers_from"] == "0.30"
    assert facts(config, "JX01", "HY02", "--cost", "HY02=30")["compounds"][1]["covers_from"] == "0.30"


def test_compounds_without_a_named_survey_are_listed_and_not_weighed(config: Path) -> None:
    said = facts(config, "JX01", "NO03", "AN04")
    assert [one["name"] for one in said["compounds"]] == ["金祥花园"]
    assert said["without_survey"] == ["没问过", "匿名问过"]


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("NO03",), "没问过 还没有实名的物业费意愿征询"),
        (("JX1",), "JX01"),
        (("JX01", "--cost", "很多"), "「很多」看不懂"),
        (("JX01", "--cost", "-1"), "「-1」看不懂"),
        (("JX01", "--cost", "NaN"), "「NaN」看不懂"),
        (("JX01", "--cost", "1e5000"), "「1e5000」看不懂"),
        (("JX01", "--cost", "1e999999"), "「1e999999」看不懂"),
        (("JX01", "--cost", "0.005"), "「0.005」看不懂"),
        (("JX01", "--cost", "HY02=1"), "HY02 不在"),
    ],
)
def test_what_cannot_be_weighed_is_one_clear_line(config: Path, words: tuple[str, ...], part: str) -> None:
    result = call(config, *words)
    assert (result.exit_code, result.stdout) == (1, "")
    assert len(result.stderr.splitlines()) == 1
    assert part in result.stderr


def test_a_survey_that_has_not_opened_yet_does_not_take_the_place_of_the_one_before(
    config: Path, database_url: str
) -> None:
    async def plan_the_next() -> None:
        db = Database(database_url)
        try:
            await db.write(ask_again)
        finally:
            await db.close()

    asyncio.run(plan_the_next())
    (one,) = facts(config, "JX01")["compounds"]
    assert one["answered"] == 4


def ask_again(connection: Connection) -> None:
    number = connection.execute(select(community.c.id).where(community.c.code == "JX01")).scalar_one()
    ask_for_prices(connection, number, [])
    newest = select(func.max(consultation.c.id)).scalar_subquery()
    coming = {"opens_at": datetime(2999, 1, 1, tzinfo=UTC), "closes_at": datetime(2999, 2, 1, tzinfo=UTC)}
    connection.execute(update(consultation).where(consultation.c.id == newest).values(coming))
