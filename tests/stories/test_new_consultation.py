"""/new: one's own question, many communities, copying, changing what nobody has answered, extending; and bad input."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection, select

from bot.app import Louyuan, Requests
from bot.rules.attachments import Attachment
from bot.rules.consultation import Consultation
from bot.services import Services
from bot.storage import attachments, consultations
from bot.storage.models import audit
from emulator.request import InProcessRequest
from tests import builders
from tests.stories.conftest import KEY, PICTURE, Story
from tests.stories.meeting_steps import choose
from tests.stories.new_steps import PDF, own_question, pressed, shown_before, to_preview


async def everything(story: Story) -> list[Consultation]:
    """All consultations, the oldest first."""
    return sorted(await story.db.read(consultations.listed), key=lambda each: each.id)


async def test_a_question_of_ones_own_stands_in_the_group_as_it_was_previewed(story: Story) -> None:
    await story.bound()
    screen = await to_preview(story, story.staff, await own_question(story, story.staff))
    assert "一共问 12 户" in screen.words
    preview = shown_before(story, story.staff, screen)
    assert [button.text for row in preview.buttons for button in row][:3] == ["1 同意", "2 不同意", "3 说不清"]
    await story.tap(story.staff, story.staff, screen, "✅ 开始")
    card = await story.card("楼道灯改造", "楼道灯换成声控的")
    assert card.words == preview.words
    assert [button.text for row in card.buttons for button in row] == [
        button.text for row in preview.buttons for button in row
    ]


async def test_what_does_not_fit_is_said_kindly_and_the_question_waits_on(story: Story) -> None:
    staff = story.staff
    screen = await story.said(staff, "/new", "自己写一题")
    await pressed(story, staff, screen, "自己写一题", "要问什么")
    story.emulator.send_sticker(staff, "private")
    await story.said_back(staff, "收不了图片、贴纸", "要问什么")
    await story.said(staff, "楼道灯换不换？", "一户能选几个")
    screen = await story.said(staff, "两个吧", "请点下面的按钮", "一户能选几个")
    await pressed(story, staff, screen, "1 只能选一个", "有哪些选项")
    await story.said(staff, "同意", "要有 2 到 40 个", "有哪些选项")
    await story.said(staff, "\n".join(f"选项{n}" for n in range(41)), "要有 2 到 40 个")
    await story.said(staff, "\n".join(["同意", "同意"]), "同意")
    await story.said(staff, "1. 换\n2. 不换", "起个标题")
    await story.said(staff, "字" * 201, "起个标题")
    screen = await story.said(staff, "楼道灯", "哪些人家")
    screen = await pressed(story, staff, screen, "全小区", "什么时候开始")
    await story.said(staff, "昨天", "什么时候开始")
    await story.said(staff, "2020年1月1日", "已经过去了", "什么时候开始")
    screen = await story.said(staff, "明天上午9点", "什么时候截止")
    await story.said(staff, "今天", "什么时候截止")
    screen = await story.said(staff, "14天", "记名还是不记名")
    screen = await pressed(story, staff, screen, "2 不记名", "要不要附图纸")
    await story.said(staff, "没有", "请发图纸", "要不要附图纸")
    story.emulator.send_document(staff, "private", "说明.docx", b"PK")
    await story.said_back(staff, "请发照片，或者 PDF")
    story.emulator.send_document(staff, "private", "大.pdf", PDF + bytes(20 * 1024 * 1024))
    screen = await story.said_back(staff, "太大了，最多 20 MB", "要不要附图纸")
    screen = await pressed(story, staff, screen, "下一步", "没问题就点", "不记名")
    assert await everything(story) == []
    await story.tap(staff, staff, screen, "✅ 开始")
    await story.said_back(staff, "已发起第 1 号")
    made = (await everything(story))[0]
    assert made.questions[0].options == ("换", "不换")
    local = made.opens_at.astimezone(story.config.locale.zone), made.closes_at.astimezone(story.config.locale.zone)
    assert [(each.hour, each.minute) for each in local] == [(9, 0), (18, 0)]
    assert (local[1].date() - local[0].date()).days == 14


async def test_many_communities_are_found_by_code_and_asked_at_once(story: Story) -> None:
    def more(connection: Connection) -> None:
        for number in range(2, 26):
            community = builders.add_community(connection, f"JX{number:02}", f"和平里{number}号院")
            builders.add_household(connection, community, "101")

    await story.db.write(more)
    staff = story.staff
    screen = await own_question(story, staff)
    assert "问哪些小区" in screen.words
    screen = await choose(story, staff, screen, "下一页", "上一页")
    await story.said(staff, "没有这个小区", "没有编码是", "问哪些小区")
    screen = await story.said(staff, "jx03 JX25", "已选 2 个：和平里3号院、和平里25号院")
    screen = await story.said(staff, "里7号", "含有「里7号」的有 1 个")
    screen = await choose(story, staff, screen, "JX07", "✅ JX07", "看所有小区", "全部选上（25 个）")
    assert "已选全部 25 个小区" in screen.words
    screen = await pressed(story, staff, screen, "✅ 选好了（25 个）", "什么时候开始")
    for wanted, part in (
        ("明天", "什么时候截止"),
        ("5 天", "记名"),
        ("1 ", "什么时候给大家看"),
        ("1 ", "图纸"),
        ("下一步", "一共问 36 户"),
    ):
        screen = await pressed(story, staff, screen, wanted, part)
    await story.tap(staff, staff, screen, "✅ 开始")
    await story.said_back(staff, "已在 25 个小区同时发起", "编号 1 到 25")
    made = await everything(story)
    assert (len(made), {each.group_id for each in made}) == (25, {1})
    answer = await story.tap(staff, staff, screen, "✅ 开始") if screen.buttons else None
    assert answer is None or answer.show_alert
    assert len(await everything(story)) == 25


async def test_an_old_one_is_copied_with_its_drawings(story: Story) -> None:
    staff = story.staff
    await story.consultation(story.asked(title="停车怎么改", options=("方案A 路边", "方案B 地下", "都不同意")))
    await story.db.write(
        lambda connection: attachments.add(connection, 1, [Attachment("photo", _photo(story), None, 1, 2)])
    )
    await story.bound()
    await story.card("停车怎么改", "方案B 地下")
    screen = await story.said(staff, "/new", "发起一次征询")
    screen = await pressed(story, staff, screen, "抄一个以前的", "抄哪一个")
    screen = await pressed(story, staff, screen, "1 停车怎么改", "哪些人家")
    screen = await to_preview(story, staff, screen)
    screen = await pressed(story, staff, screen, "✏️ 标题", "起个标题")
    screen = await story.said(staff, "停车怎么改（再问一次）", "没问题就点")
    await story.tap(staff, staff, screen, "✅ 开始")
    await story.card("停车怎么改（再问一次）", "方案B 地下")
    first, second = await everything(story)
    assert second.questions[0].options == first.questions[0].options
    shown = [each for each in story.emulator.history(story.group) if each.photo]
    assert [each.caption for each in shown] == [
        "停车怎么改 · 2 方案B 地下",
        "停车怎么改（再问一次） · 2 方案B 地下",
    ]


def _photo(story: Story) -> str:
    """The id of a photo that Telegram has."""
    story.emulator.send_photo(story.staff, "private", PICTURE)
    photo = story.emulator.last(story.staff.id).photo
    assert photo is not None
    return photo.file_id


async def test_what_nobody_has_answered_is_changed_and_its_card_with_it(story: Story) -> None:
    await story.bound()
    staff = story.staff
    wang = await story.at_home("王阿姨", 0)
    await story.consultation(story.asked(title="停车怎么改"))
    card = await story.card("停车怎么改")
    screen = await story.said(staff, "/new", "发起一次征询")
    screen = await pressed(story, staff, screen, "改一个还没人答的", "改哪一个")
    screen = await pressed(story, staff, screen, "1 停车怎么改", "改好以后")
    screen = await pressed(story, staff, screen, "题目、选项", "改哪一处")
    await pressed(story, staff, screen, "第 1 题的选项", "现在的选项")
    screen = await story.said(staff, "路边停车\n地下停车\n都不同意", "改好以后")
    screen = await pressed(story, staff, screen, "截止", "什么时候截止")
    screen = await pressed(story, staff, screen, "10 天", "改好以后")
    await story.tap(staff, staff, screen, "✅ 就这么改")
    await story.said_back(staff, "已改好")
    changed = await story.card("1 路边停车")
    assert changed.message_id == card.message_id
    assert await story.toast(wang, changed, "2 地下停车")
    screen = await story.said(staff, "/new", "发起一次征询")
    await pressed(story, staff, screen, "改一个还没人答的", "现在没有可以改的")


async def test_a_change_comes_too_late_when_somebody_answers_meanwhile(story: Story) -> None:
    await story.bound()
    staff = story.staff
    wang = await story.at_home("王阿姨", 0)
    await story.consultation(story.asked(title="停车怎么改"))
    card = await story.card("停车怎么改")
    screen = await story.said(staff, "/new", "发起一次征询")
    screen = await pressed(story, staff, screen, "改一个还没人答的", "改哪一个")
    screen = await pressed(story, staff, screen, "1 停车怎么改", "改好以后")
    assert await story.toast(wang, card, "1 方案A")
    answer = await story.tap(staff, staff, screen, "✅ 就这么改")
    assert answer.show_alert
    assert "已经有人答了" in (answer.text or "")


async def test_an_open_one_is_extended_with_a_reason_and_never_shortened(story: Story) -> None:
    await story.bound()
    staff = story.staff
    made = await story.consultation(story.asked(title="停车怎么改"))
    screen = await story.said(staff, "/new", "发起一次征询")
    screen = await pressed(story, staff, screen, "延长一个进行中的", "延长哪一个")
    await pressed(story, staff, screen, "1 停车怎么改", "延长到什么时候")
    await story.said(staff, "明天", "只能往后延", "延长到什么时候")
    await story.said(staff, "14天", "为什么延长")
    screen = await story.said(staff, "下雪，好多老人还没来得及填", "延长「停车怎么改」", "原因：下雪")
    await story.tap(staff, staff, screen, "✅ 延长")
    await story.said_back(staff, "延长到")
    later = (await everything(story))[0]
    assert later.closes_at > made.closes_at + timedelta(days=13)
    query = select(audit.c.subject).where(audit.c.verb == "extend")
    [note] = await story.db.read(lambda connection: list(connection.scalars(query)))
    assert "下雪，好多老人还没来得及填" in note


async def test_new_is_for_staff_in_private(story: Story) -> None:
    wang = await story.at_home("王阿姨", 0)
    volunteer = await story.serving("楼长", "volunteer")
    for person in (wang, volunteer):
        refused = await story.said(person, "/new", "没有权限")
        assert not refused.buttons
    assert (await story.said(story.staff, "/new", "请私聊我", chat=story.group)).chat.id == story.group.id


async def test_a_plan_outlives_the_program_and_is_over_in_an_hour(story: Story) -> None:
    screen = await own_question(story, story.staff)
    await story.louyuan.stop()
    requests = Requests(InProcessRequest(story.emulator), InProcessRequest(story.emulator))
    again = Louyuan(Services(story.config, story.db, KEY, now=story.clock.now), requests)
    await again.start()
    screen = await pressed(story, story.staff, screen, "全小区", "什么时候开始")
    story.clock.ahead += timedelta(minutes=61)
    answer = await story.tap(story.staff, story.staff, screen, story.label(screen, "马上开始"))
    await again.stop()
    assert "重新发 /new" in (answer.text or "")
