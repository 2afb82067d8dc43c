"""/new: a design review with drawings is put together, looked at and opened; the group gets album and card."""

from __future__ import annotations

from datetime import timedelta

from bot.rules.attachments import Attachment
from bot.rules.consultation import Secrecy
from bot.storage import attachments, consultations
from emulator import Message
from tests.stories.conftest import PICTURE, Story
from tests.stories.meeting_steps import choose, standing
from tests.stories.new_steps import PDF, newest, pressed

TYPED = ("保留绿地", "树都留着", "车位少", "增加车位", "多 40 个车位", "少一半绿地")


async def filled_in(story: Story) -> Message:
    """The template with two plans; the question after its values."""
    staff = story.staff
    screen = await story.said(staff, "/new", "模板")
    await pressed(story, staff, screen, "3 设计方案初审", "方案A 叫什么")
    for text in TYPED:
        screen = await story.said(staff, text)
    return await choose(story, staff, screen, *["不填"] * 5)


async def with_drawings(story: Story, screen: Message) -> Message:
    """A photo of each plan and a paper on the whole; the preview."""
    staff = story.staff
    for count, plan in enumerate(("A", "B"), 1):
        screen = await pressed(story, staff, screen, "换一处", "讲什么的")
        await pressed(story, staff, screen, f"方案{plan}", f"方案{plan}")
        story.emulator.send_photo(staff, "private", PICTURE + plan.encode())
        screen = await newest(story, staff, "要不要附图纸", f"已经收到 {count} 个", f"方案{plan}")
    screen = await pressed(story, staff, screen, "换一处", "讲什么的")
    await pressed(story, staff, screen, "整个征询", "整个征询")
    story.emulator.send_document(staff, "private", "说明.pdf", PDF)
    screen = await newest(story, staff, "已经收到 3 个")
    return await pressed(story, staff, screen, "下一步", "没问题就点")


async def test_a_design_review_goes_from_new_to_the_group_with_its_drawings(story: Story) -> None:
    await story.bound()
    staff = story.staff
    screen = await filled_in(story)
    screen = await choose(story, staff, screen, "全小区", "马上开始", "7 天", "2 截止后公布")
    preview = await with_drawings(story, screen)
    for words in ("一共问 12 户", "1 个已绑定的群", "图纸 3 个", "一共 4 题"):
        assert words in preview.words
    looked = [each for each in story.emulator.history(staff.id) if each.media_group_id]
    assert [each.caption for each in looked] == [
        "设计方案初审：您家选哪个方案？ · 第 1 题 · 1 方案A 保留绿地",
        "设计方案初审：您家选哪个方案？ · 第 1 题 · 2 方案B 增加车位",
    ]
    card = await newest_card(story)
    question = await pressed(story, staff, preview, "看第 1 题", "好处：树都留着", "1 方案A 保留绿地")
    assert "📎 看图纸" in [button.text for row in question.buttons for button in row]
    assert (await story.tap(staff, staff, question, "1 ")).text == "这是预览，按了不算。住户看到的就是这个样子。"
    await story.tap(staff, staff, preview, "✅ 开始")
    shown = await story.card("设计方案初审：您家选哪个方案？")
    assert shown.words == card.words
    in_group = [each for each in story.emulator.history(story.group) if each.sender.is_bot][1:]
    assert [bool(each.photo) for each in in_group] == [True, True, False, False]
    assert in_group[2].document is not None
    assert in_group[3].message_id == shown.message_id
    made = await story.db.read(lambda connection: consultations.listed(connection))
    assert [(each.template, each.secrecy, len(each.questions)) for each in made] == [
        ("design_review", Secrecy.NAMED, 4)
    ]
    files = await story.db.read(lambda connection: attachments.of(connection, made[0].id))
    assert [(each.kind, each.question, each.option) for each in files] == [
        ("document", 0, 0),
        ("photo", 1, 1),
        ("photo", 1, 2),
    ]


async def newest_card(story: Story) -> Message:
    """The card of the preview."""

    def look() -> Message | None:
        shown = [each for each in story.emulator.history(story.staff.id) if "🗳" in each.words]
        return shown[-1] if shown else None

    return await story.wait_for(look)


async def test_residents_look_at_the_drawings_in_private(story: Story) -> None:
    wang = await story.at_home("王阿姨", 0)
    stranger = story.resident("外来的人")
    made = await story.consultation()
    await story.said(wang, f"/start d_{made.id}", "没有附图纸")
    story.emulator.send_photo(story.staff, "private", PICTURE)
    photo = story.emulator.last(story.staff.id).photo
    assert photo is not None
    drawing = Attachment("photo", photo.file_id, None, 1, 2)
    await story.db.write(lambda connection: attachments.add(connection, made.id, [drawing]))
    shown = await story.said(wang, f"/start d_{made.id}", "方案B 增加车位")
    assert shown.photo is not None
    paper = await story.said(wang, "/votes", made.title)
    await story.tap(wang, wang, paper, "📎 看图纸")
    again = await story.wait_for(lambda: story.emulator.last(wang.id) if story.emulator.last(wang.id).photo else None)
    assert again.message_id > paper.message_id
    await story.said(stranger, f"/start d_{made.id}", "您登记的是别的小区")


async def test_the_drawings_of_a_linked_consultation_go_before_the_card_of_its_meeting(story: Story) -> None:
    await story.bound()
    made = await story.consultation(story.asked(opens=timedelta(days=3), title="设计方案初审"))
    story.emulator.send_photo(story.staff, "private", PICTURE)
    photo = story.emulator.last(story.staff.id).photo
    assert photo is not None
    drawing = Attachment("photo", photo.file_id, None, 1, 1)
    await story.db.write(lambda connection: attachments.add(connection, made.id, [drawing]))
    await standing(story, consultation_id=made.id)
    card = await story.card("楼院改造意见征集会")
    shown = [each for each in story.emulator.history(story.group) if each.sender.is_bot]
    assert [each.photo is not None for each in shown if each.message_id < card.message_id] == [False, True]
