"""Reminders, news of moved and cancelled meetings, 退订, and announcements, as people get them."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.actions.announcing import announcement_progress
from bot.actions.cancel_meeting import cancel_meeting
from bot.actions.create_meeting import create_meeting
from bot.actions.move_meeting import move_meeting
from bot.rules.consultation import Scope
from bot.rules.meeting_draft import MeetingDraft
from bot.rules.meetings import Coming, MeetingKind
from bot.storage import outbox, people, rsvps
from bot.storage.models import outbox as outbox_table
from emulator import Chat, Message, User
from tests.faults.harness import eventually
from tests.stories.conftest import Story

_SHANGHAI = ZoneInfo("Asia/Shanghai")
TITLE, PLACE = "楼院改造意见征集会", "党群服务中心二楼"


def forenoon(story: Story) -> datetime:
    """Let the story begin at ten in the morning: nothing waits for quiet hours to end."""
    tomorrow = story.now().astimezone(_SHANGHAI).date() + timedelta(days=1)
    story.clock.ahead += datetime.combine(tomorrow, time(10), _SHANGHAI) - story.now()
    return story.now().astimezone(UTC).replace(microsecond=0)


async def meeting(story: Story, starts_at: datetime, scope: Scope | None = None) -> int:
    """Scheduled with the usual reminders."""
    draft = MeetingDraft(
        community="JX01",
        kind=MeetingKind.OPINION_COLLECTION,
        title=TITLE,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=90),
        place=PLACE,
        topics=("停车位", "加装电梯"),
        scope=scope or Scope(),
    )
    (number,) = await create_meeting(story.db, draft, story.now())
    story.louyuan.services.changed.set()
    return number


async def neighbour(story: Story, name: str, home: int, language: str | None = None) -> User:
    """Somebody who lives here and has written to the bot: before that, no bot may write to anybody."""
    person = await story.at_home(name, home, language=language)
    await story.said(person, "/mine")
    return person


async def told(story: Story, chat: Chat | User, *parts: str) -> Message:
    """Wait for a message of the bot that contains all parts."""

    def look() -> Message | None:
        history = story.emulator.history(chat.id)
        return next((m for m in history if m.sender.is_bot and all(part in m.words for part in parts)), None)

    return await story.wait_for(look)


def how_often(story: Story, chat: Chat | User, part: str) -> int:
    """In how many messages of the bot the part stands."""
    return sum(part in text for text in story.texts_of(chat))


async def choose(story: Story, shown: Message, *buttons: str) -> None:
    """Staff press one button after the other, each when it is there."""
    for button in buttons:
        await story.wait_for(lambda wanted=button: shown if shown.find_button(None, wanted) else None)  # type: ignore[misc]
        await story.tap(story.staff, story.staff, shown, button)


async def test_group_and_people_are_reminded_a_day_and_an_hour_before_in_their_own_words(story: Story) -> None:
    now = forenoon(story)
    await story.bound()
    aunt = await neighbour(story, "王阿姨", 0)
    guest = await neighbour(story, "Ann", 1, language="en")
    await meeting(story, now + timedelta(hours=26))
    story.later(hours=2, seconds=1)
    in_group = await told(story, story.group, "明天开会", TITLE, PLACE, "意见征集会", "停车位；加装电梯")
    assert "退订" not in in_group.words
    in_private = await told(story, aunt, "明天开会", "明天 12:00", "来不了请按 2", "退订")
    assert [button.text for row in in_private.buttons for button in row] == ["1 来", "2 来不了", "3 请人上门"]
    await told(story, guest, "Tomorrow", TITLE, "tomorrow at 12:00", "/stop")
    story.later(hours=23)
    await told(story, story.group, "还有 1 小时", TITLE, PLACE, "老花镜")
    await told(story, aunt, "还有 1 小时", TITLE, PLACE)
    await told(story, guest, "In 1 hour", TITLE, PLACE)
    assert how_often(story, aunt, TITLE) == how_often(story, guest, TITLE) == 2
    story.later(hours=3)
    await told(story, story.group, TITLE)
    assert how_often(story, story.group, "还有") == 1


async def test_who_declined_is_visited_or_said_stop_is_left_in_peace(story: Story) -> None:
    now = forenoon(story)
    yes, no, visit, silent, gone, elsewhere = [await neighbour(story, name, i) for i, name in enumerate("甲乙丙丁戊己")]
    await neighbour(story, "庚", 6)
    number = await meeting(story, now + timedelta(hours=26), Scope("1"))
    for home, coming in ((0, Coming.YES), (1, Coming.NO), (2, Coming.VISIT), (5, Coming.NO)):
        await story.db.write(
            lambda c, home=home, coming=coming: rsvps.store(c, number, [story.homes[home]], coming, now)  # type: ignore[misc]
        )
    await story.said(gone, "「退订」。", "不再私聊给您发通知")
    story.later(hours=2, seconds=1)
    await told(story, yes, "明天开会", "1 户已说要来")
    await told(story, silent, "明天开会")
    await story.said(gone, "订阅", "会私聊发给您")
    story.later(hours=23)
    await told(story, gone, "还有 1 小时")
    await told(story, silent, "还有 1 小时")
    assert how_often(story, gone, "明天开会") == 0
    for person in (no, visit, elsewhere, story.people["庚"]):
        assert how_often(story, person, TITLE) == 0


async def test_a_moved_meeting_tells_old_and_new_time_and_moves_its_reminders(story: Story) -> None:
    now = forenoon(story)
    await story.bound()
    aunt = await neighbour(story, "王阿姨", 0)
    number = await meeting(story, now + timedelta(days=2))
    starts = now + timedelta(days=4)
    await move_meeting(story.db, number, starts, starts + timedelta(hours=1), "三楼会议室", "场地<停电>", story.now())
    story.louyuan.services.changed.set()
    for chat in (story.group, aunt):
        news = await told(story, chat, "会议改期", TITLE, "三楼会议室", "原因：场地<停电>")
        old, new = ((now + timedelta(days=days)).astimezone(_SHANGHAI) for days in (2, 4))
        assert news.words.index(f"{old.month}月{old.day}日") < news.words.index(f"{new.month}月{new.day}日")
    story.later(days=1, seconds=1)
    story.later(days=2)
    await told(story, aunt, "明天开会", "三楼会议室")
    assert how_often(story, aunt, "明天开会") == 1


async def test_a_cancelled_meeting_says_why_and_reminds_nobody(story: Story) -> None:
    now = forenoon(story)
    await story.bound()
    aunt = await neighbour(story, "王阿姨", 0)
    number = await meeting(story, now + timedelta(hours=26))
    await cancel_meeting(story.db, number, "暴雨", story.now())
    story.louyuan.services.changed.set()
    await told(story, story.group, "会议取消", TITLE, PLACE, "原因：暴雨")
    await told(story, aunt, "会议取消", "暴雨")
    story.later(hours=25, seconds=1)
    other = await meeting(story, story.now() + timedelta(hours=25))
    story.later(hours=1, seconds=1)
    await told(story, aunt, "明天开会")
    assert other > number
    assert how_often(story, aunt, "开会】") == how_often(story, story.group, "开会】") == 1


async def test_a_meeting_at_short_notice_is_told_in_private_at_once(story: Story) -> None:
    now = forenoon(story)
    await story.bound()
    aunt = await neighbour(story, "王阿姨", 0)
    await meeting(story, now + timedelta(hours=3))
    await told(story, aunt, "会议通知", TITLE, "小区：金祥花园", PLACE, "停车位；加装电梯")
    assert how_often(story, story.group, "退订") == 0


async def test_somebody_who_blocked_the_bot_is_not_written_to_until_they_are_back(story: Story) -> None:
    now = forenoon(story)
    aunt, uncle = await neighbour(story, "王阿姨", 0), await neighbour(story, "李叔叔", 1)
    story.emulator.block(aunt)
    await meeting(story, now + timedelta(hours=26))
    story.later(hours=2, seconds=1)
    await told(story, uncle, "明天开会")

    async def letters() -> list[tuple[str, str | None]]:
        query = select(outbox_table.c.state, outbox_table.c.why).where(outbox_table.c.chat_id == aunt.id)
        return await story.db.read(lambda c: [(row[0], row[1]) for row in c.execute(query)])

    assert all(state == "dropped" and why == outbox.Why.UNREACHABLE for state, why in await letters())
    known = await story.db.read(lambda c: people.find_person(c, aunt.id))
    assert known is not None
    assert not known.reachable
    story.emulator.unblock(aunt)
    await story.said(aunt, "/help", "我会做这些")
    story.later(hours=23)
    await told(story, aunt, "还有 1 小时")


async def test_staff_see_what_they_announce_and_to_how_many_and_can_stop_it(story: Story) -> None:
    forenoon(story)
    await story.bound()
    aunt, uncle = await neighbour(story, "王阿姨", 0), await neighbour(story, "李叔叔", 7)
    places = await story.said(story.staff, "/announce", "发给哪里")
    await choose(story, places, "金祥花园", "整个小区")
    preview = await story.said(story.staff, "明天<停水>，请存水", "明天<停水>，请存水", "私聊 2 人，群 1 个")
    await story.tap(story.staff, story.staff, preview, "✅")
    for chat in (aunt, uncle, story.group):
        await told(story, chat, "【通知】", "明天<停水>，请存水")

    async def all_sent() -> bool:
        return (await announcement_progress(story.db, 1)).waiting == 0

    await eventually(all_sent, "sending to everybody")

    async def said_so() -> bool:
        story.later(seconds=11)
        return "已发 3，还剩 0" in preview.words and "发完了" in preview.words

    await eventually(said_so, "the message says by itself that all is sent")
    assert not preview.buttons


async def test_an_announcement_for_a_building_waits_for_the_morning_and_can_be_stopped(story: Story) -> None:
    forenoon(story)
    await story.bound()
    aunt, uncle = await neighbour(story, "王阿姨", 0), await neighbour(story, "李叔叔", 7)
    story.later(hours=13)
    places = await story.said(story.staff, "/announce", "发给哪里")
    await choose(story, places, "金祥花园", "2")
    preview = await story.said(story.staff, "二号楼明天停电", "私聊 1 人，群 0 个", "08:00 开始发")
    await story.tap(story.staff, story.staff, preview, "✅")
    await choose(story, preview, "⏹")
    await story.wait_for(lambda: preview if "已停止" in preview.words else None)
    story.later(hours=12)
    await meeting(story, story.now() + timedelta(hours=3))
    await told(story, uncle, "会议通知")
    for person in (aunt, uncle):
        assert how_often(story, person, "停电") == 0


async def test_residents_cannot_announce(story: Story) -> None:
    aunt = await neighbour(story, "王阿姨", 0)
    refused = await story.said(aunt, "/announce", "这件事要工作人员来办")
    assert not refused.buttons
