"""A meeting while a helper writes it down: what is known, what is asked next, and what was meant by typed words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from enum import IntEnum
from typing import Any

from bot.rules.consultation import Scope
from bot.rules.meeting_draft import (
    FARTHEST,
    PLACE_LIMIT,
    TITLE_LIMIT,
    USUAL_REMINDERS,
    MeetingDraft,
    checked_topics,
    one_line,
)
from bot.rules.meeting_times import When, at_clock, read_day, read_hours, read_when
from bot.rules.meetings import MeetingKind
from bot.rules.people_words import read_people
from bot.rules.refusals import Reason, Refusal

# Semicolons of both widths part topics like ends of lines.
_SEPARATORS = str.maketrans({0xFF1B: "\n", 0x3B: "\n"})


class Ask(IntEnum):
    """The questions, in order; buttons carry the numbers. From TITLE on they are asked on request only."""

    COMMUNITY = 1
    BUILDING = 2
    ENTRANCE = 3
    KIND = 4
    DAY = 5
    CLOCK = 6
    PLACE = 7
    TOPICS = 8
    PREVIEW = 9
    TITLE = 10
    WEEKS = 11
    REMINDERS = 12
    CONSULTATION = 13
    PEOPLE = 14


def asked(number: int) -> Ask:
    """The question that a button names. Raises Refusal(MEETING_PLAN_GONE)."""
    try:
        return Ask(number)
    except ValueError:
        raise Refusal(Reason.MEETING_PLAN_GONE) from None


KINDS = tuple(MeetingKind)
WEEKS = (1, 2, 4, 8)
"""Lengths of a series offered as buttons."""
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
LEADS: tuple[tuple[timedelta, ...], ...] = (USUAL_REMINDERS, (_DAY,), (_HOUR,), (3 * _DAY, _DAY, _HOUR), ())
"""Reminders offered as buttons."""
MOST_WEEKS = 26


@dataclass(frozen=True, slots=True)
class Choice:
    """A button of a question: what it stands for, and its name from the database."""

    value: int
    name: str


@dataclass(frozen=True, slots=True)
class MeetingPlan:
    """What is known so far. ``serial`` tells the buttons of this dialogue from those of an earlier one."""

    serial: int
    community_id: int | None = None
    community: str = ""
    community_name: str = ""
    whole: bool = False
    building: str | None = None
    entrance: str | None = None
    entrance_asked: bool = False
    kind: MeetingKind | None = None
    day: date | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    place: str | None = None
    topics: tuple[str, ...] | None = None
    title: str | None = None
    weeks: int = 1
    leads: int = 0
    consultation_id: int | None = None
    host: str | None = None
    contact: str | None = None
    phone: str | None = None
    editing: Ask | None = None

    @property
    def ask(self) -> Ask:
        """The question that comes next."""
        if self.editing is not None:
            return self.editing
        known = {
            Ask.COMMUNITY: self.community_id is not None,
            Ask.BUILDING: self.whole or self.building is not None,
            Ask.ENTRANCE: self.whole or self.entrance_asked,
            Ask.KIND: self.kind is not None,
            Ask.DAY: self.day is not None,
            Ask.CLOCK: self.starts_at is not None,
            Ask.PLACE: self.place is not None,
            Ask.TOPICS: self.topics is not None,
        }
        return next((ask for ask, answered in known.items() if not answered), Ask.PREVIEW)

    @property
    def scope(self) -> Scope:
        """Who is invited."""
        return Scope(self.building, self.entrance)

    def draft(self, title: str) -> MeetingDraft:
        """The meeting, when nothing is left to ask. ``title`` is used unless somebody wrote another."""
        if self.ask is not Ask.PREVIEW or self.kind is None or self.starts_at is None or self.ends_at is None:
            raise Refusal(Reason.MEETING_PLAN_GONE)
        return MeetingDraft(
            self.community,
            self.kind,
            self.title or title,
            self.starts_at,
            self.ends_at,
            self.place or "",
            self.topics or (),
            self.scope,
            LEADS[self.leads],
            self.consultation_id,
            self.host,
            self.contact,
            self.phone,
        )

    def facts(self) -> dict[str, Any]:
        """For storing as JSON."""
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name in self.__slots__
            if (value := getattr(self, name)) is not None
        }


def plan_from(facts: Mapping[str, Any]) -> MeetingPlan:
    """The plan as it was stored."""
    read: dict[str, Callable[[Any], Any]] = {
        "kind": MeetingKind,
        "day": date.fromisoformat,
        "starts_at": datetime.fromisoformat,
        "ends_at": datetime.fromisoformat,
        "topics": tuple,
        "editing": Ask,
    }
    return MeetingPlan(**{name: read.get(name, _as_is)(value) for name, value in facts.items()})


def _as_is(value: Any) -> Any:
    return value


def pressed(
    plan: MeetingPlan, ask: Ask, value: int, names: Iterable[Choice], now: datetime, zone: tzinfo
) -> MeetingPlan:
    """The plan after a button. ``names`` are the choices that the database offers for the question.

    Raises Refusal(MEETING_PLAN_GONE) for a button that is not there, and those of ``at_clock``.
    """
    done = replace(plan, editing=None)
    offered = {choice.value: choice.name for choice in names}
    if ask is Ask.KIND and 1 <= value <= len(KINDS):
        return replace(done, kind=KINDS[value - 1])
    if ask is Ask.DAY:
        return replace(done, day=near_day(value, now, zone), starts_at=None, ends_at=None)
    if ask is Ask.CLOCK and plan.day is not None and value < 24 * 60:
        return _at(done, at_clock(plan.day, time(value // 60, value % 60), now, zone), zone)
    if ask is Ask.PLACE and value in offered:
        return replace(done, place=one_line(offered[value], PLACE_LIMIT))
    if ask is Ask.TOPICS and value == 0:
        return replace(done, topics=())
    if ask is Ask.PEOPLE and value == 0:
        return replace(done, host=None, contact=None, phone=None)
    if ask is Ask.WEEKS and value in WEEKS:
        return replace(done, weeks=value)
    if ask is Ask.REMINDERS and 1 <= value <= len(LEADS):
        return replace(done, leads=value - 1)
    if ask is Ask.CONSULTATION and (value == 0 or value in offered):
        return replace(done, consultation_id=value or None)
    raise Refusal(Reason.MEETING_PLAN_GONE)


def typed(plan: MeetingPlan, text: str, now: datetime, zone: tzinfo) -> MeetingPlan | None:
    """The plan after typed words; None when the question wants a button.

    Raises the Refusals of reading times, of ``one_line`` and of ``checked_topics``.
    """
    done = replace(plan, editing=None)
    if plan.ask in (Ask.DAY, Ask.CLOCK):
        day, when = read_time(text, plan.day, now, zone)
        return replace(done, day=day, starts_at=None, ends_at=None) if when is None else _at(done, when, zone)
    if plan.ask is Ask.PLACE:
        return replace(done, place=one_line(text, PLACE_LIMIT))
    if plan.ask is Ask.TITLE:
        return replace(done, title=one_line(text, TITLE_LIMIT))
    if plan.ask is Ask.TOPICS:
        return replace(done, topics=checked_topics(text.translate(_SEPARATORS).splitlines()))
    if plan.ask is Ask.PEOPLE:
        named = read_people(text)
        return replace(done, host=named.host, contact=named.contact, phone=named.phone)
    weeks = text.strip()
    if plan.ask is Ask.WEEKS and weeks.isdecimal() and 1 <= int(weeks[:4]) <= MOST_WEEKS:
        return replace(done, weeks=int(weeks))
    return None


def near_day(ordinal: int, now: datetime, zone: tzinfo) -> date:
    """The day that a button names, from today on. Raises Refusal(MEETING_PLAN_GONE) for a day never offered."""
    today = now.astimezone(zone).date()
    if not 0 <= ordinal - today.toordinal() <= FARTHEST.days:
        raise Refusal(Reason.MEETING_PLAN_GONE)
    return date.fromordinal(ordinal)


def serial_of(now: datetime) -> int:
    """A number for the buttons of a dialogue that begins now; another one begins in another second."""
    return int(now.timestamp()) % 2**31


def _at(plan: MeetingPlan, when: When, zone: tzinfo) -> MeetingPlan:
    return replace(plan, day=when.starts_at.astimezone(zone).date(), starts_at=when.starts_at, ends_at=when.ends_at)


def read_time(text: str, day: date | None, now: datetime, zone: tzinfo) -> tuple[date, When | None]:
    """A typed day, a typed hour of a day that is known, or both; raises like ``read_when``."""
    try:
        when = read_when(text, now, zone)
    except Refusal as refusal:
        if refusal.reason is Reason.WHEN_NO_CLOCK:
            return read_day(text, now, zone), None
        if refusal.reason is not Reason.WHEN_NO_DAY or day is None:
            raise
        when = read_hours(text, day, now, zone)
    return when.starts_at.astimezone(zone).date(), when
