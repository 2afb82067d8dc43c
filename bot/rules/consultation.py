"""What a consultation is, and when it is open. The clock decides; jobs only announce."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.rules.people import Household


class Regime(StrEnum):
    """Which kind of asking this is; consultation results are never called decisions."""

    CONSULTATION = "consultation"
    RESIDENT_MEETING = "resident_meeting"
    OWNER_DECISION = "owner_decision"


class QuestionType(StrEnum):
    """The shapes of an answer that are taken."""

    SINGLE = "single"
    MULTIPLE = "multiple"


class Answerers(StrEnum):
    """Who may answer for a household."""

    RESIDENTS = "residents"
    OWNERS = "owners"


class ResultsPolicy(StrEnum):
    """Whether counts per option are shown while people still answer."""

    LIVE = "live"
    AFTER_CLOSE = "after_close"


class Status(StrEnum):
    """Where a consultation stands at an instant."""

    SCHEDULED = "scheduled"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Scope:
    """The part of a community that is asked; both empty means all of it."""

    building: str | None = None
    entrance: str | None = None

    def contains(self, household: Household) -> bool:
        """Whether the household lies in this scope."""
        address = household.address
        return (self.building is None or address.building == self.building) and (
            self.entrance is None or address.entrance == self.entrance
        )


@dataclass(frozen=True, slots=True)
class Question:
    """One question; options are numbered from 1 in the order given."""

    id: int
    number: int
    text: str
    type: QuestionType
    options: tuple[str, ...]
    max_choices: int | None = None


@dataclass(frozen=True, slots=True)
class Consultation:
    """A consultation as it was frozen at creation. Instants carry a zone; ``closed_at`` is set by an early closing."""

    id: int
    community_id: int
    community_code: str
    community_name: str
    title: str
    regime: Regime
    answerers: Answerers
    results: ResultsPolicy
    scope: Scope
    opens_at: datetime
    closes_at: datetime
    closed_at: datetime | None
    questions: tuple[Question, ...]
    matter: str | None = None
    ruleset: str | None = None
    settled: bool = False

    @property
    def ends_at(self) -> datetime:
        """The instant from which no answer counts any more."""
        return self.closes_at if self.closed_at is None else min(self.closes_at, self.closed_at)

    def status(self, now: datetime) -> Status:
        """Open from ``opens_at`` inclusive to ``ends_at`` exclusive.

        Once its end is settled (the announcement is under way) it is over whatever the clock says: a press that was
        taken up a moment before the end and is written a moment after must not change an announced result.
        """
        if self.settled or now >= self.ends_at:
            return Status.CLOSED
        return Status.OPEN if now >= self.opens_at else Status.SCHEDULED

    def shows_counts(self, now: datetime) -> bool:
        """Counts per option are public while open only when results are live."""
        return self.results is ResultsPolicy.LIVE or self.status(now) is Status.CLOSED
