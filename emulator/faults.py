"""Faults on order: what a network and an overloaded Telegram do to a call, before or after it took effect."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Literal

from .errors import ApiError, ConnectionLost, NoReply, too_many

FaultKind = Literal["429", "500", "502", "hang_before", "hang_after", "drop_before", "drop_after", "slow"]
KINDS = ("429", "500", "502", "hang_before", "hang_after", "drop_before", "drop_after", "slow")
HANG_SECONDS = 120.0
SLOW_SECONDS = 1.0


@dataclass(slots=True)
class Fault:
    """What goes wrong, for the next `times` calls that match.

    `method` None means every method but getUpdates; `chat_id` None means every chat. `seconds`: how long a hang or a
    slow call lasts (default 120 and 1); a hang ends without a reply. `retry_after` is for kind "429".
    """

    method: str | None
    kind: FaultKind
    times: int = 1
    retry_after: int = 3
    seconds: float | None = None
    chat_id: int | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"unknown kind of fault: {self.kind}")

    def matches(self, method: str, chat_id: object) -> bool:
        """Whether this call is one of those that go wrong."""
        named = self.method == method if self.method else method != "getUpdates"
        return self.times > 0 and named and self.chat_id in (None, chat_id)

    def refusal(self) -> ApiError | None:
        """The error this fault answers with instead of any effect."""
        if self.kind == "429":
            return too_many(self.retry_after)
        if self.kind == "500":
            return ApiError(500, "Internal Server Error")
        return ApiError(502, "Bad Gateway") if self.kind == "502" else None


class Faults:
    """The faults still to come, in the order they were ordered."""

    def __init__(self) -> None:
        self._ordered: list[Fault] = []
        self._hanging: set[asyncio.Future[None]] = set()

    def add(self, fault: Fault) -> None:
        """Orders a fault."""
        self._ordered.append(fault)

    def clear(self) -> None:
        """Cancels all that did not happen yet."""
        self._ordered.clear()

    @property
    def pending(self) -> int:
        """How many calls are still to go wrong."""
        return sum(fault.times for fault in self._ordered)

    def take(self, method: str, chat_id: object) -> Fault | None:
        """The fault that strikes this call, counted down."""
        for fault in self._ordered:
            if fault.matches(method, chat_id):
                fault.times -= 1
                if not fault.times:
                    self._ordered.remove(fault)
                return fault
        return None

    async def before(self, fault: Fault) -> None:
        """What happens in front of the effect; raises for a call that has none."""
        refusal = fault.refusal()
        if refusal is not None:
            raise refusal
        if fault.kind == "drop_before":
            raise ConnectionLost
        if fault.kind == "hang_before":
            await self._hang(fault)
        if fault.kind == "slow":
            await self._stay(SLOW_SECONDS if fault.seconds is None else fault.seconds)

    async def after(self, fault: Fault) -> None:
        """What happens behind the effect; raises when the reply never arrives."""
        if fault.kind == "drop_after":
            raise ConnectionLost
        if fault.kind == "hang_after":
            await self._hang(fault)

    async def _hang(self, fault: Fault) -> None:
        await self._stay(HANG_SECONDS if fault.seconds is None else fault.seconds)
        raise NoReply

    async def _stay(self, seconds: float) -> None:
        released = asyncio.get_running_loop().create_future()
        self._hanging.add(released)
        await asyncio.wait({released}, timeout=seconds)
        self._hanging.discard(released)

    def release(self) -> None:
        """Ends every hang, as when the server stops."""
        for released in self._hanging:
            if not released.done():
                released.set_result(None)
