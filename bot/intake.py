"""Updates in, durably, in order per person.

An update is stored before Telegram is told that it arrived; it is done when its effect is committed. A program that is
killed at any moment finds everything undone in its inbox at the next start.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

import structlog

from bot.intake_lanes import Lanes, lane_of
from bot.jsontext import dumps, loads
from bot.logs import outline
from bot.outage import Outage
from bot.storage import inbox
from bot.storage.database import Database
from bot.storage.errors import is_transient
from bot.storage.inbox import Arrival

log = structlog.get_logger(__name__)

ALLOWED_UPDATES = ("message", "callback_query", "my_chat_member")
"""What Telegram shall send; always said explicitly, or it keeps an earlier setting (Bot API, getUpdates)."""

Handle = Callable[[int, dict[str, Any]], Awaitable[bool]]
"""Gives an update its effect. True when the effect's transaction has marked the update done."""

_PAUSES = (0.1, 0.5, 2.0)
_MOST_PARKED = 5
_TROUBLE = "updates wait: the database does not take them"


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Intake:
    """Stores what arrives and hands it to ``handle``: one update of a person at a time, people side by side.

    ``at_once`` updates are in work at most, ``in_memory`` are held, ``per_lane`` of one person; the rest waits in the
    database. With ``most_undone`` waiting there is no room for more, and Telegram has to keep them.
    """

    def __init__(
        self,
        db: Database,
        handle: Handle,
        *,
        at_once: int = 192,
        in_memory: int = 500,
        per_lane: int = 20,
        most_undone: int = 20_000,
        pauses: Sequence[float] = _PAUSES,
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._db = db
        self._handle = handle
        self._at_once = at_once
        self._per_lane = per_lane
        self._most_undone = most_undone
        self._pauses = pauses
        self._now = now
        self._lanes = Lanes(per_lane, in_memory)
        self._slots: set[asyncio.Task[None]] = set()
        self._fetcher: asyncio.Task[None] | None = None
        self._wake = asyncio.Event()
        self._roomy = asyncio.Event()
        self._roomy.set()
        self._parked: dict[int, int] = {}
        self._trouble = False
        self._stopping = False
        self.undone = 0
        """How many stored updates wait for their effect."""

    async def start(self) -> None:
        """Take up what an earlier run left undone; returns at once, it is worked off behind the scenes."""
        behind = await self._db.read(inbox.lanes_behind)
        for lane in behind:
            self._lanes.leave_behind(lane)
        self._count(sum(behind.values()))
        if behind:
            log.info("taking up unfinished updates", updates=self.undone, people=len(behind))
        self._fetcher = asyncio.create_task(self._fetch_what_was_left(), name="intake-fetcher")
        self._wake.set()

    async def accept(self, updates: Sequence[dict[str, Any]]) -> None:
        """Store updates as received; returns after the commit. Known ones change nothing.

        Raises what the database raises; then nothing may be confirmed to Telegram.
        """
        now = self._now()
        single = {update["update_id"]: update for update in updates}
        items = [Arrival(number, lane_of(update), dumps(update), now) for number, update in single.items()]
        mine = self._lanes.claim(items)
        try:
            fresh = await self._db.write_together(inbox.store, items)
        except BaseException:
            self._look_for(mine)
            raise
        for item in mine:
            if item.update_id in fresh:
                self._lanes.offer(item)
        self._lanes.release(item for item in mine if item.update_id not in fresh)
        self._count(len(fresh))
        self._work_on()

    @property
    def in_memory(self) -> int:
        """How many of them are held in memory."""
        return len(self._lanes)

    @property
    def has_room(self) -> bool:
        """Whether more updates should be taken from Telegram."""
        return self.undone < self._most_undone

    async def room(self) -> None:
        """Wait until there is room."""
        await self._roomy.wait()

    async def stop(self, grace: float = 10.0) -> None:
        """Finish what is in hand within ``grace`` seconds; the rest stays in the inbox."""
        self._stopping = True
        self._wake.set()
        in_hand = set(self._slots)
        if self._fetcher is not None:
            in_hand.add(self._fetcher)
        if in_hand:
            _, late = await asyncio.wait(in_hand, timeout=grace)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _count(self, change: int) -> None:
        self.undone += change
        if self.has_room:
            self._roomy.set()
        else:
            self._roomy.clear()

    def _look_for(self, claimed: Sequence[Arrival]) -> None:
        """Storing them failed, perhaps only the news of it: the database will tell."""
        self._lanes.release(claimed)
        for item in claimed:
            self._lanes.leave_behind(item.lane)
        self._wake.set()

    def _work_on(self) -> None:
        """Open slots for lanes that wait, as many as allowed; wake the fetcher when the database has more."""
        while not self._stopping and len(self._slots) < self._at_once and (item := self._lanes.next()) is not None:
            self._slots.add(asyncio.create_task(self._slot(item)))
        if self._lanes.any_behind:
            self._wake.set()

    async def _slot(self, item: Arrival | None) -> None:
        """Work on one update after the other until no lane waits."""
        try:
            while item is not None:
                if await self._done(item):
                    self._lanes.finish(item)
                    self._count(-1)
                else:
                    self._lanes.park(item)
                if self._lanes.any_behind:
                    self._wake.set()
                item = None if self._stopping else self._lanes.next()
        finally:
            # In the same step as the last look at the lanes: the next arrival must find this slot free.
            self._slots.discard(asyncio.current_task())

    async def _done(self, item: Arrival) -> bool:
        """Give one update its effect and make sure that it is marked; False when the database does not let us."""
        try:
            if not await self._retried(lambda: self._give_effect(item)):
                await self._retried(lambda: self._settle(item))
        except Exception as error:
            await self._put_off(item, error)
            return False
        if self._trouble:
            log.info("over: " + _TROUBLE)
        self._trouble = False
        self._parked.pop(item.update_id, None)
        return True

    async def _put_off(self, item: Arrival, error: Exception) -> None:
        """Say it once. Only while the database takes other writes is it held against the update."""
        if not self._trouble:
            log.warning(_TROUBLE, update_id=item.update_id, error=outline(error))
        self._trouble = True
        try:
            await self._db.write_together(inbox.touch, item.update_id)
        except Exception as trouble:
            log.debug("no writing at all", error=outline(trouble))
        else:
            self._parked[item.update_id] = self._parked.get(item.update_id, 0) + 1

    async def _retried(self, attempt: Callable[[], Awaitable[bool]]) -> bool:
        for pause in self._pauses:
            try:
                return await attempt()
            except Exception as error:
                log.debug("trying again", error=outline(error), seconds=pause)
            await asyncio.sleep(pause)
        return await attempt()

    async def _give_effect(self, item: Arrival) -> bool:
        """Whether the effect's transaction marked the update. A defect is logged here, only once, and not raised."""
        if self._parked.get(item.update_id, 0) > _MOST_PARKED:
            log.error("update given up", update_id=item.update_id)
            return False
        try:
            return bool(await self._handle(item.update_id, loads(item.raw)))
        except (Exception, asyncio.CancelledError) as error:
            if is_transient(error) or _is_cancelled():
                raise
            log.error("update failed", update_id=item.update_id, error=outline(error))
            return False

    async def _settle(self, item: Arrival) -> bool:
        await self._db.write_together(inbox.settle, (item.update_id, self._now()))
        return True

    async def _fetch_what_was_left(self) -> None:
        outage = Outage(self._pauses)
        while not self._stopping:
            await self._wake.wait()
            self._wake.clear()
            while not self._stopping and (asked := self._lanes.wanted()) and (room := self._lanes.room()):
                fetch = partial(inbox.waiting, lanes=list(asked), per_lane=self._per_lane, limit=room)
                try:
                    found = await self._db.read(fetch)
                except Exception as error:
                    await outage.wait("inbox unreadable", error=outline(error))
                    continue
                outage.over()
                self._lanes.fetched(asked, found, room)
                self._work_on()


def _is_cancelled() -> bool:
    """Whether this very task is being cancelled, rather than something it waited for."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
