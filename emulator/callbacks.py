"""Callback queries: a press, its delivery, and its one answer within fifteen seconds.

Source: Bot API, CallbackQuery and answerCallbackQuery; Client.cpp (QUERY_ID_INVALID, 150 s in the queue).
"""

from __future__ import annotations

import asyncio
import random
from collections import OrderedDict, deque
from dataclasses import dataclass, field

from .errors import QUERY_TOO_OLD, bad_request
from .messages import Message
from .world import User

REMEMBERED = 50_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person sees after a press: a toast, an alert or a link; text None is the spinner stopping."""

    text: str | None
    show_alert: bool = False
    url: str | None = None


@dataclass(eq=False, slots=True)
class Press:
    """One press of a button; `delivered_at` is the epoch second at which the bot got it first."""

    query_id: str
    user: User
    message: Message
    data: str
    update_id: int | None = None
    delivered_at: float | None = None
    answer: Answer | None = None
    _waiters: list[asyncio.Future[Answer]] = field(default_factory=list)

    def delivered(self, now: float) -> None:
        """The query goes out to the bot; only the first time counts."""
        if self.delivered_at is None:
            self.delivered_at = now

    def settle(self, answer: Answer) -> None:
        """The bot has answered."""
        self.answer = answer
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(answer)
        self._waiters.clear()

    async def answered(self, timeout: float = 5.0) -> Answer:
        """Waits for the answer, at most `timeout` real seconds. Raises TimeoutError."""
        if self.answer is not None:
            return self.answer
        waiter: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiters.append(waiter)
        return await asyncio.wait_for(waiter, timeout)


class Callbacks:
    """One bot's callback queries by id."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._open: OrderedDict[str, Press] = OrderedDict()
        self.times: deque[tuple[int, float, float]] = deque(maxlen=REMEMBERED)
        """Of each answered press: who pressed, and the epoch seconds of its delivery and of its answer."""
        self.pressed = 0
        self.answered = 0

    def open(self, user: User, message: Message, data: str) -> Press:
        """A new query for a press."""
        press = Press(str(self._random.getrandbits(62) | 1 << 62), user, message, data)
        self._open[press.query_id] = press
        self.pressed += 1
        if len(self._open) > REMEMBERED:
            self._open.popitem(last=False)
        return press

    def answer(self, query_id: str, answer: Answer, now: float, within: float) -> Press:
        """Settles a query. Raises ApiError when it is unknown, undelivered, answered already or too old."""
        press = self._open.get(query_id)
        if press is None or press.delivered_at is None or now - press.delivered_at > within:
            raise bad_request(QUERY_TOO_OLD)
        del self._open[query_id]
        self.answered += 1
        self.times.append((press.user.id, press.delivered_at, now))
        press.settle(answer)
        return press
