"""Checking in: scanned, typed, or written down by a volunteer; homes and people both kept, nobody counted twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.actions.check_in import door_code
from bot.rules.consultation import Scope
from bot.rules.meetings import Attendance, Meeting
from bot.storage import meetings
from bot.storage.database import Connection
from emulator import Message, User
from tests import builders
from tests.stories.conftest import STAFF_ID, Story
from tests.stories.meeting_steps import TITLE, choose, standing


async def came(story: Story, made: Meeting) -> Attendance:
    """Who was counted."""
    return await story.db.read(lambda connection: meetings.attendance(connection, made.id))


async def scan(story: Story, person: User, made: Meeting, *parts: str) -> Message:
    """Scan the code at the door."""
    _, code = await door_code(story.db, STAFF_ID, [STAFF_ID], made.id)
    before = len(story.emulator.history(person.id))
    story.emulator.follow(person, f"https://t.me/louyuan_bot?start=m_{code}")

    def look() -> Message | None:
        news = story.emulator.history(person.id)[before:]
        return next((m for m in news if m.sender.is_bot and all(part in m.words for part in parts)), None)

    return await story.wait_for(look)


async def at_the_desk(story: Story, made: Meeting) -> tuple[User, Message]:
    """A volunteer opens the desk."""
    volunteer = await story.serving("楼长", "volunteer")
    listed = await story.said(volunteer, "/meetings", "您负责的会", made.title)
    return volunteer, await choose(story, volunteer, listed, f"1 {made.title}", "✍️ 签到台")


async def test_two_people_of_one_home_are_one_home_and_nobody_counts_twice(story: Story) -> None:
    mother, son = await story.at_home("王阿姨", 0), await story.at_home("小王", 0)
    made = await standing(story, timedelta(minutes=30))
    await scan(story, mother, made, "已签到：您家（1号楼1单元101）", TITLE)
    await scan(story, mother, made, "已经签过到了")
    await story.said(mother, "到", "已经签过到了")
    await story.said(son, "到", "已签到")
    assert await came(story, made) == Attendance(people=2, homes=1)


@pytest.mark.parametrize("text", ["到", "「到」", "到。", " 签到 ", "我到了", "Here"])
async def test_here_is_understood_in_many_spellings(story: Story, text: str) -> None:
    neighbour = await story.at_home("王阿姨", 0)
    made = await standing(story, timedelta(minutes=30))
    await story.said(neighbour, text, "已签到")
    assert await came(story, made) == Attendance(1, 1)


async def test_the_code_can_be_typed(story: Story) -> None:
    neighbour = await story.at_home("王阿姨", 0)
    made = await standing(story, timedelta(minutes=30))

    def easy(connection: Connection) -> None:
        connection.exec_driver_sql("UPDATE meeting SET check_in_code = 'k3qf7h2m9x'")

    await story.db.write(easy)
    await story.said(neighbour, "K3QF7 H2M9X", "已签到")
    await story.said(neighbour, "k3qf7h2m9y", "这个签到码对不上")
    assert await came(story, made) == Attendance(1, 1)


async def test_an_older_code_of_letters_alone_is_understood_and_a_word_is_not_taken_for_one(story: Story) -> None:
    neighbour = await story.at_home("王阿姨", 0)
    made = await standing(story, timedelta(minutes=30))

    def lettered(connection: Connection) -> None:
        connection.exec_driver_sql("UPDATE meeting SET check_in_code = 'kjqfnhwmpx'")

    await story.db.write(lettered)
    await story.said(neighbour, "strawberry", "没听懂")
    await story.said(neighbour, "KJQFN HWMPX", "已签到")
    assert await came(story, made) == Attendance(1, 1)


async def test_two_meetings_at_once_are_asked_about_and_a_press_answers(story: Story) -> None:
    neighbour = await story.at_home("王阿姨", 0)
    first = await standing(story, timedelta(minutes=20))
    second = await standing(story, timedelta(minutes=40), title="二楼的会")
    asked = await story.said(neighbour, "到", "现在有 2 场请您家的会")
    assert await came(story, first) == await came(story, second) == Attendance(0, 0)
    told = await choose(story, neighbour, asked, "2 二楼的会")
    assert "已签到" in told.words
    assert (await came(story, first), await came(story, second)) == (Attendance(0, 0), Attendance(1, 1))


async def test_here_in_the_group_checks_in_neighbours_and_leaves_others_alone(story: Story) -> None:
    neighbour, stranger = await story.at_home("王阿姨", 0), story.resident("新邻居")
    await story.bound()
    [bot] = story.emulator.bots.values()
    story.emulator.promote(bot, story.group)  # others hear commands and answers only
    made = await standing(story, timedelta(minutes=30))
    await story.card(TITLE)
    before = len(story.texts_of(story.group))
    story.emulator.say(stranger, story.group, "到")
    story.emulator.say(neighbour, story.group, "到")
    told = await story.shown("已签到", "1 户 1 人")
    assert "101" not in told.words
    assert await came(story, made) == Attendance(1, 1)
    assert len(story.texts_of(story.group)) == before + 1


async def test_a_helper_takes_a_mistaken_check_in_off_the_list(story: Story) -> None:
    neighbour = await story.at_home("王阿姨", 0)
    made = await standing(story, timedelta(minutes=30))
    await story.said(neighbour, "到", "已签到")
    volunteer, desk = await at_the_desk(story, made)
    written = await choose(story, volunteer, desk, "➖ 签错了")
    assert [row[0].text[:8] for row in written.buttons[:1]] == ["❌ 1号楼1单元"]
    empty = await choose(story, volunteer, written, "❌ 1号楼")
    assert "还没有人签到" in empty.words
    assert await came(story, made) == Attendance(0, 0)
    desk = await choose(story, volunteer, empty, "⬅️ 签到台")
    assert "到了 0 户 0 人" in desk.words


async def test_too_early_too_late_and_not_invited_are_told_so_and_not_counted(story: Story) -> None:
    neighbour = await story.at_home("王阿姨", 0)
    made = await standing(story, timedelta(hours=3))
    other = await standing(story, timedelta(minutes=10), title="二号楼的会", scope=Scope("2"))
    await story.said(neighbour, "到", "现在没有请您家的会")
    await scan(story, neighbour, made, "还没到签到的时候")
    await scan(story, neighbour, other, "只请一部分楼栋")
    story.later(hours=5)
    await scan(story, neighbour, made, "已经散会，不能再签到了")
    stranger = story.resident("新邻居")
    await story.said(stranger, "到", "还没登记是哪一户")
    assert await came(story, made) == await came(story, other) == Attendance(0, 0)


async def test_in_the_group_an_answer_to_the_bot_checks_in_and_names_no_home(story: Story) -> None:
    neighbour = await story.at_home("王阿姨", 0)
    await story.bound()
    made = await standing(story, timedelta(minutes=30))
    card = await story.card(TITLE)
    story.emulator.say(neighbour, story.group, "到", reply_to=card)
    told = await story.shown("已签到", "1 户 1 人")
    assert "101" not in told.words
    assert await came(story, made) == Attendance(1, 1)


async def test_a_volunteer_adds_people_without_a_phone_and_corrects_the_number(story: Story) -> None:
    neighbour = await story.at_home("王阿姨", 0)
    made = await standing(story, timedelta(minutes=30))
    volunteer, desk = await at_the_desk(story, made)
    await story.said(neighbour, "到", "已签到")
    rooms = await choose(story, volunteer, desk, "➕ 没带手机的", "1号楼")
    assert [row[0].text for row in rooms.buttons[:3]] == ["✅ 101", "102", "103"]
    rooms = await choose(story, volunteer, rooms, "103")
    assert "✅ 103" in [row[0].text for row in rooms.buttons]
    desk = await choose(story, volunteer, rooms, "⬅️ 签到台", "➕ 一位")
    assert "到了 2 户 3 人" in desk.words
    asked = await choose(story, volunteer, desk, "✏️ 改总人数")
    await story.said(volunteer, "很多人", "没看懂来了多少人")
    await story.said(volunteer, "1", "人数要在 2 到 10000 之间")
    await story.said(volunteer, "一共 35 人", "到了 2 户 35 人")
    assert await came(story, made) == Attendance(people=35, homes=2)
    assert "一共来了多少人" in asked.words


async def test_the_slide_for_the_door_is_a_picture_and_a_page(story: Story) -> None:
    made = await standing(story, timedelta(minutes=30))
    volunteer, desk = await at_the_desk(story, made)
    await story.tap(volunteer, volunteer, desk, "🖨 门口的签到页")
    sent = await story.wait_for(lambda: next((m for m in story.emulator.history(volunteer.id) if m.document), None))
    assert sent.document is not None
    assert sent.document.data.startswith(b"%PDF")
    picture = next(m for m in story.emulator.history(volunteer.id) if m.photo)
    _, code = await door_code(story.db, STAFF_ID, [STAFF_ID], made.id)
    assert code in picture.words


async def test_the_desk_is_closed_to_those_who_do_not_run_the_meeting(story: Story) -> None:
    made = await standing(story, timedelta(minutes=30))
    neighbour = await story.at_home("王阿姨", 0)
    page = await choose(story, neighbour, await story.said(neighbour, "/meetings", "请您家的会", TITLE), f"1 {TITLE}")
    for data in (
        f"mk:{made.id}",
        f"mq:{made.id}",
        f"mu:{made.id}",
        f"ma:{made.id}:{story.homes[0]}",
        f"mh:{made.id}:0",
    ):
        answer = await story.emulator.press(neighbour, neighbour, page, data, forged=True).answered()
        assert "现在没有权限" in (answer.text or "")
    assert await came(story, made) == Attendance(0, 0)


async def test_the_same_in_english(story: Story) -> None:
    neighbour = await story.at_home("Alex", 0, language="en")
    helper = await story.serving("Sam", "volunteer")
    await story.db.write(lambda connection: builders.add_person(connection, helper.id, "en"))
    await standing(story, timedelta(minutes=30))
    await story.said(neighbour, "here", "You are checked in")
    listed = await story.said(helper, "/meetings", "Meetings that you run")
    desk = await choose(story, helper, listed, f"1 {TITLE}", "✍️ Check-in desk")
    assert "1 homes and 1 people are here" in desk.words
