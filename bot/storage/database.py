"""The database as the rest of the house sees it: read, write, and write together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Connection

from bot.storage import scrubbing
from bot.storage.engines import READERS, reader_engine, writer_engine
from bot.storage.writer import Writer

__all__ = ["Connection", "Database"]

T = TypeVar("T")
I = TypeVar("I")  # noqa: E741 - the item of a batch
R = TypeVar("R")


class Database:
    """One database. Functions given to it take a connection and return plain values; rows never leave storage."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._readers = reader_engine(url)
        self._reading = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        self._writer = Writer(writer_engine(url))

    async def read(self, fetch: Callable[[Connection], T]) -> T:
        """Run ``fetch`` in a read-only transaction that sees one snapshot.

        It runs in a thread of its own: an asynchronous driver changes threads several times a statement, and everything
        between the statements would hold up the taps. A reading whose waiter is cancelled finishes by itself.
        """
        return await asyncio.get_running_loop().run_in_executor(self._reading, self._fetch, fetch)

    def _fetch(self, fetch: Callable[[Connection], T]) -> T:
        with self._readers.begin() as connection:
            return fetch(connection)

    async def write(self, change: Callable[[Connection], T]) -> T:
        """Run ``change`` in a transaction (shared with others that wait); return its value after the commit.

        Whatever ``change`` raises is raised here, and then nothing of it remains.
        """
        result: T = await self._writer.submit(change)
        return result

    async def write_together(self, change: Callable[[Connection, Sequence[I]], Sequence[R | Exception]], item: I) -> R:
        """Like write, for a function that takes many items at once: items that wait together go in one call."""
        result: R = await self._writer.submit(change, item, batched=True)
        return result

    async def scrub(self) -> bool:
        """Make deleted answers unreadable on the disk; False when it has to be tried again."""
        return bool(await self._writer.outside(scrubbing.scrub))

    async def close(self, patience: float | None = None) -> None:
        """Finish what is queued, writes for at most ``patience`` seconds, and let go of every connection."""
        await self._writer.close(patience)
        await asyncio.to_thread(self._reading.shutdown)
        self._readers.dispose()
