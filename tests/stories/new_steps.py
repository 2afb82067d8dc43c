"""What staff do to put a consultation together in chat, as verbs for stories."""

from __future__ import annotations

from emulator import Message, User
from tests.stories.conftest import Story

PDF = b"%PDF-1.7 as much of a drawing as anybody looks at"


async def newest(story: Story, person: User, *parts: str) -> Message:
    """Wait until the newest message with buttons contains all parts."""

    def look() -> Message | None:
        history = [each for each in story.emulator.history(person.id) if each.buttons]
        return history[-1] if history and all(part in history[-1].words for part in parts) else None

    return await story.wait_for(look)


async def pressed(story: Story, person: User, screen: Message, wanted: str, *parts: str) -> Message:
    """Press a button and wait for what comes of it."""
    answer = await story.tap(person, person, screen, story.label(screen, wanted))
    assert not answer.show_alert, answer.text
    return await newest(story, person, *parts)


async def own_question(
    story: Story, person: User, *options: str, text: str = "楼道灯换成声控的，您同意吗？"
) -> Message:
    """A question of one's own, up to the choice of communities or what comes after it."""
    screen = await story.said(person, "/new", "自己写一题")
    screen = await pressed(story, person, screen, "自己写一题", "要问什么")
    screen = await story.said(person, "楼道灯换成声控的，您同意吗？", "一户能选几个")
    screen = await pressed(story, person, screen, "1 只能选一个", "有哪些选项")
    screen = await story.said(person, "同意\n不同意\n说不清", "起个标题")
    return await story.said(person, "楼道灯改造", "哪些")


async def to_preview(story: Story, person: User, screen: Message) -> Message:
    """From the choice of buildings on with what most people choose."""
    for wanted, part in (
        ("全小区", "什么时候开始"),
        ("马上开始", "什么时候截止"),
        ("7 天", "记名还是不记名"),
        ("1 记名", "什么时候给大家看"),
        ("1 边填边公布", "要不要附图纸"),
        ("下一步", "没问题就点"),
    ):
        screen = await pressed(story, person, screen, wanted, part)
    return screen


def shown_before(story: Story, person: User, screen: Message) -> Message:
    """The message above, without files: the card as residents will see it."""
    above = [each for each in story.emulator.history(person.id) if each.message_id < screen.message_id]
    return next(each for each in reversed(above) if each.text and each.sender.is_bot)
