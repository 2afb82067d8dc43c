"""An intake for one test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from bot.intake import Handle, Intake
from bot.storage.database import Database
from tests.transport.servers import until


@asynccontextmanager
async def intake_of(db: Database, handle: Handle, **options: Any) -> AsyncIterator[Intake]:
    intake = Intake(db, handle, pauses=(0.0, 0.0, 0.0), **options)
    await intake.start()
    try:
        yield intake
    finally:
        await intake.stop(grace=0.2)


async def quiet(intake: Intake) -> None:
    await until(lambda: intake.undone == 0)
