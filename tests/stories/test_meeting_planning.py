"""/meeting: a meeting is planned by buttons and typed words, previewed and published; then moved or cancelled."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from bot.rules.consultation import Scope
from bot.rules.meetings import MeetingKind, MeetingState
from bot.storage import meetings
from bot.storage.models import dialogue, grant
from emulator import Message, User
from tests import builders
from tests.stories.conftest import Story
from tests.stories.meeting_steps import by_day, choose, evening, standing, stored


async def begun(story: Story, *buttons: str) -> tuple[User, Message]:
    """A volunteer of the community has begun and pressed these buttons."""
    volunteer = await story.serving("楼长", "volunteer")
    first = await story.said(volunteer, "/meeting", "请谁来")
    return volunteer, await choose(story, volunteer, first, *buttons)


async def typed(story: Story, person: User, *texts: str) -> Message:
    """Several texts, each answered."""
    for text in texts:
        told = await story.said(person, text)
    return told


async def everything(story: Story) -> list[int]:
    """The numbers of all meetings."""
    return [item.id for item in await story.db.read(meetings.listed)]


async def test_a_meeting_stands_in_the_group_after_seven_answers(story: Story) -> None:
    await story.bound()
    volunteer, asked = await begun(story, "全小区", "3 意见征集会")
    assert "哪天开" in asked.words
    day = evening(story, 3)
    asked = await choose(story, volunteer, asked, f"{day.month}月{day.day}日", "19:00")
    asked = await typed(story, volunteer, "党群服务中心二楼", "停车位\n加装电梯")
    for words in (
        "没问题就点",
        "金祥花园意见征集会",
        "共请 12 户",
        "1 个已绑定的群",
        "24 小时前、1 小时前",
        "停车位；加装电梯",
    ):
        assert words in asked.words
    assert await everything(story) == []
    await choose(story, volunteer, asked, "✅ 发布")
    card = await story.card("金祥花园意见征集会", "党群服务中心二楼")
    assert f"{day.month}月{day.day}日" in card.words
    made = await stored(story, 1)
    assert (made.kind, made.starts_at, made.ends_at - made.starts_at) == (
        MeetingKind.OPINION_COLLECTION,
        day,
        timedelta(minutes=90),
    )


async def test_typed_times_are_understood_and_shown_back(story: Story) -> None:
    volunteer, _ = await begun(story, "全小区", "1 见面会")
    asked = await story.said(volunteer, "下周三晚上七点到八点半", "在哪儿开")
    asked = await typed(story, volunteer, "门口")
    asked = await choose(story, volunteer, asked, "先不写内容")
    assert "（周三）19:00—20:30" in asked.words


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("12月3日 25:00", "没有「25:00」这个时间"),
        ("昨天下午三点", "没写是哪一天"),
        ("2020年1月1日 19:00", "已经过去了"),
        ("明天 20:00 到 19:00", "结束时间"),
        ("13月40日 19:00", "没有「13月40日」这一天"),
        ("随便", "没看懂"),
    ],
)
async def test_a_time_that_cannot_be_is_refused_and_asked_again(story: Story, text: str, sentence: str) -> None:
    volunteer, _ = await begun(story, "全小区", "1 见面会")
    refused = await story.said(volunteer, text, sentence)
    assert not refused.buttons
    await story.said(volunteer, "明天晚上七点", "在哪儿开")


async def test_a_place_of_three_thousand_characters_is_refused_and_the_question_still_waits(story: Story) -> None:
    volunteer, _ = await begun(story, "全小区", "1 见面会")
    await typed(story, volunteer, "明天晚上七点")
    await story.said(volunteer, "很" * 3000, "太长了：有 3000 个字，最多 100 个字")
    await story.said(volunteer, "二楼", "说些什么")
    assert await everything(story) == []


async def test_without_a_bound_group_the_preview_and_the_answer_say_so(story: Story) -> None:
    volunteer, _ = await begun(story, "全小区", "1 见面会")
    asked = await typed(story, volunteer, "明天晚上七点", "二楼", "电梯")
    assert "还没有绑定群" in asked.words
    assert "/bind JX01" in (await choose(story, volunteer, asked, "✅ 发布")).words
    assert await everything(story) == [1]


async def test_one_building_one_entrance_another_title_and_a_series(story: Story) -> None:
    volunteer, _ = await begun(story, "2号楼", "2 交流会")
    asked = await typed(story, volunteer, "明天晚上七点", "二楼", "电梯")
    asked = await choose(story, volunteer, asked, "✏️ 名字")
    asked = await typed(story, volunteer, "2号楼电梯交流会")
    asked = await choose(story, volunteer, asked, "🔁 开几次", "每周一次，共 4 次", "⏰ 提醒", "3 天前、24 小时前")
    assert "每周一次，共 4 次，最后一次" in asked.words
    assert "共请 6 户" in asked.words
    await choose(story, volunteer, asked, "✅ 发布")
    made = [await stored(story, number) for number in await everything(story)]
    assert {(each.title, each.scope) for each in made} == {("2号楼电梯交流会", Scope("2"))}
    assert [each.starts_at - made[0].starts_at for each in made] == [timedelta(weeks=week) for week in range(4)]
    assert made[0].reminders == (timedelta(days=3), timedelta(days=1), timedelta(hours=1))


async def test_a_clash_is_pointed_out_and_not_forbidden(story: Story) -> None:
    tomorrow = evening(story, 1)
    await standing(story, tomorrow - story.now(), title="先定的会", place="二楼", scope=Scope("1"))
    volunteer, _ = await begun(story, "2号楼", "1 见面会")
    asked = await typed(story, volunteer, "明天晚上七点", " 二 楼 ", "电梯")
    assert "撞地点了" in asked.words
    assert "先定的会" in asked.words
    assert "已安排第 2 号" in (await choose(story, volunteer, asked, "✅ 发布")).words


async def test_a_linked_consultation_is_named_on_the_card(story: Story) -> None:
    await story.bound()
    await story.consultation()
    volunteer, _ = await begun(story, "全小区", "4 设计方案初审会")
    asked = await typed(story, volunteer, "明天晚上七点", "二楼", "方案")
    asked = await choose(story, volunteer, asked, "🔗 连着征询", "停车与绿地怎么改")
    await choose(story, volunteer, asked, "✅ 发布")
    card = await story.card("设计方案初审会", "相关征询：停车与绿地怎么改（点这里填）")
    assert "https://t.me/louyuan_bot?start=q1" in str(card.entities)
    assert (await stored(story, 1)).consultation_id == 1


async def test_host_and_cadre_are_asked_on_request_and_stand_on_the_card(story: Story) -> None:
    await story.bound()
    volunteer, _ = await begun(story, "全小区", "2 交流会")
    asked = await typed(story, volunteer, "明天晚上七点", "二楼", "停车")
    await choose(story, volunteer, asked, "👤 主持、电话")
    asked = await typed(story, volunteer, "主持 王主任\n分包干部 李干部 0371-12345678")
    assert "主持：王主任  分包干部：李干部（0371-12345678）" in asked.words
    await choose(story, volunteer, asked, "✅ 发布")
    await story.card("交流会", "主持：王主任  分包干部：李干部（0371-12345678）")
    made = await stored(story, 1)
    assert (made.host, made.contact, made.phone) == ("王主任", "李干部", "0371-12345678")


async def test_a_volunteer_of_one_building_is_asked_for_no_other(story: Story) -> None:
    person = story.emulator.add_user("一号楼楼长", label="staff")
    row = {"telegram_id": person.id, "role": "volunteer", "community_id": story.community_id, "building": "1"}
    await story.db.write(lambda c: c.execute(insert(grant), row | {"granted_at": story.now()}))
    asked = await story.said(person, "/meeting", "什么会")
    assert not any("全小区" in button.text for line in asked.buttons for button in line)
    elsewhere = await standing(story, scope=Scope("2"))
    forged = story.emulator.press(person, person, asked, f"mx:{elsewhere.id}", forged=True)
    answer = await forged.answered()
    assert answer.show_alert
    assert "不在您负责的范围里" in (answer.text or "")
    assert (await stored(story, elsewhere.id)).state is MeetingState.SCHEDULED


async def test_residents_are_told_that_meetings_are_for_helpers_to_schedule(story: Story) -> None:
    neighbour = await story.at_home("王阿姨", 0)
    await story.said(neighbour, "/meeting", "现在没有权限")
    assert await story.db.read(lambda c: list(c.scalars(select(dialogue.c.kind)))) == []


async def test_pressing_publish_twice_publishes_once(story: Story) -> None:
    volunteer, _ = await begun(story, "全小区", "1 见面会")
    asked = await typed(story, volunteer, "明天晚上七点", "二楼", "电梯")
    data = next(b.callback_data for line in asked.buttons for b in line if b.text == "✅ 发布")
    presses = [story.emulator.press(volunteer, volunteer, asked, data, forged=True) for _ in range(2)]
    answers = [await press.answered() for press in presses]
    assert sorted("已经办过了" in (answer.text or "") for answer in answers) == [False, True]
    assert await everything(story) == [1]


async def test_a_plan_is_dropped_without_a_trace_and_survives_until_then(story: Story) -> None:
    volunteer, asked = await begun(story, "全小区", "1 见面会")
    assert await story.db.read(lambda c: list(c.scalars(select(dialogue.c.kind)))) == ["meeting"]
    dropped = await choose(story, volunteer, asked, "🗑 不安排了")
    assert "没有安排" in dropped.words
    assert await story.db.read(lambda c: list(c.scalars(select(dialogue.c.kind)))) == []
    await story.said(volunteer, "明天晚上七点", "没听懂")


async def test_a_meeting_is_moved_in_chat_and_keeps_its_length(story: Story) -> None:
    by_day(story)
    await story.bound()
    neighbour = await story.at_home("王阿姨", 0)
    await story.said(neighbour, "/help", "/meetings")
    made = await standing(story, ends_at=story.now() + timedelta(days=2, hours=2))
    await story.toast(neighbour, await story.card(made.title), "1")
    volunteer = await story.serving("楼长", "volunteer")
    listed = await story.said(volunteer, "/meetings", "您负责的会", made.title)
    page = await choose(story, volunteer, listed, f"1 {made.title}", "🔁 改期、换地点")
    asked = await typed(story, volunteer, "下周三晚上七点")
    assert "换地点吗" in asked.words
    sure = await choose(story, volunteer, asked, "📍 地点不变", "天气不好")
    for words in ("确定改期吗", "（周三）19:00", "说要来的 1 户", "原因：天气不好"):
        assert words in sure.words
    done = await choose(story, volunteer, sure, "✅ 改期")
    assert "正在通知大家" in done.words
    moved = await stored(story, made.id)
    assert moved.ends_at - moved.starts_at == made.ends_at - made.starts_at
    assert moved.place == made.place
    await story.said_back(neighbour, "会议改期", "天气不好")
    assert page.message_id == listed.message_id


async def test_only_the_place_changes(story: Story) -> None:
    made = await standing(story)
    volunteer = await story.serving("楼长", "volunteer")
    listed = await story.said(volunteer, "/meetings", "您负责的会", made.title)
    asked = await choose(story, volunteer, listed, f"1 {made.title}", "🔁 改期", "🕖 时间不变")
    assert "换地点吗" in asked.words
    asked = await typed(story, volunteer, "一楼活动室", "二楼漏水")
    await choose(story, volunteer, asked, "✅ 改期")
    moved = await stored(story, made.id)
    assert (moved.starts_at, moved.place, moved.reason) == (made.starts_at, "一楼活动室", "二楼漏水")


async def test_a_meeting_is_cancelled_in_chat_with_a_reason(story: Story) -> None:
    made = await standing(story)
    volunteer = await story.serving("楼长", "volunteer")
    listed = await story.said(volunteer, "/meetings", "您负责的会", made.title)
    asked = await choose(story, volunteer, listed, f"1 {made.title}", "❌ 取消这个会")
    asked = await typed(story, volunteer, "场地停电")
    assert "取消了不能恢复" in asked.words
    await choose(story, volunteer, asked, "❌ 取消，通知大家")
    cancelled = await stored(story, made.id)
    assert (cancelled.state, cancelled.reason) == (MeetingState.CANCELLED, "场地停电")


async def test_leaving_it_as_it_is_changes_nothing(story: Story) -> None:
    made = await standing(story)
    volunteer = await story.serving("楼长", "volunteer")
    listed = await story.said(volunteer, "/meetings", "您负责的会", made.title)
    kept = await choose(story, volunteer, listed, f"1 {made.title}", "❌ 取消这个会", "天气不好", "↩️ 不改了")
    assert "都没有变" in kept.words
    assert await stored(story, made.id) == made


async def test_the_same_in_english(story: Story) -> None:
    volunteer = await story.serving("Sam", "volunteer")
    await story.db.write(lambda connection: builders.add_person(connection, volunteer.id, "en"))
    first = await story.said(volunteer, "/meeting", "who is invited?")
    await choose(story, volunteer, first, "The whole community", "1 meet-and-greet")
    asked = await typed(story, volunteer, "next Wed 7-8:30 pm", "Community centre", "Lift; parking")
    for words in ("Please read it once", "Wed", "19:00–20:30", "Topics: Lift; parking", "12 homes are invited"):
        assert words in asked.words
    assert "Scheduled as number 1" in (await choose(story, volunteer, asked, "✅ Publish")).words
