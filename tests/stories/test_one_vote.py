"""One vote, told from the chat."""

from __future__ import annotations

from tests.stories.conftest import Story


async def test_a_resident_verifies_votes_in_the_group_and_sees_the_card_move(story: Story) -> None:
    await story.bound()
    neighbour = story.resident("王阿姨")
    await story.verify(neighbour, 0)
    await story.consultation()
    card = await story.card("停车与绿地怎么改", "已有 0 户")
    toast = await story.tap(neighbour, story.group, card, "2 方案B")
    assert "已记下" in (toast.text or "")
    assert "2 方案B 增加车位" in (toast.text or "")
    moved = await story.card("已有 1 户回答，共 12 户")
    assert moved.message_id == card.message_id
