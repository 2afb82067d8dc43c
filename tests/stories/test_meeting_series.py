"""A weekly meeting changes as a whole in chat, and everybody hears of it once; and a meeting that only ends later."""

from __future__ import annotations

from datetime import timedelta

from bot.actions.create_meeting import create_meeting
from bot.rules.meeting_draft import MeetingDraft
from bot.rules.meeting_times import weekly
from bot.rules.meetings import Meeting, MeetingKind, MeetingState
from emulator import Message, User
from tests.stories.conftest import Story
from tests.stories.meeting_steps import TITLE, by_day, choose, evening, standing, stored

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def every_week(story: Story, weeks: int) -> list[Meeting]:
    """A series that is created beside the running bot."""
    starts = evening(story, 3)
    draft = MeetingDraft("JX01", MeetingKind.EXCHANGE, TITLE, starts, starts + HOUR, "一楼")
    numbers = await create_meeting(story.db, weekly(draft, weeks, story.config.locale.zone), story.now())
    story.louyuan.services.changed.set()
    return [await stored(story, number) for number in numbers]


async def neighbour(story: Story) -> User:
    """Somebody who has written to the bot, so that it may write to them."""
    aunt = await story.at_home("王阿姨", 0)
    await story.said(aunt, "/mine")
    return aunt


async def told(story: Story, person: User, *parts: str) -> Message:
    """A private message that contains all parts."""

    def look() -> Message | None:
        history = story.emulator.history(person.id)
        return next((m for m in history if m.sender.is_bot and all(part in m.words for part in parts)), None)

    return await story.wait_for(look)


async def asked(story: Story, button: str) -> tuple[User, Message]:
    """A volunteer has opened the first meeting and pressed what is to be done with it."""
    volunteer = await story.serving("楼长", "volunteer")
    listed = await story.said(volunteer, "/meetings", TITLE)
    return volunteer, await choose(story, volunteer, listed, f"1 {TITLE}", button)


async def test_all_later_ones_move_alike_and_a_neighbour_gets_one_message(story: Story) -> None:
    by_day(story)
    aunt = await neighbour(story)
    first, second, third = await every_week(story, 3)
    volunteer, _ = await asked(story, "🔁 改期、换地点")
    day = evening(story, 4)
    where = await story.said(volunteer, f"{day.month}月{day.day}日 19:30", "换地点吗")
    screen = await choose(story, volunteer, where, "📍 地点不变", "场地临时有变")
    assert "后面还有 2 场" in screen.words
    sure = await choose(story, volunteer, screen, "2 这一次和后面的都一样")
    assert "后面 2 场也一样改" in sure.words
    done = await choose(story, volunteer, sure, "✅ 改期")
    assert "后面 2 场也改好了" in done.words
    news = await told(story, aunt, "会议改期", "一共 3 场")
    assert news.words.count("改到") == 3
    for old in (first, second, third):
        assert (await stored(story, old.id)).starts_at == old.starts_at + DAY + timedelta(minutes=30)
    await story.said(aunt, "/meetings", TITLE)
    assert sum("会议改期" in text for text in story.texts_of(aunt)) == 1


async def test_only_one_of_a_series_is_cancelled_when_only_that_is_meant(story: Story) -> None:
    by_day(story)
    aunt = await neighbour(story)
    first, second = await every_week(story, 2)
    volunteer, screen = await asked(story, "❌ 取消这个会")
    sure = await choose(story, volunteer, screen, "天气不好", "1 只这一次")
    assert "也取消" not in sure.words
    await choose(story, volunteer, sure, "❌ 取消")
    await told(story, aunt, "会议取消", TITLE)
    assert (await stored(story, first.id)).state is MeetingState.CANCELLED
    assert await stored(story, second.id) == second


async def test_a_meeting_that_only_ends_later_tells_the_old_and_the_new_end(story: Story) -> None:
    by_day(story)
    aunt = await neighbour(story)
    starts = evening(story, 3)
    made = await standing(story, starts - story.now())
    begins, ends = (at.astimezone(story.config.locale.zone) for at in (made.starts_at, made.ends_at))
    volunteer, _ = await asked(story, "🔁 改期、换地点")
    later = ends + HOUR
    where = await story.said(volunteer, f"{begins:%H:%M}-{later:%H:%M}", "换地点吗")
    await choose(story, volunteer, where, "📍 地点不变", "场地临时有变", "✅ 改期")
    await told(story, aunt, "会议改期", "开始不变", f"从 {ends:%H:%M} 改到 {later:%H:%M}")
    assert (await stored(story, made.id)).ends_at == made.ends_at + HOUR
