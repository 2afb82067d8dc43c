"""What the flood budget makes of Telegram's own "Too Many Requests", and of other errors."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from telegram.error import BadRequest, RetryAfter

from tests.transport.recorder import GROUP, Telegram
from tests.transport.virtual import elapse, run


def test_telegrams_429_pauses_its_chat_only_and_the_call_is_repeated() -> None:
    async def story() -> Telegram:
        telegram = Telegram()
        telegram.refusals = [RetryAfter(5)]
        async with asyncio.TaskGroup() as group:
            group.create_task(telegram.call("sendMessage", chat_id=GROUP))
            await elapse(1)
            group.create_task(telegram.call("editMessageText", chat_id=GROUP))
            await telegram.call("sendMessage", chat_id=-200)
        return telegram

    telegram = run(story())
    first, repeated = telegram.instants(GROUP, "sendMessage")
    assert 5_000 <= repeated - first <= 6_000
    assert telegram.instants(GROUP, "editMessageText")[0] - first >= 5_000
    assert telegram.instants(-200)[0] - first == 1_000


def test_after_three_repeats_the_429_is_the_callers() -> None:
    async def story() -> int:
        telegram = Telegram()
        telegram.refusals = [RetryAfter(2) for _ in range(9)]
        with pytest.raises(RetryAfter):
            await telegram.call("sendMessage", chat_id=GROUP)
        return len(telegram.arrived)

    assert run(story()) == 4


def test_a_pause_of_an_hour_is_told_at_once_and_kept() -> None:
    async def story() -> tuple[int, float]:
        telegram = Telegram()
        telegram.refusals = [RetryAfter(3_600)]
        with pytest.raises(RetryAfter):
            await telegram.call("sendMessage", chat_id=GROUP)
        await elapse(600)
        with pytest.raises(RetryAfter) as raised:
            await telegram.call("sendMessage", chat_id=GROUP)
        after = raised.value.retry_after
        assert isinstance(after, timedelta)
        return len(telegram.arrived), after.total_seconds()

    calls, rest = run(story())
    assert calls == 1
    assert 2_990 <= rest <= 3_001


def test_a_429_of_a_call_that_does_not_count_pauses_that_method() -> None:
    async def story() -> Telegram:
        telegram = Telegram()
        telegram.refusals = [RetryAfter(4)]
        await telegram.call("getFile", file_id="x")
        return telegram

    first, second = run(story()).instants()
    assert 4_000 <= second - first <= 5_000


def test_other_errors_are_the_callers_and_still_count() -> None:
    async def story() -> int:
        telegram = Telegram()
        telegram.refusals = [BadRequest("Message is not modified")]
        with pytest.raises(BadRequest):
            await telegram.call("editMessageText", chat_id=GROUP)
        return len(telegram.budget.drain())

    assert run(story()) == 1
