"""Private notices of votes, and /remind, as people get them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert

from bot.actions.letters import keep_notices
from bot.rules.consultation import ResultsPolicy
from bot.rules.reminding import Notices
from bot.storage.models import grant
from emulator import Message, User
from tests.stories.conftest import Story

_SHANGHAI = ZoneInfo("Asia/Shanghai")
TITLE = "停车与绿地怎么改"


def forenoon(story: Story) -> datetime:
    """Let the story begin at ten in the morning: nothing waits for quiet hours to end."""
    tomorrow = story.now().astimezone(_SHANGHAI).date() + timedelta(days=1)
    story.clock.ahead += datetime.combine(tomorrow, time(10), _SHANGHAI) - story.now()
    return story.now().astimezone(UTC)


async def neighbour(story: Story, name: str, home: int, language: str | None = None) -> User:
    """Somebody who lives here and has written to the bot: before that, no bot may write to anybody."""
    person = await story.at_home(name, home, language=language)
    await story.said(person, "/mine")
    return person


async def volunteer(story: Story, building: str) -> User:
    """Somebody who helps one building."""
    person = story.emulator.add_user("楼栋长", label="volunteer")
    place = {"community_id": story.community_id, "building": building}
    row = {"telegram_id": person.id, "role": "volunteer", "granted_at": story.now()} | place
    await story.db.write(lambda connection: connection.execute(insert(grant), row))
    await story.said(person, "/mine")
    return person


async def told(story: Story, person: User, *parts: str) -> Message:
    """Wait for a private message of the bot that contains all parts."""

    def look() -> Message | None:
        history = reversed(story.emulator.history(person.id))
        return next((m for m in history if m.sender.is_bot and all(part in m.words for part in parts)), None)

    return await story.wait_for(look)


def how_often(story: Story, person: User, part: str) -> int:
    """In how many messages of the bot the part stands."""
    return sum(part in text for text in story.texts_of(person))


async def shows(story: Story, message: Message, *parts: str) -> Message:
    """Wait until the message says all parts."""
    return await story.wait_for(lambda: message if all(part in message.words for part in parts) else None)


@pytest.fixture
async def noticed(story: Story) -> Story:
    """A story in which openings and results are told in private, as the configuration has it by default."""
    forenoon(story)
    await keep_notices(story.db, Notices())
    return story


async def test_an_opening_comes_in_private_with_a_button_that_opens_the_paper_and_a_result_at_the_end(
    noticed: Story,
) -> None:
    aunt = await neighbour(noticed, "王阿姨", 0)
    guest = await neighbour(noticed, "Ann", 1, language="en")
    gone = await neighbour(noticed, "小李", 2)
    await noticed.said(gone, "退订", "不再私聊给您发通知")
    await noticed.consultation(noticed.asked(days=3, results=ResultsPolicy.AFTER_CLOSE))
    letter = await told(noticed, aunt, "请您家来投", TITLE, "截止", "/votes", "不用手机", "退订")
    await told(noticed, guest, "Please vote", TITLE, "/stop")
    await noticed.tap(aunt, aunt, letter, "👉")
    paper = await told(noticed, aunt, "您家选哪个方案", "还没有选")
    assert "已记下" in await noticed.toast(aunt, paper, "2")
    noticed.later(days=3)
    result = await told(noticed, aunt, "结果", TITLE, "1 户 · 100", "已有 1 户回答，共 12 户", "退订")
    assert not result.buttons
    await told(noticed, guest, "Result", TITLE, "/stop")
    assert how_often(noticed, gone, TITLE) == 0
    assert "截止" in ((await noticed.tap(aunt, aunt, letter, "👉")).text or "")


async def test_the_button_of_a_letter_opens_a_questionnaire_at_its_first_question(noticed: Story) -> None:
    aunt = await neighbour(noticed, "王阿姨", 0)
    wanted = noticed.asked()
    second = replace(wanted.questions[0], number=2, text="几点开会？")
    await noticed.consultation(replace(wanted, questions=(*wanted.questions, second)))
    letter = await told(noticed, aunt, "请您家来投", TITLE)
    await noticed.tap(aunt, aunt, letter, "👉")
    question = await told(noticed, aunt, "您家选哪个方案", "1/2")
    assert question.buttons[0][0].text.startswith("1")


async def test_a_volunteer_sees_the_doors_reminds_once_and_is_told_when_the_next_is_possible(story: Story) -> None:
    now = forenoon(story)
    helper = await volunteer(story, "1")
    voted, silent = await neighbour(story, "王阿姨", 0), await neighbour(story, "李叔叔", 1)
    other = await neighbour(story, "张大爷", 7)
    await story.bound()
    made = await story.consultation()
    card = await story.card(TITLE)
    await story.toast(voted, card, "1")
    menu = await story.said(helper, "/remind", "提醒还没投的家")
    await story.tap(helper, helper, menu, f"第 {made.id} 号")
    await shows(
        story, menu, "1号楼：共 6 户，还有 5 户没投", "4 户没有人收得到私聊", "1单元102、1单元103🚪", "1 户的 1 个人"
    )
    assert "退订" in menu.words
    await story.tap(helper, helper, menu, "✅")
    await shows(story, menu, "1 户的 1 个人")
    letter = await told(story, silent, "还没投票", TITLE, "选什么由您家自己定")
    await story.tap(silent, silent, letter, "👉")
    await told(story, silent, "您家选哪个方案")
    again = await story.said(helper, f"/remind {made.id}", "都刚提醒过")
    day = (now + timedelta(days=2)).astimezone(_SHANGHAI)
    assert f"{day.month}月{day.day}日" in again.words
    assert [button.text for row in again.buttons for button in row] == ["⬅️ 别的楼栋"]
    assert how_often(story, voted, "还没投票") == how_often(story, other, "还没投票") == 0


async def test_a_volunteer_cannot_reach_another_building_by_a_forged_press(story: Story) -> None:
    forenoon(story)
    helper = await volunteer(story, "1")
    await neighbour(story, "张大爷", 7)
    made = await story.consultation()
    shown = await story.said(helper, f"/remind {made.id}", "1号楼")
    press = story.emulator.press(
        helper, helper.id, shown.message_id, data=f"ns:{made.id}:{story.homes[7]}", forged=True
    )
    assert "不能提醒" in ((await press.answered(timeout=20.0)).text or "")


async def test_staff_choose_a_building_by_its_numbers_and_can_leave_it(story: Story) -> None:
    forenoon(story)
    clerk = await story.serving("小孙")
    await story.said(clerk, "/mine")
    aunt, uncle = await neighbour(story, "王阿姨", 0), await neighbour(story, "李叔叔", 7)
    made = await story.consultation()
    shown = await story.said(clerk, f"/remind {made.id}", "一共问 12 户，还有 12 户没投", "2号楼：6 户没投")
    await story.tap(clerk, clerk, shown, "2号楼")
    await shows(story, shown, "会这样发出去", "1 户的 1 个人")
    assert [room for room in range(107, 113) if str(room) in shown.words] == [], "staff see numbers, no doors"
    await story.tap(clerk, clerk, shown, "✖️")
    await shows(story, shown, "没有发")
    shown = await story.said(clerk, f"/remind {made.id}", "一共问 12 户")
    await story.tap(clerk, clerk, shown, "全部")
    await shows(story, shown, "2 户的 2 个人")
    await story.tap(clerk, clerk, shown, "✅")
    for person in (aunt, uncle):
        await told(story, person, "还没投票", TITLE)
        assert how_often(story, person, "还没投票") == 1


async def test_residents_cannot_remind_and_do_not_find_the_command_in_their_help(story: Story) -> None:
    aunt = await neighbour(story, "王阿姨", 0)
    refused = await story.said(aunt, "/remind", "这件事要工作人员来办")
    assert not refused.buttons
    assert "/remind" not in (await story.said(aunt, "/help", "/votes")).words
    helper = await volunteer(story, "1")
    assert "/remind" in (await story.said(helper, "/help", "/votes")).words
    await story.said(helper, "/remind", "没有正在进行的征询")
