"""Deleting and pinning."""

from __future__ import annotations

import pytest

from emulator import Bot, Chat, Emulator, User
from tests.emulator.doors import Clock, Door, InProcessDoor

HOURS = 3600


@pytest.mark.parametrize("place", ["group", "private"])
async def test_own_messages_can_be_deleted_for_48_hours(
    door: Door, group: Chat, private: Chat, clock: Clock, place: str
) -> None:
    chat_id = {"group": group, "private": private}[place].id
    young = await door.ok("sendMessage", chat_id=chat_id, text="a")
    old = await door.ok("sendMessage", chat_id=chat_id, text="b")
    clock.advance(48 * HOURS - 1)
    assert await door.ok("deleteMessage", chat_id=chat_id, message_id=young["message_id"]) is True
    clock.advance(1)
    refusal = await door.refusal("deleteMessage", chat_id=chat_id, message_id=old["message_id"])
    assert refusal == "Bad Request: message can't be deleted for everyone"


async def test_what_is_gone_cannot_be_deleted_again(door: Door, group: Chat, emulator: Emulator) -> None:
    sent = await door.ok("sendMessage", chat_id=group.id, text="a")
    await door.ok("deleteMessage", chat_id=group.id, message_id=sent["message_id"])
    assert all(message.message_id != sent["message_id"] for message in emulator.history(group))
    refusal = await door.refusal("deleteMessage", chat_id=group.id, message_id=sent["message_id"])
    assert refusal == "Bad Request: message to delete not found"


async def test_others_messages_only_in_private_or_as_an_admin(
    door: Door, group: Chat, private: Chat, emulator: Emulator, wang: User, bot: Bot
) -> None:
    said, whispered = emulator.say(wang, group, "a"), emulator.say(wang, private, "b")
    assert await door.ok("deleteMessage", chat_id=private.id, message_id=whispered.message_id) is True
    refusal = await door.refusal("deleteMessage", chat_id=group.id, message_id=said.message_id)
    assert refusal == "Bad Request: message can't be deleted"
    emulator.promote(bot, group)
    assert await door.ok("deleteMessage", chat_id=group.id, message_id=said.message_id) is True


async def test_the_creation_of_a_topic_cannot_be_deleted(inside: InProcessDoor, emulator: Emulator) -> None:
    forum = emulator.add_group("论坛", forum=True, bot_admin=True)
    thread_id = emulator.add_topic(forum, "停车")
    refusal = await inside.refusal("deleteMessage", chat_id=forum.id, message_id=thread_id)
    assert refusal == "Bad Request: message can't be deleted"


async def test_pinning_needs_an_admin_and_leaves_a_service_message(
    door: Door, group: Chat, emulator: Emulator, bot: Bot
) -> None:
    sent = await door.ok("sendMessage", chat_id=group.id, text="公告")
    pin = {"chat_id": group.id, "message_id": sent["message_id"]}
    refusal = await door.refusal("pinChatMessage", **pin)
    assert refusal == "Bad Request: not enough rights to manage pinned messages in the chat"
    emulator.promote(bot, group)
    await door.drain()
    assert await door.ok("pinChatMessage", **pin) is True
    assert (await door.updates())[-1]["message"]["pinned_message"]["text"] == "公告"
    assert (await door.ok("getChat", chat_id=group.id))["pinned_message"]["text"] == "公告"


async def test_unpinning_takes_the_newest_or_the_named_one(door: Door, private: Chat) -> None:
    ids = [(await door.ok("sendMessage", chat_id=private.id, text=text))["message_id"] for text in "abc"]
    for message_id in ids:
        await door.ok("pinChatMessage", chat_id=private.id, message_id=message_id)
    assert await door.ok("unpinChatMessage", chat_id=private.id) is True
    assert await door.ok("unpinChatMessage", chat_id=private.id, message_id=ids[0]) is True
    assert (await door.ok("getChat", chat_id=private.id))["pinned_message"]["text"] == "b"
    refusal = await door.refusal("unpinChatMessage", chat_id=private.id, message_id=ids[2])
    assert refusal == "Bad Request: message to unpin not found"


async def test_a_deleted_message_is_not_pinned_any_more(door: Door, private: Chat) -> None:
    sent = await door.ok("sendMessage", chat_id=private.id, text="a")
    await door.ok("pinChatMessage", chat_id=private.id, message_id=sent["message_id"])
    await door.ok("deleteMessage", chat_id=private.id, message_id=sent["message_id"])
    assert "pinned_message" not in await door.ok("getChat", chat_id=private.id)
    refusal = await door.refusal("pinChatMessage", chat_id=private.id, message_id=sent["message_id"])
    assert refusal == "Bad Request: message to pin not found"
