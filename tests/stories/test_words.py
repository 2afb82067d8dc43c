"""Words instead of taps, and the paper in the private chat."""

from __future__ import annotations

from bot.rules.consultation import QuestionType
from tests.stories.conftest import PICTURE, Story


async def test_words_in_reply_to_the_card_are_no_votes_and_are_answered_kindly(story: Story) -> None:
    neighbour = await story.at_home("王阿姨", 0)
    await story.bound()
    await story.consultation()
    card = await story.card("已有 0 户")
    story.emulator.say(neighbour, story.group, "同意", reply_to=card)
    told = await story.said_back(story.group, "请点卡片上的按钮")
    assert "不算票" in told.words
    await story.said(neighbour, "/votes", "还没有选")


async def test_a_word_of_thanks_for_the_result_gets_no_lesson(story: Story) -> None:
    neighbour = await story.at_home("王阿姨", 0)
    await story.bound()
    await story.consultation()
    await story.card("已有 0 户")
    story.later(days=8)
    told = await story.shown("结果：停车与绿地怎么改")
    before = len(story.texts_of(story.group))
    story.emulator.say(neighbour, story.group, "谢谢", reply_to=told)
    await story.said(neighbour, "/help", "/votes")
    assert len(story.texts_of(story.group)) == before


async def test_talk_among_neighbours_gets_no_answer(story: Story) -> None:
    neighbour, other = await story.at_home("王阿姨", 0), story.resident("李大爷")
    for bot in story.emulator.bots.values():
        story.emulator.promote(bot, story.group)  # an administrator hears everything
    await story.bound()
    before = len(story.texts_of(story.group))
    said = story.emulator.say(neighbour, story.group, "同意")
    story.emulator.say(other, story.group, "我也同意", reply_to=said)
    story.emulator.send_sticker(neighbour, story.group)
    for person in (neighbour, other):
        await story.said(person, "/help", "/votes")
    assert len(story.texts_of(story.group)) == before


async def test_the_paper_in_private_takes_taps_and_shows_what_is_chosen(story: Story) -> None:
    neighbour = await story.at_home("王阿姨", 0)
    await story.bound()
    await story.consultation()
    await story.card("已有 0 户")
    paper = await story.said(neighbour, "/votes", "停车与绿地怎么改", "⬜️ 1号楼1单元101：还没有选")
    assert [row[0].text for row in paper.buttons] == ["1 方案A 保留绿地", "2 方案B 增加车位", "3 都不同意"]
    await story.tap(neighbour, neighbour, paper, "2")
    marked = await story.said_back(neighbour, "✅ 1号楼1单元101：已选 2 方案B 增加车位")
    assert marked.message_id == paper.message_id
    await story.card("已有 1 户回答")
    await story.tap(neighbour, neighbour, marked, "↩️")
    await story.said_back(neighbour, "还没有选")
    await story.card("已有 0 户回答")


async def test_a_paper_with_many_choices_lists_them_for_every_flat(story: Story) -> None:
    owner = await story.at_home("王阿姨", 0, 7)
    options = ("车位", "绿地", "门禁", "路灯")
    await story.consultation(story.asked(kind=QuestionType.MULTIPLE, options=options, max_choices=3))
    paper = await story.said(owner, "/votes", "还没有选")
    for button in ("1", "4"):
        await story.tap(owner, owner, paper, button)
    marked = await story.said_back(owner, "1号楼1单元101：已选 1 车位、4 路灯", "2号楼1单元108：已选 1 车位、4 路灯")
    assert marked.message_id == paper.message_id


async def test_several_open_consultations_are_several_papers(story: Story) -> None:
    neighbour = await story.at_home("王阿姨", 0)
    for title in ("停车怎么改", "门禁装不装"):
        await story.consultation(story.asked(title=title))
    await story.said(neighbour, "/votes", "门禁装不装")
    assert sum("⬜️" in text for text in story.texts_of(neighbour)) == 2


async def test_votes_tell_a_stranger_how_to_begin(story: Story) -> None:
    stranger = story.resident("新邻居")
    await story.consultation()
    told = await story.said(stranger, "/votes", "还没有登记是哪一户", "小纸条")
    assert "停车" not in told.words


async def test_whatever_is_not_understood_gets_the_next_step(story: Story) -> None:
    neighbour, other = await story.at_home("王阿姨", 0), await story.at_home("李大爷", 1)
    await story.said(neighbour, "方案一吧", "没听懂", "/votes")
    await story.said(neighbour, "/votez", "没听懂", "/help")
    story.emulator.send_sticker(other, "private")
    await story.said_back(other, "这个我看不懂", "/help")
    story.emulator.send_photo(other, "private", PICTURE, caption="我家选这个")
    answer = await story.said_back(other, "这个我看不懂")
    assert story.texts_of(other) == [answer.words] * 2
