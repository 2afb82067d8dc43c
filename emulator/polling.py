"""getUpdates: long polling by one receiver at a time.

Source: Client.cpp of the real server: LONG_POLL_MAX_TIMEOUT, `process_get_updates_query`, `fail_query_conflict`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from .errors import TERMINATED, conflict
from .limits import Limits
from .updates import Update, UpdateQueue

HURRIED_SECONDS = 0.5


class Poller:
    """Serves one bot's getUpdates from its queue."""

    def __init__(self, queue: UpdateQueue, limits: Limits, clock: Callable[[], float]) -> None:
        self._queue = queue
        self._limits = limits
        self._clock = clock
        self._waiting: asyncio.Future[bool] | None = None
        self._last_offset: int | None = None
        self._last_start = 0.0
        self._next_conflict = 0.0

    @property
    def busy(self) -> bool:
        """Whether a receiver is waiting for updates right now."""
        return self._waiting is not None

    def wake(self, _update: Update) -> None:
        """An update arrived."""
        self._finish(True)

    def terminate(self) -> None:
        """Somebody else takes over: the waiting call fails with 409."""
        self._finish(False)

    def _finish(self, served: bool) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None and not waiting.done():
            waiting.set_result(served)

    async def poll(
        self, offset: int, limit: int, timeout: int, alive: Callable[[], bool] = lambda: True
    ) -> list[dict[str, Any]]:
        """The next updates, waiting at most `timeout` seconds (capped at 50). Raises ApiError 409.

        Nothing is handed to a caller who is not `alive` any more.
        """
        self.terminate()
        self._queue.confirm(offset)
        timeout_seconds, limit = self._held(offset, timeout, limit)
        updates = self._take(limit)
        if updates or timeout_seconds <= 0:
            return updates
        waiting = self._waiting = asyncio.get_running_loop().create_future()
        if not await self._served(waiting, timeout_seconds):
            raise await self._conflict()
        return self._take(limit) if alive() else []

    async def _served(self, waiting: asyncio.Future[bool], seconds: float) -> bool:
        try:
            return await asyncio.wait_for(waiting, seconds)
        except TimeoutError:
            return True
        finally:
            if self._waiting is waiting:
                self._waiting = None

    async def _conflict(self) -> Exception:
        """The first conflict is told at once; later ones within three seconds are held back as long."""
        now = asyncio.get_running_loop().time()
        if now < self._next_conflict:
            await asyncio.sleep(self._limits.repeated_poll_seconds)
        else:
            self._next_conflict = now + self._limits.repeated_poll_seconds
        return conflict(TERMINATED)

    def _held(self, offset: int, timeout: int, limit: int) -> tuple[float, int]:
        """Asking again with the same offset: within 3 s the call waits, within 0.5 s it gets one update only."""
        now = asyncio.get_running_loop().time()
        seconds = min(float(max(timeout, 0)), self._limits.long_poll_seconds)
        hold = self._limits.repeated_poll_seconds
        if offset == self._last_offset and hold > 0:
            if seconds < hold and now < self._last_start + hold:
                seconds = hold
            if now < self._last_start + min(HURRIED_SECONDS, hold):
                limit = 1
        self._last_offset, self._last_start = offset, now
        return seconds, limit

    def _take(self, limit: int) -> list[dict[str, Any]]:
        now = self._clock()
        return [update.delivered(now) for update in self._queue.take(limit, now)]
