"""Flood budgets: strict sliding windows over sends and edits together; where Telegram may be kind, this is not.

Sources: Bots FAQ "My bot is hitting limits"; tdlib/td#2592 and #3034 (edits share the budget of sends);
tdlib/telegram-bot-api#648 (answerCallbackQuery is free).
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field

from .errors import too_many

ROUNDING = 1e-6
"""Seconds lost in adding floats to an epoch time."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Telegram's figures; counts per window and seconds."""

    messages_per_second: int = 30
    group_messages_per_minute: int = 20
    chat_burst: int = 3
    chat_burst_seconds: float = 3.0
    callback_queue_seconds: float = 150.0
    callback_answer_seconds: float = 15.0
    update_seconds: float = 86_400.0
    delete_seconds: float = 48 * 3600.0
    long_poll_seconds: float = 50.0
    repeated_poll_seconds: float = 3.0
    webhook_retry_seconds: float = 1.0
    webhook_retry_cap_seconds: float = 60.0


@dataclass(slots=True)
class Window:
    """At most `limit` events in any half-open window of `seconds`; exceeding it is punished until there is room."""

    limit: int
    seconds: float
    times: deque[float] = field(default_factory=deque)
    punished_until: float = 0.0

    def wait(self, count: int, now: float) -> float:
        """Seconds until `count` more events fit, 0 when they fit now. An album fits into an empty window."""
        while self.times and now - self.times[0] >= self.seconds - ROUNDING:
            self.times.popleft()
        if now < self.punished_until - ROUNDING:
            return self.punished_until - now
        if not self.times or len(self.times) + count <= self.limit:
            return 0.0
        must_leave = min(len(self.times) + count - self.limit, len(self.times))
        return self.times[must_leave - 1] + self.seconds - now

    def add(self, count: int, now: float) -> None:
        """Records events that happened."""
        self.times.extend([now] * count)


class Budget:
    """The windows of one bot: all its messages, each group, each private chat."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._overall = Window(limits.messages_per_second, 1.0)
        self._chats: dict[int, Window] = {}

    def spend(self, chat_id: int, count: int, now: float) -> None:
        """Counts `count` messages or edits; raises ApiError 429 with the seconds to wait, and then counts nothing."""
        windows = (self._overall, self._window(chat_id))
        for window in windows:
            wait = window.wait(count, now)
            if wait > 0:
                seconds = max(1, math.ceil(wait - ROUNDING))
                if now >= window.punished_until - ROUNDING:
                    window.punished_until = now + seconds
                raise too_many(seconds)
        for window in windows:
            window.add(count, now)

    def _window(self, chat_id: int) -> Window:
        window = self._chats.get(chat_id)
        if window is None:
            limits = self._limits
            per_group = Window(limits.group_messages_per_minute, 60.0)
            per_person = Window(limits.chat_burst, limits.chat_burst_seconds)
            window = self._chats[chat_id] = per_group if chat_id < 0 else per_person
        return window
