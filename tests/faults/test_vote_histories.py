"""Thousands of random histories of votes: openings, results and reminders reach whom they must, once, by day."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine

from bot.storage.engines import writer_engine
from bot.storage.vote_mailings import KINDS
from tests.faults.vote_world import VoteWorld

# More for a longer look: LOUYUAN_HISTORIES=2000 (of each of the two kinds).
_HISTORIES = int(os.environ.get("LOUYUAN_HISTORIES", "25"))


@pytest.fixture
def engine(sqlite_database_url: str) -> Iterator[Engine]:
    made = writer_engine(sqlite_database_url)
    yield made
    made.dispose()


def live(connection: Connection, seed: int, crash_chance: float) -> VoteWorld:
    world = VoteWorld(connection, random.Random(seed), crash_chance=crash_chance)
    world.live(30)
    return world


@pytest.mark.parametrize("crash_chance", [0.0, 0.15])
def test_histories_of_votes_disturb_nobody_miss_nobody_and_remind_nobody_too_often(
    engine: Engine, crash_chance: float
) -> None:
    letters: Counter[str] = Counter()
    repeated = 0
    for seed in range(_HISTORIES):
        with engine.connect() as connection:
            world = live(connection, seed, crash_chance)
            connection.rollback()
        for key, count in world.sent.items():
            letters[key[0]] += count
        repeated += sum(world.in_flight_at_a_crash.values())
    assert all(letters[kind] >= _HISTORIES / 4 for kind in KINDS), letters
    assert (repeated > 0) == (crash_chance > 0)
