"""``kill -9`` between sending a message and writing down that it was sent: at most one too many, and none missing."""

from __future__ import annotations

from bot.actions.end_consultation import close_consultation
from tests.faults.harness import until
from tests.faults.stage import TITLE, Stage, utc_now


async def again(stage: Stage) -> None:
    """Kill, start anew, and let the time pass after which an unconfirmed message is tried again."""
    await stage.program.kill()
    stage.emulator.faults.release()
    await stage.leases_end()
    await stage.program.start()


async def test_a_kill_behind_the_posting_of_a_card_makes_one_more_card_and_both_work(stage: Stage) -> None:
    stage.trouble("sendMessage", "hang_after", chat_id=stage.group.id)
    number = (await stage.consultation()).id
    await stage.program.start()
    first = await stage.card()
    await again(stage)
    await until(lambda: len(stage.cards()) == 2, "the second card")
    second = stage.cards()[1]
    assert "已记下" in await stage.toast(stage.people[0], first, 1)
    assert "已记下" in await stage.toast(stage.people[1], second, 2)
    await until(lambda: "已有 2 户回答" in second.words, "the second card shows both")
    assert stage.cards() == [first, second]
    assert (await stage.count(number)).options == [1, 1, 0]


async def test_a_kill_in_front_of_the_posting_of_a_card_makes_one_card(stage: Stage) -> None:
    stage.trouble("sendMessage", "hang_before", chat_id=stage.group.id)
    await stage.consultation()
    await stage.program.start()
    await until(lambda: stage.emulator.faults.pending == 0, "the card on its way")
    await again(stage)
    shown = await stage.card()
    await stage.toast(stage.people[0], shown, 1)
    await stage.card("已有 1 户回答")
    assert stage.cards() == [shown]


async def test_a_kill_in_a_redrawing_leaves_a_card_that_is_true_after_the_restart(stage: Stage) -> None:
    await stage.consultation()
    await stage.program.start()
    shown = await stage.card_on_record()
    stage.trouble("editMessageText", "hang_before")
    for person in stage.people:
        await stage.toast(person, shown, 1)
    await until(lambda: stage.emulator.faults.pending == 0, "the redrawing")
    await again(stage)
    await stage.card(f"已有 {len(stage.people)} 户回答")
    assert stage.cards() == [shown]


async def test_a_kill_behind_the_announcement_of_a_result_repeats_it_at_most_once(stage: Stage) -> None:
    number = (await stage.consultation()).id
    await stage.program.start()
    shown = await stage.card_on_record()
    await stage.toast(stage.people[0], shown, 1)
    stage.trouble("sendMessage", "hang_after", chat_id=stage.group.id)
    await close_consultation(stage.db, number, utc_now())
    await stage.message("📢 结果：", TITLE)
    await again(stage)
    await until(lambda: len(stage.messages("📢 结果：")) == 2, "the repeated result")
    await until(lambda: "已截止" in shown.words and not shown.buttons, "the closed card")
    next_one = (await stage.consultation("屋顶怎么修")).id
    await stage.card("屋顶怎么修")
    assert next_one > number
    assert len(stage.messages("📢 结果：")) == 2
    assert all("已有 1 户回答" in message.words for message in stage.messages("📢 结果："))


async def test_a_kill_in_front_of_the_announcement_of_a_result_loses_nothing(stage: Stage) -> None:
    number = (await stage.consultation()).id
    await stage.program.start()
    shown = await stage.card_on_record()
    stage.trouble("sendMessage", "hang_before", chat_id=stage.group.id)
    await close_consultation(stage.db, number, utc_now())
    await until(lambda: stage.emulator.faults.pending == 0, "the result on its way")
    await again(stage)
    await stage.message("📢 结果：", TITLE)
    await until(lambda: "已截止" in shown.words, "the closed card")
    assert len(stage.messages("📢 结果：")) == 1


async def test_what_ends_while_nothing_runs_is_announced_after_the_start(stage: Stage) -> None:
    number = (await stage.consultation()).id
    await stage.program.start()
    shown = await stage.card_on_record()
    await stage.program.kill()
    await close_consultation(stage.db, number, utc_now())
    await stage.program.start()
    await stage.message("📢 结果：", TITLE)
    await until(lambda: "已截止" in shown.words and not shown.buttons, "the closed card")
    assert len(stage.messages("📢 结果：")) == 1
