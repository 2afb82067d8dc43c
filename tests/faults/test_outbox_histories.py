"""Thousands of random histories of meetings: nobody is told twice, nobody in vain, nobody is forgotten."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine

from bot.storage.engines import writer_engine
from tests.faults.outbox_world import World

# More for a longer look: LOUYUAN_HISTORIES=2000 (of each of the four kinds).
_HISTORIES = int(os.environ.get("LOUYUAN_HISTORIES", "30"))


@pytest.fixture
def engine(sqlite_database_url: str) -> Iterator[Engine]:
    made = writer_engine(sqlite_database_url)
    yield made
    made.dispose()


def live(connection: Connection, seed: int, steps: int, crash_chance: float) -> World:
    world = World(connection, random.Random(seed), crash_chance=crash_chance)
    world.live(steps)
    return world


@pytest.mark.parametrize("steps", [12, 40])
@pytest.mark.parametrize("crash_chance", [0.0, 0.15])
def test_histories_have_no_duplicates_nobody_disturbed_and_nobody_missing(
    engine: Engine, steps: int, crash_chance: float
) -> None:
    letters = repeated = 0
    for seed in range(_HISTORIES):
        with engine.connect() as connection:
            world = live(connection, seed, steps, crash_chance)
            connection.rollback()
        letters += sum(world.sent.values())
        repeated += sum(world.in_flight_at_a_crash.values())
    assert letters > _HISTORIES
    assert (repeated > 0) == (crash_chance > 0)
