"""What changed, told to whoever listens: pages by server-sent events, tests by waiting for a condition."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")
BACKLOG = 5_000
ELSEWHERE_SECONDS = 0.05

Event = tuple[str, dict[str, Any]]


class Events:
    """A small hub; costs nothing while nobody listens."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[Event | None]] = set()
        self._waiters: list[asyncio.Future[None]] = []

    def publish(self, kind: str, data: Callable[[], dict[str, Any]]) -> None:
        """Tells every listener; `data` is only made when there is one. One that reads too slowly is cut off."""
        if self._listeners:
            event = (kind, data())
            for queue in list(self._listeners):
                self._offer(queue, event)
        self.changed()

    def _offer(self, queue: asyncio.Queue[Event | None], event: Event) -> None:
        if queue.qsize() >= BACKLOG:
            self._listeners.discard(queue)
            queue.put_nowait(None)
        else:
            queue.put_nowait(event)

    def listen(self) -> asyncio.Queue[Event | None]:
        """A new listener's queue; None in it means that the stream is over."""
        queue: asyncio.Queue[Event | None] = asyncio.Queue()
        self._listeners.add(queue)
        return queue

    def leave(self, queue: asyncio.Queue[Event | None]) -> None:
        """The listener is gone."""
        self._listeners.discard(queue)

    def close(self) -> None:
        """Ends every stream."""
        for queue in self._listeners:
            queue.put_nowait(None)
        self._listeners.clear()

    def changed(self) -> None:
        """Something is different: conditions are looked at again."""
        waiters, self._waiters = self._waiters, []
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def wait_for(self, predicate: Callable[[], T | None], timeout: float) -> T:
        """The first true value of `predicate`, looked at after every change here, and now and then in between
        for what changes elsewhere. Raises TimeoutError."""
        async with asyncio.timeout(timeout):
            while not (value := predicate()):
                waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
                self._waiters.append(waiter)
                await asyncio.wait({waiter}, timeout=ELSEWHERE_SECONDS)
        return value
