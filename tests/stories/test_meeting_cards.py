"""The card of a meeting in the groups: numbered answers, counts of homes, moved, cancelled and over."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot.actions.cancel_meeting import cancel_meeting
from bot.actions.move_meeting import move_meeting
from bot.rules.consultation import Scope
from bot.storage.models import rsvp, task
from tests.stories.conftest import Story
from tests.stories.meeting_steps import TITLE, by_day, standing


async def test_the_card_says_when_where_and_what_and_has_three_numbered_answers(story: Story) -> None:
    await story.bound()
    await standing(story)
    card = await story.card(TITLE, "共请 12 户")
    for words in ("【会议通知】", "小区：金祥花园", "党群服务中心二楼", "停车位；加装电梯", "每户来一位就行"):
        assert words in card.words
    assert [row[0].text for row in card.buttons] == ["1 来", "2 来不了", "3 请人上门", "📅 加到手机日历"]


async def test_homes_are_counted_once_and_may_change_their_minds(story: Story) -> None:
    mother, son = await story.at_home("王阿姨", 0), await story.at_home("小王", 0)
    await story.bound()
    await standing(story)
    card = await story.card(TITLE)
    assert await story.toast(mother, card, "1") == "已记下：您家（1号楼1单元101）来。到时见！开会前可以改。"
    assert "已记下" in await story.toast(son, card, "1")
    await story.card("已有 1 户说来，0 户来不了")
    assert "来不了" in await story.toast(son, card, "2")
    changed = await story.card("已有 0 户说来，1 户来不了")
    assert changed.message_id == card.message_id


async def test_asking_for_a_visit_is_a_task_until_the_answer_changes(story: Story) -> None:
    neighbour = await story.at_home("李大爷", 1)
    await story.bound()
    await standing(story)
    card = await story.card(TITLE)
    await story.toast(neighbour, card, "3")
    await story.card("1 户请人上门")
    assert await story.db.read(lambda c: list(c.scalars(select(task.c.state)))) == ["open"]
    await story.toast(neighbour, card, "1")
    await story.card("0 户请人上门")
    assert await story.db.read(lambda c: list(c.scalars(select(task.c.state)))) == ["dropped"]


async def test_a_stranger_and_somebody_who_is_not_invited_are_told_why(story: Story) -> None:
    stranger, upstairs = story.resident("新邻居"), await story.at_home("王阿姨", 0)
    await story.bound()
    await standing(story, scope=Scope("2"))
    card = await story.card(TITLE, "金祥花园 2号楼", "共请 6 户")
    for person, words in ((stranger, "还没登记是哪一户"), (upstairs, "只请一部分楼栋")):
        answer = await story.tap(person, story.group, card, "1")
        assert answer.show_alert
        assert words in (answer.text or "")
    assert await story.db.read(lambda c: list(c.scalars(select(rsvp.c.household_id)))) == []


async def test_a_moved_meeting_shows_the_new_time_and_the_old_one_on_the_same_card(story: Story) -> None:
    by_day(story)
    await story.bound()
    made = await standing(story)
    card = await story.card(TITLE)
    later = made.starts_at + timedelta(days=1)
    await move_meeting(story.db, made.id, later, later + timedelta(hours=2), "一楼活动室", "下大雪", story.now())
    story.louyuan.services.changed.set()
    moved = await story.card("已改期，原定", "原因：下大雪", "一楼活动室")
    assert moved.message_id == card.message_id
    told = await story.shown("会议改期", "下大雪")
    assert told.message_id != card.message_id


async def test_a_cancelled_meeting_loses_its_buttons_and_takes_no_answers(story: Story) -> None:
    neighbour = await story.at_home("王阿姨", 0)
    await story.bound()
    made = await standing(story)
    card = await story.card(TITLE)
    await cancel_meeting(story.db, made.id, "场地临时有变", story.now())
    answer = await story.tap(neighbour, story.group, card, "1")
    assert "已经取消了：场地临时有变" in (answer.text or "")
    story.louyuan.services.changed.set()
    ended = await story.shown("【会议取消】", "原因：场地临时有变", "地点：")
    assert (ended.message_id, ended.buttons) == (card.message_id, [])


async def test_the_card_follows_the_clock(story: Story) -> None:
    neighbour = await story.at_home("王阿姨", 0)
    await story.bound()
    await standing(story, timedelta(hours=2))
    card = await story.card("【会议通知】", TITLE)
    story.later(hours=2, minutes=10)
    await story.card("【正在开会】", "到了 0 户 0 人", "扫门口的二维码")
    await story.said(neighbour, "到", "已签到")
    await story.card("到了 1 户 1 人")
    story.later(hours=2)
    over = await story.shown("【已散会】", "到了 1 户 1 人")
    assert (over.message_id, over.buttons) == (card.message_id, [])


async def test_a_group_that_is_bound_later_gets_the_card_and_a_deleted_card_comes_again(story: Story) -> None:
    made = await standing(story)
    await story.bound()
    card = await story.card(made.title)
    neighbour = await story.at_home("王阿姨", 0)
    second = story.new_group("二号楼群", neighbour)
    await story.bound(second)
    await story.card(made.title, group=second)
    story.emulator.delete(card)
    other = await story.card(made.title, group=second)
    await story.toast(neighbour, other, "1")
    again = await story.card("已有 1 户说来")
    assert again.message_id != card.message_id
