"""Ballots a second of the ballot action alone, against one commit a ballot through the ORM."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from bench.orm_baseline import Baseline
from bench.processes import Broken
from bench.town import Town, Vote, open_vote
from bot.actions.cast_ballot import Press, cast_ballot
from bot.actions.transact import Request
from bot.storage import inbox
from bot.storage.database import Connection, Database
from bot.storage.inbox import Arrival
from bot.storage.models import ballot_history

TASKS = 32
_FIRST_UPDATE = 1_000_000
_WARM_UP = 64
_RAW = b"x" * 1_300  # as long as the update of a press on a card with three options
_STORED_AT_ONCE = 500


async def drive(cast: Callable[[int], Awaitable[object]], count: int) -> float:
    """Ballots a second when ``TASKS`` tasks cast ballots number 0 … count-1, each waiting for its commit.

    The first few fill caches and open connections; they are not timed.
    """

    async def one_task(numbers: Iterator[int]) -> None:
        for number in numbers:
            await cast(number)

    async def all_tasks(numbers: range) -> None:
        shared = iter(numbers)
        await asyncio.gather(*(one_task(shared) for _ in range(TASKS)))

    await all_tasks(range(_WARM_UP))
    start = time.perf_counter()
    await all_tasks(range(_WARM_UP, count))
    return (count - _WARM_UP) / (time.perf_counter() - start)


async def our_rate(town: Town, count: int) -> float:
    """Through ``bot.actions.cast_ballot``: the vote changes again and again. Raises Broken unless each one counted."""
    vote = open_vote(town)
    db = Database(town.url)
    try:
        await _receive(db, count)
        rate = await drive(lambda number: cast_ballot(db, _press(town, vote, number)), count)
        written, undone = await db.read(_recorded), await db.read(inbox.count_undone)
        if written != count or undone:
            raise Broken(f"{written} ballots in the history instead of {count}, {undone} updates undone")
        return rate
    finally:
        await db.close()


def _press(town: Town, vote: Vote, number: int) -> Press:
    round_, position = divmod(number, len(town.residents))
    request = Request(_FIRST_UPDATE + number, town.residents[position], datetime.now(UTC))
    return Press(request, vote.question_id, round_ % 3 + 1)


async def _receive(db: Database, count: int) -> None:
    """The updates lie in the inbox already; marking them done is part of the action."""
    now = datetime.now(UTC)
    for batch in _batches(count):
        await db.write_together(inbox.store, [Arrival(_FIRST_UPDATE + number, number, _RAW, now) for number in batch])


def _batches(count: int) -> Iterator[range]:
    for start in range(0, count, _STORED_AT_ONCE):
        yield range(start, min(count, start + _STORED_AT_ONCE))


def _recorded(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(ballot_history)).scalar_one()


async def orm_rate(url: str, people: tuple[int, ...], count: int, connections: int) -> float:
    """Through the yardstick, in an empty database. Raises Broken unless each ballot was recorded."""
    baseline = Baseline(url, connections)
    try:
        await baseline.prepare(people, datetime.now(UTC) + timedelta(days=1))
        rate = await drive(lambda number: baseline.cast(people[number % len(people)], number % 3 + 1), count)
        if await baseline.recorded() != count:
            raise Broken("the yardstick lost ballots")
        return rate
    finally:
        await baseline.close()
