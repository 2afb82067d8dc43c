"""The flood budget lives through minutes of traffic on a clock that jumps."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.error import RetryAfter

from bot.flood import FloodBudget
from tests.rules.test_flood import most_in_any_window
from tests.transport.recorder import GROUP, PERSON, Telegram, all_of
from tests.transport.virtual import elapse, run


def test_a_group_never_gets_more_than_twenty_sends_and_edits_in_any_minute() -> None:
    async def story() -> list[int]:
        telegram = Telegram(latency=0.4)
        for number in range(70):
            await telegram.call("sendMessage" if number % 2 else "editMessageText", chat_id=GROUP)
        return telegram.instants(GROUP)

    instants = run(story())
    assert most_in_any_window(instants, 60_000) == 20
    assert instants[20] - instants[0] < 62_000


def test_all_chats_together_never_get_more_than_thirty_messages_in_any_second() -> None:
    async def story() -> list[int]:
        telegram = Telegram(latency=0.1)
        await all_of(*(telegram.call("sendMessage", chat_id=person) for person in range(1, 301)))
        return telegram.instants()

    instants = run(story())
    assert len(instants) == 300
    assert most_in_any_window(instants, 1_000) == 30
    assert instants[-1] - instants[0] < 10 * 1_200


def test_a_private_chat_gets_at_most_three_messages_in_three_seconds() -> None:
    async def story() -> list[int]:
        telegram = Telegram(latency=0.05)
        await all_of(*(telegram.call("sendMessage", chat_id=PERSON) for _ in range(10)))
        return telegram.instants(PERSON)

    instants = run(story())
    assert most_in_any_window(instants, 3_000) == 3
    assert instants[2] == instants[0]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.floats(0, 4),
            st.sampled_from([-1, -2, 5, 6]),
            st.sampled_from(["sendMessage", "editMessageText"]),
            st.booleans(),
        ),
        max_size=120,
    ),
    st.sampled_from([0.0, 0.1, 1.5]),
)
def test_whatever_the_traffic_no_window_of_telegrams_is_exceeded(
    traffic: list[tuple[float, int, str, bool]], latency: float
) -> None:
    async def later(telegram: Telegram, at: float, chat: int, method: str, card: bool) -> None:
        await elapse(at)
        with contextlib.suppress(RetryAfter):  # more than twenty may be waiting
            await telegram.call(method, card=card, chat_id=chat)

    async def story() -> Telegram:
        telegram = Telegram(latency, FloodBudget(10, 12))
        await all_of(*(later(telegram, *item) for item in traffic))
        return telegram

    telegram = run(story())
    assert most_in_any_window(telegram.instants(), 1_000) <= 10
    for group in (-1, -2):
        assert most_in_any_window(telegram.instants(group), 60_000) <= 12
    for person in (5, 6):
        assert most_in_any_window(telegram.instants(person), 3_000) <= 3


def test_answers_to_presses_deletions_and_questions_never_wait() -> None:
    async def story() -> tuple[float, Telegram]:
        telegram = Telegram()
        for _ in range(20):
            await telegram.call("sendMessage", chat_id=GROUP)
        before = asyncio.get_running_loop().time()
        await telegram.call("answerCallbackQuery", callback_query_id="1")
        await telegram.call("deleteMessage", chat_id=GROUP, message_id=1)
        await telegram.call("getChatMember", chat_id=GROUP, user_id=1)
        return asyncio.get_running_loop().time() - before, telegram

    waited, telegram = run(story())
    assert waited == 0
    assert len(telegram.arrived) == 23


def test_an_album_counts_its_items() -> None:
    async def story() -> list[int]:
        telegram = Telegram()
        await telegram.call("sendMediaGroup", chat_id=GROUP, media=[{}] * 8)
        await telegram.call("forwardMessages", chat_id=str(GROUP), message_ids=list(range(9)))
        for _ in range(4):
            await telegram.call("sendMessage", chat_id=GROUP)
        return telegram.instants(method="sendMessage")

    instants = run(story())
    assert instants[2] == instants[0]
    assert instants[3] - instants[0] >= 60_000


def test_redrawn_cards_leave_four_slots_to_answers() -> None:
    async def story() -> tuple[list[bool], float, float]:
        telegram = Telegram()
        room = []
        for _ in range(16):
            room.append(await telegram.budget.room_for_card(GROUP))
            await telegram.call("editMessageText", card=True, chat_id=GROUP)
        room.append(await telegram.budget.room_for_card(GROUP))
        wait = telegram.budget.next_free(GROUP)
        before = asyncio.get_running_loop().time()
        for _ in range(4):
            await telegram.call("sendMessage", chat_id=GROUP)
        return room, wait, asyncio.get_running_loop().time() - before

    room, wait, answers_waited = run(story())
    assert room == [True] * 16 + [False]
    assert 60 <= wait <= 61
    assert answers_waited == 0


def test_people_go_before_cards_that_wait_longer() -> None:
    async def story() -> list[str]:
        telegram = Telegram()
        for _ in range(20):
            await telegram.call("sendMessage", chat_id=GROUP)
        async with asyncio.TaskGroup() as group:
            group.create_task(telegram.call("editMessageText", card=True, chat_id=GROUP))
            await elapse(1)
            group.create_task(telegram.call("sendPhoto", chat_id=GROUP))
        return [name for _, name, _ in telegram.arrived[20:]]

    assert run(story()) == ["sendPhoto", "editMessageText"]


def test_one_busy_group_does_not_hold_up_the_others() -> None:
    async def story() -> list[int]:
        telegram = Telegram()
        async with asyncio.TaskGroup() as group:
            for _ in range(40):
                group.create_task(telegram.call("sendMessage", chat_id=GROUP))
            await elapse(2)
            before = telegram.now()
            await telegram.call("sendMessage", chat_id=-200)
            assert telegram.now() == before
        return telegram.instants(GROUP)

    assert len(run(story())) == 40


def test_a_wait_for_the_second_is_not_lengthened_by_a_chat_that_waits_for_its_minute() -> None:
    async def story() -> int:
        telegram = Telegram()
        for _ in range(20):
            await telegram.call("sendMessage", chat_id=GROUP)
        async with asyncio.TaskGroup() as group:
            group.create_task(telegram.call("sendMessage", chat_id=GROUP))
            await elapse(1.1)
            before = telegram.now()
            await all_of(*(telegram.call("sendMessage", chat_id=person) for person in range(1, 62)))
            return telegram.now() - before

    assert run(story()) <= 2 * 1_052


def test_more_than_twenty_waiting_messages_are_refused_instead_of_coming_minutes_late() -> None:
    async def story() -> int:
        telegram = Telegram()
        refused = 0

        async def one() -> None:
            nonlocal refused
            try:
                await telegram.call("sendMessage", chat_id=GROUP)
            except RetryAfter:
                refused += 1

        await all_of(*(one() for _ in range(50)))
        assert len(telegram.arrived) == 40
        return refused

    assert run(story()) == 10


def test_a_restart_keeps_the_budget() -> None:
    async def story() -> tuple[list[int], list[tuple[int, datetime]]]:
        before = Telegram(latency=0.2)
        for _ in range(20):
            await before.call("sendMessage", chat_id=GROUP)
        history = before.budget.drain()
        assert before.budget.drain() == []
        await elapse(10)
        after = Telegram()
        after.budget.load(history)
        await all_of(*(after.call("sendMessage", chat_id=GROUP) for _ in range(3)))
        return before.instants() + after.instants(), history

    instants, history = run(story())
    assert {chat for chat, _ in history} == {GROUP}
    assert most_in_any_window(instants, 60_000) == 20
    assert instants[20] - instants[0] < 62_000


def test_a_cancelled_wait_takes_no_slot() -> None:
    async def story() -> list[int]:
        telegram = Telegram()
        for _ in range(3):
            await telegram.call("sendMessage", chat_id=PERSON)
        waiting = [asyncio.create_task(telegram.call("sendMessage", chat_id=PERSON)) for _ in range(2)]
        await elapse(0.5)
        waiting[0].cancel()
        await asyncio.wait(waiting)
        assert waiting[0].cancelled()
        return telegram.instants(PERSON)

    instants = run(story())
    assert len(instants) == 4
    assert instants[3] - instants[0] < 3_200


def test_chats_that_fell_silent_are_forgotten() -> None:
    async def story() -> int:
        telegram = Telegram()
        for person in range(1, 3_001):
            await telegram.call("sendMessage", chat_id=person)
        return telegram.budget.chats_remembered

    assert run(story()) <= 1_024
