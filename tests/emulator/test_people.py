"""What people can do, and what they cannot."""

from __future__ import annotations

import asyncio

import pytest

from emulator import Bot, Chat, Emulator, User
from tests.emulator.doors import OTHER_TOKEN, InProcessDoor, png


@pytest.mark.parametrize(
    "link", ["https://t.me/louyuan_bot?start=A-z_09", "https://telegram.me/LouYuan_bot?start=A-z_09"]
)
async def test_a_start_link_says_start_in_private(emulator: Emulator, wang: User, link: str) -> None:
    said = emulator.follow(wang, link)
    assert (said.text, said.chat.id) == ("/start A-z_09", wang.id)


@pytest.mark.parametrize(
    ("link", "error"),
    [
        ("https://t.me/louyuan_bot?start=" + "a" * 65, ValueError),
        ("https://t.me/louyuan_bot?start=a.b", ValueError),
        ("https://t.me/louyuan_bot?start=中", ValueError),
        ("https://t.me/louyuan_bot?start=", ValueError),
        ("https://t.me/other_bot?start=a", LookupError),
        ("https://a.example/louyuan_bot?start=a", LookupError),
        ("https://t.me/louyuan_bot", LookupError),
        ("https://t.me/louyuan_bot?startgroup=a", ValueError),
    ],
)
def test_a_wrong_start_link_leads_nowhere(emulator: Emulator, wang: User, link: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        emulator.follow(wang, link)


def test_people_write_only_where_they_are(emulator: Emulator, group: Chat) -> None:
    stranger = emulator.add_user("路人")
    with pytest.raises(PermissionError, match="is not in"):
        emulator.say(stranger, group, "a")
    emulator.join(stranger, group)
    assert emulator.say(stranger, group.id, "a").chat is group


def test_a_chat_that_does_not_exist_is_an_error(emulator: Emulator, wang: User) -> None:
    for nowhere in ("somewhere", 42, "-5"):
        with pytest.raises(LookupError):
            emulator.say(wang, nowhere, "a")


def test_with_two_bots_private_needs_a_name(emulator: Emulator, wang: User) -> None:
    other = emulator.add_bot(OTHER_TOKEN, "other_bot", "别的")
    with pytest.raises(LookupError, match="2 bots"):
        emulator.say(wang, "private", "a")
    said = emulator.say(wang, emulator.chat("private", wang, other), "a")
    assert [message.text for message in emulator.history(wang, viewer=other)] == ["a"]
    assert said.chat.bot_id == other.id


def test_people_edit_their_own_words_only(emulator: Emulator, group: Chat, wang: User, zhang: User) -> None:
    said = emulator.say(wang, group, "原文")
    assert emulator.edit(wang, said, "改过").edits == ["原文"]
    with pytest.raises(PermissionError):
        emulator.edit(zhang, said, "冒充")


async def test_people_send_pictures_stickers_and_forwards(
    inside: InProcessDoor, emulator: Emulator, wang: User, private: Chat
) -> None:
    await inside.drain()
    emulator.send_photo(wang, private, png(300, 200), "楼道")
    emulator.send_sticker(wang, private)
    emulator.say(wang, private, "转来的", forward=True)
    photo, sticker, forwarded = [update["message"] for update in await inside.updates()]
    assert (photo["photo"][-1]["width"], photo["caption"]) == (300, "楼道")
    assert "text" not in sticker
    assert forwarded["forward_origin"]["sender_user"]["id"] == wang.id


def test_a_caption_that_is_too_long_is_not_sent(emulator: Emulator, wang: User) -> None:
    with pytest.raises(ValueError, match="1024"):
        emulator.send_document(wang, "private", "a", b"a", "说" * 1025)


def test_topics_belong_to_forums(emulator: Emulator, group: Chat, wang: User) -> None:
    with pytest.raises(ValueError, match="no forum"):
        emulator.add_topic(group, "停车")
    with pytest.raises(LookupError):
        emulator.say(wang, group, "a", thread_id=7)
    with pytest.raises(LookupError):
        emulator.remove_topic(group, 7)
    with pytest.raises(ValueError, match="forum"):
        emulator.add_group("群", "group", forum=True)


def test_ids_look_like_telegrams(emulator: Emulator, group: Chat, wang: User) -> None:
    basic = emulator.add_group("小群", "group", members=[wang])
    assert wang.id > 2**32
    assert group.id < -(10**12)
    assert -(10**12) < basic.id < 0
    first = emulator.add_group("一", members=[wang])
    second = emulator.add_group("二", members=[wang])
    assert emulator.say(wang, first, "a").message_id == emulator.say(wang, second, "a").message_id
    assert emulator.say(wang, basic, "a").message_id < emulator.say(wang, "private", "a").message_id


def test_an_id_is_given_once(emulator: Emulator) -> None:
    emulator.add_user("管理员", user_id=1001)
    with pytest.raises(ValueError, match="1001"):
        emulator.add_user("冒充", user_id=1001)
    with pytest.raises(ValueError, match="token"):
        emulator.add_bot("no token", "x_bot", "x")


def test_a_bot_is_a_user(bot: Bot) -> None:
    assert (bot.id, bot.token, bot.username, bot.name, bot.first_name) == (
        1000,
        "1000:TEST",
        "louyuan_bot",
        "楼院",
        "楼院",
    )


async def test_waiting_ends_with_the_first_true_value(emulator: Emulator, group: Chat, wang: User) -> None:
    waiting = asyncio.create_task(emulator.wait_for(lambda: emulator.last(group).text))
    await asyncio.sleep(0)
    emulator.say(wang, group, "到了")
    assert await waiting == "到了"
    with pytest.raises(TimeoutError):
        await emulator.wait_for(lambda: None, timeout=0.01)


async def test_waiting_also_notices_what_changes_elsewhere(emulator: Emulator) -> None:
    elsewhere: list[int] = []
    asyncio.get_running_loop().call_later(0.02, elsewhere.append, 1)
    assert await emulator.wait_for(lambda: elsewhere) == [1]
