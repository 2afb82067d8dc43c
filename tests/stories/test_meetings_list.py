"""/meetings for residents, volunteers and staff, and the calendar file."""

from __future__ import annotations

from datetime import timedelta

from icalendar import Calendar

from bot.actions.cancel_meeting import cancel_meeting
from bot.actions.move_meeting import move_meeting
from bot.rules.consultation import Scope
from bot.rules.meetings import Meeting
from emulator import Message, User
from tests.stories.conftest import Story
from tests.stories.meeting_steps import TITLE, choose, standing


async def calendar_of(story: Story, person: User, made: Meeting) -> Calendar:
    """Open the card's calendar link; the file that comes back."""
    before = len(story.emulator.history(person.id))
    story.emulator.follow(person, f"https://t.me/louyuan_bot?start=i_{made.id}")

    def look() -> Message | None:
        return next((m for m in story.emulator.history(person.id)[before:] if m.document), None)

    message = await story.wait_for(look)
    assert message.document is not None
    return Calendar.from_ical(message.document.data)


async def test_a_resident_sees_what_invites_them_answers_and_takes_it_back(story: Story) -> None:
    neighbour = await story.at_home("王阿姨", 0)
    await standing(story)
    await standing(story, timedelta(days=3), title="二号楼见面会", scope=Scope("2"))
    listed = await story.said(neighbour, "/meetings", "请您家的会", TITLE, "您家还没回话")
    assert "二号楼见面会" not in listed.words
    page = await choose(story, neighbour, listed, f"1 {TITLE}")
    assert "您家还没回话" in page.words
    assert "您家说：1 来" in (await choose(story, neighbour, page, "1 来")).words
    assert "您家说：2 来不了" in (await choose(story, neighbour, page, "2 来不了")).words


async def test_somebody_without_a_home_and_somebody_without_a_meeting_are_told_so(story: Story) -> None:
    stranger, neighbour = story.resident("新邻居"), await story.at_home("王阿姨", 0)
    answers = [await story.said(stranger, "/meetings", "还没登记")]
    answers.append(await story.said(neighbour, "/meetings", "现在没有请您家的会"))
    assert not any(answer.buttons for answer in answers)


async def test_in_a_group_the_list_is_a_step_away(story: Story) -> None:
    neighbour = await story.at_home("王阿姨", 0)
    told = await story.said(neighbour, "/meetings", "请私下跟我说", chat=story.group)
    assert (told.buttons[0][0].url or "").startswith("https://t.me/louyuan_bot")


async def test_the_calendar_file_follows_the_meeting_under_one_uid(story: Story) -> None:
    neighbour = await story.at_home("王阿姨", 0)
    made = await standing(story)
    first = await calendar_of(story, neighbour, made)
    event = first.events[0]
    assert (first["METHOD"], event["UID"], event["SEQUENCE"]) == ("REQUEST", made.uid, 0)
    assert event.start == made.starts_at
    assert event["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert [zone.tz_name for zone in first.timezones] == ["Asia/Shanghai"]
    later = made.starts_at + timedelta(days=1)
    await move_meeting(story.db, made.id, later, later + timedelta(hours=1), None, "下大雪", story.now())
    moved = (await calendar_of(story, neighbour, made)).events[0]
    assert (moved["UID"], moved["SEQUENCE"], moved.start) == (made.uid, 1, later)
    await cancel_meeting(story.db, made.id, "场地临时有变", story.now())
    last = await calendar_of(story, neighbour, made)
    assert (last["METHOD"], last.events[0]["STATUS"], last.events[0]["UID"]) == ("CANCEL", "CANCELLED", made.uid)


async def test_the_calendar_file_is_for_those_who_are_invited(story: Story) -> None:
    made = await standing(story, scope=Scope("2"))
    upstairs = await story.at_home("王阿姨", 0)
    story.emulator.follow(upstairs, f"https://t.me/louyuan_bot?start=i_{made.id}")
    await story.said_back(upstairs, "只请一部分楼栋")
    story.emulator.follow(upstairs, "https://t.me/louyuan_bot?start=i_9999999999")
    await story.said_back(upstairs, "找不到第 9999999999 号会")
    assert not any(message.document for message in story.emulator.history(upstairs.id))


async def test_volunteers_see_what_to_prepare_to_minute_and_whom_to_visit(story: Story) -> None:
    volunteer = await story.serving("楼长", "volunteer")
    neighbour = await story.at_home("李大爷", 1)
    await story.bound()
    await standing(story, timedelta(hours=2), title="见面会")
    await standing(story, timedelta(days=3), title="交流会")
    await story.toast(neighbour, await story.card("见面会"), "3")
    story.later(hours=5)
    listed = await story.said(volunteer, "/meetings", "您负责的会", "要准备的", "还没写纪要的")
    assert listed.words.index("交流会") < listed.words.index("见面会")
    visits = await choose(story, volunteer, listed, "🏠 要上门的：1 户")
    assert "1号楼1单元102（见面会" in visits.words
    done = await choose(story, volunteer, visits, "✅ 去过了：1号楼1单元102")
    assert "没有要上门的了" in done.words


async def test_staff_see_meetings_by_month_and_kind_and_volunteers_do_not(story: Story) -> None:
    volunteer = await story.serving("楼长", "volunteer")
    neighbour = await story.at_home("王阿姨", 0)
    await standing(story, timedelta(minutes=30))
    await story.said(neighbour, "到", "已签到")
    story.later(hours=3)
    listed = await story.said(story.staff, "/meetings", "您负责的会")
    months = await choose(story, story.staff, listed, "📊 按月统计")
    assert "意见征集会：1 次，1 人次，1 户次" in months.words
    theirs = await story.said(volunteer, "/meetings", "您负责的会")
    assert "📊 按月统计" not in [row[0].text for row in theirs.buttons]


async def test_the_same_in_english(story: Story) -> None:
    neighbour = await story.at_home("Alex", 0, language="en")
    await standing(story)
    listed = await story.said(neighbour, "/meetings", "Meetings that invite your home", "has not answered")
    page = await choose(story, neighbour, listed, f"1 {TITLE}", "1 I come")
    assert "Your home said: 1 I come" in page.words
