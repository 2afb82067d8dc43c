"""Questionnaires, told from the private chat: tapped, typed, interrupted, changed."""

from __future__ import annotations

from datetime import timedelta

from bot.app import Louyuan, Requests
from bot.rules.answers import Answer, chosen, ranked
from bot.rules.consultation import Consultation, Question
from bot.rules.questionnaire_form import OWN
from bot.services import Services
from bot.storage import answering, ballots
from emulator import Message, User
from emulator.request import InProcessRequest
from tests.questionnaires import EVERYTHING, SHORT, questionnaire
from tests.stories.conftest import KEY, PICTURE, Story
from tests.stories.test_people import pressed

TITLE = "改造大家谈"
CALLS = {"answerCallbackQuery", "editMessageText", "sendMessage"}


async def opened(story: Story, *questions: Question) -> Consultation:
    """A questionnaire is open."""
    start = story.now() - timedelta(minutes=1)
    return await story.consultation(
        questionnaire(*(questions or EVERYTHING), opens_at=start, closes_at=start + timedelta(days=7))
    )


async def recorded(story: Story, asked: Consultation, home: int) -> dict[int, Answer]:
    """What the ballots of a home say, by question number."""
    return await story.db.read(lambda c: ballots.load_answers(c, asked.questions, story.homes[home]))


async def begin(story: Story, person: User, asked: Consultation, *parts: str) -> Message:
    """The link of the card."""
    return await story.said(person, f"/start q{asked.id}", *(parts or ("第 1/",)))


def _living(story: Story, person: User) -> list[int]:
    """The messages of the private chat that have buttons."""
    return [message.message_id for message in story.emulator.history(person.id) if message.buttons]


async def through(story: Story, person: User, level: str = "2 满意") -> None:
    """Tap through the short questionnaire up to the summary."""
    await pressed(story, person, "1 同意", "第 2/3 题")
    await pressed(story, person, level, "第 3/3 题")
    await pressed(story, person, "跳过", "答完了")


async def test_a_whole_questionnaire_is_tapped_with_two_calls_a_step(story: Story) -> None:
    wang = await story.at_home("王阿姨", 0)
    asked = await opened(story)
    first = await begin(story, wang, asked, "第 1/9 题", "您家同意小区改造吗")
    before = len(story.emulator.calls)
    steps = (
        ("1 同意", "第 2/9 题", "您家最需要改什么", "★ 自己要出一部分钱"),
        ("3 下水道", "✅ 现在是：3 下水道疏通"),
        ("5 加装", "3 下水道疏通、5 加装电梯"),
        ("✔️ 选好了", "最想改哪一项"),
        ("5 加装", "哪件事先办"),
        ("2 车位", "第1 车位"),
        ("1 绿地", "第1 车位、第2 绿地"),
        ("✔️ 选好了", "活儿做得怎么样"),
        ("2 满意", "您家 50 ㎡", "3 · 0.8 元（每月约 40 元）"),
        ("3 · 0.8", "最多出多少钱"),
        ("2 · 500", "钱该花在哪里", "1 凉亭（要 3000 元）"),
        ("2 长椅", "选了 1 项，一共要 500 元"),
        ("✔️ 选好了", "五分怎么分"),
        ("1 凉亭", "还剩 4 分"),
        ("1 凉亭", "还剩 3 分"),
        ("✔️ 选好了", "还有什么要说的"),
        ("跳过", "答完了", "还没交"),
        ("✅ 交上去", "已经交了", "1号楼1单元101", "7. 钱该花在哪里"),
    )
    for button, *parts in steps:
        message = await pressed(story, wang, button, *parts)
        assert message.message_id == first.message_id
    used = [call for call in story.emulator.calls[before:] if call.method in CALLS]
    assert len(used) <= 2 * len(steps)
    assert await recorded(story, asked, 0) == {
        1: chosen(1),
        3: Answer({3: 1, 5: 1}, most_wanted=5),
        4: ranked(2, 1),
        5: chosen(2),
        6: chosen(3),
        7: Answer(amount=50000),
        8: chosen(2),
        9: Answer({1: 2}),
    }


async def test_a_whole_questionnaire_is_typed(story: Story) -> None:
    wang = await story.at_home("王阿姨", 0)
    asked = await opened(story)
    await begin(story, wang, asked)
    before = len(story.emulator.calls)
    steps = (
        ("基本同意", "您有什么意见"),
        ("先修屋顶", "第 3/10 题", "您家最需要改什么"),
        ("1和3", "1 屋顶防水、3 下水道疏通"),
        ("好了", "最想改哪一项"),
        ("第一个", "哪件事先办"),
        ("3 1 2", "第1 路灯、第2 绿地、第3 车位"),
        ("选好了", "活儿做得怎么样"),
        ("说不清", "最多愿意交到哪一档"),
        ("八毛", "最多出多少钱"),
        ("一百五十块", "钱该花在哪里"),
        ("凉亭和长椅", "1 凉亭、2 长椅"),
        ("就这些", "五分怎么分"),
        ("1:3 2:2", "还剩 0 分"),
        ("好了", "还有什么要说的"),
        ("没有别的意见", "答完了"),
        ("交上去", "已经交了"),
    )
    for text, *parts in steps:
        await story.said(wang, text, *parts)
    used = [call for call in story.emulator.calls[before:] if call.method in CALLS]
    assert len(used) <= 2 * len(steps)
    assert await recorded(story, asked, 0) == {
        1: chosen(2),
        2: Answer(words="先修屋顶"),
        3: Answer({1: 1, 3: 1}, most_wanted=1),
        4: ranked(3, 1, 2),
        5: chosen(6),
        6: chosen(3),
        7: Answer(amount=15000),
        8: chosen(1, 2),
        9: Answer({1: 3, 2: 2}),
        10: Answer(words="没有别的意见"),
    }


async def test_a_telephone_number_is_an_answer_and_no_slip(story: Story) -> None:
    wang = await story.at_home("王阿姨", 0)
    asked = await opened(story)
    await begin(story, wang, asked)
    await story.said(wang, "基本同意", "您有什么意见")
    await story.said(wang, "楼道灯坏了，请打 13800000000 找我", "第 3/10 题")
    held = await story.db.read(lambda connection: answering.find(connection, wang.id, asked.id, OWN))
    assert held is not None
    assert held.answers[2] == Answer(words="楼道灯坏了，请打 13800000000 找我")


async def test_bad_input_is_answered_kindly_with_examples_and_loses_nothing(story: Story) -> None:
    wang = await story.at_home("王阿姨", 0)
    asked = await opened(story, *SHORT)
    await begin(story, wang, asked)
    for text in ("1 和 3", "嗯嗯", "👍", "9"):
        await story.said(wang, text, "第 1/3 题", "您家同意小区改造吗")
    story.emulator.send_sticker(wang, "private")
    await story.said_back(wang, "照片、语音、表情和转发的话我都收不了", "• 第二个", "第 1/3 题")
    story.emulator.send_photo(wang, "private", PICTURE)
    await story.said_back(wang, "照片、语音", "第 1/3 题")
    story.emulator.say(wang, "private", "2", forward=True)
    await story.said_back(wang, "转发的话", "第 1/3 题")
    last = await story.said(wang, "第二个", "第 2/3 题", "活儿做得怎么样")
    await story.wait_for(lambda: last if _living(story, wang) == [last.message_id] else None)
    assert any("您的回答：2 基本同意" in text for text in story.texts_of(wang))


async def test_after_a_restart_and_a_week_it_goes_on_where_it_was(story: Story) -> None:
    wang = await story.at_home("王阿姨", 0)
    asked = await opened(story, *SHORT)
    await begin(story, wang, asked)
    await pressed(story, wang, "3 不同意", "第 2/3 题")
    await story.louyuan.stop()
    requests = Requests(InProcessRequest(story.emulator), InProcessRequest(story.emulator))
    story.louyuan = Louyuan(Services(story.config, story.db, KEY, now=story.clock.now), requests)
    await story.louyuan.start()
    story.later(days=6)
    await story.said(wang, "4", "您上次答到这里", "第 2/3 题")
    again = await begin(story, wang, asked, "活儿做得怎么样")
    await story.wait_for(lambda: again if _living(story, wang) == [again.message_id] else None)
    listed = await story.said(wang, "/votes", TITLE, "3 个小问题", "答到第 2/3 题，还没交")
    assert story.label(listed, "📋").startswith("📋 改造大家谈")
    await pressed(story, wang, "📋", "活儿做得怎么样")
    await pressed(story, wang, "1 很满意", "第 3/3 题")
    await pressed(story, wang, "跳过", "1. 您家同意小区改造吗？\n    → 3 不同意")
    await story.louyuan.stop()


async def test_what_was_handed_in_is_changed_and_taken_back(story: Story) -> None:
    wang = await story.at_home("王阿姨", 0)
    asked = await opened(story, *SHORT)
    await begin(story, wang, asked)
    await through(story, wang)
    await pressed(story, wang, "✅ 交上去", "已经交了")
    await begin(story, wang, asked, "已经交了", "2. 活儿做得怎么样？\n    → 2 满意")
    await pressed(story, wang, "改 2", "第 2/3 题", "现在是：2 满意")
    await pressed(story, wang, "5 很不满意", "您改过，还没交")
    assert (await recorded(story, asked, 0))[2] == chosen(2)
    await pressed(story, wang, "✅ 交上去", "已经交了")
    assert (await recorded(story, asked, 0))[2] == chosen(5)
    await pressed(story, wang, "↩️ 撤回", "还没交")
    assert await recorded(story, asked, 0) == {}


async def test_two_phones_of_one_home_are_both_told_what_stands(story: Story) -> None:
    mother = await story.at_home("王阿姨", 0)
    son = await story.at_home("小王", 0, relation="family")
    asked = await opened(story, *SHORT)
    for person, level in ((mother, "1 很满意"), (son, "5 很不满意")):
        await begin(story, person, asked)
        await through(story, person, level)
    await pressed(story, mother, "✅ 交上去", "已经交了")
    await pressed(story, son, "✅ 交上去", "已经有人在", "用手机交过", "→ 1 很满意", "要换成您刚才答的吗")
    assert (await recorded(story, asked, 0))[2] == chosen(1)
    await pressed(story, son, "换成我刚才答的", "已经交了", "5 很不满意")
    assert (await recorded(story, asked, 0))[2] == chosen(5)
    await begin(story, mother, asked, "已经交了", "5 很不满意")


async def test_the_card_shows_how_many_homes_have_answered_and_the_way_in(story: Story) -> None:
    wang = await story.at_home("王阿姨", 0)
    await story.bound()
    asked = await opened(story, *SHORT)
    card = await story.card(TITLE, "一共 3 个小问题，大约 2 分钟", "已有 0 户回答，共 12 户", "填纸质表")
    assert [b.url for row in card.buttons for b in row] == [f"https://t.me/louyuan_bot?start=q{asked.id}"]
    await begin(story, wang, asked)
    await through(story, wang)
    await pressed(story, wang, "✅ 交上去", "已经交了")
    moved = await story.card(TITLE, "已有 1 户回答")
    assert moved.message_id == card.message_id
    assert "满意" not in moved.words
    story.later(days=8)
    await story.shown("📢 结果：改造大家谈", "1. 您家同意小区改造吗", "2. 活儿做得怎么样")
    await story.said(wang, "还行", "没听懂")


async def test_a_questionnaire_that_ended_meanwhile_says_so(story: Story) -> None:
    wang = await story.at_home("王阿姨", 0)
    asked = await opened(story, *SHORT)
    await begin(story, wang, asked)
    question = await pressed(story, wang, "1 同意", "第 2/3 题")
    story.later(days=8)
    toast = await story.tap(wang, wang, question, story.label(question, "2 满意"))
    assert "已经截止" in (toast.text or "")
    await story.said(wang, "满意", "已经截止，这一下没有记")
    await story.said(wang, "满意", "没听懂")
    await story.said(wang, f"/start q{asked.id}", "已经截止")
    assert await recorded(story, asked, 0) == {}


async def test_a_message_that_is_gone_comes_again_below(story: Story) -> None:
    wang = await story.at_home("王阿姨", 0)
    asked = await opened(story, *SHORT)
    first = await begin(story, wang, asked)
    press = story.emulator.press(wang, wang.id, first.message_id, button=story.label(first, "3 不同意"))
    story.emulator.delete(first)
    await press.answered()
    second = await story.said_back(wang, "第 2/3 题")
    assert second.message_id != first.message_id
    await pressed(story, wang, "2 满意", "第 3/3 题")
    assert story.emulator.last(wang.id).message_id == second.message_id


async def test_somebody_who_chose_english_is_asked_in_english(story: Story) -> None:
    wang = await story.at_home("Ms Wang", 0, language="en")
    asked = await opened(story, *SHORT)
    await begin(story, wang, asked, "Question 1/3")
    await story.said(wang, "the third", "Question 2/3", "Press one, or type its number")
    await story.said(wang, "what?", "Sorry, I did not understand", "• the second", "Question 2/3")
    await pressed(story, wang, "2 满意", "Question 3/3")
    await story.said(wang, "skip", "All answered")
    await story.said(wang, "hand in", "Handed in")
    assert await recorded(story, asked, 0) == {1: chosen(3), 2: chosen(2)}


async def test_somebody_without_a_home_is_told_how_to_register(story: Story) -> None:
    wang = story.resident("王阿姨")
    asked = await opened(story, *SHORT)
    await story.said(wang, f"/start q{asked.id}", "您还没登记是哪一户")
    await story.said(wang, "2", "没听懂")
    assert await story.db.read(lambda c: answering.newest(c, wang.id)) is None


async def test_the_link_of_a_card_shows_its_paper(story: Story) -> None:
    wang = await story.at_home("王阿姨", 0)
    asked = await story.consultation()
    paper = await story.said(wang, f"/start q{asked.id}", "停车与绿地怎么改", "还没有选")
    assert "已记下" in ((await story.tap(wang, wang, paper, story.label(paper, "2 方案B"))).text or "")


async def test_mine_shows_the_questionnaires_that_are_open(story: Story) -> None:
    wang = await story.at_home("王阿姨", 0)
    await opened(story, *SHORT)
    mine = await story.said(wang, "/mine", "1号楼1单元101")
    assert story.label(mine, "📋") == "📋 改造大家谈"
    await pressed(story, wang, "📋", "第 1/3 题")
