"""How a slip makes a resident: consent, relation, confirmation; and how often one may guess."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.rules.people import Household, Membership, Relation

DRAFT_LIFETIME = timedelta(hours=24)
TRY_WINDOW = timedelta(hours=1)

# The order of the numbered buttons.
RELATIONS = (Relation.OWNER, Relation.FAMILY, Relation.TENANT, Relation.PUBLIC_TENANT, Relation.OTHER)

# Choices of a two-way question.
YES, NO = 1, 2


class Step(StrEnum):
    """Where a verification stands: three questions, or one of four ends."""

    CONSENT = "consent"
    RELATION = "relation"
    CONFIRM = "confirm"
    DONE = "done"
    DECLINED = "declined"
    REJECTED = "rejected"
    ALREADY_YOURS = "already_yours"


QUESTIONS = frozenset({Step.CONSENT, Step.RELATION, Step.CONFIRM})


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who talks to the bot. ``language`` is the chosen one; ``consented_at`` is empty before consent."""

    id: int
    telegram_id: int
    language: str | None
    consented_at: datetime | None
    reachable: bool


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
    relation: Relation | None
    started_at: datetime

    def step(self, consented: bool) -> Step:
        """The question that comes next."""
        if not consented:
            return Step.CONSENT
        return Step.RELATION if self.relation is None else Step.CONFIRM

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
class Answer:
    """Something a person answered: option numbers, none for a withdrawal."""

    consultation: str
    question: str
    options: tuple[int, ...]
    at: datetime
