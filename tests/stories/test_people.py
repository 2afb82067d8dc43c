"""Residents come in, look at what is known about them, and leave; told from the private chat."""

from __future__ import annotations

import json

from bot.app import Louyuan, Requests
from bot.services import Services
from bot.storage import memberships
from bot.storage.people import find_person
from emulator import Message, User
from emulator.request import InProcessRequest
from tests.faults.harness import eventually
from tests.stories.conftest import KEY, STAFF_ID, Story


async def rooms_of(story: Story, person: User) -> list[str]:
    """The rooms of somebody."""
    tenures = await story.db.read(lambda connection: memberships.tenures_of(connection, person.id))
    return [tenure.home.household.address.room for tenure in tenures]


async def pressed(story: Story, person: User, button: str, *parts: str) -> Message:
    """Press a button of the newest message; wait until the newest message contains the parts."""
    newest = story.emulator.last(person.id)
    await story.tap(person, person, newest, story.label(newest, button))
    return await story.said_back(person, *parts)


async def test_words_do_what_buttons_do_and_a_photo_loses_nothing(story: Story) -> None:
    wang = story.resident("王阿姨")
    code = story.code(0)
    story.emulator.say(wang, "private", f"纸条上写的是 {code[:4].lower()} {code[4:8]}-{code[8:]}，对吗")
    await story.said_back(wang, "您同意吗")
    story.emulator.say(wang, "private", "这是干什么的")
    await story.said_back(wang, "没听懂，没关系", "您同意吗")
    story.emulator.say(wang, "private", "同意")
    await story.said_back(wang, "什么关系")
    story.emulator.send_sticker(wang, "private")
    await story.said_back(wang, "照片和文件我不收", "什么关系")
    story.emulator.say(wang, "private", "我是租户")
    await story.said_back(wang, "登记好了", "金祥花园", "1号楼", "1单元", "101", "租户", "群里的投票现在可以点了")
    assert await rooms_of(story, wang) == ["101"]


async def test_an_owner_is_told_to_bring_the_papers(story: Story) -> None:
    wang = story.resident("王阿姨")
    await story.verify(wang, 0)
    told = await story.said_back(wang, "登记好了", "业主", "请带房产证明")
    assert [button.text for row in told.buttons for button in row] == ["👤 我的信息"]


async def test_refusing_keeps_nothing_and_names_the_paper_way(story: Story) -> None:
    wang = story.resident("王阿姨")
    story.emulator.say(wang, "private", f"/start {story.code(0)}")
    await story.said_back(wang, "您同意吗")
    await pressed(story, wang, "2", "什么也没有留下", "纸质表")
    assert await story.db.read(lambda connection: find_person(connection, wang.id)) is None
    story.emulator.say(wang, "private", "/mine")
    await story.said_back(wang, "您还没有登记是哪一户")


async def test_a_slip_of_others_registers_nothing(story: Story) -> None:
    wang = story.resident("王阿姨")
    story.emulator.say(wang, "private", f"/start {story.code(0)}")
    await story.said_back(wang, "您同意吗")
    await pressed(story, wang, "1", "1号楼1单元101", "什么关系")
    await pressed(story, wang, "这不是我家", "没有登记", "交给楼栋长")
    assert await rooms_of(story, wang) == []


async def test_a_restart_in_the_middle_loses_nothing(story: Story) -> None:
    wang = story.resident("王阿姨")
    story.emulator.say(wang, "private", f"/start {story.code(0)}")
    await story.said_back(wang, "您同意吗")
    await pressed(story, wang, "1", "什么关系")
    await story.louyuan.stop()
    requests = Requests(InProcessRequest(story.emulator), InProcessRequest(story.emulator))
    again = Louyuan(Services(story.config, story.db, KEY), requests)
    await again.start()
    try:
        await pressed(story, wang, "业主", "登记好了")
    finally:
        await again.stop()
    assert await rooms_of(story, wang) == ["101"]


async def test_wrong_codes_get_kind_words_and_then_a_pause(story: Story) -> None:
    wang = story.resident("王阿姨")
    story.emulator.say(wang, "private", "/start 123")
    await story.said_back(wang, "认不出来", "二维码")
    wrong = story.code(0)[:-1] + ("0" if story.code(0)[-1] != "0" else "1")
    for left in (4, 3, 2, 1):
        story.emulator.say(wang, "private", wrong)
        await story.said_back(wang, f"还可以试 {left} 次")
    story.emulator.say(wang, "private", wrong)
    await story.said_back(wang, "以后再试")
    assert await rooms_of(story, wang) == []


async def test_hello_explains_how_to_begin_and_later_where_one_stands(story: Story) -> None:
    wang = story.resident("王阿姨")
    story.emulator.say(wang, "private", "/start")
    await story.said_back(wang, "怎么开始", "纸条")
    await story.verify(wang, 0)
    story.emulator.say(wang, "private", "/start how")
    hello = await story.said_back(wang, "您登记的是", "金祥花园 1号楼1单元101")
    assert "怎么开始" not in (hello.text or "")


async def test_a_slip_scanned_again_is_known_and_the_relation_can_be_changed(story: Story) -> None:
    wang = story.resident("王阿姨")
    await story.verify(wang, 0)
    story.emulator.say(wang, "private", f"/start {story.code(0)}")
    await story.said_back(wang, "早就登记好了", "业主")
    await pressed(story, wang, "关系变了", "什么关系")
    await pressed(story, wang, "2 家属", "登记好了", "家属")
    assert await rooms_of(story, wang) == ["101"]


async def test_somebody_moves_out_after_being_asked(story: Story) -> None:
    wang = story.resident("王阿姨")
    await story.verify(wang, 0)
    story.emulator.say(wang, "private", "/mine")
    await story.said_back(wang, "关于您的信息", "101", "业主", "等工作人员核对")
    await pressed(story, wang, "🚪", "要退出这一户吗", "会留着")
    await pressed(story, wang, "2 不退出", "关于您的信息")
    assert await rooms_of(story, wang) == ["101"]
    await pressed(story, wang, "🚪", "要退出这一户吗")
    await pressed(story, wang, "1 退出", "已退出", "101")
    assert await rooms_of(story, wang) == []


async def test_everything_known_can_be_taken_along_and_deleted(story: Story) -> None:
    wang = story.resident("王阿姨")
    await story.verify(wang, 0)
    story.emulator.say(wang, "private", "/mine")
    await story.said_back(wang, "关于您的信息")
    sheet = story.emulator.last(wang.id)
    await story.tap(wang, wang, sheet, story.label(sheet, "导出"))
    sent = await story.said_back(wang, "全部记录")
    assert sent.document is not None
    document = json.loads(sent.document.data)
    assert (document["telegram_id"], document["homes"][0]["room"]) == (wang.id, "101")
    await story.tap(wang, wang, sheet, story.label(sheet, "删除"))
    await story.emulator.wait_for(lambda: "要删除您的全部信息吗" in (sheet.text or "") or None)
    await story.tap(wang, wang, sheet, story.label(sheet, "1"))
    await story.emulator.wait_for(lambda: "已经删除了" in (sheet.text or "") or None)
    assert await story.db.read(lambda connection: find_person(connection, wang.id)) is None


async def test_english_is_spoken_to_who_asks_for_it_even_before_verification(story: Story) -> None:
    wang = story.resident("王阿姨")
    story.emulator.say(wang, "private", f"/start {story.code(0)}")
    await story.said_back(wang, "您同意吗")
    await pressed(story, wang, "English", "Do you agree?")
    story.emulator.say(wang, "private", "I agree")
    await story.said_back(wang, "What are you to this flat?")
    story.emulator.say(wang, "private", "/language")
    await story.said_back(wang, "choose a language")
    asked = await pressed(story, wang, "中文", "什么关系")
    assert [row[0].text for row in asked.buttons] == [
        "1 业主",
        "2 家属",
        "3 租户",
        "4 公房承租户",
        "5 其他",
        "6 这不是我家",
    ]


async def test_the_notice_can_be_read_at_any_time(story: Story) -> None:
    wang = story.resident("王阿姨")
    story.emulator.say(wang, "private", "/privacy")
    notice = await story.said_back(wang, "记什么", "记多久", "谁看得到", "纸质表", "14 岁")
    assert notice.buttons == []


async def test_a_group_is_told_nothing_personal(story: Story) -> None:
    wang = story.resident("王阿姨")
    await story.verify(wang, 0)
    for command in ("/mine", "/start", "/help"):
        story.emulator.say(wang, story.group, f"{command}@louyuan_bot")
        pointer = await story.said_back(story.group, "私下")
        assert pointer.buttons[0][0].url == "https://t.me/louyuan_bot?start=how"
        assert "101" not in (pointer.text or "")


async def test_a_forged_press_in_a_group_shows_nothing_personal_there(story: Story) -> None:
    wang = story.resident("王阿姨")
    await story.verify(wang, 0)
    await story.bound()
    sentence = story.emulator.last(story.group)
    for data in ("pm", "pe", f"pq:{story.homes[0]}", "pl:2"):
        press = story.emulator.press(wang, story.group, sentence.message_id, data=data, forged=True)
        await press.answered(timeout=10.0)
    assert story.emulator.last(story.group).text == sentence.text
    assert sentence.edits == []


async def test_blocking_the_bot_is_noticed(story: Story) -> None:
    wang = story.resident("王阿姨")
    await story.verify(wang, 0)
    story.emulator.block(wang)
    story.emulator.unblock(wang)
    story.emulator.block(wang)
    story.emulator.say(story.staff, "private", "/roster")
    await story.said_back(story.staff, "等核对的业主 1 位")
    await pressed(story, story.staff, "1 确认业主", "没有等核对的业主")
    assert story.staff.id == STAFF_ID

    async def noticed() -> bool:
        known = await story.db.read(lambda connection: find_person(connection, wang.id))
        return known is not None and not known.reachable

    assert await eventually(noticed, "noticing the block")
