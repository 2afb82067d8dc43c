"""kill -9 at any moment: every update has its effect exactly once, in the order of its person."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from bot.intake import Intake
from bot.storage.database import Database
from tests.transport.servers import until
from tests.transport.updates import Effects, press

LAST = 300
PEOPLE = 12
REPOSITORY = Path(__file__).resolve().parents[2]


async def run_until_killed(url: str, effects_to_see: int) -> list[int]:
    """Start the program on all updates and kill it after it has said that many effects; those it said."""
    arguments = ["-m", "tests.transport.killed_program", url, "1", str(LAST), str(PEOPLE)]
    program = await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=REPOSITORY,
        env=dict(os.environ),
    )
    assert program.stdout is not None
    try:
        return [int(await program.stdout.readline()) for _ in range(effects_to_see)]
    finally:
        program.kill()
        await program.communicate()


async def test_nothing_is_lost_and_nothing_doubled_by_two_kills(database_url: str) -> None:
    said = await run_until_killed(database_url, effects_to_see=40)
    said += await run_until_killed(database_url, effects_to_see=60)
    db = Database(database_url)
    effects = Effects(db)
    before = await effects.seen()
    intake = Intake(db, effects, in_memory=50, per_lane=4)
    await intake.start()
    await intake.accept([press(number, person=1 + number % PEOPLE) for number in range(1, LAST + 1)])
    await until(lambda: intake.undone == 0)
    await intake.stop()
    seen = await effects.seen()
    await db.close()
    assert set(said) <= set(before)
    assert len(before) < LAST
    assert sorted(seen) == list(range(1, LAST + 1))
    for person in range(PEOPLE):
        mine = [number for number in seen if number % PEOPLE == person]
        assert mine == sorted(mine)
