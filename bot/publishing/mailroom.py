"""The loop that sends letters: steadily, within the flood budget, and with as few in flight as the speed needs.

A kill repeats the letters that were in flight, so one is sent after the other as long as that is fast enough. Only
when many wait and Telegram answers slowly do several fly at once; never two to the same chat. The next one is claimed
and written while the one before flies, as soon as Telegram has answered the one before that: its claim and the record
of what was sent then share a transaction, and people who vote meanwhile wait for half as many.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

import structlog

from bot.actions import letters
from bot.actions.letters import Letter
from bot.actions.transact import is_transient
from bot.flood import FloodBudget
from bot.publishing.letters import Parcel, Postman
from bot.publishing.trouble import Trouble
from bot.services import Services

log = structlog.get_logger(__name__)

_IDLE_SECONDS = 1.0
_BATCH = 500
_MANY = 1_000_000  # when a batch is full, nobody knows how many wait behind it
_MOST_IN_HAND = 16
# Claimed and written beside those that fly: it leaves the moment there is room.
_AHEAD = 1
# So many times as fast as the limit wants it: whoever is only just fast enough loses every delay.
_SLACK = 1.5
# The weight of the newest letter in a moving average.
_NEWEST = 1 / 8
# One after the other may take this long in all; then more travel at once.
_PATIENCE_SECONDS = 2.0
# A chat that is full or paused for longer than this is left for a later round.
_HELD_SECONDS = 0.1
# After a failure of the line, nothing is tried for a while: it would only use up claims.
_OUTAGE_SECONDS = 2.0
# A clock that goes back further than this was wrong before.
_SET_BACK = timedelta(seconds=30)
_ALL_CHATS = 0


class _Hand:
    """A letter in hand: it leaves after the one ``before`` it, and occupies its place until Telegram has answered."""

    __slots__ = ("_free", "_let_go", "before", "departed")

    def __init__(self, before: asyncio.Event, let_go: Callable[[], None]) -> None:
        self.before = before
        self.departed = asyncio.Event()
        self._let_go = let_go
        self._free = False

    def open(self) -> None:
        """Another letter may be taken in hand; said once, however often."""
        if not self._free:
            self._free = True
            self._let_go()


class Mailroom:
    """Runs until told to finish."""

    def __init__(self, services: Services, postman: Postman, flood: FloodBudget) -> None:
        self._services = services
        self._postman = postman
        self._flood = flood
        self._woken = asyncio.Event()
        self._finished = asyncio.Event()
        self._travelling: dict[asyncio.Task[None], int] = {}
        self._flying: set[asyncio.Task[Trouble | None]] = set()
        # Set when the letter that was taken in hand last has left.
        self._departed = asyncio.Event()
        self._departed.set()
        # Letters that Telegram has not answered yet, claimed or being claimed.
        self._in_hand = 0
        self._answered = asyncio.Event()
        self._wide = 1
        # How long both take for one letter, as moving averages of seconds.
        self._preparing = 0.01
        self._sending = 0.05
        self._outage = False
        self._latest: datetime | None = None

    def wake(self) -> None:
        """Something was planned."""
        self._woken.set()

    def finish(self) -> None:
        """Let ``run`` return once what is being sent is written down."""
        self._finished.set()
        self._woken.set()

    async def run(self) -> None:
        """Round after round, until ``finish``."""
        while not self._finished.is_set():
            self._woken.clear()
            try:
                busy = await self.one_round()
            except Exception as error:  # the loop must outlive one bad round
                log.error("sending letters failed", error=type(error).__name__, transient=is_transient(error))
                busy = False
            if not busy:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._woken.wait(), _IDLE_SECONDS)

    async def one_round(self) -> bool:
        """Send what is due and has room; True when it is worth looking again at once."""
        now = self._services.now()
        await self._mind_the_clock(now)
        await letters.address_mailings(self._services.db, now)
        batch = await letters.due(self._services.db, now, _BATCH)
        self._outage = False
        delivered = 0
        try:
            for number, letter in enumerate(batch):
                if self._finished.is_set() or self._outage:
                    break
                waiting = _MANY if len(batch) == _BATCH else len(batch) - number
                delivered += await self._dispatch(letter, waiting)
        finally:
            await self._all_back()
        if self._outage:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._finished.wait(), _OUTAGE_SECONDS)
        return bool(delivered) and not self._outage

    async def _mind_the_clock(self, now: datetime) -> None:
        if self._latest is not None and now < self._latest - _SET_BACK:
            log.warning("the clock was set back", by=str(self._latest - now))
            await letters.clock_set_back(self._services.db, now)
            self._latest = now
        self._latest = now if self._latest is None else max(now, self._latest)

    async def _dispatch(self, letter: Letter, waiting: int) -> bool:
        """Send it on its way when its turn has come; False when its chat has no room for now."""
        self._wide = self._width(waiting)
        while self._in_hand >= self._wide + _AHEAD:
            self._answered.clear()
            await self._answered.wait()
        if self._finished.is_set() or letter.chat_id in self._travelling.values():
            return False
        if self._flood.next_turn(letter.chat_id) > self._flood.next_turn(_ALL_CHATS) + _HELD_SECONDS:
            return False
        self._in_hand += 1
        hand = _Hand(self._departed, self._let_go)
        self._departed = hand.departed
        task = asyncio.create_task(self._deliver(letter, hand))
        self._travelling[task] = letter.chat_id
        task.add_done_callback(self._travelling.pop)
        return True

    def _width(self, waiting: int) -> int:
        """How many may fly at once, by how long each takes and how many wait."""
        seconds = max(self._preparing, self._sending)
        fast_enough = waiting * seconds / _PATIENCE_SECONDS
        at_the_limit = self._services.config.limits.messages_per_second * seconds * _SLACK
        return max(1, min(_MOST_IN_HAND, int(min(fast_enough, at_the_limit)) + 1))

    async def _deliver(self, letter: Letter, hand: _Hand) -> None:
        try:
            parcel = await self._prepare(letter)
            trouble = await self._send(parcel, hand) if parcel is not None else None
            self._outage = self._outage or trouble is Trouble.UNKNOWN
        except Exception as error:  # one letter must not keep the others
            log.error("could not send a letter", kind=letter.kind, error=type(error).__name__)
            self._outage = True
        finally:
            hand.departed.set()
            hand.open()

    def _let_go(self) -> None:
        self._in_hand -= 1
        self._answered.set()

    async def _prepare(self, letter: Letter) -> Parcel | None:
        began = self._clock()
        parcel = await self._postman.prepare(letter, self._services.now())
        self._preparing += (self._clock() - began - self._preparing) * _NEWEST
        return parcel

    async def _send(self, parcel: Parcel, hand: _Hand) -> Trouble | None:
        """One after the other they wait for room, and people who wait for an answer go first."""
        await hand.before.wait()
        while len(self._flying) >= self._wide:
            await asyncio.wait(self._flying, return_when=asyncio.FIRST_COMPLETED)
        await self._room()
        began = self._clock()
        sending = asyncio.create_task(self._postman.send(parcel, hand.open))
        self._flying.add(sending)
        sending.add_done_callback(self._flying.discard)
        await asyncio.sleep(0)  # it takes its place in the flood budget before the next one looks for room
        hand.departed.set()
        trouble = await sending
        self._sending += (self._clock() - began - self._sending) * _NEWEST
        return trouble

    async def _room(self) -> None:
        """Wait for the limit over all chats."""
        while not self._finished.is_set() and (pause := self._flood.next_turn(_ALL_CHATS)) > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._finished.wait(), pause)

    def _clock(self) -> float:
        return asyncio.get_running_loop().time()

    async def _all_back(self) -> None:
        if self._travelling:
            await asyncio.wait(list(self._travelling))
