"""Updates in: nothing lost, nothing twice, everybody's in order."""

from __future__ import annotations

import asyncio
import random
from collections import Counter, defaultdict
from typing import Any

import pytest

from bot.intake import Intake
from bot.storage import inbox
from bot.storage.database import Database
from tests.transport.intaking import intake_of, quiet
from tests.transport.servers import until
from tests.transport.updates import NOW, Effects, press


async def test_everything_accepted_has_its_effect_once(db: Database) -> None:
    effects = Effects(db)
    async with intake_of(db, effects) as intake:
        for start in range(0, 1_000, 100):
            await intake.accept([press(number, person=number) for number in range(start + 1, start + 101)])
        await quiet(intake)
    assert sorted(await effects.seen()) == list(range(1, 1_001))


async def test_an_update_delivered_again_has_no_second_effect(db: Database) -> None:
    effects = Effects(db)
    async with intake_of(db, effects) as intake:
        updates = [press(number, person=number % 3) for number in range(1, 31)]
        await intake.accept([updates[0], updates[1], updates[0]])
        await asyncio.gather(intake.accept(updates), intake.accept(updates), *(intake.accept([one]) for one in updates))
        await quiet(intake)
        await intake.accept(updates)
        await quiet(intake)
    assert sorted(await effects.seen()) == list(range(1, 31))


async def test_two_hundred_people_keep_their_own_order_side_by_side(db: Database) -> None:
    effects = Effects(db)
    chance = random.Random(7)
    in_work: Counter[int] = Counter()
    most_at_once = 0

    async def handle(update_id: int, update: dict[str, Any]) -> bool:
        nonlocal most_at_once
        person = update["callback_query"]["from"]["id"]
        in_work[person] += 1
        assert in_work[person] == 1
        most_at_once = max(most_at_once, in_work.total())
        for _ in range(chance.randrange(4)):
            await asyncio.sleep(0)
        done = await effects(update_id, update)
        in_work[person] -= 1
        return done

    people = [person for person in range(1, 201) for _ in range(5)]
    chance.shuffle(people)
    updates = [press(number, person) for number, person in enumerate(people, start=1)]
    async with intake_of(db, handle, at_once=32, in_memory=100, per_lane=3) as intake:
        for start in range(0, len(updates), 100):
            await intake.accept(updates[start : start + 100])
        await quiet(intake)
    order = defaultdict(list)
    for update_id in await effects.seen():
        order[people[update_id - 1]].append(update_id)
    assert sum(map(len, order.values())) == 1_000
    assert all(ids == sorted(ids) for ids in order.values())
    assert 16 < most_at_once <= 32


async def test_a_spammer_fills_neither_the_slots_nor_the_memory(db: Database) -> None:
    effects = Effects(db)
    gate = asyncio.Event()
    most_in_memory = 0

    async def handle(update_id: int, update: dict[str, Any]) -> bool:
        nonlocal most_in_memory
        most_in_memory = max(most_in_memory, intake.in_memory)
        if update["callback_query"]["from"]["id"] == 666:
            await gate.wait()
        return await effects(update_id, update)

    async with intake_of(db, handle, at_once=4, in_memory=40, per_lane=5) as intake:
        await intake.accept([press(number, person=666) for number in range(1, 301)])
        await intake.accept([press(number, person=number) for number in range(301, 331)])
        await until(lambda: intake.undone == 300)
        others = await effects.seen()
        assert sorted(others) == list(range(301, 331))
        assert most_in_memory <= 35
        gate.set()
        await quiet(intake)
    assert (await effects.seen())[30:] == list(range(1, 301))


async def test_more_than_fits_into_memory_waits_in_the_database_in_order(db: Database) -> None:
    effects = Effects(db)
    gate = asyncio.Event()

    async def handle(update_id: int, update: dict[str, Any]) -> bool:
        await gate.wait()
        return await effects(update_id, update)

    async with intake_of(db, handle, at_once=8, in_memory=20, per_lane=4) as intake:
        for start in range(1, 401, 50):
            await intake.accept([press(number, person=number % 60) for number in range(start, start + 50)])
        assert intake.in_memory == 20
        assert intake.undone == 400
        gate.set()
        await quiet(intake)
    seen = await effects.seen()
    assert sorted(seen) == list(range(1, 401))
    for person in range(60):
        mine = [number for number in seen if number % 60 == person]
        assert mine == sorted(mine)


async def test_with_too_much_undone_there_is_no_room_until_some_of_it_is_done(db: Database) -> None:
    gate = asyncio.Event()
    effects = Effects(db)

    async def handle(update_id: int, update: dict[str, Any]) -> bool:
        await gate.wait()
        return await effects(update_id, update)

    async with intake_of(db, handle, most_undone=10) as intake:
        assert intake.has_room
        await intake.room()
        await intake.accept([press(number, person=number) for number in range(1, 11)])
        assert not intake.has_room
        waiting = asyncio.create_task(intake.room())
        await asyncio.sleep(0)
        assert not waiting.done()
        gate.set()
        await waiting
        await quiet(intake)


async def test_what_was_cut_short_is_taken_up_at_the_next_start_before_newer_updates(db: Database) -> None:
    started: list[int] = []

    async def never_ends(update_id: int, _update: dict[str, Any]) -> bool:
        started.append(update_id)
        await asyncio.Event().wait()
        return True

    async with intake_of(db, never_ends, at_once=3) as first:
        await first.accept([press(number, person=number % 5) for number in range(1, 41)])
        await until(lambda: len(started) == 3)
    effects = Effects(db)
    async with intake_of(db, effects, per_lane=2) as second:
        assert second.undone == 40
        await second.accept([press(number, person=number % 5) for number in range(41, 51)])
        await quiet(second)
    seen = await effects.seen()
    assert sorted(seen) == list(range(1, 51))
    for person in range(5):
        mine = [number for number in seen if number % 5 == person]
        assert mine == sorted(mine)


async def test_stopping_finishes_what_is_in_hand_and_begins_nothing_new(db: Database) -> None:
    effects = Effects(db)
    gate = asyncio.Event()
    started: list[int] = []

    async def handle(update_id: int, update: dict[str, Any]) -> bool:
        started.append(update_id)
        await gate.wait()
        return await effects(update_id, update)

    intake = Intake(db, handle, at_once=2)
    await intake.start()
    await intake.accept([press(number, person=number) for number in range(1, 11)])
    await until(lambda: len(started) == 2)
    stopping = asyncio.create_task(intake.stop())
    await asyncio.sleep(0)
    gate.set()
    await stopping
    assert sorted(await effects.seen()) == sorted(started) == [1, 2]
    assert await db.read(inbox.count_undone) == 8


async def test_an_update_that_only_reads_is_marked_for_its_handler(db: Database) -> None:
    async def reads(_update_id: int, _update: dict[str, Any]) -> bool:
        return False

    async with intake_of(db, reads) as intake:
        await intake.accept([press(number, person=number) for number in range(1, 101)])
        await quiet(intake)
    assert await db.read(inbox.count_undone) == 0


async def test_an_update_is_handed_over_as_it_was_received(db: Database) -> None:
    seen: list[dict[str, Any]] = []

    async def handle(_update_id: int, update: dict[str, Any]) -> bool:
        seen.append(update)
        return False

    update = press(1, person=1) | {"something_of_tomorrow": {"text": "好\u0000🎉", "broken": "\ud83d", "id": 2**52 - 1}}
    async with intake_of(db, handle, now=lambda: NOW) as intake:
        await intake.accept([update])
        await quiet(intake)
    assert seen == [update]


async def test_what_cannot_be_stored_is_not_accepted(db: Database) -> None:
    handled: list[int] = []

    async def handle(update_id: int, _update: dict[str, Any]) -> bool:
        handled.append(update_id)
        return False

    async with intake_of(db, handle) as intake:
        with pytest.raises(Exception, match=r"(?i)too large|out of range|overflow"):
            await intake.accept([press(2**70, person=1), press(5, person=1)])
        await intake.accept([press(5, person=1)])
        await quiet(intake)
    assert handled == [5]
