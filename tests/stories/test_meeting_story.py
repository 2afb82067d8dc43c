"""One meeting from the first word to the minutes, as a compound lives it; once in Chinese, once in English."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.storage import meetings, opinions
from emulator import User
from tests import builders
from tests.stories.conftest import Story
from tests.stories.meeting_steps import by_day, choose, stored

ZH = {
    "plan": ("全小区", "3 意见征集会"),
    "when": "后天晚上七点",
    "place": ("二楼", "停车位", "✅ 发布"),
    "here": ("到", "已签到"),
    "desk": ("✍️ 签到台", "➕ 没带手机的", "2号楼", "107"),
    "write": ("📝 写纪要", "先修路灯。", "➡️ 下一步"),
    "opinion": ("路灯不亮 | 物业 | 15天后", "✅ 记完了", "📢 存好"),
}
EN = {
    "plan": ("The whole community", "3 opinion collection meeting"),
    "when": "in 2 days at 7 pm",
    "place": ("2nd floor", "Parking", "✅ Publish"),
    "here": ("here", "checked in"),
    "desk": ("✍️ Check-in desk", "➕ Somebody without a phone", "building 2", "107"),
    "write": ("📝 Write minutes", "Lamps come first.", "➡️ Next"),
    "opinion": ("Broken lamp | property management | in 15 days", "✅ That is all", "📢 Store"),
}


async def planned(story: Story, volunteer: User, says: dict[str, tuple[str, ...] | str]) -> None:
    """The meeting is written down and published."""
    asked = await choose(story, volunteer, await story.said(volunteer, "/meeting"), *says["plan"])
    await story.said(volunteer, str(says["when"]))
    await story.said(volunteer, says["place"][0])
    asked = await story.said(volunteer, says["place"][1])
    await choose(story, volunteer, asked, says["place"][2])


async def minuted(story: Story, volunteer: User, says: dict[str, tuple[str, ...] | str]) -> None:
    """The minutes are sent piece by piece."""
    listed = await story.said(volunteer, "/meetings")
    await choose(story, volunteer, listed, "1 ", says["write"][0])
    collected = await story.said(volunteer, says["write"][1])
    await choose(story, volunteer, collected, says["write"][2])
    asked = await story.said(volunteer, says["opinion"][0])
    await choose(story, volunteer, asked, *says["opinion"][1:])


@pytest.mark.parametrize(("language", "says"), [("zh-CN", ZH), ("en", EN)])
async def test_from_scheduling_to_minutes(story: Story, language: str, says: dict[str, tuple[str, ...] | str]) -> None:
    by_day(story)
    await story.bound()
    volunteer = await story.serving("楼长", "volunteer")
    await story.db.write(lambda connection: builders.add_person(connection, volunteer.id, language))
    comes = await story.at_home("王阿姨", 0, language=language)
    declines = await story.at_home("李大爷", 1, language=language)
    for person in (comes, declines):
        await story.said(person, "/help", "/meetings")
    await planned(story, volunteer, says)
    card = await story.card("金祥花园意见征集会")
    await story.toast(comes, card, "1")
    await story.toast(declines, card, "2")
    await story.card("已有 1 户说来，1 户来不了")
    made = await stored(story, 1)
    story.clock.ahead += made.starts_at - timedelta(hours=23) - story.now()
    story.later()
    where = says["place"][0]
    await story.shown("明天开会", where)
    await story.said_back(comes, where)
    story.clock.ahead += made.starts_at - timedelta(minutes=10) - story.now()
    story.later()
    await story.said(comes, *says["here"])
    listed = await story.said(volunteer, "/meetings")
    await choose(story, volunteer, listed, "1 ", *says["desk"])
    await story.card("到了 2 户 2 人")
    story.later(hours=3)
    await story.shown("【已散会】", "到了 2 户 2 人")
    await minuted(story, volunteer, says)
    await story.shown("【会议纪要】", "来了 2 户 2 人", says["write"][1], str(says["opinion"][0]).partition(" |")[0])
    raised = await story.db.read(lambda connection: opinions.of_meeting(connection, made.id))
    assert [opinion.due_on is not None and bool(opinion.owner_name) for opinion in raised] == [True]
    assert (await story.db.read(lambda connection: meetings.attendance(connection, made.id))).homes == 2
    assert not any(where in text for text in story.texts_of(declines))
