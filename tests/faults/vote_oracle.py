"""What must be true of a vote's private letters, whatever happens: kept apart from the database by an oracle."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.rules.consultation import Consultation, Status
from bot.rules.reminders import Hours, Span, day_span
from bot.rules.reminding import Limit
from bot.storage import people
from bot.storage.notices import OPENING, RESULT_NOTICE
from bot.storage.outbox import Letter
from bot.storage.vote_mailings import NUDGE
from tests.builders import NOON

HOURS = Hours()
LIMIT = Limit(timedelta(hours=4), 2)
# As long as a result is news.
_NEWS = timedelta(days=3)

Key = tuple[str, int, int, datetime]
"""A letter: kind, subject, chat and when it was due."""


@dataclass
class Neighbour:
    """Somebody as the oracle sees them."""

    telegram_id: int
    number: int
    homes: set[int]
    subscribed: bool = True
    blocked: bool = False


@dataclass(frozen=True)
class Order:
    """Something that has to be told: about which vote, planned when, for which homes, due when, and to whom at all."""

    kind: str
    subject: int
    vote: int
    planned_at: datetime
    homes: frozenset[int]
    span: Span
    silent_only: bool = True


@dataclass
class VoteOracle:
    """One history of votes in one community."""

    connection: Connection
    chance: random.Random
    now: datetime = NOON
    neighbours: dict[int, Neighbour] = field(default_factory=dict)
    homes: list[int] = field(default_factory=list)
    votes: dict[int, Consultation] = field(default_factory=dict)
    answered: set[tuple[int, int]] = field(default_factory=set)
    orders: list[Order] = field(default_factory=list)
    wanted_since: dict[tuple[int, Order], datetime] = field(default_factory=dict)
    sent: Counter[Key] = field(default_factory=Counter)
    in_flight_at_a_crash: Counter[Key] = field(default_factory=Counter)
    crash_chance: float = 0.0

    def arrives(self, letter: Letter) -> None:
        """Telegram shows the letter: it must be wanted, true, in the daytime, and new."""
        who, order = self.neighbours[letter.chat_id], self.order_of(letter)
        assert self.wants(who, order), f"{letter.kind} to somebody who does not want it"
        assert HOURS.quiet_span(self.now) is None, "a letter in quiet hours"
        assert order.span.due_at <= self.now < order.span.useful_until
        open_now = self.votes[order.vote].status(self.now) is Status.OPEN
        assert open_now is (letter.kind != RESULT_NOTICE), "an invitation to a vote that is over, or a result before"
        key = key_of(letter)
        self.sent[key] += 1
        assert self.sent[key] <= 1 + self.in_flight_at_a_crash[key], "the same letter twice"

    def order_of(self, letter: Letter) -> Order:
        """What the letter is to tell."""
        found = [one for one in self.orders if (one.kind, one.subject) == (letter.kind, letter.subject_id)]
        assert len(found) == 1
        return found[0]

    def wants(self, who: Neighbour, order: Order) -> bool:
        """Whether somebody is to be told."""
        silent = {home for home in order.homes if (order.vote, home) not in self.answered}
        return who.subscribed and bool(who.homes & (silent if order.silent_only else order.homes))

    def note_wishes(self) -> None:
        """Since when everybody has been reachable and has wanted each letter, without a break."""
        for order in self.orders:
            for who in self.neighbours.values():
                key = (who.telegram_id, order)
                if self.wants(who, order) and not who.blocked and self.reachable(who):
                    self.wanted_since.setdefault(key, self.now)
                else:
                    self.wanted_since.pop(key, None)

    def all_were_told(self) -> None:
        """After a round that went well, nothing is missing; what is over or of no use any more is not missed."""
        if HOURS.quiet_span(self.now) is not None:
            return
        for (chat, order), since in self.wanted_since.items():
            over = order.kind != RESULT_NOTICE and self.votes[order.vote].status(self.now) is not Status.OPEN
            if since <= order.planned_at and order.span.due_at <= self.now < order.span.useful_until and not over:
                assert self.sent[order.kind, order.subject, chat, order.span.due_at], f"{order.kind} is missing"

    def ready_homes(self, vote: int, building: str | None, at: datetime) -> frozenset[int]:
        """The homes that may be reminded, judged home by home."""
        return frozenset(home for home in self.part(building) if self._is_ready(vote, home, at))

    def _is_ready(self, vote: int, home: int, at: datetime) -> bool:
        mine = [one.span.due_at for one in self.orders if (one.kind, one.vote) == (NUDGE, vote) and home in one.homes]
        lives = [who for who in self.neighbours.values() if home in who.homes]
        told = any(who.subscribed and self.reachable(who) for who in lives)
        return told and (vote, home) not in self.answered and LIMIT.allows(len(mine), max(mine, default=None), at)

    def part(self, building: str | None) -> list[int]:
        """Homes 0 to 2 stand in building 1, the last one in building 2."""
        return self.homes if building is None else self.homes[:3] if building == "1" else self.homes[3:]

    def opened(self, vote: Consultation) -> None:
        """The opening was noticed now."""
        span = day_span(self.now, vote.ends_at, HOURS)
        if vote.status(self.now) is Status.OPEN and span is not None:
            self._expect(Order(OPENING, vote.id, vote.id, self.now, frozenset(self.homes), span))

    def ended(self, vote: Consultation) -> None:
        """The end was noticed now."""
        span = day_span(self.now, self.now + _NEWS, HOURS)
        assert span is not None
        self._expect(Order(RESULT_NOTICE, vote.id, vote.id, self.now, frozenset(self.homes), span, silent_only=False))

    def reminded(self, vote: int, number: int, homes: frozenset[int], span: Span) -> None:
        """A helper has ordered a reminder."""
        self._expect(Order(NUDGE, number, vote, self.now, homes, span))

    def _expect(self, order: Order) -> None:
        self.orders.append(order)
        self.note_wishes()

    def reachable(self, who: Neighbour) -> bool:
        """Whether the program takes somebody for reachable."""
        found = people.find_person(self.connection, who.telegram_id)
        return found is not None and found.reachable


def key_of(letter: Letter) -> Key:
    """What must not be sent twice."""
    return letter.kind, letter.subject_id, letter.chat_id, letter.due_at
