"""The last press of each person counts, however many there are and however often Telegram delivers them."""

from __future__ import annotations

import random
from pathlib import Path

from tests.faults.harness import until
from tests.faults.stage import Stage, errors, staged

HOMES = 200
PRESSES_EACH = 5


async def test_of_five_presses_queued_at_once_by_200_people_each_time_the_last_one_counts(
    sqlite_database_url: str, tmp_path: Path
) -> None:
    chance = random.Random(3)
    async with staged(sqlite_database_url, tmp_path, homes=HOMES) as stage:
        number = (await stage.consultation()).id
        await stage.program.start()
        shown = await stage.card()
        presses = [person for person in stage.people for _ in range(PRESSES_EACH)]
        chance.shuffle(presses)
        for person in presses:
            stage.press(person, shown, chance.randint(1, 3))
        await until(lambda: stage.emulator.only_bot.callbacks.answered == len(presses), "a toast for each press")
        count = await stage.count(number)
        assert count.options == stage.wished
        assert count.ballots == HOMES
        await stage.card(f"已有 {HOMES} 户回答")
        assert errors(stage.program.said) == []


async def press_twice(stage: Stage, twice: bool) -> int:
    """Each person presses 1, then 2; with ``twice`` every update comes again at once. The consultation's number."""
    number = (await stage.consultation()).id
    shown = await stage.card()
    for option in (1, 2):
        for person in stage.people:
            press = stage.press(person, shown, option)
            if twice and press.update_id is not None:
                stage.emulator.redeliver(press.update_id)
    await stage.all_done()
    return number


async def test_an_update_delivered_twice_has_one_effect(stage: Stage) -> None:
    await stage.program.start()
    asker = stage.people[0]
    asked = stage.emulator.say(asker, "private", "/votes")
    number = await press_twice(stage, twice=True)
    for update_id in list(stage.emulator.only_bot.queue._remembered):
        stage.emulator.redeliver(update_id)
    await stage.toast(stage.people[0], await stage.card(), 2)
    count = await stage.count(number)
    assert count.options == [0, len(stage.people), 0]
    assert count.updates == count.different_updates == 2 * len(stage.people)
    assert len(stage.messages(chat=asker)) == 1
    assert stage.messages(chat=asker)[0].message_id > asked.message_id


async def test_an_older_press_delivered_again_does_not_win_over_a_newer_one(stage: Stage) -> None:
    await stage.program.start()
    number = (await stage.consultation()).id
    shown = await stage.card()
    older = stage.press(stage.people[0], shown, 1)
    await older.answered(60.0)
    await stage.toast(stage.people[0], shown, 2)
    assert older.update_id is not None
    stage.emulator.redeliver(older.update_id)
    await stage.toast(stage.people[1], shown, 3)  # handed over behind it
    assert (await stage.count(number)).options == [0, 1, 1]


async def test_what_was_done_before_a_kill_is_not_done_again_when_it_is_delivered_again(stage: Stage) -> None:
    await stage.program.start()
    number = await press_twice(stage, twice=False)
    before = await stage.count(number)
    await stage.program.kill()
    for update_id in list(stage.emulator.only_bot.queue._remembered):
        stage.emulator.redeliver(update_id)
    await stage.program.start()
    await stage.toast(stage.people[0], await stage.card(), 2)
    assert await stage.count(number) == before
