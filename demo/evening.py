"""What one button of the page sets going: the busy evening, on which many neighbours vote, and further samples."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

logger = logging.getLogger(__name__)

Report = Callable[[int, int], None]
"""Called by the director with (neighbours done, neighbours in all)."""
Director = Callable[[Report], Awaitable[None]]
"""Plays the evening from its beginning to its end."""


class Evening:
    """Runs the director's piece at most once at a time, and knows how far it is."""

    def __init__(self, director: Director | None) -> None:
        self._director = director
        self._task: asyncio.Task[None] | None = None
        self._done = 0
        self._total = 0
        self._failed = False

    @property
    def running(self) -> bool:
        """Whether the piece is being played now."""
        return self._task is not None and not self._task.done()

    @property
    def over(self) -> bool:
        """Whether the piece has been played to its end, and is not being played again."""
        return not self.running and 0 < self._total <= self._done

    def start(self) -> bool:
        """Begin, unless it is already running or nobody directs; returns whether it began."""
        if self.running or self._director is None:
            return False
        self._done, self._total, self._failed = 0, 0, False
        self._task = asyncio.create_task(self._play(self._director), name="busy evening")
        return True

    async def stop(self) -> None:
        """Break off, as the server does when it closes."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def as_json(self) -> dict[str, object]:
        """The page's view of it."""
        return {
            "available": self._director is not None,
            "running": self.running,
            "done": self._done,
            "total": self._total,
            "failed": self._failed,
        }

    async def _play(self, director: Director) -> None:
        try:
            await director(self._report)
        except Exception:
            self._failed = True
            logger.exception("the busy evening broke off")

    def _report(self, done: int, total: int) -> None:
        self._done, self._total = done, total
