"""getUpdates: order, confirmation, expiry, selection, one receiver at a time."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from typing import Any

import aiohttp
import pytest

from emulator import Bot, Chat, Emulator, Limits, User
from emulator.errors import TERMINATED
from emulator.schema import OBJECTS
from emulator.updates import KINDS, UpdateQueue
from tests.emulator.doors import Clock, Door, InProcessDoor


def texts(updates: list[dict[str, Any]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


def say(emulator: Emulator, wang: User, *words: str) -> None:
    for word in words:
        emulator.say(wang, "private", word)


async def test_updates_come_in_order_and_again_until_confirmed(door: Door, emulator: Emulator, wang: User) -> None:
    say(emulator, wang, "a", "b", "c")
    first = await door.updates(limit=2)
    assert texts(first) == texts(await door.updates(limit=2)) == ["a", "b"]
    rest = await door.updates(offset=first[1]["update_id"] + 1)
    assert texts(rest) == ["c"]
    assert await door.updates(offset=rest[0]["update_id"] + 1) == []


async def test_what_was_confirmed_never_comes_back(door: Door, emulator: Emulator, wang: User) -> None:
    say(emulator, wang, "a", "b")
    await door.drain()
    assert await door.updates(offset=0) == []


async def test_a_negative_offset_keeps_the_last_ones_only(door: Door, emulator: Emulator, wang: User) -> None:
    say(emulator, wang, "a", "b", "c")
    assert texts(await door.updates(offset=-2)) == ["b", "c"]
    assert texts(await door.updates()) == ["b", "c"]


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"limit": 0}, "limit must be between 1 and 100"),
        ({"limit": 101}, "limit must be between 1 and 100"),
        ({"timeout": -1}, "timeout must not be negative"),
        ({"allowed_updates": ["messages"]}, 'unknown update type "messages"'),
    ],
)
async def test_odd_parameters_are_refused(door: Door, params: dict[str, Any], description: str) -> None:
    assert await door.refusal("getUpdates", **params) == f"Bad Request: emulator: {description}"


async def test_at_most_a_hundred_come_at_once(door: Door, emulator: Emulator, wang: User) -> None:
    say(emulator, wang, *[str(number) for number in range(120)])
    assert len(await door.updates()) == 100


def test_ids_rise_by_one_with_gaps_now_and_then() -> None:
    queue = UpdateQueue(seed=1)
    ids = [update.update_id for _ in range(500) if (update := queue.add("message", {}, "1", 1e12))]
    steps = [later - earlier for earlier, later in pairwise(ids)]
    assert min(steps) == 1
    assert steps.count(1) > 450
    assert max(steps) in (2, 3, 4)


async def test_a_message_waits_24_hours(door: Door, emulator: Emulator, wang: User, clock: Clock) -> None:
    say(emulator, wang, "old")
    clock.advance(86_399)
    say(emulator, wang, "new")
    assert texts(await door.updates()) == ["old", "new"]
    clock.advance(1)
    assert texts(await door.updates()) == ["new"]


async def test_a_poll_waits_for_what_comes(inside: InProcessDoor, emulator: Emulator, wang: User) -> None:
    poll = asyncio.create_task(inside.ok("getUpdates", timeout=5))
    await asyncio.sleep(0)
    say(emulator, wang, "a")
    assert texts(await poll) == ["a"]


async def test_a_poll_in_vain_ends_empty(door: Door) -> None:
    assert await door.ok("getUpdates", timeout=1) == []


async def test_a_poll_lasts_fifty_seconds_at_most(clock: Clock) -> None:
    emulator = Emulator(limits=Limits(long_poll_seconds=0.01, repeated_poll_seconds=0.0), clock=clock)
    emulator.add_bot("1000:TEST", "louyuan_bot", "楼院")
    assert await InProcessDoor(emulator).ok("getUpdates", timeout=10_000) == []
    assert Limits().long_poll_seconds == 50


async def test_the_second_receiver_ends_the_first(inside: InProcessDoor, emulator: Emulator, wang: User) -> None:
    first = asyncio.create_task(inside.call("getUpdates", timeout=5))
    await asyncio.sleep(0)
    second = asyncio.create_task(inside.ok("getUpdates", timeout=5))
    reply = await first
    assert reply.status == 409
    assert reply.body["description"] == f"Conflict: {TERMINATED}"
    assert TERMINATED == "terminated by other getUpdates request; make sure that only one bot instance is running"
    say(emulator, wang, "a")
    assert texts(await second) == ["a"]


async def test_repeated_conflicts_are_held_back(clock: Clock) -> None:
    emulator = Emulator(limits=Limits(repeated_poll_seconds=0.05), clock=clock)
    emulator.add_bot("1000:TEST", "louyuan_bot", "楼院")
    door = InProcessDoor(emulator)
    loop = asyncio.get_running_loop()
    polls = [asyncio.create_task(door.call("getUpdates", timeout=5, offset=0)) for _ in range(3)]
    began = loop.time()
    statuses = [(await poll).status for poll in polls[:2]]
    polls[2].cancel()
    assert statuses == [409, 409]
    assert loop.time() - began >= 0.05


async def test_asking_again_at_once_gets_one_update_and_has_to_wait(clock: Clock) -> None:
    emulator = Emulator(limits=Limits(repeated_poll_seconds=0.2), clock=clock)
    emulator.add_bot("1000:TEST", "louyuan_bot", "楼院")
    door, loop = InProcessDoor(emulator), asyncio.get_running_loop()
    say(emulator, emulator.add_user("王阿姨"), "a", "b")
    updates = await door.updates(offset=5)
    assert texts(updates) == ["a", "b"]
    assert texts(await door.updates(offset=5)) == ["a"]
    behind = updates[1]["update_id"] + 1
    assert await door.updates(offset=behind) == []
    began = loop.time()
    assert await door.updates(offset=behind) == []
    assert loop.time() - began >= 0.19


async def test_a_receiver_that_has_gone_takes_nothing(emulator: Emulator, wang: User, bot: Bot) -> None:
    poll = asyncio.create_task(emulator.call(bot.token, "getUpdates", {"timeout": 5}, alive=lambda: False))
    await asyncio.sleep(0)
    say(emulator, wang, "a")
    assert (await poll).body["result"] == []
    assert texts(await InProcessDoor(emulator).updates()) == ["a"]


async def test_a_receiver_killed_during_a_poll_takes_nothing(
    emulator: Emulator, wang: User, bot: Bot, base: str
) -> None:
    async with aiohttp.ClientSession() as session:
        poll = asyncio.create_task(session.get(f"{base}/bot{bot.token}/getUpdates?timeout=5"))
        await emulator.wait_for(lambda: bot.poller.busy)
        poll.cancel()
    say(emulator, wang, "a")
    await emulator.wait_for(lambda: not bot.poller.busy)
    assert texts(await InProcessDoor(emulator).updates()) == ["a"]


async def test_kinds_that_were_not_asked_for_do_not_come(
    door: Door, emulator: Emulator, group: Chat, wang: User, bot: Bot
) -> None:
    emulator.promote(bot, group)
    await door.drain()
    emulator.leave(wang, group)
    assert [list(update)[1] for update in await door.drain()] == ["message"]
    await door.updates(allowed_updates=["chat_member", "callback_query"])
    emulator.join(wang, group)
    say(emulator, wang, "a")
    assert [list(update)[1] for update in await door.drain()] == ["chat_member"]
    emulator.leave(wang, group)
    assert len(await door.drain()) == 1
    await door.updates(allowed_updates=[])
    emulator.join(wang, group)
    assert [list(update)[1] for update in await door.drain()] == ["message"]


def test_the_kinds_are_those_of_the_bot_api() -> None:
    assert OBJECTS["Update"].keys() - {"update_id"} == KINDS


async def test_an_update_can_come_again_after_it_was_confirmed(door: Door, emulator: Emulator, wang: User) -> None:
    say(emulator, wang, "a")
    (update,) = await door.drain()
    emulator.redeliver(update["update_id"])
    assert await door.updates(offset=update["update_id"] + 1) == [update]
    assert await door.updates(offset=update["update_id"] + 1) == []
    with pytest.raises(LookupError):
        emulator.redeliver(1)


async def test_every_kind_of_update_has_the_promised_type(
    door: Door, emulator: Emulator, group: Chat, wang: User, zhang: User, bot: Bot
) -> None:
    emulator.promote(bot, group)
    await door.updates(allowed_updates=["message", "edited_message", "my_chat_member", "chat_member"])
    said = emulator.say(zhang, group, "公告 https://a.example", anonymous=True)
    emulator.say(wang, group, "转发", forward=said)
    emulator.edit(wang, emulator.say(wang, group, "原文"), "改过")
    emulator.send_document(wang, group, "账.xlsx", b"x", "附件")
    emulator.send_sticker(wang, group)
    emulator.leave(wang, group)
    emulator.add_topic(emulator.add_group("论坛", forum=True, bot_admin=True), "停车")
    kinds = {kind for update in await door.updates() for kind in update if kind != "update_id"}
    assert kinds == {"message", "edited_message", "my_chat_member", "chat_member"}
