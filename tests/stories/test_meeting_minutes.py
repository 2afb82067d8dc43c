"""Minutes: text, photos and documents, opinions with owner and day, the summary in the group."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot.actions.cancel_meeting import cancel_meeting
from bot.rules.meetings import Meeting
from bot.storage import opinions
from bot.storage.models import opinion
from emulator import Message, User
from tests import builders
from tests.stories.conftest import PICTURE, Story
from tests.stories.meeting_steps import TITLE, choose, standing, stored


async def writing(story: Story, made: Meeting) -> tuple[User, Message]:
    """A volunteer begins to write after the meeting."""
    volunteer = await story.serving("楼长", "volunteer")
    listed = await story.said(volunteer, "/meetings", "还没写纪要的", made.title)
    return volunteer, await choose(story, volunteer, listed, f"1 {made.title}", "📝 写纪要")


async def over(story: Story) -> Meeting:
    """A meeting with one guest that has ended."""
    neighbour = await story.at_home("王阿姨", 0)
    made = await standing(story, timedelta(minutes=30))
    await story.said(neighbour, "到", "已签到")
    story.later(hours=3)
    return made


async def test_from_the_meeting_to_the_summary_in_the_group(story: Story) -> None:
    await story.bound()
    made = await over(story)
    volunteer, asked = await writing(story, made)
    assert "请发给我：文字、照片、文件都行" in asked.words
    await story.said(volunteer, "大家同意先修路灯。", "已收到：文字 9 个字")
    story.emulator.send_photo(volunteer, "private", PICTURE)
    await story.said_back(volunteer, "照片和文件 1 个")
    collected = await story.sent(volunteer, "签到表.pdf", b"%PDF-1.7", "照片和文件 2 个")
    asked = await choose(story, volunteer, collected, "➡️ 下一步")
    assert "大家提了哪些意见" in asked.words
    asked = await story.said(volunteer, "路灯不亮 | 物业 | 12月10日\n车位不够", "这条谁来办", "车位不够")
    assert "路灯不亮" not in asked.words
    asked = await choose(story, volunteer, asked, "社区", "15 天内")
    assert "1. 路灯不亮（物业，12月10日" in asked.words
    assert "2. 车位不够（社区，" in asked.words
    preview = await choose(story, volunteer, asked, "✅ 记完了")
    assert "请看一遍" in preview.words
    done = await choose(story, volunteer, preview, "📢 存好")
    assert "正在发到 1 个群里" in done.words
    told = await story.shown(
        "【会议纪要】", "来了 1 户 1 人", "大家提了 2 条意见：路灯不亮；车位不够", "大家同意先修路灯。"
    )
    assert "答复日期：" in told.words
    rows = await story.db.read(lambda c: opinions.of_meeting(c, made.id))
    assert [(row.text, row.owner_name, row.due_on is not None) for row in rows] == [
        ("路灯不亮", "物业", True),
        ("车位不够", "社区", True),
    ]
    assert (await stored(story, made.id)).summary == "大家同意先修路灯。"


async def test_residents_open_the_papers_and_add_what_is_missing(story: Story) -> None:
    await story.bound()
    made = await over(story)
    volunteer, _ = await writing(story, made)
    collected = await story.sent(volunteer, "签到表.pdf", b"%PDF-1.7", "照片和文件 1 个")
    await choose(story, volunteer, collected, "➡️ 下一步", "没有意见", "📢 存好")
    told = await story.shown("【会议纪要】")
    neighbour = story.people["王阿姨"]
    story.emulator.follow(neighbour, told.buttons[0][0].url or "")
    paper = await story.wait_for(lambda: next((m for m in story.emulator.history(neighbour.id) if m.document), None))
    assert paper.document is not None
    assert paper.document.file_name == "签到表.pdf"
    story.emulator.say(neighbour, story.group, "下水道也堵了", reply_to=told)
    await story.shown("已补上，记为第 1 条意见")
    assert await story.db.read(lambda c: list(c.scalars(select(opinion.c.text)))) == ["下水道也堵了"]
    stranger = story.resident("新邻居")
    story.emulator.say(stranger, story.group, "我也说一句", reply_to=told)
    await story.shown("还没登记是哪一户")


async def test_minutes_of_a_cancelled_meeting_and_before_the_meeting_are_refused(story: Story) -> None:
    made = await standing(story, timedelta(days=1))
    volunteer = await story.serving("楼长", "volunteer")
    page = await story.said(volunteer, "/meetings", "您负责的会", TITLE)
    early = await story.emulator.press(volunteer, volunteer, page, f"mo:{made.id}", forged=True).answered()
    assert "还不能写纪要" in (early.text or "")
    await cancel_meeting(story.db, made.id, "停电", story.now())
    story.later(days=2)
    late = await story.emulator.press(volunteer, volunteer, page, f"mo:{made.id}", forged=True).answered()
    assert "已经取消了：停电" in (late.text or "")
    assert await story.db.read(lambda c: list(c.scalars(select(opinion.c.text)))) == []


async def test_a_cancelled_meeting_while_writing_is_not_minuted_by_halves(story: Story) -> None:
    made = await over(story)
    volunteer, _ = await writing(story, made)
    asked = await story.said(volunteer, "很" * 3001, "太长了")
    asked = await story.said(volunteer, "写错了", "已收到")
    dropped = await choose(story, volunteer, asked, "🗑 不写了")
    assert "纪要没有存" in dropped.words
    assert (await stored(story, made.id)).minuted_at is None
    await story.said(volunteer, "再写一句", "没听懂")


async def test_empty_minutes_are_refused_and_an_album_is_answered_once(story: Story) -> None:
    made = await over(story)
    volunteer, asked = await writing(story, made)
    preview = await choose(story, volunteer, asked, "➡️ 下一步", "没有意见")
    answer = await story.tap(volunteer, volunteer, preview, "📢 存好")
    assert "还没有写字" in (answer.text or "")
    asked = await choose(story, volunteer, preview, "✏️ 再加文字")
    assert "请发给我" in asked.words
    assert (await stored(story, made.id)).minuted_at is None


async def test_sending_twice_enters_the_opinions_once(story: Story) -> None:
    made = await over(story)
    volunteer, asked = await writing(story, made)
    asked = await choose(story, volunteer, asked, "➡️ 下一步")
    asked = await story.said(volunteer, "路灯不亮｜物业｜下周五", "已记 1 条")
    preview = await choose(story, volunteer, asked, "✅ 记完了")
    data = next(b.callback_data for line in preview.buttons for b in line if b.text.startswith("📢"))
    presses = [story.emulator.press(volunteer, volunteer, preview, data, forged=True) for _ in range(2)]
    for press in presses:
        await press.answered()
    assert await story.db.read(lambda c: list(c.scalars(select(opinion.c.text)))) == ["路灯不亮"]


async def test_the_same_in_english(story: Story) -> None:
    made = await over(story)
    helper = await story.serving("Sam", "volunteer")
    await story.db.write(lambda connection: builders.add_person(connection, helper.id, "en"))
    listed = await story.said(helper, "/meetings", "Over, minutes missing")
    asked = await choose(story, helper, listed, f"1 {TITLE}", "📝 Write minutes", "➡️ Next")
    asked = await story.said(helper, "Broken lamp | property management | 10 Dec", "1 so far", "Broken lamp")
    preview = await choose(story, helper, asked, "✅ That is all")
    for words in ("1 homes and 1 people came", "1 opinions were raised: Broken lamp", "They are answered by"):
        assert words in preview.words
    assert "are stored" in (await choose(story, helper, preview, "📢 Store")).words
    assert (await stored(story, made.id)).minuted_at is not None
