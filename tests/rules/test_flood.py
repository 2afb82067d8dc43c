"""The flood windows: never more than the limit in any window of Telegram's clock, and no needless waiting."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.flood import Window, spare_for_answers

SPAN = 1_000


@dataclass(frozen=True)
class Call:
    """A message somebody wants to send: how long after the one before, how slow the network, when it is counted."""

    gap: int
    duration: int
    arrival: int  # thousandths of the duration


calls = st.lists(st.builds(Call, st.integers(0, 700), st.integers(0, 400), st.integers(0, 1000)), max_size=60)
limits = st.integers(1, 8)


def most_in_any_window(instants: list[int], span: int) -> int:
    """The largest number of instants in any half-open window of that length."""
    return max((sum(start <= other < start + span for other in instants) for start in instants), default=0)


def send_all(plan: list[Call], limit: int) -> list[tuple[int, int, int]]:
    """Send as soon as the window allows; for each call when it was wanted, when it left, when Telegram counted it."""
    window, now, sent = Window(limit, SPAN), 0, []
    replies: list[int] = []
    for call in plan:
        now += call.gap
        wanted = now
        while True:
            for reply in sorted(reply for reply in replies if reply <= now):
                window.finish(reply)
                replies.remove(reply)
            wait = window.wait(now)
            if wait == 0:
                break
            now = min([now + wait, *[reply for reply in replies if reply > now]])
        window.start()
        replies.append(now + call.duration)
        sent.append((wanted, now, now + call.duration * call.arrival // 1000))
    return sent


@given(calls, limits)
def test_no_window_of_telegrams_clock_holds_more_than_the_limit(plan: list[Call], limit: int) -> None:
    counted = [arrived for _, _, arrived in send_all(plan, limit)]
    assert most_in_any_window(counted, SPAN) <= limit


@given(st.lists(st.integers(0, 700), max_size=60), limits)
def test_on_a_fast_network_nobody_waits_longer_than_the_limit_asks(gaps: list[int], limit: int) -> None:
    sent = send_all([Call(gap, 0, 0) for gap in gaps], limit)
    left = [start for _, start, _ in sent]
    for number, (wanted, start, _) in enumerate(sent):
        soonest = max(wanted, left[number - limit] + SPAN) if number >= limit else wanted
        assert start == soonest


@given(
    st.lists(st.integers(0, 3_000), max_size=30), st.integers(0, 3_000), limits, st.integers(1, 4), st.integers(0, 3)
)
def test_the_wait_is_the_shortest_after_which_the_messages_fit(
    earlier: list[int], now: int, limit: int, count: int, spare: int
) -> None:
    window = Window(limit, SPAN)
    for instant in earlier:
        window.remember(min(instant, now))
    room = max(1, limit - spare)

    def used(at: int) -> int:
        return sum(min(instant, now) > at - SPAN for instant in earlier)

    wait = window.wait(now, count, spare)
    assert used(now + wait) + min(count, room) <= room
    if wait:
        assert used(now + wait - 1) + min(count, room) > room


def test_a_message_in_flight_keeps_its_slot_until_a_whole_window_after_its_reply() -> None:
    window = Window(1, SPAN)
    window.start()
    assert window.wait(5_000) == SPAN
    window.finish(6_000)
    assert window.wait(6_000) == SPAN
    assert window.wait(6_999) == 1
    assert window.wait(7_000) == 0


def test_an_album_longer_than_the_limit_goes_into_an_empty_window_only() -> None:
    window = Window(3, SPAN)
    assert window.wait(0, count=10) == 0
    window.start()
    window.finish(0)
    assert window.wait(400, count=10) == 600


def test_an_idle_window_remembers_nothing() -> None:
    window = Window(3, SPAN)
    window.start(2)
    assert not window.idle(10_000)
    window.finish(10_000, 2)
    assert not window.idle(10_999)
    assert window.idle(11_000)


@pytest.mark.parametrize(("limit", "spare"), [(1, 0), (4, 0), (5, 1), (10, 2), (20, 4), (30, 4), (100, 4)])
def test_a_card_leaves_a_fifth_but_at_most_four_slots_to_answers(limit: int, spare: int) -> None:
    assert spare_for_answers(limit) == spare
