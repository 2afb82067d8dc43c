"""config.example.toml is the reference: every key of the program, no other, explained in Chinese and in English."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import BaseModel
from typer.testing import CliRunner

from bot.cli.main import app
from bot.config import Config, ConfigError, load_config
from tests.habits.tree import ROOT

EXAMPLE = ROOT / "config.example.toml"
_KEY = re.compile(r"^(?:# )?([a-z_0-9]+) = (.+)$")
_SECTION = re.compile(r"^\[([a-z.]+)\]$")


@dataclass(frozen=True)
class Entry:
    """One key as the example shows it."""

    path: str
    comment: str


def _entries() -> Iterator[Entry]:
    section, comments = "", list[str]()
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        if found := _SECTION.match(line):
            section, comments = found[1], []
        elif found := _KEY.match(line):
            yield Entry(f"{section}.{found[1]}", "\n".join(comments))
            comments = []
        elif line.startswith("# "):
            comments.append(line.removeprefix("# "))


def _keys(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    for key, field in model.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from _keys(inner, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}"


def test_the_example_has_every_key_and_no_other() -> None:
    assert sorted(entry.path for entry in _entries()) == sorted(_keys(Config))


def test_every_key_is_explained_in_chinese_and_in_english() -> None:
    unexplained = [
        entry.path
        for entry in _entries()
        if not re.search(r"[\u4e00-\u9fff]{3}", entry.comment) or not re.search(r"[a-z]+ [a-z]+ ", entry.comment)
    ]
    assert unexplained == []


def test_the_example_shows_the_defaults() -> None:
    shown = Config(**tomllib.loads(EXAMPLE.read_text(encoding="utf-8")))
    assert shown == Config()


def test_a_copy_of_the_example_can_be_used_as_it_is(tmp_path: Path) -> None:
    copy = tmp_path / "config.toml"
    copy.write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    assert load_config(copy, {}).database.url == f"sqlite+aiosqlite:///{tmp_path}/louyuan.db"


@pytest.mark.parametrize("path", sorted(_keys(Config)))
def test_every_key_can_come_from_the_environment(path: str, tmp_path: Path) -> None:
    values = {
        "telegram.mode": "webhook",
        "telegram.token_file": str(tmp_path / "token"),
        "database.url": "sqlite+aiosqlite:////elsewhere.db",
        "roles.admins": "1001, 1002",
        "verification.owner_confirmation": "slip",
        "locale.language": "en",
        "locale.timezone": "Asia/Urumqi",
        "reminders.quiet_from": "22:30",
        "reminders.quiet_until": "07:00",
        "opinions.answer_within_days": "9",
        "reminders.non_responders_every": "36h",
        "notices.opening": "false",
        "notices.result": "false",
    }
    (tmp_path / "token").write_text("from a file\n", encoding="utf-8")
    variable = f"LOUYUAN_{path.replace('.', '_')}".upper()
    needed = {"LOUYUAN_TELEGRAM_WEBHOOK_PUBLIC_URL": "9", "LOUYUAN_TELEGRAM_WEBHOOK_SECRET_TOKEN": "9"}
    without = load_config(tmp_path / "none.toml", needed, must_exist=False)
    config = load_config(tmp_path / "none.toml", {**needed, variable: values.get(path, "7")}, must_exist=False)
    assert config != without


@pytest.mark.parametrize("written", ["1001, 1002", "[1001, 1002]", "1001,1002,"])
def test_administrators_from_the_environment_may_stand_in_brackets(written: str, tmp_path: Path) -> None:
    config = load_config(tmp_path / "none.toml", {"LOUYUAN_ROLES_ADMINS": written}, must_exist=False)
    assert config.roles.admins == [1001, 1002]


def test_slashes_in_addresses_may_be_left_out_or_be_too_many(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[telegram]\nbase_url = "http://[::1]:8081/bot/"\nwebhook = { path = "hook" }\n', encoding="utf-8")
    telegram = load_config(path, {}).telegram
    assert (telegram.base_url, telegram.webhook.path) == ("http://[::1]:8081/bot", "/hook")


def test_no_file_is_needed_where_the_environment_says_it_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    arguments = ["db", "upgrade"]
    assert CliRunner().invoke(app, arguments).exit_code == 1
    environ = {"LOUYUAN_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/from-environment.db"}
    assert CliRunner().invoke(app, arguments, env=environ).exit_code == 0
    assert (tmp_path / "from-environment.db").exists()
    assert CliRunner().invoke(app, [*arguments, "--config", "asked.toml"], env=environ).exit_code == 1


def test_an_unknown_key_is_refused_with_the_nearest_known_one(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[telegram]\ntokn = "1"\n', encoding="utf-8")
    with pytest.raises(ConfigError) as refused:
        load_config(path, {})
    assert refused.value.faults == [("telegram.tokn", "unknown_key telegram.token")]
