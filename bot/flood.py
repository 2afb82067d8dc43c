"""The flood budget: every message and edit waits for its turn, so that Telegram never has to say "Too Many Requests".

What people wait for goes first; redrawn cards take what is left, and always leave some of it free. ``bot.rules.flood``
says what fits into which window, ``bot.flood_queue`` who is next; here they meet python-telegram-bot's rate limiter and
Telegram's own 429.
"""

from __future__ import annotations

import asyncio
import itertools
from collections import deque
from collections.abc import Callable, Coroutine, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import structlog
from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.flood_queue import ChatFull, ChatKey, FloodQueue
from bot.request import retry_seconds
from bot.rules.flood import PRIVATE_LIMIT

log = structlog.get_logger(__name__)

CARD: Final[dict[str, str]] = {"priority": "card"}
"""``rate_limit_args`` of a card's redrawing: it yields to whatever people wait for."""

_COUNTED = ("send", "edit", "copy", "forward", "stopPoll")
_MANY = {"sendMediaGroup": "media", "copyMessages": "message_ids", "forwardMessages": "message_ids"}
_RETRIES = 3
_PATIENCE_MS = 60_000
_RETRY_MARGIN_MS = 250
_REMEMBERED = 10_000
# How long letters leave room for cards after one found none: until the next look at the cards, and a little more.
_CARDS_WAIT_MS = 1_500

Result = bool | dict[str, Any] | list[dict[str, Any]]


def _utc_now() -> datetime:
    return datetime.now(UTC)


class FloodBudget(BaseRateLimiter[dict[str, str]]):
    """Holds back sends and edits until Telegram's limits allow them; calls that do not count never wait.

    A 429 that comes nevertheless pauses its chat (or, for a call that does not count, its method) for as long as
    Telegram says, and the call is repeated at most three times. RetryAfter is raised to the caller when Telegram asks
    for more than a minute, when three repeats did not help, and when twenty messages wait for the chat already: an
    answer would come far too late, and one busy group must not hold up everybody's handlers.
    """

    def __init__(
        self,
        messages_per_second: int = 30,
        group_messages_per_minute: int = 20,
        now: Callable[[], datetime] = _utc_now,
        private_messages_per_3_seconds: int = PRIVATE_LIMIT,
    ) -> None:
        self._queue = FloodQueue(messages_per_second, group_messages_per_minute, private_messages_per_3_seconds)
        self._now = now
        self._method_pauses: dict[str, int] = {}
        self._cards_wait_until = 0
        # As long as the longest window at full speed, should nobody drain it.
        self._sent: deque[tuple[int, datetime]] = deque(maxlen=_REMEMBERED)

    async def initialize(self) -> None:
        """Nothing to prepare; ``load`` primes the windows."""

    async def shutdown(self) -> None:
        """Nothing to let go: whoever still waits is cancelled with its task."""

    def load(self, history: Iterable[tuple[int, datetime]]) -> None:
        """Remember sends of before a restart: pairs of chat and instant. Call it inside the running loop."""
        now, here = self._now(), self._queue.now()
        ages = ((chat, max(timedelta(0), now - instant)) for chat, instant in history)
        self._queue.prime(sorted((chat, here - age // timedelta(milliseconds=1)) for chat, age in ages))

    def drain(self) -> list[tuple[int, datetime]]:
        """Sends and edits since the last call: pairs of chat and instant, to be stored for the next start."""
        drained = list(self._sent)
        self._sent.clear()
        return drained

    def on_send(self, chat_id: ChatKey, count: int = 1) -> None:
        """Note ``count`` messages for ``drain``. Chats known by @name only are not kept over a restart."""
        if isinstance(chat_id, int):
            self._sent.extend([(chat_id, self._now())] * count)

    @property
    def chats_remembered(self) -> int:
        """How many chats have a window; those that fell silent are dropped."""
        return len(self._queue)

    async def room_for_card(self, chat_id: int) -> bool:
        """Whether a card of this chat could be redrawn at once; when not, letters make room for a while."""
        free = self.next_free(chat_id) == 0
        if not free and self.next_free(0) > 0:
            self._cards_wait_until = self._queue.now() + _CARDS_WAIT_MS
        return free

    def next_free(self, chat_id: int) -> float:
        """Seconds until a card of this chat could be redrawn if nothing else were sent; 0.0 when at once."""
        return self._queue.next_free(chat_id, card=True) / 1000

    def next_turn(self, chat_id: int) -> float:
        """Seconds until a letter could go to this chat; a chat never written to (0) tells of the limit over all chats.

        While cards find no room, letters leave them some, and with it whatever people wait for.
        """
        crowded = self._queue.now() < self._cards_wait_until
        return self._queue.next_free(chat_id, card=crowded, more=int(crowded)) / 1000

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: dict[str, str] | None,
    ) -> Result:
        """Make the call when its turn has come; see BaseRateLimiter. ``rate_limit_args=CARD`` marks a card."""
        chat = _chat_key(data) if endpoint.startswith(_COUNTED) else None
        count = _cost(endpoint, data)
        for attempt in itertools.count():
            await self._turn(chat, endpoint, count, card=rate_limit_args == CARD)
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as error:
                seconds = retry_seconds(error)
                self._pause(chat, endpoint, seconds)
                if attempt == _RETRIES or seconds > _PATIENCE_MS / 1000:
                    raise
            finally:
                if chat is not None:
                    self._queue.done(chat, count)
                    self.on_send(chat, count)
        raise AssertionError(endpoint)

    async def _turn(self, chat: ChatKey | None, method: str, count: int, card: bool) -> None:
        now = self._queue.now()
        pause = self._method_pauses.get(method, now) - now if chat is None else self._queue.paused_for(chat)
        if pause > _PATIENCE_MS:
            raise _retry_after(pause)
        if chat is None:
            if pause > 0:
                await asyncio.sleep(pause / 1000)
            return
        try:
            await self._queue.take(chat, count, card)
        except ChatFull as full:
            raise _retry_after(full.after) from None

    def _pause(self, chat: ChatKey | None, method: str, seconds: float) -> None:
        log.warning("telegram asked to slow down", method=method, seconds=seconds)
        until = self._queue.now() + int(seconds * 1000) + _RETRY_MARGIN_MS
        if chat is None:
            self._method_pauses[method] = until
        else:
            self._queue.pause(chat, until)


def _chat_key(data: dict[str, Any]) -> ChatKey | None:
    """The chat a call is about; an id may come as a string."""
    chat: int | str | None = data.get("chat_id")
    if isinstance(chat, str) and chat.removeprefix("-").isdecimal():
        return int(chat)
    return chat


def _cost(endpoint: str, data: dict[str, Any]) -> int:
    """How many messages a call stands for: an album counts its items."""
    name = _MANY.get(endpoint)
    return max(1, len(data[name])) if name is not None and name in data else 1


def _retry_after(milliseconds: int) -> RetryAfter:
    return RetryAfter(-(-milliseconds // 1000))
