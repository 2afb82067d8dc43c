"""SIGTERM at any moment, a second start, a database or a token that does not fit: one clear line, and nothing lost."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from bot.storage.engines import writer_engine
from bot.storage.schema import HEAD, REVISIONS
from bot.texts import texts
from emulator import Emulator
from tests.faults.harness import TOKEN, Program, Telegram, until
from tests.faults.stage import Stage, errors, staged, write_config

HOMES = 150
SAID = texts("zh-CN").plain


async def test_a_stop_in_a_burst_is_quick_and_the_rest_is_done_after_the_next_start(
    sqlite_database_url: str, tmp_path: Path
) -> None:
    async with staged(sqlite_database_url, tmp_path, homes=HOMES) as stage:
        number = (await stage.consultation()).id
        await stage.program.start()
        shown = await stage.card_on_record()
        for option in (1, 2, 3, 1):
            for person in stage.people:
                stage.press(person, shown, option)
        counted = stage.emulator.statistics.by_method
        await until(lambda: counted["answerCallbackQuery"] >= HOMES // 2, "the burst")
        assert await stage.program.stop(within=10.0) == 0
        assert SAID("cli.stopped") in stage.program.said
        await stage.program.start()
        await stage.all_done()
        assert (await stage.count(number)).options == [HOMES, 0, 0]
        assert errors(stage.program.said) == []


async def test_a_stop_is_quick_while_telegram_hangs(stage: Stage) -> None:
    await stage.consultation()
    await stage.program.start()
    shown = await stage.card_on_record()
    for method in ("answerCallbackQuery", "editMessageText", "sendMessage"):
        stage.trouble(method, "hang_before", times=1000)
    for person in stage.people:
        stage.press(person, shown, 1)
    stage.emulator.say(stage.people[0], "private", "/votes")
    await stage.all_handed_over()
    assert await stage.program.stop(within=10.0) == 0
    stage.emulator.faults.clear()
    stage.emulator.faults.release()
    await stage.program.start()
    await stage.card(f"已有 {len(stage.people)} 户回答")
    await stage.message("停车与绿地怎么改", chat=stage.people[0])


async def test_a_stop_is_quick_when_telegram_has_just_vanished(stage: Stage) -> None:
    await stage.consultation()
    await stage.program.start()
    shown = await stage.card_on_record()
    for person in stage.people:
        stage.press(person, shown, 1)
        stage.emulator.say(person, "private", "/votes")
    await stage.all_handed_over()
    await stage.telegram.vanish()
    assert await stage.program.stop(within=10.0) == 0
    await stage.telegram.appear()
    await stage.program.start()
    await stage.card(f"已有 {len(stage.people)} 户回答")
    for person in stage.people:
        await stage.message("停车与绿地怎么改", chat=person)


async def test_a_second_program_on_the_same_database_is_refused(database_url: str, tmp_path: Path) -> None:
    async with staged(database_url, tmp_path) as stage:
        await stage.consultation()
        await stage.program.start()
        shown = await stage.card()
        second = await stage.program.command("run")
        assert (second.code, second.out) == (1, "")
        assert second.err.splitlines() == [SAID("cli.already_running")]
        assert "已记下" in await stage.toast(stage.people[0], shown, 1)


def execute(url: str, statement: str) -> None:
    """Change a database behind the program's back."""
    engine = writer_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


async def refusal(url: str, folder: Path, token: str = TOKEN) -> str:
    """The only line that ``louyuan run`` says before it ends with exit code 1."""
    emulator = Emulator()
    emulator.add_bot(TOKEN, "louyuan_bot", "楼院")
    telegram = Telegram(emulator)
    await telegram.appear()
    program = Program(write_config(folder, telegram, url, token=token))
    outcome = await program.command("run")
    await telegram.vanish()
    assert (outcome.code, outcome.out) == (1, "")
    assert TOKEN not in outcome.err
    (line,) = outcome.err.splitlines()
    return line


async def test_a_database_of_a_newer_program_is_refused(database_url: str, tmp_path: Path) -> None:
    execute(database_url, "UPDATE alembic_version SET version_num = '9999'")
    assert await refusal(database_url, tmp_path) == SAID("cli.schema_newer")


async def test_a_database_of_an_older_program_is_refused(sqlite_database_url: str, tmp_path: Path) -> None:
    assert REVISIONS[-1] == HEAD
    execute(sqlite_database_url, f"UPDATE alembic_version SET version_num = '{REVISIONS[0]}'")
    assert await refusal(sqlite_database_url, tmp_path) == SAID("cli.schema_older")


async def test_a_database_of_somebody_else_is_refused(empty_database_url: str, tmp_path: Path) -> None:
    execute(empty_database_url, "CREATE TABLE invoice (id INTEGER)")
    assert await refusal(empty_database_url, tmp_path) == SAID("cli.schema_foreign")


async def test_a_database_that_somebody_else_keeps_with_the_same_tool_is_refused(
    empty_database_url: str, tmp_path: Path
) -> None:
    execute(empty_database_url, "CREATE TABLE alembic_version (version_num VARCHAR(32))")
    execute(empty_database_url, "INSERT INTO alembic_version VALUES ('a1b2c3')")
    execute(empty_database_url, "CREATE TABLE invoice (id INTEGER)")
    assert await refusal(empty_database_url, tmp_path) == SAID("cli.schema_foreign")


async def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("买菜：白菜、豆腐\n" * 100, encoding="utf-8")
    line = await refusal(f"sqlite+aiosqlite:///{tmp_path}/notes.db", tmp_path)
    assert line.startswith(SAID("cli.database_unreachable", error=""))


async def test_a_missing_token_is_said_in_one_line(sqlite_database_url: str, tmp_path: Path) -> None:
    assert await refusal(sqlite_database_url, tmp_path, token="") == SAID("cli.token_missing")


@pytest.mark.parametrize("wrong", ["1000000:AA-another-token-of-somebody-else-0000", "not a token", "2"])
async def test_a_wrong_token_is_said_in_one_line(sqlite_database_url: str, tmp_path: Path, wrong: str) -> None:
    line = await refusal(sqlite_database_url, tmp_path, token=wrong)
    assert line == SAID("cli.token_refused")


async def test_a_token_that_is_taken_back_ends_the_run_with_one_line(stage: Stage) -> None:
    await stage.consultation()
    await stage.program.start()
    shown = await stage.card()
    stage.telegram.hang_up()
    stage.emulator.bots.clear()
    assert await stage.program.exit_code() == 1
    assert shown.buttons
    assert SAID("cli.token_refused") in stage.program.said
    assert errors(stage.program.said) == []


async def test_what_an_sqlite_file_holds_is_whole_after_all_that(sqlite_database_url: str, tmp_path: Path) -> None:
    async with staged(sqlite_database_url, tmp_path) as stage:
        await stage.consultation()
        await stage.program.start()
        shown = await stage.card()
        for person in stage.people:
            stage.press(person, shown, 1)
        await until(lambda: stage.emulator.only_bot.callbacks.answered > 0, "the first toast")
        await stage.program.kill()
    file = make_url(sqlite_database_url).database
    assert file is not None
    with sqlite3.connect(file) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()


async def test_a_stop_is_quick_while_another_program_locks_the_database(stage: Stage) -> None:
    await stage.consultation()
    await stage.program.start()
    shown = await stage.card_on_record()
    other = sqlite3.connect(str(make_url(stage.url).database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    asked = stage.emulator.statistics.by_method["getUpdates"]
    for person in stage.people:
        stage.press(person, shown, 1)
    await until(lambda: stage.emulator.statistics.by_method["getUpdates"] > asked, "the handing over")
    assert await stage.program.stop(within=10.0) == 0
    other.execute("ROLLBACK")
    other.close()
    await stage.program.start()
    await stage.card(f"已有 {len(stage.people)} 户回答")
