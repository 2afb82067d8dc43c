"""Whose update is whose, and which one is next."""

from __future__ import annotations

from typing import Any

import pytest

from bot.intake_lanes import Lanes, lane_of
from bot.storage.inbox import Arrival, Waiting
from tests.transport.updates import NOW, press

PERSON = {"id": 42, "is_bot": False, "first_name": "住户"}
GROUP = {"id": -100, "type": "supergroup", "title": "金祥花园"}


@pytest.mark.parametrize(
    ("update", "lane"),
    [
        (press(1, 42), 42),
        ({"update_id": 1, "message": {"message_id": 1, "date": 1, "chat": GROUP, "from": PERSON}}, 42),
        ({"update_id": 1, "message": {"chat": GROUP, "from": {"id": 1087968824}, "sender_chat": GROUP}}, -100),
        ({"update_id": 1, "message": {"chat": GROUP}}, -100),
        ({"update_id": 1, "my_chat_member": {"chat": GROUP, "from": PERSON}}, 42),
        ({"update_id": 1, "something_new": {"message": {"chat": GROUP}}}, -100),
        ({"update_id": 1, "something_new": {"from": "nobody", "message": 3}}, 0),
        ({"update_id": 1}, 0),
    ],
)
def test_an_update_belongs_to_the_person_or_else_to_the_chat(update: dict[str, Any], lane: int) -> None:
    assert lane_of(update) == lane


def arrival(update_id: int, lane: int) -> Arrival:
    return Arrival(update_id, lane, b"{}", NOW)


def put(lanes: Lanes, *arrivals: Arrival) -> None:
    for item in lanes.claim(arrivals):
        lanes.offer(item)


def work_off(lanes: Lanes) -> list[int]:
    """Work on one update after the other; their ids."""
    ids = []
    while (item := lanes.next()) is not None:
        ids.append(item.update_id)
        lanes.finish(item)
    return ids


def test_people_take_turns_and_each_keeps_their_order() -> None:
    lanes = Lanes(per_lane=10, most=10)
    put(lanes, *(arrival(number, 1) for number in (1, 2, 3)), arrival(4, 2), arrival(5, 2))
    assert work_off(lanes) == [1, 4, 2, 5, 3]
    assert len(lanes) == 0


def test_a_lane_in_work_has_nothing_next() -> None:
    lanes = Lanes(per_lane=10, most=10)
    put(lanes, arrival(1, 1), arrival(2, 1))
    first = lanes.next()
    assert first is not None
    assert lanes.next() is None
    lanes.finish(first)
    assert work_off(lanes) == [2]


def test_an_update_in_memory_is_not_claimed_twice() -> None:
    lanes = Lanes(per_lane=10, most=10)
    put(lanes, arrival(1, 1))
    assert lanes.claim([arrival(1, 1)]) == []


def test_a_full_lane_leaves_the_rest_behind_until_it_is_worked_off() -> None:
    lanes = Lanes(per_lane=2, most=10)
    put(lanes, *(arrival(number, 1) for number in range(1, 6)), arrival(6, 2))
    assert lanes.wanted() == {}
    assert work_off(lanes) == [1, 6, 2]
    asked = lanes.wanted()
    assert list(asked) == [1]
    lanes.fetched(asked, Waiting([arrival(3, 1), arrival(4, 1)], {1: 3}), limit=10)
    put(lanes, arrival(7, 1))
    assert work_off(lanes) == [3, 4]
    lanes.fetched(lanes.wanted(), Waiting([arrival(5, 1), arrival(7, 1)], {1: 2}), limit=10)
    assert not lanes.any_behind
    assert work_off(lanes) == [5, 7]
    put(lanes, arrival(8, 1))
    assert work_off(lanes) == [8]


def test_what_arrives_during_a_fetch_is_fetched_next_time() -> None:
    lanes = Lanes(per_lane=5, most=10)
    lanes.leave_behind(1)
    asked = lanes.wanted()
    put(lanes, arrival(2, 1))
    lanes.fetched(asked, Waiting([arrival(1, 1)], {1: 1}), limit=10)
    assert work_off(lanes) == [1]
    lanes.fetched(lanes.wanted(), Waiting([arrival(2, 1)], {1: 1}), limit=10)
    assert work_off(lanes) == [2]
    assert not lanes.any_behind


def test_nothing_overtakes_an_update_that_is_just_being_delivered_again() -> None:
    lanes = Lanes(per_lane=5, most=10)
    lanes.leave_behind(1)
    again = lanes.claim([arrival(1, 1)])
    found = Waiting([arrival(1, 1), arrival(2, 1)], {1: 2})
    lanes.fetched(lanes.wanted(), found, limit=10)
    assert lanes.next() is None
    lanes.release(again)
    lanes.fetched(lanes.wanted(), found, limit=10)
    assert work_off(lanes) == [1, 2]


def test_memory_is_bounded_and_fetched_anew_when_half_of_it_is_free() -> None:
    lanes = Lanes(per_lane=5, most=4)
    put(lanes, *(arrival(number, number) for number in range(1, 11)))
    assert len(lanes) == 4
    assert lanes.room() == 0
    for _ in range(2):
        item = lanes.next()
        assert item is not None
        lanes.finish(item)
    assert lanes.room() == 2
    assert list(lanes.wanted()) == [5, 6, 7, 8, 9, 10]


def test_a_cut_off_fetch_proves_no_lane_complete_and_serves_others_next_time() -> None:
    lanes = Lanes(per_lane=5, most=10)
    for lane in (1, 2, 3):
        lanes.leave_behind(lane)
    lanes.fetched(lanes.wanted(), Waiting([arrival(1, 1), arrival(2, 2)], {1: 4, 2: 1}), limit=2)
    assert work_off(lanes) == [1, 2]
    assert list(lanes.wanted()) == [1, 3] or list(lanes.wanted()) == [3, 1]


def test_a_parked_lane_goes_back_to_the_database_as_a_whole() -> None:
    lanes = Lanes(per_lane=5, most=10)
    put(lanes, arrival(1, 1), arrival(2, 1), arrival(3, 2))
    first = lanes.next()
    assert first is not None
    lanes.park(first)
    assert work_off(lanes) == [3]
    assert len(lanes) == 0
    lanes.fetched(lanes.wanted(), Waiting([arrival(1, 1), arrival(2, 1)], {1: 2}), limit=10)
    assert work_off(lanes) == [1, 2]
