"""A meeting sent to the bot as a TOML file: by volunteers and staff; faults by line."""

from __future__ import annotations

from datetime import timedelta

from bot.rules.meetings import Meeting
from bot.storage import meetings
from tests.stories.conftest import Story
from tests.stories.meeting_steps import TITLE, evening, standing

QUESTIONS = (
    'title = "门禁"\ncommunity = "JX01"\n[[questions]]\ntext = "装吗？"\ntype = "single"\noptions = ["装", "不"]\n'
)


def file(story: Story, head: str = "", **replaced: str) -> str:
    """A file that is right, with lines replaced by key and more lines."""
    lines = {
        "community": '"JX01"',
        "kind": '"opinion_collection"',
        "title": f'"{TITLE}"',
        "starts": evening(story, 3).isoformat(),
        "place": '"党群服务中心二楼"',
        "topics": '["停车位", "加装电梯"]',
    }
    return "".join(f"{key} = {value}\n" for key, value in (lines | replaced).items()) + head


async def everything(story: Story) -> list[Meeting]:
    """All meetings."""
    return await story.db.read(meetings.listed)


async def test_a_volunteer_sends_a_file_and_the_card_names_host_and_cadre(story: Story) -> None:
    await story.bound()
    volunteer = await story.serving("楼长", "volunteer")
    people = 'host = "王主任"\ncontact = "李干部"\nphone = "0371-12345678"\n'
    await story.sent(volunteer, "会.toml", file(story, people), "已安排第 1 号", TITLE, "1 个已绑定的群")
    await story.card(TITLE, "主持：王主任  分包干部：李干部（0371-12345678）")
    [made] = await everything(story)
    assert (made.title, made.contact, made.created_by) == (TITLE, "李干部", volunteer.id)


async def test_a_series_comes_from_one_file_and_a_clash_is_pointed_out(story: Story) -> None:
    await standing(story, evening(story, 10) - story.now(), title="另一个会")
    told = await story.sent(story.staff, "会.toml", file(story, "weeks = 3\n"), "共 3 场", "撞地点了", "另一个会")
    assert "还没有绑定群" in told.words
    assert len(await everything(story)) == 4


async def test_every_fault_is_named_with_its_line_and_nothing_is_stored(story: Story) -> None:
    volunteer = await story.serving("楼长", "volunteer")
    wrong = file(story, kind='"party"', place='"  "', starts=(story.now() - timedelta(days=1)).isoformat())
    told = await story.sent(volunteer, "会.toml", wrong, "第 2 行", "第 4 行", "第 5 行")
    assert "kind" in told.words
    await story.sent(volunteer, "会.toml", "kind = [", "第 1 行")
    assert await everything(story) == []


async def test_files_of_people_who_may_not_are_refused(story: Story) -> None:
    neighbour = await story.at_home("王阿姨", 0)
    volunteer = await story.serving("楼长", "volunteer")
    await story.sent(neighbour, "会.toml", file(story), "这件事要工作人员来办")
    await story.sent(volunteer, "征询.toml", QUESTIONS, "这件事要工作人员来办")
    assert await everything(story) == []
