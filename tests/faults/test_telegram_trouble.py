"""Telegram is slow, refuses, hangs or is out of reach: the program keeps trying, obeys, says so once, loses nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import Connection, select, update

from bot.actions.end_consultation import close_consultation
from bot.storage import groups
from bot.storage.models import card, outbox
from emulator import Message
from emulator.faults import FaultKind
from tests.faults.harness import until
from tests.faults.stage import GENEROUS, TITLE, Stage, errors, staged, utc_now

UNREACHABLE = "telegram unreachable"


async def running(stage: Stage) -> Message:
    """The program runs and its card stands in the group."""
    await stage.consultation()
    await stage.program.start()
    return await stage.card()


def lines(stage: Stage, part: str) -> int:
    """How many log lines contain it."""
    return sum(part in line for line in stage.program.said.splitlines())


async def test_a_pause_that_telegram_asks_for_is_kept_while_toasts_stay_quick(stage: Stage) -> None:
    shown = await running(stage)
    stage.trouble("editMessageText", "429", times=2, retry_after=2)
    await stage.toast(stage.people[0], shown, 1)
    await until(lambda: stage.calls("editMessageText", 429) == 1, "the refused redrawing")
    for person in stage.people[1:]:
        await stage.toast(person, shown, 1)
    assert stage.calls("editMessageText", 200) == 0
    await stage.card(f"已有 {len(stage.people)} 户回答")
    edits = [call for call in stage.emulator.calls if call.method == "editMessageText"]
    assert [call.status for call in edits[:3]] == [429, 429, 200]
    assert all(later.at - sooner.at >= 2 for sooner, later in pairwise(edits[:3]))


async def test_a_post_that_telegram_puts_off_comes_once_after_the_pause(stage: Stage) -> None:
    stage.trouble("sendMessage", "429", retry_after=2, chat_id=stage.group.id)
    await running(stage)
    sends = [call for call in stage.emulator.calls if call.method == "sendMessage"]
    assert [call.status for call in sends] == [429, 200]
    assert sends[1].at - sends[0].at >= 2


@pytest.mark.parametrize("kind", ["hang_after", "drop_after"])
async def test_a_card_of_unknown_fate_is_not_posted_again_at_once(stage: Stage, kind: FaultKind) -> None:
    how = {"seconds": 0.2} if kind == "hang_after" else {}
    stage.trouble("sendMessage", kind, times=1, chat_id=stage.group.id, **how)
    shown = await running(stage)
    await stage.consultation("屋顶怎么修")
    other = await stage.card("屋顶怎么修")
    for option in (1, 2, 3):  # the publisher passes by again and again
        text = other.words
        await stage.press(stage.people[0], other, option).answered(60.0)
        await until(lambda before=text: other.words != before, "another redrawing")  # type: ignore[misc]
    assert stage.cards(TITLE) == [shown]
    await stage.leases_end()
    await until(lambda: len(stage.cards(TITLE)) == 2, "the card once more")
    assert "已记下" in await stage.toast(stage.people[1], shown, 1)


async def test_cards_of_unknown_fate_come_more_and_more_rarely(stage: Stage) -> None:
    stage.trouble("sendMessage", "drop_after", times=3, chat_id=stage.group.id)
    await running(stage)
    pauses: list[timedelta] = []
    for posted in (1, 2, 3):
        await until(lambda count=posted: len(stage.cards()) == count, f"card {posted}")  # type: ignore[misc]
        until_when = await stage.db.read(lambda connection: connection.scalar(select(card.c.lease_until)))
        assert until_when is not None
        pauses.append(until_when - utc_now())
        await stage.leases_end()
    assert pauses[0] < timedelta(minutes=1) < pauses[1] < timedelta(minutes=2) < pauses[2]


@pytest.mark.parametrize("kind", ["500", "502", "drop_before", "drop_after"])
async def test_a_redrawing_that_fails_is_made_up_for(stage: Stage, kind: FaultKind) -> None:
    shown = await running(stage)
    stage.trouble("editMessageText", kind, times=2)
    for person in stage.people:
        await stage.toast(person, shown, 1)
    await stage.card(f"已有 {len(stage.people)} 户回答")
    assert stage.cards() == [shown]
    assert errors(stage.program.said) == []


async def test_presses_count_though_no_toast_gets_through(stage: Stage) -> None:
    shown = await running(stage)
    stage.trouble("answerCallbackQuery", "drop_before", times=100)
    for person in stage.people:
        stage.press(person, shown, 2)
    await stage.card(f"已有 {len(stage.people)} 户回答")
    assert errors(stage.program.said) == []


async def test_a_toast_that_comes_too_late_is_no_trouble(sqlite_database_url: str, tmp_path: Path) -> None:
    async with staged(sqlite_database_url, tmp_path, limits=replace(GENEROUS, callback_answer_seconds=-1.0)) as stage:
        shown = await running(stage)
        for person in stage.people:
            stage.press(person, shown, 2)
        await stage.card(f"已有 {len(stage.people)} 户回答")
        assert stage.calls("answerCallbackQuery", 400) > 0
        assert errors(stage.program.said) == []


async def test_a_group_that_telegram_holds_back_does_not_hold_up_another_group(stage: Stage) -> None:
    stage.trouble("sendMessage", "429", chat_id=stage.group.id, retry_after=30)
    other = stage.emulator.add_group("二号院", members=stage.people)

    def bind(connection: Connection) -> None:
        groups.bind(connection, other.id, None, stage.village.community_id, stage.staff.id, utc_now())

    await stage.db.write(bind)
    await stage.consultation()
    await stage.program.start()
    shown = await stage.card(chat=other)
    for person in stage.people:
        await stage.toast(person, shown, 1)
    await stage.card(f"已有 {len(stage.people)} 户回答", chat=other)
    assert stage.cards() == []


async def test_nothing_is_lost_when_telegram_cannot_be_reached_at_the_start(stage: Stage) -> None:
    await stage.consultation()
    await stage.telegram.vanish()
    await stage.program.start()
    await until(lambda: UNREACHABLE in stage.program.said, "word of the trouble")
    await stage.telegram.appear()
    await stage.card()
    assert lines(stage, UNREACHABLE) == 2  # once that it is out of reach, once that this is over


async def test_a_stop_is_heard_while_telegram_cannot_be_reached(stage: Stage) -> None:
    await stage.telegram.vanish()
    await stage.program.start()
    await until(lambda: UNREACHABLE in stage.program.said, "word of the trouble")
    assert await stage.program.stop(within=10.0) == 0


async def test_nothing_is_lost_when_telegram_vanishes_for_a_while(stage: Stage) -> None:
    shown = await running(stage)
    number = (await stage.consultation("屋顶怎么修")).id
    await stage.card("屋顶怎么修")
    for person in stage.people:
        stage.press(person, shown, 1)
    await stage.telegram.vanish()
    for person in stage.people:
        stage.press(person, shown, 2)
    await close_consultation(stage.db, number, utc_now())
    await until(lambda: UNREACHABLE in stage.program.said, "word of the trouble")
    await stage.telegram.appear()
    await stage.all_done()
    assert (await stage.count(1)).options == stage.wished
    await stage.card(TITLE, f"已有 {len(stage.people)} 户回答")
    await stage.leases_end()
    await stage.message("结果：", "屋顶怎么修")
    assert lines(stage, f"[warning  ] {UNREACHABLE}") == 1
    assert errors(stage.program.said) == []


async def test_a_command_written_before_telegram_vanishes_is_answered_when_it_is_back(stage: Stage) -> None:
    await running(stage)
    asker = stage.people[0]
    stage.trouble("sendMessage", "slow", seconds=0.2, chat_id=stage.group.id)
    stage.emulator.say(asker, "private", "/votes")
    await stage.telegram.vanish()
    await until(lambda: UNREACHABLE in stage.program.said, "word of the trouble")
    await stage.telegram.appear()
    assert await stage.message(TITLE, chat=asker)


async def test_a_result_goes_out_however_long_telegram_could_not_be_reached(stage: Stage) -> None:
    await running(stage)
    await stage.card_on_record()
    await stage.program.kill()
    await close_consultation(stage.db, 1, utc_now())

    def many_tries(connection: Connection) -> None:
        connection.execute(update(outbox).values(attempts=50, state="sending", lease_until=utc_now()))

    await stage.db.write(many_tries)
    await stage.program.start()
    await stage.message("结果：", TITLE)
    assert len(stage.messages("结果：")) == 1
