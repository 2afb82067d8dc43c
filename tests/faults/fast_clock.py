"""A loop whose clock runs faster than the wall's: an evening in a few seconds, with all its waiting in proportion.

What the program and the emulator do takes as long as ever, so on this clock everything is merely slow: no limit that
holds here could fail on the real one.
"""

from __future__ import annotations

import asyncio
import selectors
import time
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")
SPEED = 20


class _Selector(selectors.DefaultSelector):
    """Waits a fraction of what it is asked to."""

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready: list[tuple[selectors.SelectorKey, int]] = super().select(timeout and timeout / SPEED)
        return ready


class FastLoop(asyncio.SelectorEventLoop):
    """The loop to hand to asyncio.Runner; ``time`` and ``epoch`` are of one clock."""

    def __init__(self) -> None:
        super().__init__(_Selector())
        self._began = time.monotonic()
        self._began_at = datetime.now(UTC)

    def time(self) -> float:
        return (time.monotonic() - self._began) * SPEED

    def now(self) -> datetime:
        """The instant on this clock."""
        return self._began_at + timedelta(seconds=self.time())

    def epoch(self) -> float:
        """The same in epoch seconds."""
        return self._began_at.timestamp() + self.time()


def run(story: Coroutine[Any, Any, T]) -> T:
    """Live through the story on the fast clock."""
    with asyncio.Runner(loop_factory=FastLoop) as runner:
        return runner.run(story)
