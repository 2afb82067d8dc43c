"""What a bot hears in a group, and who speaks there."""

from __future__ import annotations

import pytest

from emulator import Bot, Chat, Emulator, User
from emulator.world import ANONYMOUS_ADMIN
from tests.emulator.doors import OTHER_TOKEN, InProcessDoor


async def heard(inside: InProcessDoor) -> list[str]:
    return [update["message"].get("text", "") for update in await inside.drain() if "message" in update]


@pytest.mark.parametrize(
    ("text", "reaches"),
    [
        ("大家好", False),
        ("/votes", True),
        ("/votes@louyuan_bot 3", True),
        ("/votes@LouYuan_Bot", True),
        ("/votes@other_bot", False),
        ("请看 /votes", False),
        ("/投票", False),
        ("@louyuan_bot 您好", False),
    ],
)
async def test_privacy_mode_lets_commands_through(
    inside: InProcessDoor, emulator: Emulator, group: Chat, wang: User, text: str, reaches: bool
) -> None:
    await inside.drain()
    emulator.say(wang, group, text)
    assert await heard(inside) == ([text] if reaches else [])


async def test_replies_to_the_bot_are_heard(inside: InProcessDoor, emulator: Emulator, group: Chat, wang: User) -> None:
    sent = await inside.ok("sendMessage", chat_id=group.id, text="请回复")
    other = emulator.say(wang, group, "闲聊")
    await inside.drain()
    emulator.say(wang, group, "回别人", reply_to=other)
    emulator.say(wang, group, "回机器人", reply_to=sent["message_id"])
    emulator.send_document(wang, group, "a.txt", b"a", "/bind JX01")
    assert await heard(inside) == ["回机器人", ""]


async def test_service_messages_are_always_heard(inside: InProcessDoor, emulator: Emulator, group: Chat) -> None:
    await inside.drain()
    emulator.join(emulator.add_user("新邻居"), group)
    assert len(await heard(inside)) == 1


async def test_an_admin_bot_hears_everything(
    inside: InProcessDoor, emulator: Emulator, group: Chat, wang: User, bot: Bot
) -> None:
    emulator.promote(bot, group)
    await inside.drain()
    emulator.say(wang, group, "大家好")
    emulator.demote(bot, group)
    emulator.say(wang, group, "再见")
    assert await heard(inside) == ["大家好"]


async def test_without_privacy_mode_everything_is_heard(emulator: Emulator, wang: User) -> None:
    emulator.add_bot(OTHER_TOKEN, "open_bot", "开放", privacy=False)
    chat = emulator.add_group("群", members=[wang])
    emulator.say(wang, chat, "大家好")
    assert "大家好" in await heard(InProcessDoor(emulator, OTHER_TOKEN))


async def test_bots_do_not_hear_each_other(inside: InProcessDoor, emulator: Emulator, wang: User) -> None:
    other = emulator.add_bot(OTHER_TOKEN, "other_bot", "别的")
    chat = emulator.add_group("群", members=[wang], bot_admin=True)
    for door in (inside, InProcessDoor(emulator, OTHER_TOKEN)):
        await door.drain()
    await inside.ok("sendMessage", chat_id=chat.id, text="/votes")
    assert await heard(InProcessDoor(emulator, OTHER_TOKEN)) == []
    assert other.id in chat.members


async def test_a_bare_command_goes_to_the_bot_that_spoke_last(
    inside: InProcessDoor, emulator: Emulator, wang: User
) -> None:
    emulator.add_bot(OTHER_TOKEN, "other_bot", "别的")
    chat = emulator.add_group("群", members=[wang])
    other = InProcessDoor(emulator, OTHER_TOKEN)
    await other.ok("sendMessage", chat_id=chat.id, text="我在")
    await inside.drain()
    await other.drain()
    emulator.say(wang, chat, "/help")
    assert (await heard(inside), await heard(other)) == ([], ["/help"])


async def test_an_anonymous_admin_hides_in_messages_and_not_in_presses(
    inside: InProcessDoor, emulator: Emulator, group: Chat, zhang: User, wang: User
) -> None:
    markup = {"inline_keyboard": [[{"text": "1", "callback_data": "a"}]]}
    sent = await inside.ok("sendMessage", chat_id=group.id, text="a", reply_markup=markup)
    await inside.drain()
    emulator.say(zhang, group, "/bind JX01", anonymous=True)
    emulator.press(zhang, group, sent["message_id"], "a")
    message, query = await inside.updates()
    assert message["message"]["from"]["id"] == ANONYMOUS_ADMIN
    assert message["message"]["sender_chat"]["id"] == group.id
    assert query["callback_query"]["from"]["id"] == zhang.id
    with pytest.raises(PermissionError):
        emulator.say(wang, group, "我也匿名", anonymous=True)


async def test_history_shows_each_viewer_what_they_may_see(
    inside: InProcessDoor, emulator: Emulator, group: Chat, wang: User, bot: Bot
) -> None:
    emulator.say(wang, group, "悄悄话")
    await inside.ok("sendMessage", chat_id=group.id, text="表决开始")
    assert [message.text for message in emulator.history(group, viewer=bot)][1:] == ["表决开始"]
    assert [message.text for message in emulator.history(group, viewer=wang)][1:] == ["悄悄话", "表决开始"]
    assert emulator.history(group, viewer=emulator.add_user("路人")) == []


def test_the_last_message_of_an_empty_chat_is_missing(emulator: Emulator, wang: User) -> None:
    with pytest.raises(LookupError):
        emulator.last(wang)
