"""Where a bot may write: blocked, removed, never met, migrated, muted, in topics, in reply."""

from __future__ import annotations

from typing import Any

import pytest

from emulator import Chat, Emulator, User
from tests.emulator.doors import OTHER_TOKEN, Door, InProcessDoor


async def test_a_stranger_is_no_chat_at_all(door: Door, emulator: Emulator) -> None:
    stranger = emulator.add_user("路人")
    for chat_id in (stranger.id, 42, -100, "@nobody", "nobody"):
        refusal = await door.refusal("sendMessage", chat_id=chat_id, text="a")
        assert refusal == "Bad Request: chat not found"


async def test_a_neighbour_must_write_first(door: Door, group: Chat, wang: User, emulator: Emulator) -> None:
    reply = await door.call("sendMessage", chat_id=wang.id, text="您好")
    assert reply.status == 403
    assert reply.body["description"] == "Forbidden: bot can't initiate conversation with a user"
    emulator.say(wang, "private", "/start")
    assert (await door.ok("sendMessage", chat_id=wang.id, text="您好"))["chat"]["id"] == wang.id


async def test_pressing_a_button_in_a_group_opens_no_private_chat(
    inside: InProcessDoor, group: Chat, wang: User
) -> None:
    markup = {"inline_keyboard": [[{"text": "1", "callback_data": "a"}]]}
    sent = await inside.ok("sendMessage", chat_id=group.id, text="a", reply_markup=markup)
    inside.emulator.press(wang, group, sent["message_id"], "a")
    refusal = await inside.refusal("sendMessage", chat_id=wang.id, text="a")
    assert refusal == "Forbidden: bot can't initiate conversation with a user"


async def test_a_block_is_told_and_felt(door: Door, private: Chat, wang: User, emulator: Emulator) -> None:
    await door.drain()
    emulator.block(wang)
    refusal = await door.refusal("sendMessage", chat_id=wang.id, text="a")
    assert refusal == "Forbidden: bot was blocked by the user"
    emulator.unblock(wang)
    await door.ok("sendMessage", chat_id=wang.id, text="a")
    told = [update["my_chat_member"] for update in await door.updates()]
    assert [(one["old_chat_member"]["status"], one["new_chat_member"]["status"]) for one in told] == [
        ("member", "kicked"),
        ("kicked", "member"),
    ]
    emulator.block(wang)
    with pytest.raises(PermissionError, match="blocked"):
        emulator.say(wang, "private", "a")


async def test_a_deleted_account_is_deactivated(door: Door, private: Chat, wang: User, emulator: Emulator) -> None:
    emulator.deactivate(wang)
    refusal = await door.refusal("sendMessage", chat_id=wang.id, text="a")
    assert refusal == "Forbidden: user is deactivated"


@pytest.mark.parametrize("kind", ["group", "supergroup"])
async def test_a_removed_bot_is_kicked(door: Door, emulator: Emulator, wang: User, kind: str) -> None:
    chat = emulator.add_group("群", kind, members=[wang])  # type: ignore[arg-type]
    emulator.remove_bot(chat)
    calls: list[tuple[str, dict[str, Any]]] = [("sendMessage", {"text": "a"}), ("getChat", {})]
    for method, more in calls:
        refusal = await door.refusal(method, chat_id=chat.id, **more)
        assert refusal == f"Forbidden: bot was kicked from the {kind} chat"
    emulator.add_bot_to(chat)
    await door.ok("sendMessage", chat_id=chat.id, text="a")


@pytest.mark.parametrize("kind", ["group", "supergroup"])
async def test_a_bot_that_left_is_no_member(door: Door, emulator: Emulator, wang: User, kind: str) -> None:
    chat = emulator.add_group("群", kind, members=[wang])  # type: ignore[arg-type]
    assert await door.ok("leaveChat", chat_id=chat.id) is True
    refusal = await door.refusal("sendMessage", chat_id=chat.id, text="a")
    assert refusal == f"Forbidden: bot is not a member of the {kind} chat"
    statuses = [u["my_chat_member"]["new_chat_member"]["status"] for u in await door.drain() if "my_chat_member" in u]
    assert statuses == ["member", "left"]


async def test_a_private_chat_cannot_be_left(door: Door, private: Chat) -> None:
    refusal = await door.refusal("leaveChat", chat_id=private.id)
    assert refusal == "Bad Request: chat member status can't be changed in private chats"


async def test_a_group_without_the_bot_does_not_exist_for_it(door: Door, emulator: Emulator, wang: User) -> None:
    chat = emulator.add_group("别的群", members=[wang], bots=[])
    assert await door.refusal("sendMessage", chat_id=chat.id, text="a") == "Bad Request: chat not found"


async def test_bots_do_not_write_to_bots(door: Door, emulator: Emulator) -> None:
    other = emulator.add_bot(OTHER_TOKEN, "other_bot", "别的")
    refusal = await door.refusal("sendMessage", chat_id=other.id, text="a")
    assert refusal == "Forbidden: bots can't send messages to bots"


async def test_a_public_group_is_found_by_its_name(door: Door, emulator: Emulator, wang: User) -> None:
    chat = emulator.add_group("公开群", username="jinxiang", members=[wang])
    assert (await door.ok("sendMessage", chat_id="@JinXiang", text="a"))["chat"]["id"] == chat.id


async def test_an_upgraded_group_names_its_successor(door: Door, emulator: Emulator, wang: User) -> None:
    old = emulator.add_group("老群", "group", members=[wang])
    sent = await door.ok("sendMessage", chat_id=old.id, text="a")
    await door.drain()
    new = emulator.make_supergroup(old)
    reply = await door.call("sendMessage", chat_id=old.id, text="a")
    assert reply.status == 400
    assert reply.body["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert reply.body["parameters"] == {"migrate_to_chat_id": new.id}
    edit = await door.call("editMessageText", chat_id=old.id, message_id=sent["message_id"], text="b")
    assert edit.body["parameters"] == {"migrate_to_chat_id": new.id}
    farewell, welcome = [update["message"] for update in await door.updates()]
    assert (farewell["chat"]["id"], farewell["migrate_to_chat_id"]) == (old.id, new.id)
    assert (welcome["chat"]["id"], welcome["migrate_from_chat_id"]) == (new.id, old.id)
    missing = await door.refusal("editMessageText", chat_id=new.id, message_id=sent["message_id"], text="b")
    assert missing == "Bad Request: message to edit not found"
    with pytest.raises(PermissionError):
        emulator.say(wang, old, "还在吗")
    with pytest.raises(ValueError, match="once"):
        emulator.make_supergroup(old)


async def test_a_muted_bot_needs_to_be_admin(door: Door, group: Chat, emulator: Emulator) -> None:
    emulator.mute_bots(group)
    refusal = await door.refusal("sendMessage", chat_id=group.id, text="a")
    assert refusal == "Bad Request: not enough rights to send text messages to the chat"
    emulator.promote(emulator.only_bot, group)
    await door.ok("sendMessage", chat_id=group.id, text="a")


async def test_a_topic_must_exist_and_is_shown(door: Door, emulator: Emulator, wang: User) -> None:
    forum = emulator.add_group("论坛", forum=True, members=[wang])
    thread_id = emulator.add_topic(forum, "停车")
    sent = await door.ok("sendMessage", chat_id=forum.id, message_thread_id=thread_id, text="a")
    assert (sent["message_thread_id"], sent["is_topic_message"], sent["chat"]["is_forum"]) == (thread_id, True, True)
    emulator.remove_topic(forum, thread_id)
    for wrong in (thread_id, 1, 999):
        refusal = await door.refusal("sendMessage", chat_id=forum.id, message_thread_id=wrong, text="a")
        assert refusal == "Bad Request: message thread not found"
    refusal = await door.refusal("sendChatAction", chat_id=forum.id, message_thread_id=999, action="typing")
    assert refusal == "Bad Request: message thread not found"


async def test_a_group_without_topics_has_no_threads_to_send_to(
    door: Door, group: Chat, emulator: Emulator, wang: User
) -> None:
    sent = await door.ok("sendMessage", chat_id=group.id, text="a")
    emulator.say(wang, group, "收到", reply_to=sent["message_id"])
    heard = (await door.updates())[-1]["message"]
    assert heard["message_thread_id"] == sent["message_id"]
    assert "is_topic_message" not in heard
    refusal = await door.refusal(
        "sendMessage", chat_id=group.id, message_thread_id=heard["message_thread_id"], text="a"
    )
    assert refusal == "Bad Request: message thread not found"


async def test_a_reply_needs_its_message(door: Door, group: Chat, emulator: Emulator, wang: User) -> None:
    said = emulator.say(wang, group, "问题")
    sent = await door.ok("sendMessage", chat_id=group.id, text="答", reply_parameters={"message_id": said.message_id})
    assert sent["reply_to_message"]["text"] == "问题"
    emulator.erase(said)
    lost = {"message_id": said.message_id}
    refusal = await door.refusal("sendMessage", chat_id=group.id, text="答", reply_parameters=lost)
    assert refusal == "Bad Request: message to be replied not found"
    lenient = lost | {"allow_sending_without_reply": True}
    assert "reply_to_message" not in await door.ok("sendMessage", chat_id=group.id, text="答", reply_parameters=lenient)
    elsewhere = {"message_id": 1, "chat_id": 5}
    assert "emulator:" in await door.refusal("sendMessage", chat_id=group.id, text="答", reply_parameters=elsewhere)


async def test_a_reply_in_a_topic_stays_in_it(inside: InProcessDoor, emulator: Emulator, wang: User) -> None:
    forum = emulator.add_group("论坛", forum=True, members=[wang])
    one, two = emulator.add_topic(forum, "停车"), emulator.add_topic(forum, "加梯")
    said = emulator.say(wang, forum, "/help", thread_id=one)
    reply = {"message_id": said.message_id}
    sent = await inside.ok("sendMessage", chat_id=forum.id, text="答", reply_parameters=reply)
    assert sent["message_thread_id"] == one
    refusal = await inside.refusal(
        "sendMessage", chat_id=forum.id, message_thread_id=two, text="答", reply_parameters=reply
    )
    assert refusal == "Bad Request: message to be replied not found"
