"""What groups do to a bot in the middle of a vote: thrown out, upgraded, cleaned up, muted, spoken to behind a mask."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.actions.end_consultation import close_consultation
from bot.storage import groups
from emulator import Emulator, Message
from tests.faults.harness import eventually, until
from tests.faults.stage import TITLE, Stage, errors, staged, utc_now

ROOF = "屋顶怎么修"


@pytest.fixture
async def basic(sqlite_database_url: str, tmp_path: Path) -> AsyncIterator[Stage]:
    """The same in a basic group, which can still become a supergroup."""
    async with staged(sqlite_database_url, tmp_path, kind="group") as made:
        yield made


async def running(stage: Stage) -> Message:
    """The program runs, and its card shows one home's answer."""
    await stage.consultation()
    await stage.program.start()
    shown = await stage.card_on_record()
    await stage.toast(stage.people[0], shown, 1)
    return await stage.card("已有 1 户回答")


async def present(stage: Stage, here: bool) -> None:
    """Wait until the program has noticed that it was thrown out or let in."""

    async def noticed() -> bool:
        bound = await stage.db.read(lambda connection: groups.of_chat(connection, stage.group.id))
        return bound is not None and bound.present == here

    await eventually(noticed, "notice of coming or going")


async def test_a_bot_that_comes_back_posts_its_card_anew_and_marks_the_old_one(stage: Stage) -> None:
    old = await running(stage)
    stage.emulator.remove_bot(stage.group)
    await present(stage, False)
    await stage.consultation(ROOF)
    stage.emulator.add_bot_to(stage.group)
    await until(lambda: "换新" in old.words and not old.buttons, "the old card says that it has moved")
    new = await stage.card(TITLE, "已有 1 户回答")
    assert new.message_id > old.message_id
    await stage.toast(stage.people[1], new, 2)
    await stage.card(TITLE, "已有 2 户回答")
    await stage.card(ROOF)  # what began meanwhile is shown, too
    assert errors(stage.program.said) == []


async def test_what_ended_while_the_bot_was_out_is_shown_as_closed_when_it_is_back(stage: Stage) -> None:
    old = await running(stage)
    stage.emulator.remove_bot(stage.group)
    await present(stage, False)
    await close_consultation(stage.db, 1, utc_now())
    stage.emulator.add_bot_to(stage.group)
    await until(lambda: "已截止" in old.words and not old.buttons, "the old card is closed")
    await stage.message("结果：", TITLE)
    assert stage.cards() == []


async def test_a_group_that_becomes_a_supergroup_keeps_its_vote(basic: Stage) -> None:
    old = await running(basic)
    new_group = basic.emulator.make_supergroup(basic.group)
    new = await basic.card(TITLE, "已有 1 户回答", chat=new_group)
    await basic.toast(basic.people[1], new, 2)
    await basic.card(TITLE, "已有 2 户回答", chat=new_group)
    await close_consultation(basic.db, 1, utc_now())
    await basic.message("结果：", TITLE, chat=new_group)
    assert len(basic.messages("结果：", chat=new_group)) == 1
    assert old.chat.id != new_group.id
    assert errors(basic.program.said) == []


async def test_a_move_that_nobody_told_about_is_learnt_from_the_first_refusal(basic: Stage) -> None:
    await running(basic)
    await basic.program.kill()
    new_group = basic.emulator.make_supergroup(basic.group)
    basic.emulator.only_bot.queue.drop_all()
    await basic.consultation(ROOF)
    await basic.program.start()
    await basic.card(ROOF, chat=new_group)
    await basic.card(TITLE, "已有 1 户回答", chat=new_group)
    assert len(basic.cards(chat=new_group)) == 2


async def test_a_card_that_an_admin_deleted_is_posted_again(stage: Stage) -> None:
    old = await running(stage)
    stage.emulator.erase(old)
    press = stage.emulator.press(stage.people[1], stage.group, old.message_id, data=f"v:{1}:2", forged=True)
    await press.answered(60.0)
    new = await stage.card(TITLE, "已有 2 户回答")
    assert new.message_id > old.message_id
    assert stage.cards() == [new]


async def test_a_topic_that_is_deleted_lets_the_vote_go_on_in_the_general_one(
    sqlite_database_url: str, tmp_path: Path
) -> None:
    async with staged(sqlite_database_url, tmp_path, forum=True) as stage:
        topic = stage.emulator.add_topic(stage.group, "改造")
        await stage.consultation()
        await stage.program.start()
        await stage.card_on_record()
        stage.emulator.say(stage.staff, stage.group, "/bind JX01", thread_id=topic)
        await until(lambda: any(card.thread_id == topic for card in stage.cards()), "the card in the topic")
        old = stage.cards()[-1]
        await stage.toast(stage.people[0], old, 1)
        await stage.card("已有 1 户回答")
        stage.emulator.remove_topic(stage.group, topic)
        await stage.consultation(ROOF)
        roof = await stage.card(ROOF)
        assert roof.thread_id is None
        await close_consultation(stage.db, 1, utc_now())
        result = await stage.message("结果：", TITLE)
        assert result.thread_id is None


async def test_an_anonymous_admin_binds_with_a_button_that_shows_who_it_is(stage: Stage) -> None:
    emulator: Emulator = stage.emulator
    other = emulator.add_group("二号院", members=stage.people[:2], admins=[stage.staff])
    await stage.consultation()
    await stage.program.start()
    emulator.say(stage.staff, other, "/bind JX01", anonymous=True)
    asked = await stage.message("绑定", chat=other)
    stranger = emulator.press(stage.people[0], other, asked.message_id, button=asked.buttons[0][0].text)
    assert (await stranger.answered(60.0)).show_alert
    assert stage.cards(TITLE, chat=other) == []
    real = emulator.press(stage.staff, other, asked.message_id, button=asked.buttons[0][0].text)
    await real.answered(60.0)
    await stage.card(TITLE, chat=other)


async def test_a_group_that_muted_the_bot_for_a_while_gets_card_and_result_afterwards(stage: Stage) -> None:
    shown = await running(stage)
    stage.emulator.mute_bots(stage.group)
    await stage.consultation(ROOF)
    await close_consultation(stage.db, 1, utc_now())
    await until(lambda: stage.calls("sendMessage", 400) >= 2, "the refusals")
    await stage.program.kill()
    stage.emulator.mute_bots(stage.group, False)
    await stage.leases_end()
    await stage.program.start()
    await stage.message("结果：", TITLE)
    await stage.card(ROOF)
    await until(lambda: "已截止" in shown.words, "the closed card")
    assert len(stage.messages("结果：")) == 1


async def test_unbinding_ends_the_drawing_and_binding_again_begins_it(stage: Stage) -> None:
    old = await running(stage)
    stage.emulator.say(stage.staff, stage.group, "/unbind")
    await stage.message("绑定")
    await stage.toast(stage.people[1], old, 2)

    def bound(connection: Connection) -> bool:
        return groups.of_chat(connection, stage.group.id) is None

    assert await stage.db.read(bound)
    stage.emulator.say(stage.staff, stage.group, "/bind JX01")
    new = await stage.card(TITLE, "已有 2 户回答")
    assert new.message_id > old.message_id
