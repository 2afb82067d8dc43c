"""An opinion from the resident's phone to the answer, in the chats."""

from __future__ import annotations

from sqlalchemy import select

from bot.storage import opinions
from bot.storage.models import opinion
from emulator import Message, User
from tests import builders
from tests.stories.conftest import PICTURE, Story
from tests.stories.meeting_steps import by_day, choose


async def given(story: Story, person: User, text: str = "楼顶漏水，一下雨就滴") -> Message:
    """A resident gives an opinion by buttons and words; returns what they were told in the end."""
    asked = await story.said(person, "/opinion", "您想说哪方面的事")
    await choose(story, person, asked, "1 房屋漏水", "本楼")
    heard = await story.said(person, text, "已记下：✍️ 文字")
    return await choose(story, person, heard, "✅ 说完了", "📮 提交")


async def test_an_opinion_with_photos_and_voice_is_answered_and_its_giver_sees_it(story: Story) -> None:
    by_day(story)
    wang = await story.at_home("王阿姨", 0)
    asked = await story.said(wang, "/opinion", "您想说哪方面的事")
    asked = await choose(story, wang, asked, "1 房屋漏水")
    assert "房屋漏水：在哪里" in asked.words
    asked = await story.said(wang, "3单元楼道口", "是什么事")
    story.emulator.send_photo(wang, "private", PICTURE)
    await story.said_back(wang, "📷 照片 1 张")
    story.emulator.send_voice(wang, "private")
    heard = await story.said_back(wang, "📷 照片 1 张，🎤 语音 1 条")
    heard = await story.said(wang, "楼顶漏水 <b>", "✍️ 文字 8 个字")
    review = await choose(story, wang, heard, "✅ 说完了")
    for words in ("请看一遍", "金祥花园 1号楼", "🔖 房屋漏水", "📍 3单元楼道口", "楼顶漏水 <b>", "🎤 语音 1 条"):
        assert words in review.words
    done = await choose(story, wang, review, "📮 提交")
    assert "第 1 号意见 记下了" in done.words
    assert "前给您回音" in done.words

    zhang = await story.serving("张楼长", "volunteer")
    listed = await story.said(zhang, "/opinions", "没答复的 1 条", "第 1 号", "房屋漏水", "楼顶漏水 <b>")
    shown = await choose(story, zhang, listed, "第 1 号")
    assert "🎤 语音 1 条" in shown.words
    assert "王阿姨" not in shown.words
    await story.tap(zhang, zhang, shown, "📎 看照片")
    voice = await story.wait_for(lambda: next((m for m in story.emulator.history(zhang.id) if m.voice), None))
    assert any(message.photo for message in story.emulator.history(zhang.id))
    assert voice.sender.is_bot
    asked = await choose_old(story, zhang, shown, "✏️ 答复")
    preview = await story.said(zhang, "已报维修，周五来修。", "就这样答复第 1 号吗")
    told = await choose(story, zhang, preview, "📮 发给提的人")
    assert "第 1 号答复了" in told.words
    letter = await story.said_back(wang, "您提的第 1 号意见有答复了", "已报维修，周五来修。")
    own = await choose(story, wang, letter, "📋 看我的意见")
    assert "✅ 已答复" in own.words
    again = await story.said(wang, "/opinion", "您想说哪方面的事")
    mine = await choose(story, wang, again, "📋 我的意见（1）")
    assert "已报维修，周五来修。" in mine.words


async def choose_old(story: Story, person: User, screen: Message, button: str) -> Message:
    """Press a button of a message that is not the newest any more; wait until it shows something else."""
    before = screen.text
    await story.tap(person, person, screen, button)

    def look() -> Message | None:
        now = next(m for m in story.emulator.history(person.id) if m.message_id == screen.message_id)
        return now if now.text != before else None

    return await story.wait_for(look)


async def test_the_link_opens_it_and_what_cannot_be_taken_loses_nothing(story: Story) -> None:
    stranger = story.resident("新邻居")
    story.emulator.follow(stranger, "https://t.me/louyuan_bot?start=opinion")
    await story.said_back(stranger, "请先登记您家")
    wang = await story.at_home("王阿姨", 0)
    story.emulator.follow(wang, "https://t.me/louyuan_bot?start=opinion")
    await story.said_back(wang, "您想说哪方面的事")
    await story.said(wang, "院里的路灯不亮，老人摔过一跤", "您想说哪方面的事", "✍️ 文字 14 个字")
    story.emulator.send_sticker(wang, "private")
    await story.said_back(wang, "这个我收不了", "前面发的都还在")
    story.emulator.say(wang, "private", "转发的话", forward=True)
    await story.said_back(wang, "这是转发别人的")
    await story.said(wang, "很" * 3001, "太长了：有 3016 个字")
    asked = await story.said(wang, "安全消防", "安全消防：在哪里", "✍️ 文字 14 个字")
    await choose(story, wang, asked, "院里", "✅ 说完了")
    done = await story.said(wang, "好的", "第 1 号意见 记下了")
    rows = await story.db.read(lambda c: [tuple(row) for row in c.execute(select(opinion.c.text, opinion.c.place))])
    assert rows == [("院里的路灯不亮，老人摔过一跤", "院里")]
    pressed = await story.emulator.press(wang, wang, done, "og:1:20:0", forged=True).answered()
    assert "已经办过了" in (pressed.text or "")


async def test_a_photo_without_words_asks_for_a_few_and_private_words_are_pointed_out(story: Story) -> None:
    wang = await story.at_home("王阿姨", 0)
    asked = await story.said(wang, "/opinion", "您想说哪方面的事")
    await choose(story, wang, asked, "8 其他", "不好说，跳过")
    story.emulator.send_photo(wang, "private", PICTURE)
    heard = await story.said_back(wang, "📷 照片 1 张")
    asked = await choose(story, wang, heard, "✅ 说完了")
    assert "再打几个字" in asked.words
    review = await story.said(wang, "我家吃低保，修不起", "请看一遍")
    assert "“低保”" in review.words
    anew = await choose(story, wang, review, "✏️ 重写文字")
    assert "照片 1 张" in anew.words
    heard = await story.said(wang, "修不起", "✍️ 文字 3 个字")
    review = await choose(story, wang, heard, "✅ 说完了")
    assert "低保" not in review.words
    assert "第 1 号意见 记下了" in (await choose(story, wang, review, "📮 提交")).words


async def test_helpers_hear_of_what_is_overdue_and_can_assign_date_and_join_it(story: Story) -> None:
    by_day(story)
    wang, li = await story.at_home("王阿姨", 0), await story.at_home("李叔", 1)
    for neighbour in (wang, li):
        await given(story, neighbour)
    zhang = await story.serving("张楼长", "volunteer")
    story.emulator.say(zhang, "private", "/help")
    story.later(days=8)
    digest = await story.said_back(zhang, "有 2 条意见过了答复日期", "第 1 号（超期 1 天）")
    listed = await choose(story, zhang, digest, "📋 打开意见列表")
    assert "其中超期 2 条" in listed.words
    shown = await choose(story, zhang, listed, "第 2 号", "👤 分给谁", "我来办")
    assert "👤 楼栋长（志愿者）：金祥花园" in shown.words
    shown = await choose(story, zhang, shown, "📅 改期限", "7 天内")
    assert "前答复" in shown.words
    shown = await choose(story, zhang, shown, "🔗 并到一样的意见", "第 1 号")
    assert "🔗 并在一起的：2" in shown.words
    await choose(story, zhang, shown, "✏️ 答复")
    preview = await story.said(zhang, "下周做防水", "就这样答复")
    told = await choose(story, zhang, preview, "📮 发给提的人")
    assert "2 条一样的意见都答复了" in told.words
    for neighbour in (wang, li):
        await story.said_back(neighbour, "有答复了", "下周做防水")
    empty = await choose(story, zhang, told, "◀️ 回列表")
    assert "没答复的 0 条" in empty.words


async def test_residents_have_no_desk_and_the_same_works_in_english(story: Story) -> None:
    by_day(story)
    wang = await story.at_home("Wang", 0, language="en")
    await story.said(wang, "/opinions", "not")
    asked = await story.said(wang, "/opinion", "What is it about?")
    await choose(story, wang, asked, "3 Roads and parking", "The courtyard")
    heard = await story.said(wang, "No room for <i>ambulances</i>", "Written down")
    done = await choose(story, wang, heard, "✅ That is all", "📮 Submit")
    assert "Opinion no. 1" in done.words
    helper = await story.serving("Sam", "volunteer")
    await story.db.write(lambda connection: builders.add_person(connection, helper.id, "en"))
    listed = await story.said(helper, "/opinions", "1 unanswered", "院里")
    asked = await choose(story, helper, listed, "No. 1", "🚫 Not taken up")
    preview = await story.said(helper, "The road is not ours.", "Give this reason")
    await choose(story, helper, preview, "📮 Send")
    await story.said_back(wang, "There is word on your opinion no. 1", "The road is not ours.")


async def test_an_answered_opinion_is_not_answered_twice(story: Story) -> None:
    by_day(story)
    await given(story, await story.at_home("王阿姨", 0))
    zhang, zhao = await story.serving("张楼长", "volunteer"), await story.serving("赵干事")
    previews = []
    for helper, words in ((zhang, "我修"), (zhao, "他修")):
        listed = await story.said(helper, "/opinions", "第 1 号")
        await choose(story, helper, listed, "第 1 号", "✏️ 答复")
        previews.append((helper, await story.said(helper, words, "就这样答复第 1 号吗")))
    (first, one), (second, two) = previews
    await choose(story, first, one, "📮 发给提的人")
    late = await story.tap(second, second, two, "📮 发给提的人")
    assert "已经答复了：我修" in (late.text or "")
    assert late.show_alert
    assert [found.answer for found in await story.db.read(lambda c: opinions.group_of(c, 1))] == ["我修"]


async def test_an_opinion_half_given_goes_on_where_it_stopped(story: Story) -> None:
    wang = await story.at_home("王阿姨", 0)
    asked = await story.said(wang, "/opinion", "您想说哪方面的事")
    asked = await choose(story, wang, asked, "6 电梯")
    await story.said(wang, "/votes", "")
    story.later(days=3)
    await story.said(wang, "3号", "没听懂")
    again = await story.said(wang, "/opinion", "上次没说完", "电梯：在哪里")
    gone = await choose(story, wang, again, "🗑 不提了")
    assert "什么都没有留下" in gone.words
    fresh = await story.said(wang, "/opinion", "您想说哪方面的事")
    assert "上次没说完" not in fresh.words
