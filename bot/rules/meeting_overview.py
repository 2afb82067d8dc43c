"""Facts around a meeting, as lists and answers show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.rules.meetings import Attendance, Coming, Meeting, MeetingKind
from bot.rules.people import Address, Membership


class ConflictKind(StrEnum):
    """What two meetings at one time share."""

    PLACE = "place"
    PEOPLE = "people"  # homes invited to both
    HELPER = "helper"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A scheduled meeting at the same time as the one that is planned; pointed out, never forbidden."""

    kind: ConflictKind
    meeting: Meeting


@dataclass(frozen=True, slots=True)
class RsvpReceipt:
    """What was written down for whom, and in which language to say so."""

    meeting: Meeting
    memberships: tuple[Membership, ...]
    coming: Coming
    language: str | None


@dataclass(frozen=True, slots=True)
class CheckIn:
    """Somebody is there. ``memberships`` are their homes; ``again`` when they were written down already."""

    meeting: Meeting
    memberships: tuple[Membership, ...]
    attendance: Attendance
    again: bool
    language: str | None

    @property
    def homes(self) -> int:
        """Homes that came so far."""
        return self.attendance.homes

    @property
    def people(self) -> int:
        """People who came so far (人次)."""
        return self.attendance.people


@dataclass(frozen=True, slots=True)
class AttendanceLine:
    """Somebody who was written down. ``by_helper`` for people without a phone; a home may be unknown."""

    id: int
    address: Address | None
    came_at: datetime
    by_helper: bool


class TaskState(StrEnum):
    """What became of a task."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class VisitTask:
    """A home that asked for somebody to come by."""

    id: int
    meeting: Meeting
    household_id: int
    address: Address
    state: TaskState
    created_at: datetime


@dataclass(frozen=True, slots=True)
class OpinionDraft:
    """An opinion as raised at a meeting. ``owner_name`` answers it, until the end of ``due_on``."""

    text: str
    owner_name: str | None = None
    owner: int | None = None  # Telegram id
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Opinion:
    """A line of the opinion ledger."""

    id: int
    meeting_id: int | None
    text: str
    owner_name: str | None
    owner: int | None
    due_on: date | None
    answer: str | None
    raised_at: datetime


@dataclass(frozen=True, slots=True)
class MinuteFile:
    """A photo or document of the minutes: Telegram keeps the file. ``kind`` is ``photo`` or ``document``."""

    kind: str
    file_id: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Minutes:
    """What volunteers send after a meeting."""

    summary: str
    opinions: Sequence[OpinionDraft] = ()
    files: Sequence[MinuteFile] = ()


@dataclass(frozen=True, slots=True)
class MyMeeting:
    """A meeting that somebody is invited to, and what their home answered."""

    meeting: Meeting
    coming: Coming | None


@dataclass(frozen=True, slots=True)
class HelperMeetings:
    """What a volunteer has before them."""

    to_prepare: tuple[Meeting, ...]
    to_minute: tuple[Meeting, ...]
    tasks: tuple[VisitTask, ...]


@dataclass(frozen=True, slots=True)
class MonthLine:
    """Meetings of one kind held in one month (``2026-12``), with 人次 and homes."""

    month: str
    kind: MeetingKind
    count: int
    people: int
    homes: int
