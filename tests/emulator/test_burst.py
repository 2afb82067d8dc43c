"""Thousands of presses: none lost, none twice, each answered, and nobody counts along the queue."""

from __future__ import annotations

import asyncio

import pytest

from emulator import Emulator
from tests.emulator.doors import Door, InProcessDoor, keyboard

PEOPLE = 600


async def test_every_press_of_a_burst_is_delivered_and_answered_once(door: Door, emulator: Emulator) -> None:
    people = [emulator.add_user(f"住户{number}") for number in range(PEOPLE)]
    group = emulator.add_group("大群", members=people)
    sent = await door.ok("sendMessage", chat_id=group.id, text="表决", reply_markup=keyboard([("1", "v:1")]))
    await door.drain()
    presses = [emulator.press(person, group, sent["message_id"], "v:1") for person in people]
    answered, offset = 0, 0
    while answered < PEOPLE:
        updates = await door.updates(offset=offset)
        offset = updates[-1]["update_id"] + 1
        ids = [update["callback_query"]["id"] for update in updates]
        await asyncio.gather(*(door.ok("answerCallbackQuery", callback_query_id=one, text="好") for one in ids))
        answered += len(ids)
    assert await door.updates(offset=offset) == []
    assert [press.answer.text for press in presses if press.answer] == ["好"] * PEOPLE
    assert emulator.only_bot.callbacks.answered == emulator.only_bot.callbacks.pressed == PEOPLE


async def test_only_the_newest_are_remembered(
    inside: InProcessDoor, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("emulator.updates.REMEMBERED", 2)
    monkeypatch.setattr("emulator.callbacks.REMEMBERED", 2)
    person = emulator.add_user("王阿姨")
    emulator.say(person, "private", "/start")
    sent = await inside.ok("sendMessage", chat_id=person.id, text="a", reply_markup=keyboard([("1", "a")]))
    presses = [emulator.press(person, "private", sent["message_id"], "a") for _ in range(3)]
    updates = await inside.drain()
    await inside.ok("answerCallbackQuery", callback_query_id=presses[1].query_id)
    assert "too old" in await inside.refusal("answerCallbackQuery", callback_query_id=presses[0].query_id)
    emulator.redeliver(updates[-2]["update_id"])
    with pytest.raises(LookupError):
        emulator.redeliver(updates[-3]["update_id"])
