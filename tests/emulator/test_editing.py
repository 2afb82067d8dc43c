"""Editing: only what the bot wrote, only what changes, with the keyboard given anew each time."""

from __future__ import annotations

from typing import Any

import pytest

from emulator import Chat, Emulator, User
from emulator.errors import NOT_MODIFIED
from tests.emulator.doors import OTHER_TOKEN, Clock, Door, InProcessDoor, keyboard, png

KEYS = keyboard([("1", "a")])
OTHER = keyboard([("2", "b")])


async def card(door: Door, group: Chat) -> dict[str, Any]:
    sent: dict[str, Any] = await door.ok("sendMessage", chat_id=group.id, text="票数 0", reply_markup=KEYS)
    return {"chat_id": group.id, "message_id": sent["message_id"]}


async def test_an_edit_changes_text_and_keyboard(door: Door, group: Chat, emulator: Emulator, clock: Clock) -> None:
    where = await card(door, group)
    clock.advance(5)
    edited = await door.ok("editMessageText", **where, text="<b>票数 1</b>", parse_mode="HTML", reply_markup=OTHER)
    assert (edited["text"], edited["edit_date"] - edited["date"]) == ("票数 1", 5)
    assert edited["entities"] == [{"type": "bold", "offset": 0, "length": 4}]
    assert emulator.last(group).edits == ["票数 0"]


async def test_an_edit_without_keyboard_takes_it_away(door: Door, group: Chat, emulator: Emulator) -> None:
    edited = await door.ok("editMessageText", **await card(door, group), text="结束")
    assert "reply_markup" not in edited
    assert emulator.last(group).buttons == []


@pytest.mark.parametrize(
    ("method", "change"),
    [
        ("editMessageText", {"text": " 票数 0\n", "reply_markup": KEYS}),
        ("editMessageReplyMarkup", {"reply_markup": KEYS}),
    ],
)
async def test_an_edit_that_changes_nothing_is_refused(
    door: Door, group: Chat, emulator: Emulator, method: str, change: dict[str, Any]
) -> None:
    refusal = await door.refusal(method, **await card(door, group), **change)
    assert refusal == f"Bad Request: {NOT_MODIFIED}"
    assert NOT_MODIFIED.startswith(
        "message is not modified: specified new message content and reply markup are exactly"
    )
    assert emulator.last(group).edits == []


@pytest.mark.parametrize(
    "change",
    [
        {"text": "票数 0", "reply_markup": OTHER},
        {"text": "票数 0"},
        {"text": "<i>票数</i> 0", "parse_mode": "HTML", "reply_markup": KEYS},
    ],
)
async def test_keyboard_or_formatting_alone_is_a_change(door: Door, group: Chat, change: dict[str, Any]) -> None:
    edited = await door.ok("editMessageText", **await card(door, group), **change)
    assert edited["text"] == "票数 0"


async def test_the_keyboard_alone_can_be_changed(door: Door, group: Chat, emulator: Emulator) -> None:
    where = await card(door, group)
    edited = await door.ok("editMessageReplyMarkup", **where, reply_markup=OTHER)
    assert edited["reply_markup"] == OTHER
    assert "edit_date" not in edited
    assert "reply_markup" not in await door.ok("editMessageReplyMarkup", **where)


async def test_what_is_not_there_cannot_be_edited(door: Door, group: Chat) -> None:
    where = await card(door, group)
    await door.ok("deleteMessage", **where)
    for message_id in (where["message_id"], 9999):
        refusal = await door.refusal("editMessageText", chat_id=group.id, message_id=message_id, text="a")
        assert refusal == "Bad Request: message to edit not found"


async def test_only_the_bots_own_words_can_be_edited(
    door: Door, group: Chat, private: Chat, emulator: Emulator, wang: User
) -> None:
    said = emulator.say(wang, group, "我同意")
    service = emulator.history(group)[0]
    with_keys = await door.ok("sendMessage", chat_id=private.id, text="a", reply_markup={"keyboard": [[{"text": "b"}]]})
    for chat, message_id in (
        (group, said.message_id),
        (group, service.message_id),
        (private, with_keys["message_id"]),
    ):
        refusal = await door.refusal("editMessageText", chat_id=chat.id, message_id=message_id, text="x")
        assert refusal == "Bad Request: message can't be edited"


async def test_another_bots_message_cannot_be_edited(inside: InProcessDoor, group: Chat, emulator: Emulator) -> None:
    where = await card(inside, group)
    other = emulator.add_bot(OTHER_TOKEN, "other_bot", "别的")
    emulator.add_bot_to(group, other)
    refusal = await InProcessDoor(emulator, OTHER_TOKEN).refusal("editMessageText", **where, text="x")
    assert refusal == "Bad Request: message can't be edited"


async def test_captions_are_edited_as_captions_and_texts_as_texts(door: Door, group: Chat) -> None:
    files = {"document": ("结果.csv", b"1,2")}
    sent = await door.ok("sendDocument", files, chat_id=group.id, caption="结果")
    document = {"chat_id": group.id, "message_id": sent["message_id"]}
    text = await card(door, group)
    assert (await door.ok("editMessageCaption", **document, caption="最终结果"))["caption"] == "最终结果"
    refusal = await door.refusal("editMessageCaption", **document, caption="最终结果")
    assert refusal == f"Bad Request: {NOT_MODIFIED}"
    refusal = await door.refusal("editMessageText", **document, text="x")
    assert refusal == "Bad Request: there is no text in the message to edit"
    refusal = await door.refusal("editMessageCaption", **text, caption="x")
    assert refusal == "Bad Request: there is no caption in the message to edit"


async def test_media_replace_each_other_and_texts(door: Door, group: Chat, emulator: Emulator) -> None:
    where = await card(door, group)
    chart = {"type": "photo", "media": "attach://chart", "caption": "图"}
    edited = await door.ok("editMessageMedia", {"chart": ("c.png", png(800, 600))}, **where, media=chart)
    assert (edited["caption"], edited["photo"][-1]["width"], "text" in edited) == ("图", 800, False)
    again = chart | {"media": edited["photo"][-1]["file_id"]}
    assert await door.refusal("editMessageMedia", **where, media=again) == f"Bad Request: {NOT_MODIFIED}"
    assert emulator.last(group).photo is not None


async def test_editing_someone_into_silence_is_impossible(inside: InProcessDoor, private: Chat, wang: User) -> None:
    sent = await inside.ok("sendMessage", chat_id=private.id, text="a")
    inside.emulator.block(wang)
    refusal = await inside.refusal("editMessageText", chat_id=private.id, message_id=sent["message_id"], text="b")
    assert refusal == "Forbidden: bot was blocked by the user"


async def test_an_update_that_was_queued_does_not_change_afterwards(
    inside: InProcessDoor, group: Chat, wang: User
) -> None:
    where = await card(inside, group)
    inside.emulator.press(wang, group, where["message_id"], "a")
    await inside.ok("editMessageText", **where, text="结束")
    pressed = (await inside.updates())[-1]["callback_query"]["message"]
    assert (pressed["text"], pressed["reply_markup"]) == ("票数 0", KEYS)
