"""Updates that fail: those that may pass are tried again, the others do not block their person."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from bot.storage.database import Database
from tests.transport.intaking import intake_of, quiet
from tests.transport.updates import Effects, press


def locked() -> OperationalError:
    return OperationalError("UPDATE ballot SET choice=?", {"name": "张阿姨"}, Exception("database is locked"))


@pytest.mark.parametrize("poison", [ValueError("张阿姨 chose 2"), asyncio.CancelledError()])
async def test_a_poison_update_does_not_block_its_person_and_is_logged_once(db: Database, poison: Exception) -> None:
    effects = Effects(db)
    tries = 0

    async def handle(update_id: int, update: dict[str, Any]) -> bool:
        nonlocal tries
        if update_id == 2:
            tries += 1
            raise poison
        return await effects(update_id, update)

    with capture_logs() as lines:
        async with intake_of(db, handle) as intake:
            await intake.accept([press(number, person=1) for number in (1, 2, 3)])
            await quiet(intake)
    assert await effects.seen() == [1, 3]
    assert tries == 1
    errors = [line for line in lines if line["log_level"] == "error"]
    assert [line["update_id"] for line in errors] == [2]
    assert "张阿姨" not in str(lines)


async def test_a_locked_database_is_tried_again(db: Database) -> None:
    effects = Effects(db)
    tries: Counter[int] = Counter()

    async def handle(update_id: int, update: dict[str, Any]) -> bool:
        tries[update_id] += 1
        if update_id == 1 and tries[1] <= 6:
            raise locked()
        return await effects(update_id, update)

    with capture_logs() as lines:
        async with intake_of(db, handle) as intake:
            await intake.accept([press(1, person=1), press(2, person=1)])
            await quiet(intake)
    assert await effects.seen() == [1, 2]
    assert tries == {1: 7, 2: 1}
    assert "张阿姨" not in str(lines)


async def test_an_update_that_never_gets_through_is_given_up_in_the_end(db: Database) -> None:
    effects = Effects(db)
    tries = 0

    async def handle(update_id: int, update: dict[str, Any]) -> bool:
        nonlocal tries
        if update_id == 1:
            tries += 1
            raise locked()
        return await effects(update_id, update)

    with capture_logs() as lines:
        async with intake_of(db, handle) as intake:
            await intake.accept([press(1, person=1), press(2, person=1)])
            await quiet(intake)
    assert await effects.seen() == [2]
    assert 4 <= tries <= 40
    assert [line["event"] for line in lines if line["log_level"] == "error"] == ["update given up"]
