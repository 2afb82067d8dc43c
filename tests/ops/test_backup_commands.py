"""``louyuan backup`` and ``louyuan restore`` as staff type them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import insert
from typer.testing import CliRunner, Result

from bot.cli.main import app
from bot.storage.database import Database
from bot.storage.engines import is_sqlite, writer_engine
from bot.storage.lock import run_lock
from bot.storage.models import setting


@pytest.fixture
async def config(database_url: str, tmp_path: Path) -> Path:
    """A configuration of a database with one row."""
    db = Database(database_url)
    await db.write(lambda connection: connection.execute(insert(setting).values(name="a", value="1")) and None)
    await db.close()
    path = tmp_path / "config.toml"
    path.write_text(f'[database]\nurl = "{database_url}"\n[locale]\nlanguage = "en"\n', encoding="utf-8")
    return path


def _louyuan(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_a_backup_says_what_it_holds_and_that_the_key_is_apart(config: Path, tmp_path: Path) -> None:
    result = _louyuan("backup", tmp_path / "b.zip", "--config", config)
    assert result.exit_code == 0
    assert ", 1 rows." in result.stdout
    assert "louyuan.key" in result.stderr


def test_a_backup_in_json_names_every_table(config: Path, tmp_path: Path) -> None:
    result = _louyuan("backup", tmp_path / "b.zip", "--config", config, "--json")
    assert json.loads(result.stdout)["tables"]["setting"] == 1


def test_a_second_backup_to_the_same_name_is_refused(config: Path, tmp_path: Path) -> None:
    _louyuan("backup", tmp_path / "b.zip", "--config", config)
    result = _louyuan("backup", tmp_path / "b.zip", "--config", config)
    assert (result.exit_code, "exists already" in result.stderr) == (1, True)


def test_a_folder_that_is_not_there_is_one_clear_line(config: Path, tmp_path: Path) -> None:
    result = _louyuan("backup", tmp_path / "none" / "b.zip", "--config", config)
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)


def test_a_backup_is_restored(config: Path, database_url: str, tmp_path: Path) -> None:
    _louyuan("backup", tmp_path / "b.zip", "--config", config)
    result = _louyuan("restore", tmp_path / "b.zip", "--config", config)
    if is_sqlite(database_url):
        assert result.exit_code == 0
        assert "kept as" in result.stdout
    else:
        assert result.exit_code == 1
        assert "not empty" in result.stderr


def test_restoring_under_a_running_bot_is_refused(config: Path, database_url: str, tmp_path: Path) -> None:
    _louyuan("backup", tmp_path / "b.zip", "--config", config)
    with run_lock(database_url):
        result = _louyuan("restore", tmp_path / "b.zip", "--config", config)
    assert (result.exit_code, "Stop it first" in result.stderr) == (1, True)


@pytest.mark.parametrize("content", [None, b"hello"])
def test_a_missing_or_foreign_backup_is_one_clear_line(config: Path, tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "b.zip").write_bytes(content)
    result = _louyuan("restore", tmp_path / "b.zip", "--config", config)
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)


def test_a_newer_database_is_not_backed_up(config: Path, database_url: str, tmp_path: Path) -> None:
    engine = writer_engine(database_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    result = _louyuan("backup", tmp_path / "b.zip", "--config", config)
    assert (result.exit_code, "newer version" in result.stderr) == (1, True)
    assert not (tmp_path / "b.zip").exists()


def test_an_empty_database_has_nothing_to_back_up(empty_database_url: str, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text(f'[database]\nurl = "{empty_database_url}"\n[locale]\nlanguage = "en"\n', encoding="utf-8")
    result = _louyuan("backup", tmp_path / "b.zip", "--config", config)
    assert (result.exit_code, "nothing to back up" in result.stderr) == (1, True)
