"""/new: a design review with drawings is put together, looked at and opened; the group gets album and card."""

from __future__ import annotations

from bot.rules.consultation import Secrecy
from bot.storage import attachments, consultations
from emulator import Message
from tests.stories.conftest import PICTURE, Story
from tests.stories.meeting_steps import choose
from tests.stories.new_steps import PDF, newest, pressed, shown_before

TYPED = ("保留绿地", "树都留着", "车位少", "增加车位", "多 40 个车位", "少一半绿地")


async def filled_in(story: Story) -> Message:
    """The template with two plans; the question after its values."""
    staff = story.staff
    screen = await story.said(staff, "/new", "模板")
    await pressed(story, staff, screen, "1 设计方案初审", "方案A 叫什么")
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
    screen = await choose(story, staff, screen, "全小区", "马上开始", "7 天", "1 记名", "2 截止后公布")
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
    await story.bound()
    wang = await story.at_home("王阿姨", 0)
    made = await story.consultation()
    story.emulator.send_photo(story.staff, "private", PICTURE)
    sent = story.emulator.last(story.staff.id)
    assert sent is not None
    assert shown_before(story, story.staff, await story.said(wang, f"/start d_{made.id}", "没有附图纸")) is not None
