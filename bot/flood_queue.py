"""Who may send next: messages wait in order, those for people before cards, until every window has room for them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from bot.rules.flood import (
    GROUP_WINDOW_MS,
    PRIVATE_LIMIT,
    PRIVATE_WINDOW_MS,
    SECOND_WINDOW_MS,
    Window,
    spare_for_answers,
)

ChatKey: TypeAlias = int | str
"""A chat's id, or the @name of a public group."""

_MOST_WAITING = 20
_IDLE_SWEEP = 1024


class ChatFull(Exception):
    """So many messages wait for this chat that another one would come far too late. ``after`` in milliseconds."""

    def __init__(self, after: int) -> None:
        super().__init__(after)
        self.after = after


@dataclass(slots=True)
class _Chat:
    window: Window
    paused_until: int = 0
    people: int = 0
    cards: int = 0

    def idle(self, now: int) -> bool:
        return not self.people and not self.cards and self.paused_until <= now and self.window.idle(now)


@dataclass(slots=True)
class _Waiter:
    chat: ChatKey
    count: int
    granted: asyncio.Future[None]


class FloodQueue:
    """The windows of all chats and those who wait. All instants are milliseconds of the running loop's clock."""

    def __init__(
        self, messages_per_second: int, group_messages_per_minute: int, private_limit: int = PRIVATE_LIMIT
    ) -> None:
        self._overall = Window(messages_per_second, SECOND_WINDOW_MS)
        self._group_limit = group_messages_per_minute
        self._private_limit = private_limit
        self._chats: dict[ChatKey, _Chat] = {}
        self._sweep_at = _IDLE_SWEEP
        self._people: dict[int, _Waiter] = {}
        self._cards: dict[int, _Waiter] = {}
        self._number = 0
        self._timer: asyncio.TimerHandle | None = None

    async def take(self, chat: ChatKey, count: int, card: bool) -> None:
        """Wait until ``count`` messages may go to the chat; ``done`` must follow. Raises ChatFull at once."""
        now = self.now()
        state = self._chat(chat, now)
        ahead = state.people + (state.cards if card else 0)
        if ahead == 0 and self._wait(state, count, card, now) == 0:
            self._start(state, count)
            return
        if state.people + state.cards >= max(_MOST_WAITING, state.window.limit):
            raise ChatFull(max(state.window.span, state.paused_until - now))
        await self._line_up(chat, state, count, card)

    def done(self, chat: ChatKey, count: int) -> None:
        """The reply came, or never will."""
        now = self.now()
        self._overall.finish(now, count)
        self._chat(chat, now).window.finish(now, count)

    def pause(self, chat: ChatKey, until: int) -> None:
        """Nothing goes to the chat before that instant."""
        state = self._chat(chat, self.now())
        state.paused_until = max(state.paused_until, until)

    def paused_for(self, chat: ChatKey) -> int:
        """Milliseconds for which Telegram wants nothing for this chat; 0 as a rule."""
        state = self._chats.get(chat)
        return 0 if state is None else max(0, state.paused_until - self.now())

    def next_free(self, chat: ChatKey, card: bool, more: int = 0) -> int:
        """Milliseconds until one more message could go if nobody else came; those who wait go before it.

        ``more`` messages of others shall find room besides.
        """
        now = self.now()
        state = self._chats.get(chat)
        if state is None:
            return self._overall.wait(now, 1 + more, self._spare(self._overall, card))
        ahead = state.people + (state.cards if card else 0)
        return self._wait(state, 1 + ahead + more, card, now)

    def prime(self, sends: Iterable[tuple[ChatKey, int]]) -> None:
        """Messages that went out before this program started: pairs of chat and instant (may be negative)."""
        now = self.now()
        for chat, instant in sends:
            self._chat(chat, now).window.remember(instant)
            self._overall.remember(instant)

    def __len__(self) -> int:
        """How many chats are remembered."""
        return len(self._chats)

    def now(self) -> int:
        """The running loop's clock in whole milliseconds."""
        return int(asyncio.get_running_loop().time() * 1000)

    def _chat(self, chat: ChatKey, now: int) -> _Chat:
        state = self._chats.get(chat)
        if state is None:
            if len(self._chats) >= self._sweep_at:
                self._chats = {key: kept for key, kept in self._chats.items() if not kept.idle(now)}
                self._sweep_at = max(_IDLE_SWEEP, 2 * len(self._chats))
            state = self._chats[chat] = _Chat(self._window(chat))
        return state

    def _window(self, chat: ChatKey) -> Window:
        if isinstance(chat, int) and chat > 0:
            return Window(self._private_limit, PRIVATE_WINDOW_MS)
        return Window(self._group_limit, GROUP_WINDOW_MS)

    def _spare(self, window: Window, card: bool) -> int:
        return spare_for_answers(window.limit) if card else 0

    def _wait(self, state: _Chat, count: int, card: bool, now: int) -> int:
        return max(
            0,
            state.paused_until - now,
            state.window.wait(now, count, self._spare(state.window, card)),
            self._overall.wait(now, count, self._spare(self._overall, card)),
        )

    def _start(self, state: _Chat, count: int) -> None:
        state.window.start(count)
        self._overall.start(count)

    async def _line_up(self, chat: ChatKey, state: _Chat, count: int, card: bool) -> None:
        waiter = _Waiter(chat, count, asyncio.get_running_loop().create_future())
        self._number += 1
        number, line = self._number, self._cards if card else self._people
        line[number] = waiter
        self._count(state, card, 1)
        self._wake_in(max(1, self._wait(state, count, card, self.now())))
        try:
            await waiter.granted
        except asyncio.CancelledError:
            if line.pop(number, None) is None:
                self.done(chat, count)  # its turn had come in the same moment
            else:
                self._count(state, card, -1)
            raise

    def _count(self, state: _Chat, card: bool, step: int) -> None:
        if card:
            state.cards += step
        else:
            state.people += step

    def _wake_in(self, wait: int) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time() + (wait + 1) / 1000  # a millisecond more: the clock is cut to whole ones
        if self._timer is not None:
            if self._timer.when() <= due:
                return
            self._timer.cancel()
        self._timer = loop.call_at(due, self._pump)

    def _pump(self) -> None:
        """Let everybody go whose turn it is, then sleep until the next turn."""
        self._timer = None
        now = self.now()
        waits = [self._pump_line(line, card, now) for line, card in ((self._people, False), (self._cards, True))]
        soonest = min((wait for wait in waits if wait), default=0)
        if soonest:
            self._wake_in(soonest)

    def _pump_line(self, line: dict[int, _Waiter], card: bool, now: int) -> int:
        granted: list[int] = []
        blocked: set[ChatKey] = set()
        soonest = 0
        for number, waiter in line.items():
            if waiter.chat in blocked:
                continue
            state = self._chats[waiter.chat]
            if card and state.people:
                continue
            wait = self._wait(state, waiter.count, card, now)
            if wait == 0:
                self._let_go(state, waiter, card)
                granted.append(number)
                continue
            blocked.add(waiter.chat)
            full = self._overall.wait(now, 1, self._spare(self._overall, card))
            soonest = min(soonest or wait, full or wait)
            if full:
                break
        for number in granted:
            del line[number]
        return soonest

    def _let_go(self, state: _Chat, waiter: _Waiter, card: bool) -> None:
        self._start(state, waiter.count)
        self._count(state, card, -1)
        if not waiter.granted.done():
            waiter.granted.set_result(None)
