"""``kill -9`` in the middle of a burst: nothing is lost, nothing is doubled, each person's last press counts."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from emulator import Message
from tests.faults.harness import until
from tests.faults.stage import Stage, errors, staged

HOMES = 220
PRESSES_EACH = 3
CHANGE_OF_MIND = 80


def press_at_random(stage: Stage, shown: Message, chance: random.Random, presses: int) -> None:
    """So many people, each as likely as any other, press one of the three options."""
    for _ in range(presses):
        stage.press(chance.choice(stage.people), shown, chance.randint(1, 3))


def a_moment(stage: Stage, chance: random.Random) -> Callable[[], bool]:
    """When to kill: when a batch was handed over, after some toasts, when the card is redrawn or all is done."""
    counted = stage.emulator.statistics.by_method
    bot = stage.emulator.only_bot
    method = chance.choice(["getUpdates", "answerCallbackQuery", "answerCallbackQuery", "editMessageText"])
    goal = counted[method] + (chance.randint(1, 30) if method == "answerCallbackQuery" else 1)
    return lambda: counted[method] >= goal or (bot.poller.busy and not bot.queue.waiting(0.0))


async def live_through(stage: Stage, kills: int, seed: int) -> int:
    """A burst of presses on the only card, with kills in it; returns the consultation's number."""
    chance = random.Random(seed)
    number = (await stage.consultation()).id
    await stage.program.start()
    shown = await stage.card_on_record()
    for person in stage.people:
        stage.press(person, shown, chance.randint(1, 3))
    press_at_random(stage, shown, chance, HOMES * (PRESSES_EACH - 1))
    for _ in range(kills):
        await until(a_moment(stage, chance), "the moment to kill")
        await stage.program.kill()
        press_at_random(stage, shown, chance, CHANGE_OF_MIND)
        await stage.program.start()
    await stage.all_done()
    return number


async def check_exact(stage: Stage, number: int) -> None:
    """The count is what people pressed last; one ballot a home, one line of history a press at most."""
    count = await stage.count(number)
    assert count.options == stage.wished
    assert count.ballots == count.answered == HOMES
    assert count.updates == count.different_updates
    shown = await stage.card(f"已有 {HOMES} 户回答，共 {HOMES} 户")
    assert stage.cards() == [shown]
    assert await stage.program.stop() == 0
    assert errors(stage.program.said) == []


@pytest.mark.timeout(300)
async def test_twenty_kills_in_a_burst_lose_and_double_nothing(sqlite_database_url: str, tmp_path: Path) -> None:
    async with staged(sqlite_database_url, tmp_path, homes=HOMES) as stage:
        number = await live_through(stage, kills=20, seed=1)
        told = await stage.program.command("tally", number)
        options = json.loads(told.out)["questions"][0]["options"]
        assert [option["households"] for option in options] == stage.wished
        await check_exact(stage, number)


@pytest.mark.timeout(300)
async def test_kills_on_postgresql_lose_and_double_nothing(postgresql_database_url: str, tmp_path: Path) -> None:
    async with staged(postgresql_database_url, tmp_path, homes=HOMES) as stage:
        number = await live_through(stage, kills=5, seed=2)
        await check_exact(stage, number)
