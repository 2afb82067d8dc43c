"""How a slip makes a resident: consent, then the relation; and how often one may guess."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.rules.people import Household, Membership, Relation

DRAFT_LIFETIME = timedelta(hours=24)
TRY_WINDOW = timedelta(hours=1)

# The order of the numbered buttons.
RELATIONS = (Relation.OWNER, Relation.FAMILY, Relation.TENANT, Relation.PUBLIC_TENANT, Relation.OTHER)

# The number of the button below them: the slip is for somebody else.
NOT_MY_HOME = len(RELATIONS) + 1

# Choices of a two-way question.
YES, NO = 1, 2


class Step(StrEnum):
    """Where a verification stands: two questions, or one of four ends."""

    CONSENT = "consent"
    RELATION = "relation"
    DONE = "done"
    DECLINED = "declined"
    REJECTED = "rejected"
    ALREADY_YOURS = "already_yours"


QUESTIONS = frozenset({Step.CONSENT, Step.RELATION})


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who talks to the bot. ``language`` is the chosen one; ``consented_at`` is empty before consent.

    ``subscribed`` is false after 退订.
    """

    id: int
    telegram_id: int
    language: str | None
    consented_at: datetime | None
    reachable: bool
    subscribed: bool


@dataclass(frozen=True, slots=True)
class Home:
    """A flat and the name of its community."""

    community_name: str
    household: Household


@dataclass(frozen=True, slots=True)
class Tenure:
    """A person's tie to a home, and since when it is known."""

    home: Home
    membership: Membership
    since: datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """A half-finished verification."""

    telegram_id: int
    home: Home
    slip_serial: int
    started_at: datetime

    def step(self, consented: bool) -> Step:
        """The question that comes next."""
        return Step.RELATION if consented else Step.CONSENT

    def is_expired(self, now: datetime) -> bool:
        """A draft lives for 24 hours."""
        return now >= self.started_at + DRAFT_LIFETIME


@dataclass(frozen=True, slots=True)
class Progress:
    """What to show next. ``owner_confirmed`` is true when nothing more is needed to vote as an owner."""

    step: Step
    home: Home
    relation: Relation | None = None
    owner_confirmed: bool = False


def may_try_from(tries: Sequence[datetime], most: int, now: datetime) -> datetime | None:
    """The instant from which a code may be tried again, or None when it may be tried now.

    ``most`` wrong codes are allowed within an hour.
    """
    recent = sorted(tried for tried in tries if tried > now - TRY_WINDOW)
    return None if len(recent) < most else recent[-most] + TRY_WINDOW


@dataclass(frozen=True, slots=True)
class MeetingReply:
    """What is kept of somebody about one meeting: what a home of theirs replied (yes, no, visit), or that they came."""

    meeting: str
    starts_at: datetime
    said: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OpinionGiven:
    """An opinion that somebody gave, and what was answered so far."""

    number: int
    text: str
    at: datetime
    answer: str | None


@dataclass(frozen=True, slots=True)
class Notice:
    """A private message that was planned for somebody: its kind, when it was due, and what became of it."""

    kind: str
    due_at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Something a person answered: option numbers, none for a withdrawal; ``beyond`` is what its type has besides.

    ``handed_in`` is False for what lies in a questionnaire half answered.
    """

    consultation: str
    question: str
    options: tuple[int, ...]
    at: datetime
    beyond: Mapping[str, object] = field(default_factory=dict)
    handed_in: bool = True
