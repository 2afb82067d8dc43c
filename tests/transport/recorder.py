"""A Telegram that takes its time and writes down when each call arrived; behind a flood budget."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.flood import CARD, FloodBudget
from tests.transport.virtual import elapse

GROUP = -100
PERSON = 7
START = datetime(2026, 12, 1, 9, tzinfo=UTC)


class Telegram:
    """Answers after ``latency`` seconds and writes down when each call arrived, in milliseconds."""

    def __init__(self, latency: float = 0.0, budget: FloodBudget | None = None) -> None:
        self.latency = latency
        self.budget = budget or FloodBudget(now=self.wall)
        self.arrived: list[tuple[int, str, int | None]] = []
        self.refusals: list[Exception] = []

    def wall(self) -> datetime:
        return START + timedelta(seconds=asyncio.get_running_loop().time())

    def now(self) -> int:
        return int(asyncio.get_running_loop().time() * 1000)

    async def serve(self, method: str, data: dict[str, Any]) -> bool:
        await elapse(self.latency / 2)
        self.arrived.append((self.now(), method, data.get("chat_id")))
        await elapse(self.latency / 2)
        if self.refusals:
            raise self.refusals.pop(0)
        return True

    async def call(self, method: str, card: bool = False, **data: Any) -> object:
        return await self.budget.process_request(self.serve, (method, data), {}, method, data, CARD if card else None)

    def instants(self, chat: int | None = None, method: str | None = None) -> list[int]:
        return [at for at, name, to in self.arrived if chat in (None, to) and method in (None, name)]


async def all_of(*calls: Any) -> None:
    async with asyncio.TaskGroup() as group:
        for call in calls:
            group.create_task(call)
