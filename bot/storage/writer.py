"""One thread that writes: jobs that wait together share a transaction (group commit).

A job's result is handed out only after the commit. A job that raises leaves nothing behind and does not disturb the
jobs it shares the transaction with. Functions given to the writer may be run again alone, so they touch the database
only.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

MOST_TOGETHER = 128

Single = Callable[[Connection], Any]
Batch = Callable[[Connection, Sequence[Any]], Sequence[Any]]


@dataclass(slots=True)
class _Job:
    run: Callable[..., Any]
    item: Any
    batched: bool
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    outcome: Any = None
    outside: bool = False


class Writer:
    """The writing thread of one process."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._queue: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    async def submit(self, run: Callable[..., Any], item: Any = None, *, batched: bool = False) -> Any:
        """Run ``run(connection)`` or, batched, ``run(connection, items)``; return its result after the commit.

        A batched function returns one outcome an item, in order; an outcome that is an exception is raised here.
        """
        return await self._wait(_Job(run, item, batched, *_waiting()))

    async def outside(self, run: Callable[[Engine], Any]) -> Any:
        """Run ``run(engine)`` between transactions, for what a database does outside of any."""
        return await self._wait(_Job(run, None, False, *_waiting(), outside=True))

    async def _wait(self, job: _Job) -> Any:
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
            self._thread.start()
        self._queue.put(job)
        # A cancelled waiter does not undo a job that the thread has taken.
        return await asyncio.shield(job.future)

    async def close(self, patience: float | None = None) -> None:
        """Finish what is queued, then end the thread and its connections.

        After ``patience`` seconds (None for ever) the thread is left to its fate, which is as if the program were
        killed: somebody else may keep the database locked.
        """
        if self._thread is not None:
            self._queue.put(None)
            await asyncio.to_thread(self._thread.join, patience)
        self._engine.dispose()

    def _work(self) -> None:
        while (first := self._queue.get()) is not None:
            jobs, last = self._gather(first)
            self._commit_together([job for job in jobs if not job.outside])
            self._run_outside([job for job in jobs if job.outside])
            if last:
                return

    def _run_outside(self, jobs: list[_Job]) -> None:
        for job in jobs:
            try:
                job.outcome = job.run(self._engine)
            except Exception as error:  # handed to the one who asked
                job.outcome = error
        self._hand_out(jobs)

    def _gather(self, first: _Job) -> tuple[list[_Job], bool]:
        jobs = [first]
        while len(jobs) < MOST_TOGETHER:
            try:
                job = self._queue.get_nowait()
            except queue.Empty:
                break
            if job is None:
                return jobs, True
            jobs.append(job)
        return jobs, False

    def _commit_together(self, jobs: list[_Job]) -> None:
        if not jobs:
            return
        try:
            with self._engine.begin() as connection:
                for (_run, batched), group in groupby(jobs, key=lambda job: (job.run, job.batched)):
                    self._run_group(connection, list(group), batched)
        except BaseException as error:
            for job in jobs:
                job.outcome = error
        self._hand_out(jobs)

    def _run_group(self, connection: Connection, jobs: list[_Job], batched: bool) -> None:
        if batched and len(jobs) > 1:
            try:
                with connection.begin_nested():
                    outcomes = jobs[0].run(connection, [job.item for job in jobs])
            except Exception as error:  # one bad item must not take its neighbours along: each again on its own
                _must_go_on(connection, error)
                outcomes = None
            if outcomes is not None:
                for job, outcome in zip(jobs, outcomes, strict=True):
                    job.outcome = outcome
                return
        for job in jobs:
            self._run_alone(connection, job)

    def _run_alone(self, connection: Connection, job: _Job) -> None:
        try:
            with connection.begin_nested():
                job.outcome = job.run(connection, [job.item])[0] if job.batched else job.run(connection)
        except Exception as error:  # handed to the one who asked
            _must_go_on(connection, error)
            job.outcome = error

    def _hand_out(self, jobs: list[_Job]) -> None:
        for loop, group in groupby(jobs, key=lambda job: job.loop):
            if not loop.is_closed():
                loop.call_soon_threadsafe(_settle, list(group))


def _waiting() -> tuple[asyncio.AbstractEventLoop, asyncio.Future[Any]]:
    loop = asyncio.get_running_loop()
    return loop, loop.create_future()


def _must_go_on(connection: Connection, error: Exception) -> None:
    """Raise what went wrong if it took the transaction along: nothing more may run outside of one.

    SQLite rolls everything back by itself when the disk is full or fails; a cut connection takes its transaction along.
    Undoing the failed job alone then fails with words of its own, which hide the reason.
    """
    if connection.invalidated or not getattr(connection.connection.dbapi_connection, "in_transaction", True):
        raise _reason(error)


def _reason(error: BaseException) -> BaseException:
    """The database's first complaint."""
    reason, link = error, error.__context__
    while link is not None:
        if isinstance(link, DBAPIError):
            reason = link
        link = link.__context__
    return reason


def _settle(jobs: list[_Job]) -> None:
    for job in jobs:
        if job.future.done():
            continue
        if isinstance(job.outcome, BaseException):
            job.future.set_exception(job.outcome)
        else:
            job.future.set_result(job.outcome)
