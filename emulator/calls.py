"""The record of every Bot API call, and counts of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

KEPT = 100_000


@dataclass(frozen=True, slots=True)
class Call:
    """One call as it was answered; `status` 0 means that no reply arrived. `at` is epoch seconds."""

    number: int
    method: str
    params: dict[str, Any]
    status: int
    at: float
    chat_id: int | None
    description: str | None
    bot_id: int

    def page(self) -> dict[str, Any]:
        """The call as the control API shows it."""
        names = ("number", "method", "params", "status", "at", "chat_id", "description", "bot_id")
        return {name: getattr(self, name) for name in names}


@dataclass(slots=True)
class Statistics:
    """Counts since the start: by method, by status, by method and status."""

    by_method: Counter[str] = field(default_factory=Counter)
    by_status: Counter[int] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)

    def count(self, call: Call) -> None:
        """Counts one call; refusals are counted by their description."""
        self.by_method[call.method] += 1
        self.by_status[call.status] += 1
        if call.description:
            self.refusals[f"{call.method}: {call.description}"] += 1


class CallLog:
    """The calls, newest last; the older half is let go when there are very many."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.statistics = Statistics()
        self._number = 0

    def next_number(self) -> int:
        """The number of the next call."""
        self._number += 1
        return self._number

    def add(self, call: Call) -> None:
        """Records a call."""
        self.calls.append(call)
        self.statistics.count(call)
        if len(self.calls) > KEPT:
            del self.calls[: KEPT // 2]

    def since(self, number: int) -> list[Call]:
        """The calls behind a number."""
        return [call for call in self.calls if call.number > number]
