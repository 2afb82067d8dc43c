"""Presses and their answers: in time, once, in the words people see."""

from __future__ import annotations

from typing import Any

import pytest

from emulator import Answer, Chat, Emulator, Message, User
from emulator.errors import QUERY_TOO_OLD
from tests.emulator.doors import Clock, Door, InProcessDoor, keyboard

TOO_OLD = f"Bad Request: {QUERY_TOO_OLD}"


@pytest.fixture
async def card(inside: InProcessDoor, group: Chat, emulator: Emulator) -> Message:
    """A message of the bot with two buttons and a link."""
    markup = keyboard([("1 同意", "v:1"), ("2 反对", "v:2")])
    markup["inline_keyboard"].append([{"text": "说明", "url": "https://a.example"}])
    await inside.ok("sendMessage", chat_id=group.id, text="表决", reply_markup=markup)
    await inside.drain()
    return emulator.last(group)


async def test_a_press_arrives_with_the_message_and_the_person(
    door: Door, card: Message, group: Chat, emulator: Emulator, wang: User
) -> None:
    press = emulator.press(wang, group, card.message_id, button="2")
    query = (await door.updates())[0]["callback_query"]
    assert (query["id"], query["data"], query["from"]["id"]) == (press.query_id, "v:2", wang.id)
    assert query["message"]["message_id"] == card.message_id
    assert query["chat_instance"]


async def test_the_person_sees_the_answer(
    door: Door, card: Message, group: Chat, emulator: Emulator, wang: User
) -> None:
    press = emulator.press(wang, group, card, "v:1")
    await door.updates()
    link = "https://t.me/louyuan_bot?start=abc"
    await door.ok("answerCallbackQuery", callback_query_id=press.query_id, text="已记录", show_alert=True, url=link)
    assert await press.answered() == Answer("已记录", True, link)


async def test_an_answer_may_be_empty(door: Door, card: Message, group: Chat, emulator: Emulator, wang: User) -> None:
    press = emulator.press(wang, group, card, "v:1")
    await door.updates()
    await door.ok("answerCallbackQuery", callback_query_id=press.query_id)
    assert await press.answered() == Answer(None)


async def test_without_an_answer_the_wait_ends(card: Message, group: Chat, emulator: Emulator, wang: User) -> None:
    press = emulator.press(wang, group, card, "v:1")
    with pytest.raises(TimeoutError):
        await press.answered(timeout=0.01)


async def test_a_query_is_answered_once(door: Door, card: Message, group: Chat, emulator: Emulator, wang: User) -> None:
    press = emulator.press(wang, group, card, "v:1")
    await door.updates()
    await door.ok("answerCallbackQuery", callback_query_id=press.query_id)
    assert await door.refusal("answerCallbackQuery", callback_query_id=press.query_id) == TOO_OLD


async def test_an_answer_comes_within_fifteen_seconds_of_delivery(
    door: Door, card: Message, group: Chat, emulator: Emulator, wang: User, clock: Clock
) -> None:
    first, second = (emulator.press(wang, group, card, "v:1") for _ in range(2))
    clock.advance(60)
    await door.updates()
    clock.advance(15)
    await door.ok("answerCallbackQuery", callback_query_id=first.query_id)
    clock.advance(0.1)
    assert await door.refusal("answerCallbackQuery", callback_query_id=second.query_id) == TOO_OLD


async def test_a_second_delivery_does_not_start_the_time_again(
    door: Door, card: Message, group: Chat, emulator: Emulator, wang: User, clock: Clock
) -> None:
    press = emulator.press(wang, group, card, "v:1")
    await door.updates()
    clock.advance(14)
    await door.updates()
    clock.advance(2)
    assert await door.refusal("answerCallbackQuery", callback_query_id=press.query_id) == TOO_OLD


@pytest.mark.parametrize("query_id", ["", "123", "nonsense"])
async def test_an_unknown_query_is_too_old(door: Door, query_id: str) -> None:
    assert await door.refusal("answerCallbackQuery", callback_query_id=query_id) == TOO_OLD
    assert await door.refusal("answerCallbackQuery") == TOO_OLD


async def test_an_undelivered_query_cannot_be_answered(
    door: Door, card: Message, group: Chat, emulator: Emulator, wang: User
) -> None:
    press = emulator.press(wang, group, card, "v:1")
    assert await door.refusal("answerCallbackQuery", callback_query_id=press.query_id) == TOO_OLD


async def test_a_query_waits_150_seconds_for_the_bot(
    door: Door, card: Message, group: Chat, emulator: Emulator, wang: User, clock: Clock
) -> None:
    emulator.press(wang, group, card, "v:1")
    clock.advance(149)
    kept = emulator.press(wang, group, card, "v:2")
    clock.advance(1)
    assert [update["callback_query"]["id"] for update in await door.updates()] == [kept.query_id]


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"text": "票" * 201}, "Bad Request: MESSAGE_TOO_LONG"),
        ({"url": "https://a.example"}, "Bad Request: URL_INVALID"),
        ({"url": "https://t.me/other_bot?start=a"}, "Bad Request: URL_INVALID"),
        ({"url": f"https://t.me/louyuan_bot?start={'a' * 65}"}, "Bad Request: URL_INVALID"),
        ({"cache_time": -1}, "Bad Request: emulator: cache_time must not be negative"),
    ],
)
async def test_an_answer_is_checked(
    door: Door, card: Message, group: Chat, emulator: Emulator, wang: User, params: dict[str, Any], description: str
) -> None:
    press = emulator.press(wang, group, card, "v:1")
    await door.updates()
    assert await door.refusal("answerCallbackQuery", callback_query_id=press.query_id, **params) == description
    await door.ok("answerCallbackQuery", callback_query_id=press.query_id, text="票" * 200)


async def test_only_a_button_that_is_there_can_be_pressed(
    inside: InProcessDoor, card: Message, group: Chat, emulator: Emulator, wang: User
) -> None:
    for data, button in (("v:9", None), (None, "说明"), (None, "9"), (None, None)):
        with pytest.raises(LookupError):
            emulator.press(wang, group, card, data, button)
    await inside.ok("editMessageText", chat_id=group.id, message_id=card.message_id, text="结束")
    with pytest.raises(LookupError):
        emulator.press(wang, group, card, "v:1")


async def test_a_modified_client_sends_what_it_likes(
    inside: InProcessDoor, card: Message, group: Chat, emulator: Emulator, wang: User
) -> None:
    emulator.press(wang, group, card, "v:999", forged=True)
    await inside.ok("deleteMessage", chat_id=group.id, message_id=card.message_id)
    emulator.press(wang, group, card, "v:1", forged=True)
    first, second = [update["callback_query"] for update in await inside.updates()]
    assert first["data"] == "v:999"
    assert second["message"] == {
        "chat": {"id": group.id, "type": "supergroup", "title": "金祥花园"},
        "message_id": card.message_id,
        "date": 0,
    }


async def test_who_is_not_in_the_group_cannot_press(card: Message, group: Chat, emulator: Emulator) -> None:
    stranger = emulator.add_user("路人")
    with pytest.raises(PermissionError):
        emulator.press(stranger, group, card, "v:1")
