"""The sender of an announcement watches it go: their message is redrawn every ten seconds, and says when it is over."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog
from telegram.error import TelegramError

from bot.actions.announcing import Watched, watched_announcements, watching_ends
from bot.publishing.sending import Sender
from bot.publishing.trouble import Trouble
from bot.services import Services
from bot.views.announcement import progress_screen
from bot.views.card import digest
from bot.views.screen import Screen

log = structlog.get_logger(__name__)

_EVERY = timedelta(seconds=10)
_TRY_AGAIN = (Trouble.LATER, Trouble.UNKNOWN)


@dataclass(frozen=True, slots=True)
class _Seen:
    """When an announcement was looked at, what its message showed then, and whether that was its end."""

    at: datetime | None = None
    shown: str = ""
    over: bool = False


_UNSEEN = _Seen()


class ProgressNotes:
    """Looks after the messages of all announcements that are under way; after a restart it goes on.

    A redraw takes one place in ten seconds like any message that somebody waits for: asking for room as cards do would
    slow the announcement down.
    """

    def __init__(self, services: Services, sender: Sender) -> None:
        self._services = services
        self._sender = sender
        # Losing it costs an edit or two.
        self._looked: dict[int, _Seen] = {}
        self._task: asyncio.Task[None] | None = None

    def begin(self, now: datetime) -> None:
        """Look after them beside everything else, unless that is being done already."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._look(now), name="progress")

    async def finish(self) -> None:
        """Wait for a redraw that is under way."""
        if self._task is not None:
            await asyncio.wait({self._task})

    def stop(self) -> None:
        """Give up at once."""
        if self._task is not None:
            self._task.cancel()

    async def _look(self, now: datetime) -> None:
        try:
            found = await watched_announcements(self._services.db)
            self._looked = {one.number: self._looked[one.number] for one in found if one.number in self._looked}
            for one in found:
                await self._redraw(one, now)
        except Exception as error:  # the next look comes soon
            log.error("progress not shown", error=type(error).__name__)

    async def _redraw(self, one: Watched, now: datetime) -> None:
        """The end is shown twice: a press of a moment before it may have drawn the message from older figures."""
        seen = self._looked.get(one.number, _UNSEEN)
        over = one.is_over(now)
        if seen.at is not None and timedelta(0) <= now - seen.at < _EVERY and (seen.over or not over):
            return
        services = self._services
        screen = progress_screen(one.progress, services.texts(one.language), services.config.locale.zone, now)
        newest = digest(screen)
        trouble = Trouble.DONE if newest == seen.shown and not seen.over else await self._edit(one, screen)
        if trouble in _TRY_AGAIN:
            self._looked[one.number] = replace(seen, at=now)
            return
        self._looked[one.number] = _Seen(now, newest, over)
        if trouble is not Trouble.DONE or (over and seen.over):
            await watching_ends(services.db, one.number)

    async def _edit(self, one: Watched, screen: Screen) -> Trouble:
        try:
            await self._sender.edit(one.chat_id, one.message_id, screen, {})
        except TelegramError as error:
            return await self._sender.note(one.chat_id, error)
        return Trouble.DONE
