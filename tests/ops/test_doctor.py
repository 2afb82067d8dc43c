"""The doctor names what is wrong, one line each, and fails only when something is broken."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from typer.testing import CliRunner, Result

from bot.cli.doctor_findings import Finding, Level
from bot.cli.doctor_local import look_at_database, look_at_fonts
from bot.cli.doctor_telegram import ask_telegram
from bot.cli.main import app
from bot.config import Config
from bot.storage.health import has_wal_reset_bug
from bot.storage.lock import run_lock
from bot.storage.schema import SchemaState, read_schema_state
from emulator import Emulator
from emulator.http import make_app

TOKEN = "1000:TEST"


@dataclass(frozen=True)
class Server:
    """An emulated Telegram and its address as the configuration writes it."""

    emulator: Emulator
    base_url: str

    def config(self, **telegram: object) -> Config:
        """A configuration that talks to this server."""
        return Config(telegram={"token": TOKEN, "base_url": self.base_url, **telegram})


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    emulator = Emulator()
    emulator.add_bot(TOKEN, "louyuan_bot", "楼院")
    async with TestServer(make_app(emulator)) as served:
        yield Server(emulator, str(served.make_url("/bot")))


def _keys(findings: list[Finding]) -> set[str]:
    return {finding.key for finding in findings}


async def test_a_good_token_and_clock_are_told(server: Server) -> None:
    findings = await ask_telegram(server.config())
    assert _keys(findings) == {"clock_fine", "token_good", "polling"}
    assert {finding.level for finding in findings} == {Level.FINE}


async def test_a_wrong_token_is_broken(server: Server) -> None:
    findings = await ask_telegram(server.config(token="1000:OTHER"))
    assert ("token_refused", Level.BROKEN) in {(finding.key, finding.level) for finding in findings}


async def test_a_missing_token_is_broken(server: Server) -> None:
    assert _keys(await ask_telegram(server.config(token=""))) == {"token_missing"}


async def test_an_unreachable_server_is_one_line_without_the_token() -> None:
    config = Config(telegram={"token": TOKEN, "base_url": "http://127.0.0.1:1/bot"})
    (finding,) = await ask_telegram(config)
    assert finding.key == "server_unreachable"
    assert TOKEN not in str(finding.facts)


@pytest.mark.parametrize(("ahead", "level"), [(20, Level.WARNING), (-20, Level.WARNING), (-3600, Level.BROKEN)])
async def test_a_clock_that_is_off_is_noticed(server: Server, ahead: int, level: Level) -> None:
    findings = await ask_telegram(server.config(), lambda: datetime.now(UTC) + timedelta(seconds=ahead))
    (clock,) = [finding for finding in findings if finding.check == "clock"]
    assert (clock.key, clock.level) == ("clock_off", level)
    assert abs(int(str(clock.facts["seconds"])) - ahead) <= 1


async def test_privacy_mode_that_is_off_is_noticed() -> None:
    emulator = Emulator()
    emulator.add_bot(TOKEN, "louyuan_bot", "楼院", privacy=False)
    async with TestServer(make_app(emulator)) as served:
        findings = await ask_telegram(Server(emulator, str(served.make_url("/bot"))).config())
    assert "privacy_off" in _keys(findings)


async def test_a_webhook_in_the_way_of_polling_is_noticed(server: Server) -> None:
    await server.emulator.call(TOKEN, "setWebhook", {"url": "https://bot.example.org/telegram"})
    assert "webhook_in_the_way" in _keys(await ask_telegram(server.config()))


@pytest.mark.parametrize(
    ("there", "key"),
    [
        ("https://bot.example.org/telegram", "webhook_set"),
        ("https://elsewhere.example.org/telegram", "webhook_elsewhere"),
        (None, "webhook_unset"),
    ],
)
async def test_the_webhook_is_compared_with_the_configuration(server: Server, there: str | None, key: str) -> None:
    if there is not None:
        await server.emulator.call(TOKEN, "setWebhook", {"url": there})
    hook = {"public_url": "https://bot.example.org", "secret_token": "s"}
    assert key in _keys(await ask_telegram(server.config(mode="webhook", webhook=hook)))


async def test_an_answer_that_is_not_telegrams_is_no_server() -> None:
    pages = web.Application()

    async def page(_request: web.Request) -> web.Response:
        return web.Response(text="[]")

    pages.router.add_get("/bot{token}/getMe", page)
    async with TestServer(pages) as served:
        config = Config(telegram={"token": TOKEN, "base_url": str(served.make_url("/bot"))})
        assert _keys(await ask_telegram(config)) == {"server_unreachable"}


def test_a_current_database_is_fine(database_url: str) -> None:
    findings = {finding.key: finding.level for finding in look_at_database(Config(database={"url": database_url}))}
    assert findings["schema_current"] is Level.FINE


def test_looking_at_a_database_creates_nothing(tmp_path: Path) -> None:
    findings = list(look_at_database(Config(database={"url": f"sqlite+aiosqlite:///{tmp_path}/none.db"})))
    assert "schema_empty" in _keys(findings)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_database_is_only_a_warning(empty_database_url: str) -> None:
    config = Config(database={"url": empty_database_url})
    assert Level.BROKEN not in {finding.level for finding in look_at_database(config)}
    assert read_schema_state(empty_database_url) is SchemaState.EMPTY


@pytest.mark.parametrize(
    "url", ["sqlite+aiosqlite:////nowhere/at/all.db", "postgresql+psycopg://nobody@127.0.0.1:1/none"]
)
def test_a_database_that_cannot_be_opened_is_broken(url: str) -> None:
    (finding,) = look_at_database(Config(database={"url": url}))
    assert (finding.key, finding.level) == ("database_unreachable", Level.BROKEN)


def test_the_database_can_be_looked_at_while_the_bot_runs(database_url: str) -> None:
    with run_lock(database_url):
        findings = _keys(list(look_at_database(Config(database={"url": database_url}))))
    assert "schema_current" in findings


@pytest.mark.parametrize(
    ("version", "affected"),
    [
        ((3, 6, 23), False),
        ((3, 7, 0), True),
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
    ],
)
def test_versions_of_sqlite_with_the_wal_reset_defect(version: tuple[int, int, int], affected: bool) -> None:
    assert has_wal_reset_bug(version) is affected


def test_the_chinese_fonts_are_part_of_the_installation() -> None:
    assert look_at_fonts().level is Level.FINE


def _doctor(config: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["doctor", "--config", str(config), *arguments])


def test_a_missing_configuration_is_one_broken_line(tmp_path: Path) -> None:
    result = _doctor(tmp_path / "config.toml")
    assert result.exit_code == 1
    assert [line[0] for line in result.stdout.splitlines()] == ["✗"]


def test_each_fault_of_the_configuration_is_a_line(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[telegram]\nmode = "carrier pigeon"\ntokn = "x"\n', encoding="utf-8")
    result = _doctor(config)
    assert result.exit_code == 1
    assert [line.split(" ")[0] for line in result.stdout.splitlines()] == ["✗", "✗"]


async def test_everything_in_order_exits_with_0(server: Server, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text(
        f'[telegram]\ntoken = "{TOKEN}"\nbase_url = "{server.base_url}"\n[roles]\nadmins = [1]\n'
        '[organizer]\nname = "A"\n[locale]\nlanguage = "en"\n',
        encoding="utf-8",
    )
    config.chmod(0o640)
    result = await asyncio.to_thread(_doctor, config, "--json")
    report = json.loads(result.stdout)
    assert (result.exit_code, report["ok"]) == (0, True)
    warned = {check["check"] for check in report["checks"] if check["level"] == "warning"}
    assert "configuration" in warned, "other users may read the token"
    config.chmod(0o600)
    result = await asyncio.to_thread(_doctor, config)
    lines = result.stdout.splitlines()
    assert lines[0] == f"✓ configuration  read from {config}"
    assert "✗" not in result.stdout
