"""``louyuan staff``, as administrators call it."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.actions.accept_invite import accept_invite
from bot.actions.transact import Request
from bot.cli.main import app
from bot.services import utc_now
from bot.storage.database import Connection, Database
from tests.builders import add_community, add_household

LINK = re.compile(r"https://t\.me/louyuan_bot\?start=(r_[A-Za-z0-9_-]{1,62})")


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


def call(config: Path, *arguments: str) -> Result:
    """Run ``louyuan staff``."""
    return CliRunner().invoke(app, ["staff", *arguments, "--config", str(config)])


def accept(database_url: str, payload: str, telegram_id: int) -> None:
    """Somebody opens the link."""

    async def opened() -> None:
        db = Database(database_url)
        await accept_invite(db, Request(1, telegram_id, utc_now()), payload)
        await db.close()

    asyncio.run(opened())


def test_the_link_comes_last_and_makes_a_volunteer_who_can_be_listed_and_revoked(
    config: Path, database_url: str
) -> None:
    place = ["--community", "JX01", "--building", "3", "--bot", "@louyuan_bot"]
    invited = call(config, "invite", "--role", "volunteer", *place)
    assert invited.exit_code == 0
    link = LINK.fullmatch(invited.stdout.strip().splitlines()[-1])
    assert link is not None
    accept(database_url, link[1], 1002)
    listed = json.loads(call(config, "list", "--json").stdout)
    assert [(row["telegram_id"], row["role"], row["community"], row["building"]) for row in listed] == [
        (1002, "volunteer", "金祥花园", "3")
    ]
    assert "1002\t楼栋长（志愿者）：金祥花园 3号楼\t" in call(config, "list").stdout
    assert call(config, "revoke", "1002").exit_code == 0
    assert json.loads(call(config, "list", "--json").stdout) == []


def test_scripts_get_an_invitation_as_json(config: Path) -> None:
    made = json.loads(call(config, "invite", "--role", "staff", "--bot", "louyuan_bot", "--json").stdout)
    assert (made["role"], made["link"][:30]) == ("staff", "https://t.me/louyuan_bot?start")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["invite", "--role", "staff", "--community", "XX99", "--bot", "louyuan_bot"], 1, "XX99"),
        (["invite", "--role", "staff", "--community", "JX01", "--building", "9", "--bot", "louyuan_bot"], 1, "9"),
        (["invite", "--role", "staff", "--bot", "no name"], 1, "no name"),
        (["invite", "--role", "staff", "--building", "3", "--bot", "louyuan_bot"], 2, "--community"),
        (["invite", "--role", "king"], 2, "king"),
        (["revoke", "77"], 1, "77"),
    ],
)
def test_what_cannot_be_done_is_one_clear_line(config: Path, arguments: list[str], code: int, said: str) -> None:
    refused = call(config, *arguments)
    assert refused.exit_code == code
    assert said in refused.stderr
    assert refused.stdout == ""
    assert code == 2 or len(refused.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("command", ["invite", "list", "revoke"])
def test_every_command_has_help_with_an_example(command: str) -> None:
    told = CliRunner().invoke(app, ["staff", command, "--help"])
    assert told.exit_code == 0
    assert f"louyuan staff {command}" in told.stdout
