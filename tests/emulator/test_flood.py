"""The flood budgets, to the message and to the second."""

from __future__ import annotations

import pytest

from emulator import Chat, Emulator, Limits, User
from tests.emulator.doors import Clock, Door, InProcessDoor, keyboard


@pytest.fixture
def limits() -> Limits:
    """Telegram's real figures."""
    return Limits()


async def send(door: Door, chat_id: int, clock: Clock, count: int, apart: float = 1.0) -> list[int]:
    """Message ids of `count` messages, each `apart` seconds after the one before."""
    ids = []
    for _ in range(count):
        ids.append((await door.ok("sendMessage", chat_id=chat_id, text="a"))["message_id"])
        clock.advance(apart)
    return ids


async def wait_of(door: Door, chat_id: int) -> int:
    """The retry_after of a refused message; the body is checked to the letter."""
    reply = await door.call("sendMessage", chat_id=chat_id, text="a")
    seconds = reply.body["parameters"]["retry_after"]
    assert reply.status == 429
    assert reply.body == {
        "ok": False,
        "error_code": 429,
        "description": f"Too Many Requests: retry after {seconds}",
        "parameters": {"retry_after": seconds},
    }
    return int(seconds)


async def test_a_group_takes_20_messages_in_any_minute(door: Door, group: Chat, clock: Clock) -> None:
    await send(door, group.id, clock, 20)
    assert await wait_of(door, group.id) == 40
    clock.advance(40)
    await send(door, group.id, clock, 1)


async def test_while_punished_nothing_more_is_taken(door: Door, group: Chat, clock: Clock) -> None:
    await send(door, group.id, clock, 10, apart=0.125)
    clock.advance(49)
    await send(door, group.id, clock, 10, apart=0.125)
    assert await wait_of(door, group.id) == 9
    clock.advance(8.5)
    assert await wait_of(door, group.id) == 1
    clock.advance(0.5)
    await send(door, group.id, clock, 5, apart=0.0)
    assert await wait_of(door, group.id) == 1


async def test_the_window_slides(door: Door, group: Chat, clock: Clock) -> None:
    await send(door, group.id, clock, 20, apart=3.0)
    await send(door, group.id, clock, 20, apart=3.0)
    assert clock.time == 1_800_000_120


async def test_edits_and_messages_share_the_budget(door: Door, group: Chat, clock: Clock) -> None:
    (message_id,) = await send(door, group.id, clock, 1)
    for number in range(19):
        await door.ok("editMessageText", chat_id=group.id, message_id=message_id, text=f"{number}")
        clock.advance(0.125)
    refusal = await door.refusal("editMessageText", chat_id=group.id, message_id=message_id, text="x")
    assert refusal.startswith("Too Many Requests: retry after ")
    assert await wait_of(door, group.id) > 50


async def test_an_edit_that_changes_nothing_costs_as_well(door: Door, group: Chat, clock: Clock) -> None:
    (message_id,) = await send(door, group.id, clock, 1)
    for _ in range(19):
        refusal = await door.refusal("editMessageText", chat_id=group.id, message_id=message_id, text="a")
        assert "not modified" in refusal
        clock.advance(0.125)
    assert await wait_of(door, group.id) > 50


async def test_a_person_takes_a_short_burst(door: Door, private: Chat, clock: Clock) -> None:
    await send(door, private.id, clock, 3, apart=0.5)
    assert await wait_of(door, private.id) == 2
    clock.advance(1.5)
    assert await wait_of(door, private.id) == 1
    clock.advance(0.5)
    await send(door, private.id, clock, 1)


async def test_thirty_messages_a_second_and_not_one_more(door: Door, emulator: Emulator, clock: Clock) -> None:
    people = [emulator.add_user(f"住户{number}") for number in range(31)]
    for person in people:
        emulator.say(person, "private", "/start")
    for person in people[:30]:
        await door.ok("sendMessage", chat_id=person.id, text="a")
    assert await wait_of(door, people[30].id) == 1
    clock.advance(0.875)
    assert await wait_of(door, people[30].id) == 1
    clock.advance(0.125)
    await door.ok("sendMessage", chat_id=people[30].id, text="a")


async def test_one_group_in_trouble_does_not_stop_another(
    inside: InProcessDoor, group: Chat, emulator: Emulator, clock: Clock, wang: User
) -> None:
    other = emulator.add_group("二号群", members=[wang])
    await send(inside, group.id, clock, 20, apart=0.125)
    await wait_of(inside, group.id)
    await send(inside, other.id, clock, 20, apart=0.125)
    assert await wait_of(inside, other.id) > 50


async def test_an_album_counts_each_item(inside: InProcessDoor, group: Chat, clock: Clock) -> None:
    await send(inside, group.id, clock, 12, apart=0.125)
    media = [{"type": "document", "media": f"attach://f{number}"} for number in range(10)]
    files = {f"f{number}": (f"{number}.txt", b"x") for number in range(10)}
    refused = await inside.refusal("sendMediaGroup", files, chat_id=group.id, media=media)
    clock.advance(60)
    taken = await inside.ok("sendMediaGroup", files, chat_id=group.id, media=media)
    assert refused.startswith("Too Many Requests") is True
    assert len(taken) == 10


async def test_an_album_larger_than_the_burst_needs_an_empty_window(
    inside: InProcessDoor, private: Chat, clock: Clock
) -> None:
    media = [{"type": "document", "media": f"attach://f{number}"} for number in range(5)]
    files = {f"f{number}": (f"{number}.txt", b"x") for number in range(5)}
    await inside.ok("sendMediaGroup", files, chat_id=private.id, media=media)
    assert await wait_of(inside, private.id) == 3
    clock.advance(3)
    await send(inside, private.id, clock, 1)
    assert "retry after 2" in await inside.refusal("sendMediaGroup", files, chat_id=private.id, media=media)


async def test_a_refused_call_has_no_effect(
    inside: InProcessDoor, group: Chat, clock: Clock, emulator: Emulator
) -> None:
    await send(inside, group.id, clock, 20, apart=0.125)
    shown = len(emulator.history(group))
    await wait_of(inside, group.id)
    assert len(emulator.history(group)) == shown


async def test_what_is_wrong_anyway_costs_nothing(inside: InProcessDoor, group: Chat, clock: Clock) -> None:
    for _ in range(25):
        await inside.refusal("sendMessage", chat_id=group.id, text="")
        await inside.refusal("sendMessage", chat_id=group.id, text="<b>", parse_mode="HTML")
    assert len(await send(inside, group.id, clock, 20, apart=0.125)) == 20


async def test_answers_questions_and_actions_are_free(
    door: Door, group: Chat, emulator: Emulator, clock: Clock, wang: User
) -> None:
    markup = keyboard([("1", "a")])
    sent = await door.ok("sendMessage", chat_id=group.id, text="a", reply_markup=markup)
    await send(door, group.id, clock, 19, apart=0.0)
    presses = [emulator.press(wang, group, sent["message_id"], "a") for _ in range(60)]
    await door.drain()
    for press in presses:
        await door.ok("answerCallbackQuery", callback_query_id=press.query_id, text="已记录")
    await door.ok("sendChatAction", chat_id=group.id, action="typing")
    await door.ok("getChat", chat_id=group.id)
    assert await wait_of(door, group.id) == 60
