"""A program to be killed: takes updates in and gives them their effect, saying each on its output.

Usage: python -m tests.transport.killed_program DATABASE_URL FIRST LAST PEOPLE
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from bot import logs
from bot.intake import Intake
from bot.storage.database import Database
from tests.transport.updates import Effects, press


async def main(url: str, first: int, last: int, people: int) -> None:
    """Take in the updates as if Telegram delivered all of them again, and work until killed."""
    logs.configure()  # to stderr
    db = Database(url)
    effects = Effects(db)

    async def handle(update_id: int, update: dict[str, Any]) -> bool:
        marked = await effects(update_id, update)
        print(update_id, flush=True)  # noqa: T201 - the test reads it
        return marked

    intake = Intake(db, handle, at_once=4, in_memory=20, per_lane=3)
    await intake.start()
    for start in range(first, last + 1, 10):
        batch = range(start, min(start + 10, last + 1))
        await intake.accept([press(number, person=1 + number % people) for number in batch])
        await asyncio.sleep(0)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])))
