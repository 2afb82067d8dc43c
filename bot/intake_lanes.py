"""Which update is next: one lane a person, first in first out, lanes side by side; the database holds the overflow.

Only updates that can soon be worked on are kept in memory. A lane that has more in the database than in memory is
*left behind*: whatever else arrives for it stays in the database too, so that nothing overtakes, and is fetched from
there, in order, when the lane has worked off what it has.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from typing import Any

from bot.storage.inbox import Arrival, Waiting

_LANES_A_FETCH = 100


def lane_of(update: dict[str, Any]) -> int:
    """Whose update this is: the chat an anonymous administrator speaks for, else the person, else the chat.

    Anonymous administrators of all groups share one fake sender (Bot API, Message.sender_chat).
    """
    for body in update.values():
        if isinstance(body, dict):
            message = body.get("message")
            chat = body.get("chat") or (message.get("chat") if isinstance(message, dict) else None)
            for who in (body.get("sender_chat"), body.get("from"), chat):
                if isinstance(who, dict) and isinstance(who.get("id"), int):
                    return int(who["id"])
    return 0


class Lanes:
    """Updates in memory. ``per_lane`` and ``most`` bound how many, in one lane and in all."""

    def __init__(self, per_lane: int, most: int) -> None:
        self._per_lane = per_lane
        self._most = most
        self._count = 0
        self._queues: dict[int, deque[Arrival]] = {}  # the head of a queue may be in work
        self._ready: deque[int] = deque()  # lanes with a head that nobody works on
        self._held: set[int] = set()  # ids in memory or just being stored
        self._behind: dict[int, int] = {}  # lanes left behind, with the number of their latest arrival
        self._number = 0

    def __len__(self) -> int:
        """How many updates are in memory."""
        return self._count

    @property
    def any_behind(self) -> bool:
        """Whether updates wait in the database only."""
        return bool(self._behind)

    def claim(self, arrivals: Iterable[Arrival]) -> list[Arrival]:
        """Those that are not known here. A claimed update is not fetched from the database meanwhile."""
        mine = [item for item in arrivals if item.update_id not in self._held]
        self._held.update(item.update_id for item in mine)
        return mine

    def release(self, claimed: Iterable[Arrival]) -> None:
        """Claimed updates that were known to the database already, or could not be stored."""
        self._held.difference_update(item.update_id for item in claimed)

    def offer(self, item: Arrival) -> None:
        """A claimed update is in the database now: queue it, or leave it there."""
        queue = self._queues.get(item.lane)
        lane_full = queue is not None and len(queue) >= self._per_lane
        if item.lane in self._behind or lane_full or self._count >= self._most:
            self._held.discard(item.update_id)
            self.leave_behind(item.lane)
        else:
            self._push(item)

    def leave_behind(self, lane: int) -> None:
        """The database has updates of this lane that are not in memory."""
        self._number += 1
        self._behind[lane] = self._number

    def next(self) -> Arrival | None:
        """The update to work on now; ``finish`` or ``park`` must follow."""
        return self._queues[self._ready.popleft()][0] if self._ready else None

    def finish(self, item: Arrival) -> None:
        """The update is done; the lane goes to the end of the row."""
        queue = self._queues[item.lane]
        queue.popleft()
        self._count -= 1
        self._held.discard(item.update_id)
        if queue:
            self._ready.append(item.lane)
        else:
            del self._queues[item.lane]

    def park(self, item: Arrival) -> None:
        """The update cannot be done now: it and all behind it go back to the database, in order."""
        queue = self._queues.pop(item.lane)
        self._count -= len(queue)
        self._held.difference_update(waiting.update_id for waiting in queue)
        self.leave_behind(item.lane)

    def wanted(self) -> dict[int, int]:
        """Lanes to fetch next, with the number of their latest arrival: left behind, and nothing in memory."""
        wanted: dict[int, int] = {}
        for lane, number in self._behind.items():
            if lane not in self._queues:
                wanted[lane] = number
                if len(wanted) == _LANES_A_FETCH:
                    break
        return wanted

    def room(self) -> int:
        """How many updates may be fetched; 0 until half the memory is free, so that fetches are worth their while."""
        return self._most - self._count if self._count <= self._most // 2 else 0

    def fetched(self, asked: dict[int, int], found: Waiting, limit: int) -> None:
        """Queue what the database had for the lanes ``asked``; lanes that are complete are no longer behind."""
        complete = self._push_in_order(found.arrivals, found.undone)
        cut_off = len(found.arrivals) >= limit
        for lane, number in asked.items():
            if self._behind.get(lane) != number:
                continue  # something arrived meanwhile
            if lane in complete or (lane not in found.undone and not cut_off):
                del self._behind[lane]
            else:
                self._behind[lane] = self._behind.pop(lane)  # others first, next time

    def _push_in_order(self, arrivals: Sequence[Arrival], undone: dict[int, int]) -> set[int]:
        """Queue them; which lanes have everything in memory now."""
        missing = dict(undone)
        blocked: set[int] = set()
        for item in arrivals:
            if item.update_id in self._held:
                blocked.add(item.lane)  # delivered again this very moment; nothing may overtake it
            elif item.lane not in blocked:
                self._held.add(item.update_id)
                self._push(item)
                missing[item.lane] -= 1
        return {lane for lane, count in missing.items() if count == 0}

    def _push(self, item: Arrival) -> None:
        self._count += 1
        queue = self._queues.get(item.lane)
        if queue is None:
            self._queues[item.lane] = deque((item,))
            self._ready.append(item.lane)
        else:
            queue.append(item)
