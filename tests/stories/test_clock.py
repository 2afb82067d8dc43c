"""Opening and closing: by the clock, by staff, and what people see of it."""

from __future__ import annotations

import json
from datetime import UTC, timedelta

import pytest

from bot.actions.tally_consultation import tally_consultation
from bot.reports.tally_json import tally_json
from bot.rules.consultation import QuestionType, ResultsPolicy
from tests import builders
from tests.stories.conftest import Story


def announcements(story: Story, title: str) -> list[str]:
    """The results that stand in the group."""
    return [text for text in story.texts_of(story.group) if f"结果：{title}" in text]


async def test_a_scheduled_consultation_appears_when_its_time_comes(story: Story) -> None:
    neighbour = await story.at_home("王阿姨", 0)
    await story.bound()
    await story.consultation(story.asked(opens=timedelta(days=2)))
    await story.said(neighbour, "/votes", "现在没有要投的票")
    assert not any("停车与绿地怎么改" in text for text in story.texts_of(story.group))
    story.later(days=2, minutes=1)
    card = await story.card("停车与绿地怎么改", "已有 0 户回答，共 12 户")
    assert "已记下" in await story.toast(neighbour, card, "1")


async def test_a_tap_before_the_time_says_when_to_come_back(story: Story) -> None:
    neighbour = await story.at_home("王阿姨", 0)
    await story.bound()
    await story.consultation()
    card = await story.card("停车与绿地怎么改")
    later = await story.consultation(story.asked(title="门禁装不装", opens=timedelta(days=2)))
    data = f"v:{later.questions[0].id}:1"
    answer = await story.emulator.press(neighbour, story.group, card.message_id, data=data, forged=True).answered()
    assert answer.show_alert
    assert "「门禁装不装」还没开始" in (answer.text or "")


async def test_the_clock_closes_and_every_group_is_told_the_result_once(story: Story) -> None:
    second = story.new_group("金祥花园二群")
    neighbour = await story.at_home("王阿姨", 0)
    await story.bound()
    await story.bound(second)
    await story.consultation()
    card = await story.card("已有 0 户")
    await story.toast(neighbour, card, "2")
    await story.card("已有 1 户")
    story.later(days=8)
    for group in (story.group, second):
        told = await story.shown("📢 结果：停车与绿地怎么改", "2 方案B 增加车位", "不是业主大会决定", group=group)
        assert told.reply_to is not None
        assert told.buttons == []
    closed = await story.wait_for(lambda: card if "已截止" in card.words else None)
    assert closed.buttons == []
    assert "已有 1 户回答，共 12 户" in closed.words
    story.later(days=1)
    await story.consultation(story.asked(title="门禁装不装"))
    await story.card("门禁装不装")
    assert len(announcements(story, "停车与绿地怎么改")) == 1


async def test_results_after_the_close_are_shown_nowhere_before(story: Story) -> None:
    neighbour = await story.at_home("王阿姨", 0)
    await story.bound()
    made = await story.consultation(story.asked(results=ResultsPolicy.AFTER_CLOSE))
    card = await story.card("截止后一起公布")
    await story.toast(neighbour, card, "2")
    moved = await story.card("已有 1 户回答")
    assert "■" not in moved.words
    assert "1 户 ·" not in moved.words
    paper = await story.said(neighbour, "/votes", "已选 2 方案B 增加车位")
    assert "户 ·" not in paper.words
    tally = await tally_consultation(story.db, made.id, story.now())
    assert json.loads(tally_json(tally, UTC))["questions"][0]["options"][1]["households"] is None
    picture = await story.said(story.staff, f"/tally {made.id}", "1 / 12 户已回答")
    assert "方案B" not in picture.words
    story.later(days=8)
    await story.shown("结果：停车与绿地怎么改", "2 方案B 增加车位\n■■■■■■■■■■ 1 户 · 100.0%")


async def test_staff_close_early_after_one_question(story: Story) -> None:
    neighbour = await story.at_home("王阿姨", 0)
    zhao, qian = await story.serving("小赵"), await story.serving("小钱")
    await story.bound()
    await story.consultation()
    card = await story.card("已有 0 户")
    listed = await story.said(zhao, "/close", "要提前截止哪一个")
    assert listed.buttons[0][0].text == "1 停车与绿地怎么改（金祥花园，进行中）"
    await story.tap(zhao, zhao, listed, "1")
    asked = await story.said_back(zhao, "确定现在就截止「停车与绿地怎么改」吗", "已有 0 户回答")
    await story.tap(zhao, zhao, asked, "↩️")
    await story.said_back(zhao, "继续收票")
    assert "已记下" in await story.toast(neighbour, card, "1")
    asked = await story.said(qian, "/close 1", "确定现在就截止")
    answer = await story.tap(qian, qian, asked, "✅")
    assert "已截止" in (answer.text or "")
    await story.said_back(qian, "/tally 1")
    await story.shown("结果：停车与绿地怎么改")


async def test_what_is_closed_cannot_be_closed_again(story: Story) -> None:
    neighbour = await story.at_home("王阿姨", 0)
    zhao, qian = await story.serving("小赵"), await story.serving("小钱")
    await story.bound()
    await story.consultation()
    await story.toast(neighbour, await story.card("已有 0 户"), "1")
    asked = [await story.said(person, "/close 1", "确定现在就截止") for person in (zhao, qian)]
    await story.tap(zhao, zhao, asked[0], "✅")
    late = await story.tap(qian, qian, asked[1], "✅")
    assert (late.show_alert, late.text) == (True, "「停车与绿地怎么改」已经截止了。看结果请发 /tally。")
    await story.said(story.staff, "/close 1", "已经截止了")
    await story.said(zhao, "/close", "没有进行中的征询")
    await story.shown("结果：停车与绿地怎么改")
    assert len(announcements(story, "停车与绿地怎么改")) == 1


@pytest.mark.parametrize("command", ["/close", "/close 1", "/tally 1", "/tally 99"])
async def test_residents_and_volunteers_are_kindly_refused_and_see_nothing(story: Story, command: str) -> None:
    neighbour = await story.at_home("王阿姨", 0)
    volunteer = await story.serving("小孙", role="volunteer")
    await story.consultation()
    for person in (neighbour, volunteer):
        told = await story.said(person, command, "这件事要工作人员来办")
        assert "停车" not in told.words


async def test_staff_of_another_community_neither_see_nor_close(story: Story) -> None:
    other = await story.db.write(lambda connection: builders.add_community(connection, "CF02", "春风里"))
    guest, second = [await story.serving(name, community_id=other) for name in ("小钱", "小孙")]
    await story.consultation()
    await story.said(guest, "/close", "没有进行中的征询")
    await story.said(guest, "/tally", "还没有征询")
    for command in ("/close 1", "/tally 1"):
        assert "停车" not in (await story.said(second, command, "这件事要工作人员来办")).words


async def test_a_forged_closing_by_a_resident_changes_nothing(story: Story) -> None:
    neighbour = await story.at_home("王阿姨", 0)
    await story.bound()
    made = await story.consultation()
    card = await story.card("已有 0 户")
    paper = await story.said(neighbour, "/votes", "还没有选")
    for verb in ("x", "xx", "t"):
        for chat, message in ((neighbour, paper), (story.group, card)):
            data = f"{verb}:{made.id}"
            press = story.emulator.press(neighbour, chat, message.message_id, data=data, forged=True)
            answer = await press.answered()
            assert answer.show_alert
            assert "停车" not in (answer.text or "")
    assert "已记下" in await story.toast(neighbour, card, "1")


@pytest.mark.parametrize("word", ["99", "99999999999999999999", "0"])
async def test_a_number_that_is_none_is_answered_kindly(story: Story, word: str) -> None:
    for command in ("/close", "/tally"):
        told = await story.said(story.staff, f"{command} {word}")
        assert "对不起" not in told.words
        assert story.emulator.last(story.staff.id).photo is None


async def test_a_long_list_of_options_fits_the_card_and_the_paper(story: Story) -> None:
    neighbour = await story.at_home("王阿姨", 0)
    await story.bound()
    options = tuple(f"第{number}项" + "&" * 95 for number in range(1, 41))
    kind = QuestionType.MULTIPLE
    await story.consultation(story.asked(options=options, kind=kind, title="&" * 200))
    card = await story.card("已有 0 户")
    assert "已记下" in await story.toast(neighbour, card, "40")
    await story.card("已有 1 户")
    paper = await story.said(neighbour, "/votes", "已选 40")
    assert "已记下" in ((await story.tap(neighbour, neighbour, paper, "39")).text or "")
    await story.said_back(neighbour, "39", "⏰")
