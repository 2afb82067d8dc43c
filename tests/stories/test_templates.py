"""Each template from the file that names it to the answers of a home."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.rules.answers import Answer, chosen
from bot.rules.consultation import Consultation
from bot.storage import ballots, consultations
from tests.stories.conftest import Story


async def made(story: Story, template: str, values: str = "") -> Consultation:
    """Staff send a file that names the template."""
    closes = (story.now() + timedelta(days=7)).isoformat(timespec="seconds")
    text = f'template = "{template}"\ncommunity = "JX01"\ncloses = {closes}\n{values}'
    await story.sent(story.staff, "plan.toml", text, "已建好第 1 号")
    found = await story.db.read(lambda connection: consultations.load(connection, 1))
    assert found is not None
    return found


async def recorded(story: Story, asked: Consultation) -> dict[int, Answer]:
    """What the ballots of the first home say, by question number."""
    return await story.db.read(lambda c: ballots.load_answers(c, asked.questions, story.homes[0]))


PLANS = '[values]\ntitle_a = "保留绿地"\ntitle_b = "增加车位"\nplace = "东门公告栏"\n'
METERS = "[values]\nwater_cost = 800\npower_cost = 600\n"
Steps = list[tuple[str, str]]
WALKS: list[tuple[str, str, str, Steps, dict[int, Answer]]] = [
    (
        "renovation_willingness",
        "",
        "您家同意小区改造吗",
        [
            ("基本同意", "什么关系"),
            ("1", "自己搭建的"),
            ("没有搭建", "物业费"),
            ("看价格再定", "养老钱"),
            ("2", "最想先解决哪件事"),
            ("先修楼顶", "答完了"),
        ],
        {1: chosen(2), 2: chosen(1), 3: chosen(1), 4: chosen(2), 5: chosen(2), 6: Answer(words="先修楼顶")},
    ),
    (
        "design_review",
        PLANS,
        "图纸贴在东门公告栏",
        [("我选二", "您同意吗"), ("2", "哪里要改"), ("车位少画几个", "答完了")],
        {1: chosen(2), 3: chosen(2), 4: Answer(words="车位少画几个")},
    ),
    (
        "design_review",
        PLANS,
        "您家选哪个方案",
        [("都不同意", "是什么原因"), ("跳过", "答完了")],
        {1: chosen(4)},
    ),
    (
        "post_renovation_satisfaction",
        "",
        "该改的，都改了吗",
        [
            ("很满意", "工程质量"),
            ("2", "施工的时候"),
            ("一般", "听取意见"),
            ("不满意", "现在的管理"),
            ("5", "总的来说"),
            ("说不清", "还有什么没改好的"),
            ("跳过", "答完了"),
        ],
        {number: chosen(number) for number in range(1, 7)},
    ),
    (
        "self_fund_meter",
        METERS,
        "估算每户 800 元",
        [("2", "最多愿意出多少元"), ("三百块", "估算每户 600 元"), ("6", "答完了")],
        {1: chosen(2), 2: Answer(amount=30_000), 3: chosen(6)},
    ),
]


@pytest.mark.parametrize(
    ("template", "values", "first", "steps", "answers"), WALKS, ids=[f"{walk[0]}-{walk[3][0][0]}" for walk in WALKS]
)
async def test_a_home_answers_the_whole_template(
    story: Story, template: str, values: str, first: str, steps: Steps, answers: dict[int, Answer]
) -> None:
    wang = await story.at_home("王阿姨", 0)
    asked = await made(story, template, values)
    await story.said(wang, f"/start q{asked.id}", "第 1", first)
    for text, following in steps:
        await story.said(wang, text, following)
    await story.said(wang, "交上去", "已经交了")
    assert await recorded(story, asked) == answers


async def test_the_menu_takes_the_most_wanted_among_the_chosen(story: Story) -> None:
    wang = await story.at_home("王阿姨", 0)
    asked = await made(story, "renovation_menu")
    await story.said(wang, f"/start q{asked.id}", "最多 8 项", "屋顶防水、不漏雨")
    await story.said(wang, "1 4 22", "加装电梯")
    await story.said(wang, "选好了", "最想改哪一项")
    await story.said(wang, "加装电梯", "答完了")
    await story.said(wang, "交上去", "已经交了")
    assert await recorded(story, asked) == {1: Answer({1: 1, 4: 1, 22: 1}, most_wanted=22)}


async def test_the_fee_ladder_is_pressed_on_the_card(story: Story) -> None:
    await story.bound()
    wang = await story.at_home("王阿姨", 0)
    asked = await made(story, "property_fee_ladder", "[values]\ncost_per_month = 30000\n")
    card = await story.card("您家最多愿意交到哪一档", "不是让您承诺")
    assert "选「5 · 0.8 元」，每月大约 40 元" in await story.toast(wang, card, "5 · 0.8 元")
    assert await recorded(story, asked) == {1: chosen(5)}
