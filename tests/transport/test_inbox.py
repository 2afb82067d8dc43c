"""The inbox table: stored once, done once, fetched in order, forgotten after two days."""

from __future__ import annotations

from datetime import timedelta

from bot.storage import inbox, sends
from bot.storage.database import Connection, Database
from bot.storage.inbox import Arrival
from tests.transport.updates import NOW


def arrival(update_id: int, lane: int = 7) -> Arrival:
    return Arrival(update_id, lane, b'{"update_id":%d}' % update_id, NOW)


async def store(db: Database, *arrivals: Arrival) -> frozenset[int]:
    return await db.write_together(inbox.store, arrivals)


async def undone(db: Database, *lanes: int, per_lane: int = 100, limit: int = 100) -> inbox.Waiting:
    return await db.read(lambda connection: inbox.waiting(connection, lanes, per_lane, limit))


async def test_an_update_is_stored_once_however_often_it_comes(db: Database) -> None:
    assert await store(db, arrival(1), arrival(2)) == {1, 2}
    assert await store(db, arrival(2), arrival(3)) == {3}
    assert await store(db) == frozenset()
    assert [item.update_id for item in (await undone(db, 7)).arrivals] == [1, 2, 3]


async def test_of_two_deliveries_in_one_transaction_only_one_is_new(db: Database) -> None:
    def both(connection: Connection) -> list[frozenset[int]]:
        return inbox.store(connection, [[arrival(1)], [arrival(1), arrival(2)]])

    assert await db.write(both) == [{1}, {2}]


async def test_a_stored_update_reads_back_as_it_was_received(db: Database) -> None:
    raw = Arrival(9, -100, '{"text":"好\\u0000"}'.encode() + b"\x00\xff", NOW)
    await store(db, raw)
    assert (await undone(db, -100)).arrivals == [raw]


async def test_an_update_is_done_once_and_then_keeps_only_its_id(db: Database) -> None:
    await store(db, arrival(1))
    assert await db.write(lambda connection: inbox.mark_done(connection, 1, NOW)) is True
    assert await db.write(lambda connection: inbox.mark_done(connection, 1, NOW)) is False
    assert await db.read(inbox.count_undone) == 0
    assert await store(db, arrival(1)) == frozenset()


async def test_many_are_marked_together_and_unknown_ones_do_not_disturb(db: Database) -> None:
    await store(db, *(arrival(number) for number in range(1, 6)))
    assert await db.write(lambda connection: inbox.mark_done_many(connection, [1, 2, 3, 99], NOW)) == 3
    await db.write_together(inbox.settle, (4, NOW))
    assert [item.update_id for item in (await undone(db, 7)).arrivals] == [5]


async def test_what_a_failed_transaction_marked_is_not_done(db: Database) -> None:
    await store(db, arrival(1))

    def change(connection: Connection) -> None:
        inbox.mark_done(connection, 1, NOW)
        raise RuntimeError("the effect failed")

    try:
        await db.write(change)
    except RuntimeError:
        assert await db.read(inbox.count_undone) == 1


async def test_fetching_takes_the_oldest_of_each_lane_and_says_how_many_there_are(db: Database) -> None:
    await store(db, *(arrival(number, lane=7) for number in range(1, 31)), arrival(40, lane=8), arrival(41, lane=9))
    found = await undone(db, 7, 8, per_lane=3)
    assert [item.update_id for item in found.arrivals] == [1, 2, 3, 40]
    assert found.undone == {7: 30, 8: 1}
    assert [item.update_id for item in (await undone(db, 7, 8, per_lane=3, limit=2)).arrivals] == [1, 2]


async def test_the_lane_that_waits_longest_comes_first(db: Database) -> None:
    await store(db, arrival(5, lane=50), arrival(6, lane=3), arrival(7, lane=50))
    assert list((await db.read(inbox.lanes_behind)).items()) == [(50, 2), (3, 1)]


async def test_ids_of_done_updates_are_forgotten_in_time_and_undone_updates_never(db: Database) -> None:
    await store(db, arrival(1), arrival(2), arrival(3))
    await db.write(lambda connection: inbox.mark_done(connection, 1, NOW))
    await db.write(lambda connection: inbox.mark_done(connection, 2, NOW + timedelta(hours=1)))
    later = NOW + timedelta(minutes=1)
    assert await db.write(lambda connection: inbox.forget_done(connection, later)) == 1
    assert await store(db, arrival(1), arrival(2), arrival(3)) == {1}


async def test_sends_are_remembered_and_forgotten(db: Database) -> None:
    moments = [(-100, NOW), (7, NOW + timedelta(seconds=30)), (-100, NOW + timedelta(seconds=61))]
    await db.write(lambda connection: sends.remember(connection, moments))
    await db.write(lambda connection: sends.remember(connection, []))
    since = NOW + timedelta(seconds=30)
    assert await db.read(lambda connection: sends.recent(connection, since)) == moments[1:]
    assert await db.write(lambda connection: sends.forget(connection, since)) == 1
    assert await db.read(lambda connection: sends.recent(connection, NOW)) == moments[1:]
