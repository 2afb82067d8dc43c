"""``louyuan templates``, and making consultations of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.main import app
from bot.storage.database import Connection
from bot.templates import available
from tests.builders import add_community, add_household
from tests.cli.test_consultation_cli import work


def call(config: Path, *words: object) -> Result:
    return CliRunner().invoke(app, [*map(str, words), "--config", str(config)])


def configured(folder: Path, url: str, language: str = "zh-CN") -> Path:
    path = folder / "config.toml"
    path.write_text(
        f'[database]\nurl = {json.dumps(url)}\n[locale]\nlanguage = "{language}"\n[templates]\nfolder = "ours"\n',
        encoding="utf-8",
    )
    return path


@pytest.fixture
def config(sqlite_database_url: str, tmp_path: Path) -> Path:
    """A district with two communities of one home each."""

    def settle(connection: Connection) -> None:
        for code in ("小区编码", "CF02"):
            add_household(connection, add_community(connection, code), "101")

    work(sqlite_database_url, settle)
    return configured(tmp_path, sqlite_database_url)


def test_all_templates_are_listed_with_the_place_for_own_ones(config: Path) -> None:
    listed = call(config, "templates")
    assert listed.exit_code == 0
    assert all(name in listed.stdout for name in available("zh-CN").templates)
    assert "自己的模板放在" in listed.stdout
    rows = json.loads(call(config, "templates", "--json").stdout)
    assert [row["name"] for row in rows] == list(available("zh-CN").templates)
    review = next(row for row in rows if row["name"] == "design_review")
    assert review["values"][0] == {
        "name": "title_a",
        "text": "方案A 叫什么？几个字说清楚",
        "kind": "text",
        "required": True,
        "default": None,
        "example": "保留绿地",
    }


@pytest.mark.parametrize("name", list(available("zh-CN").templates))
def test_what_is_shown_can_be_saved_and_used_as_it_is(config: Path, tmp_path: Path, name: str) -> None:
    shown = call(config, "templates", "--show", name)
    assert shown.exit_code == 0
    text = shown.stdout
    assert available("zh-CN").templates[name].title in text
    file = tmp_path / "plan.toml"
    file.write_text(text[text.index("template = ") :], encoding="utf-8")
    made = call(config, "consultation", "create", file)
    assert (made.exit_code, made.stderr, made.stdout) == (0, "", "1\n")


def test_one_template_is_shown_whole_for_machines(config: Path) -> None:
    shown = json.loads(call(config, "templates", "--show", "design_review", "--json").stdout)
    assert [asked["type"] for asked in shown["questions"]] == ["single", "text", "single", "text"]
    assert shown["questions"][2]["condition"] == {"question": 1, "options": [1, 2, 3]}


def test_an_unknown_template_is_one_clear_line(config: Path) -> None:
    shown = call(config, "templates", "--show", "lost")
    assert (shown.exit_code, shown.stdout) == (1, "")
    assert shown.stderr.startswith("没有叫「lost」的模板。可以用的：renovation_willingness")


def test_templates_speak_the_language_of_the_district(config: Path, sqlite_database_url: str) -> None:
    configured(config.parent, sqlite_database_url, "en")
    shown = call(config, "templates", "--show", "design_review")
    assert "Any of them" in shown.stdout
    assert "(asked if question 1 was answered with 5)" in shown.stdout


def test_a_broken_file_of_the_district_is_named_and_the_rest_is_listed(config: Path) -> None:
    folder = config.parent / "ours"
    folder.mkdir()
    (folder / "party.toml").write_text('about = "x"\ntitel = "y"\n', encoding="utf-8")
    listed = call(config, "templates", "--json")
    assert (listed.exit_code, len(json.loads(listed.stdout))) == (0, 6)
    assert f"{folder / 'party.toml'}：第 2 行：titel — 没有这一项，是不是想写 title？" in listed.stderr


def test_every_number_is_printed_the_newest_last(config: Path, tmp_path: Path) -> None:
    closes = (datetime.now(UTC) + timedelta(days=7)).isoformat(timespec="seconds")
    file = tmp_path / "plan.toml"
    text = f'template = "renovation_willingness"\ncommunities = ["小区编码", "CF02"]\ncloses = {closes}\n'
    file.write_text(text, encoding="utf-8")
    made = call(config, "consultation", "create", file)
    assert (made.exit_code, made.stdout) == (0, "1\n2\n")
    assert json.loads(call(config, "consultation", "create", file, "--json").stdout) == {"id": 4, "ids": [3, 4]}
