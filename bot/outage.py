"""Trouble that passes: said once when it begins, waited out with growing pauses, said once when it is over."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog

log = structlog.get_logger(__name__)

PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""Seconds between tries; the last one repeats."""


class Outage:
    """The state of one dependency (Telegram, the database) as one loop sees it."""

    def __init__(self, pauses: Sequence[float] = PAUSES) -> None:
        self._pauses = pauses
        self._event: str | None = None
        self._tries = 0

    async def wait(self, event: str, at_least: float = 0.0, **facts: object) -> None:
        """It failed: log ``event`` unless that was the last thing said, then wait (seconds) before the next try."""
        if event != self._event:
            log.warning(event, **facts)
            self._event = event
        pause = self._pauses[min(self._tries, len(self._pauses) - 1)]
        self._tries += 1
        await asyncio.sleep(max(pause, at_least))

    def over(self) -> None:
        """It worked: say so if it had failed before."""
        if self._event is not None:
            log.info("over: " + self._event, tries=self._tries)
        self._event = None
        self._tries = 0
