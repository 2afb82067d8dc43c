"""python-telegram-bot, our flood budget and the strict emulator together, on a clock that jumps: never a 429."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from telegram import Message
from telegram.ext import ExtBot

from bot.flood import CARD, FloodBudget
from emulator import Emulator, Fault
from emulator.request import InProcessRequest
from tests.transport.virtual import elapse, run


def make_bot(emulator: Emulator) -> ExtBot[dict[str, str]]:
    requests: dict[str, Any] = {
        "request": InProcessRequest(emulator),
        "get_updates_request": InProcessRequest(emulator),
    }
    return ExtBot("1000:TEST", rate_limiter=FloodBudget(), **requests)


def statuses(emulator: Emulator) -> set[int]:
    return {call.status for call in emulator.calls}


async def redraw(bot: ExtBot[dict[str, str]], card: Message, times: int) -> None:
    for number in range(times):
        await bot.edit_message_text(f"{number}户", card.chat_id, card.message_id, rate_limit_args=CARD)
        await elapse(1.0)


async def answer(bot: ExtBot[dict[str, str]], chat: int, times: int) -> None:
    for number in range(times):
        await bot.send_message(chat, f"答{number}")
        await elapse(0.7)


def test_cards_and_answers_in_groups_and_private_chats_never_exceed_what_telegram_allows() -> None:
    async def story() -> Emulator:
        emulator = Emulator(clock=asyncio.get_running_loop().time)
        account = emulator.add_bot(token="1000:TEST", username="louyuan_bot", name="楼院")
        people = [emulator.add_user(f"住户{number}") for number in range(40)]
        groups = [emulator.add_group(f"{number}号楼", members=people, bots=[account]) for number in range(2)]
        for person in people:
            emulator.say(person, "private", "/start")
        async with make_bot(emulator) as bot, asyncio.TaskGroup() as tasks:
            for group in groups:
                card = await bot.send_message(group.id, "投票")
                tasks.create_task(redraw(bot, card, 60))
                tasks.create_task(answer(bot, group.id, 30))
            for person in people:
                tasks.create_task(answer(bot, person.id, 6))
        return emulator

    emulator = run(story())
    assert statuses(emulator) == {200}
    assert len(emulator.calls) == 1 + 2 * (1 + 60 + 30) + 40 * 6


@pytest.mark.parametrize("seconds", [1, 20])
def test_a_429_from_elsewhere_is_waited_out(seconds: int) -> None:
    async def story() -> Emulator:
        emulator = Emulator(clock=asyncio.get_running_loop().time)
        account = emulator.add_bot(token="1000:TEST", username="louyuan_bot", name="楼院")
        group = emulator.add_group("3号楼", members=[emulator.add_user("住户")], bots=[account])
        emulator.inject(Fault("sendMessage", "429", times=2, retry_after=seconds))
        async with make_bot(emulator) as bot:
            await bot.send_message(group.id, "好")
        return emulator

    emulator = run(story())
    sends = [call for call in emulator.calls if call.method == "sendMessage"]
    assert [call.status for call in sends] == [429, 429, 200]
    assert sends[2].at - sends[0].at >= 2 * seconds
