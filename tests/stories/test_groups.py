"""Groups: bound and unbound by staff, several for one community, topics, and groups that move or lose the bot."""

from __future__ import annotations

from bot.storage import groups
from emulator import Chat
from tests import builders
from tests.stories.conftest import Story


async def bindings(story: Story, chat: Chat) -> int:
    """How many communities the group is bound to."""
    found = await story.db.read(lambda connection: groups.of_chat(connection, chat.id))
    return int(found is not None)


async def test_staff_bind_a_group_and_open_consultations_appear_in_it(story: Story) -> None:
    await story.consultation()
    told = await story.said(story.staff, "/bind JX01", "已绑定", "金祥花园", chat=story.group)
    assert "JX01" in told.words
    assert "停车与绿地怎么改" in (await story.card("已有 0 户回答，共 12 户")).words


async def test_a_code_may_be_typed_in_small_letters(story: Story) -> None:
    await story.said(story.staff, "/bind@louyuan_bot jx01", "已绑定", chat=story.group)
    assert await bindings(story, story.group) == 1


async def test_binding_needs_a_code_and_a_group_and_says_so(story: Story) -> None:
    await story.said(story.staff, "/bind", "请在 /bind 后面写小区编码", chat=story.group)
    await story.said(story.staff, "/bind JX02", "没有编码是「JX02」的小区，是不是 JX01？", chat=story.group)
    await story.said(story.staff, "/bind 长安街一百号", "没有编码是「长安街一百号」的小区", chat=story.group)
    await story.said(story.staff, "/bind JX01", "要在小区的群里发")
    await story.said(story.staff, "/unbind", "要在小区的群里发")
    assert await bindings(story, story.group) == 0


async def test_a_resident_cannot_bind_and_learns_nothing(story: Story) -> None:
    neighbour = await story.at_home("王阿姨", 0)
    for code in ("JX01", "JX02", "nothing"):
        refused = await story.said(neighbour, f"/bind {code}", "这件事要工作人员来办", chat=story.group)
        assert "JX01" not in refused.words
        assert "金祥花园" not in refused.words
    await story.bound()
    await story.said(neighbour, "/unbind", "这件事要工作人员来办", chat=story.group)
    assert await bindings(story, story.group) == 1


async def test_staff_of_another_community_cannot_bind_or_unbind(story: Story) -> None:
    other = await story.db.write(lambda connection: builders.add_community(connection, "CF02", "春风里"))
    guest = await story.serving("小钱", community_id=other)
    story.emulator.join(guest, story.group)
    await story.said(guest, "/bind JX01", "这件事要工作人员来办", chat=story.group)
    await story.bound()
    await story.said(guest, "/unbind", "这件事要工作人员来办", chat=story.group)
    await story.said(guest, "/bind CF02", "本群已经绑定了「金祥花园」", chat=story.group)
    assert await bindings(story, story.group) == 1


async def test_an_unbound_group_gets_no_more_cards(story: Story) -> None:
    await story.bound()
    await story.consultation()
    await story.card("停车与绿地怎么改")
    await story.said(story.staff, "/unbind", "已和「金祥花园」解除绑定", chat=story.group)
    await story.said(story.staff, "/unbind", "本群还没有绑定小区", chat=story.group)
    elsewhere = story.new_group("金祥花园二群")
    await story.bound(elsewhere)
    await story.consultation(story.asked(title="门禁装不装"))
    await story.card("门禁装不装", group=elsewhere)
    assert not any("门禁装不装" in text for text in story.texts_of(story.group))


async def test_two_groups_of_a_community_show_the_same_count(story: Story) -> None:
    second = story.new_group("金祥花园二群")
    neighbour = await story.at_home("王阿姨", 0)
    await story.bound()
    await story.bound(second)
    await story.consultation()
    card = await story.card("已有 0 户")
    await story.card("已有 0 户", group=second)
    await story.toast(neighbour, card, "2")
    shown = [(await story.card("已有 1 户回答", group=group)).words for group in (story.group, second)]
    assert shown[0] == shown[1]
    assert "2 方案B 增加车位\n■■■■■■■■■■ 1 户 · 100.0%" in shown[0]


async def test_a_forum_gets_its_card_in_the_topic_where_it_was_bound(story: Story) -> None:
    forum = story.new_group("金祥花园议事", forum=True)
    topic = story.emulator.add_topic(forum, "改造投票")
    story.emulator.say(story.staff, forum, "/bind JX01", thread_id=topic)
    assert (await story.said_back(forum, "已绑定")).thread_id == topic
    await story.consultation()
    card = await story.card("停车与绿地怎么改", group=forum)
    assert card.thread_id == topic
    story.emulator.remove_topic(forum, topic)
    await story.consultation(story.asked(title="门禁装不装"))
    assert (await story.card("门禁装不装", group=forum)).thread_id is None


async def test_binding_again_in_another_topic_moves_the_card_there(story: Story) -> None:
    forum = story.new_group("金祥花园议事", forum=True)
    await story.bound(forum)
    await story.consultation()
    old = await story.card("停车与绿地怎么改", group=forum)
    topic = story.emulator.add_topic(forum, "改造投票")
    story.emulator.say(story.staff, forum, "/bind JX01", thread_id=topic)
    moved = await story.wait_for(lambda: old if "已换新" in old.words else None)
    assert moved.buttons == []
    assert (await story.card("停车与绿地怎么改", group=forum)).thread_id == topic


async def test_a_group_that_becomes_a_supergroup_keeps_its_consultation(story: Story) -> None:
    small = story.new_group("金祥花园小群", kind="group")
    neighbour = await story.at_home("王阿姨", 0)
    story.emulator.join(neighbour, small)
    await story.bound(small)
    await story.consultation()
    await story.card("已有 0 户", group=small)
    grown = story.emulator.make_supergroup(small)
    card = await story.card("已有 0 户", group=grown)
    assert "已记下" in await story.toast(neighbour, card, "1")
    await story.card("已有 1 户回答", group=grown)
    assert (await bindings(story, small), await bindings(story, grown)) == (0, 1)


async def test_a_bot_that_was_removed_and_added_again_takes_up_where_it_was(story: Story) -> None:
    neighbour = await story.at_home("王阿姨", 0)
    await story.bound()
    await story.consultation()
    old = await story.card("已有 0 户")
    story.emulator.remove_bot(story.group)
    await story.said(neighbour, "/votes", "还没有选")
    story.emulator.add_bot_to(story.group)
    card = await story.wait_for(lambda: _other_card(story, old.message_id))
    assert "已换新" in (await story.wait_for(lambda: old if "已换新" in old.words else None)).words
    await story.toast(neighbour, card, "3")
    await story.card("已有 1 户回答")


def _other_card(story: Story, number: int):  # type: ignore[no-untyped-def]
    newer = [m for m in story.emulator.history(story.group) if m.buttons and m.message_id != number]
    return newer[-1] if newer else None


async def test_a_bot_that_comes_back_after_the_end_closes_the_old_card_and_tells_the_result(story: Story) -> None:
    second = story.new_group("金祥花园二群")
    await story.bound()
    await story.bound(second)
    await story.consultation()
    old = await story.card("已有 0 户")
    story.emulator.remove_bot(story.group)
    story.later(days=8)
    await story.shown("结果：停车与绿地怎么改", group=second)
    story.emulator.add_bot_to(story.group)
    await story.shown("结果：停车与绿地怎么改")
    closed = await story.wait_for(lambda: old if "已截止" in old.words else None)
    assert closed.buttons == []


async def test_an_anonymous_administrator_is_asked_to_let_staff_confirm(story: Story) -> None:
    neighbour = await story.at_home("王阿姨", 0)
    story.emulator.promote(story.staff, story.group, anonymous=True)
    story.emulator.say(story.staff, story.group, "/bind JX01", anonymous=True)
    asked = await story.said_back(story.group, "匿名管理员", "金祥花园")
    refused = await story.tap(neighbour, story.group, asked, "✅ 我是工作人员")
    assert refused.show_alert
    assert "这件事要工作人员来办" in (refused.text or "")
    assert await bindings(story, story.group) == 0
    confirmed = await story.tap(story.staff, story.group, asked, "✅ 我是工作人员")
    assert "已绑定" in (confirmed.text or "")
    await story.said_back(story.group, "本群已绑定「金祥花园」")
    story.emulator.say(story.staff, story.group, "/unbind", anonymous=True)
    await story.said_back(story.group, "匿名", "再发 /unbind")
    assert await bindings(story, story.group) == 1


async def test_an_anonymous_administrator_gets_no_code_suggested(story: Story) -> None:
    story.emulator.promote(story.staff, story.group, anonymous=True)
    story.emulator.say(story.staff, story.group, "/bind JX02", anonymous=True)
    told = await story.said_back(story.group, "没有编码是「JX02」的小区")
    assert "是不是" not in told.words


async def test_with_privacy_mode_on_neighbours_talk_is_not_heard_and_taps_count(story: Story) -> None:
    neighbour = await story.at_home("王阿姨", 0)
    assert all(bot.privacy for bot in story.emulator.bots.values())
    await story.bound()
    await story.consultation()
    card = await story.card("已有 0 户")
    said = len(story.texts_of(story.group))
    story.emulator.say(neighbour, story.group, "同意")
    assert "已记下" in await story.toast(neighbour, card, "1")
    await story.card("已有 1 户回答")
    assert len(story.texts_of(story.group)) == said


async def test_personal_commands_in_the_group_show_the_way_to_the_private_chat(story: Story) -> None:
    neighbour = await story.at_home("王阿姨", 0)
    await story.consultation()
    told = [
        await story.said(neighbour, "/votes", "t.me/louyuan_bot", chat=story.group),
        await story.said(neighbour, "/tally", "请私聊我", chat=story.group),
        await story.said(neighbour, "/close", "请私聊我", chat=story.group),
    ]
    assert not any("停车" in message.words for message in told)


async def test_a_group_that_asks_again_and_again_is_pointed_to_the_private_chat_once_in_a_while(story: Story) -> None:
    neighbour = await story.at_home("王阿姨", 0)
    for command in ("/votes", "/votes", "/mine", "/votes", "/mine"):
        story.emulator.say(neighbour, story.group, f"{command}@louyuan_bot")
    await story.said(neighbour, "/bind JX01", "这件事要工作人员来办", chat=story.group)
    assert len(story.texts_of(story.group)) == 3
    story.later(seconds=16)
    await story.said(neighbour, "/votes", "私聊", chat=story.group)
    assert len(story.texts_of(story.group)) == 4
