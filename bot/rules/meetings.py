"""Residents' meetings: what they are, who is invited, what people answered, and when to remind them.

Source: DOMAIN wording of meeting notices and reminders; the kinds are those that headquarters counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.rules.consultation import Scope


class MeetingKind(StrEnum):
    """The kinds that headquarters counts apart."""

    MEET_AND_GREET = "meet_and_greet"
    EXCHANGE = "exchange"
    OPINION_COLLECTION = "opinion_collection"
    DESIGN_FIRST_REVIEW = "design_first_review"
    OTHER = "other"


class MeetingState(StrEnum):
    """What became of a meeting by people's doing; whether it is over, the clock tells."""

    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"


class Phase(StrEnum):
    """Where a meeting stands at an instant."""

    UPCOMING = "upcoming"
    RUNNING = "running"
    OVER = "over"
    CANCELLED = "cancelled"


class Coming(StrEnum):
    """What a home answered to an invitation (buttons 1, 2, 3)."""

    YES = "yes"
    NO = "no"
    VISIT = "visit"  # 请人上门: somebody shall come to the home


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting. Instants carry a zone; ``reminders`` are the leads before the start, longest first.

    ``sequence`` grows with every change that people must know of (RFC 5545 SEQUENCE); ``uid`` never changes.
    ``host`` leads it (主持), ``contact`` is the responsible cadre (分包干部) with their ``phone``.
    """

    id: int
    community_id: int
    community_code: str
    community_name: str
    scope: Scope
    kind: MeetingKind
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    topics: tuple[str, ...]
    reminders: tuple[timedelta, ...]
    state: MeetingState
    reason: str | None
    sequence: int
    uid: str
    created_by: int | None
    consultation_id: int | None = None
    headcount: int | None = None
    summary: str | None = None
    minuted_at: datetime | None = None
    series_id: int | None = None  # the first meeting of its series
    host: str | None = None
    contact: str | None = None
    phone: str | None = None

    def phase(self, now: datetime) -> Phase:
        """Upcoming before the start, running until the end, over afterwards; cancelled whatever the clock says."""
        if self.state is MeetingState.CANCELLED:
            return Phase.CANCELLED
        if now < self.starts_at:
            return Phase.UPCOMING
        return Phase.RUNNING if now < self.ends_at else Phase.OVER


@dataclass(frozen=True, slots=True)
class Answers:
    """Homes by what they answered; ``invited`` counts the homes in scope."""

    invited: int
    homes: Mapping[Coming, int]


@dataclass(frozen=True, slots=True)
class Attendance:
    """Who came: ``people`` is 人次 (a correction by the volunteer replaces the count), ``homes`` distinct homes."""

    people: int
    homes: int
