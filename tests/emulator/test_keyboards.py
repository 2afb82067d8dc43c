"""Keyboards: how many buttons, what a button carries."""

from __future__ import annotations

from typing import Any

import pytest

from emulator import Button, Chat, Emulator
from tests.emulator.doors import Door, InProcessDoor, keyboard

ONE_ACTION = "emulator: an inline keyboard button has exactly one action"
NOT_USABLE = "has not 1 to 64 characters of A-Z a-z 0-9 _ -"
LONG = f"https://t.me/b?start={'x' * 65}"
LOCAL = "http://localhost/x"


def inline(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "1"} | button]]}


@pytest.mark.parametrize(
    ("markup", "description"),
    [
        (inline(callback_data="x" * 65), "BUTTON_DATA_INVALID"),
        (inline(callback_data="票" * 22), "BUTTON_DATA_INVALID"),
        (inline(callback_data=""), "text buttons are unallowed in the inline keyboard"),
        (inline(), "text buttons are unallowed in the inline keyboard"),
        (inline(text=" ", callback_data="x"), "can't parse inline keyboard button: Text must be non-empty"),
        (inline(callback_data="x", url="https://a.example"), ONE_ACTION),
        (inline(url="localhost"), "inline keyboard button URL 'localhost' is invalid: Wrong HTTP URL"),
        (inline(url=LOCAL), f"inline keyboard button URL '{LOCAL}' is invalid: Wrong HTTP URL"),
        (inline(url=LONG), f"emulator: the start payload of '{LONG}' {NOT_USABLE}"),
        (inline(web_app={"url": "https://a.example"}), "BUTTON_TYPE_INVALID"),
        (inline(copy_text={"text": "x" * 257}), "BUTTON_COPY_TEXT_INVALID"),
        (keyboard([("1", "x")] * 9), "reply markup is too long"),
        (keyboard(*[[("1", "x")] * 8] * 12, [("1", "x")] * 5), "reply markup is too long"),
        ({"keyboard": [["a"] * 9]}, "emulator: parameter \"reply_markup\".keyboard[0][0] must be KeyboardButton"),
        ({"keyboard": [[{"text": "a"}] * 9]}, "reply markup is too long"),
        ({"keyboard": []}, 'can\'t parse keyboard button: Field "keyboard" must be non-empty'),
    ],
)  # fmt: skip
async def test_a_keyboard_is_refused(door: Door, group: Chat, markup: dict[str, Any], description: str) -> None:
    refusal = await door.refusal("sendMessage", chat_id=group.id, text="a", reply_markup=markup)
    assert refusal == f"Bad Request: {description}"


@pytest.mark.parametrize(
    "markup",
    [
        inline(callback_data="票" * 21 + "x"),
        inline(url="tg://resolve?domain=louyuan_bot"),
        inline(url="https://t.me/louyuan_bot?start=abc"),
        inline(copy_text={"text": "x" * 256}),
        keyboard(*[[("1", "x")] * 8] * 12, [("1", "x")] * 4),
    ],
)
async def test_a_keyboard_at_the_limit_is_taken(door: Door, group: Chat, markup: dict[str, Any]) -> None:
    sent = await door.ok("sendMessage", chat_id=group.id, text="a", reply_markup=markup)
    assert sent["reply_markup"] == markup


async def test_a_web_app_button_is_for_private_chats(inside: InProcessDoor, private: Chat) -> None:
    sent = await inside.ok(
        "sendMessage", chat_id=private.id, text="a", reply_markup=inline(web_app={"url": "https://a.example"})
    )
    assert "reply_markup" in sent


async def test_an_empty_keyboard_is_no_keyboard(inside: InProcessDoor, group: Chat) -> None:
    sent = await inside.ok("sendMessage", chat_id=group.id, text="a", reply_markup={"inline_keyboard": [[]]})
    assert "reply_markup" not in sent


async def test_people_see_rows_of_buttons(inside: InProcessDoor, group: Chat, emulator: Emulator) -> None:
    markup = {
        "inline_keyboard": [
            [{"text": "1 同意", "callback_data": "v:1"}],
            [{"text": "链接", "url": "https://a.example"}],
        ]
    }
    await inside.ok("sendMessage", chat_id=group.id, text="a", reply_markup=markup)
    assert emulator.last(group).buttons == [[Button("1 同意", "v:1")], [Button("链接", None, "https://a.example")]]


async def test_a_reply_keyboard_belongs_to_the_chat_not_to_the_message(
    inside: InProcessDoor, private: Chat, emulator: Emulator
) -> None:
    sent = await inside.ok("sendMessage", chat_id=private.id, text="a", reply_markup={"keyboard": [[{"text": "同意"}]]})
    assert "reply_markup" not in sent
    assert emulator.last(private).buttons == [[Button("同意")]]
