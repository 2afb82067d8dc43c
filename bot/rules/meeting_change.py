"""A move or a cancellation while a helper writes it down; and a headcount that is about to be typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, tzinfo
from enum import IntEnum, StrEnum
from typing import Any

from bot.rules.meeting_draft import PLACE_LIMIT, REASON_LIMIT, length, one_line
from bot.rules.meeting_plan import near_day, read_time
from bot.rules.meeting_times import When, at_clock, later
from bot.rules.meetings import Meeting
from bot.rules.refusals import Reason, Refusal


class Verb(StrEnum):
    """What the helper is about to do."""

    MOVE = "move"
    CANCEL = "cancel"
    HEADCOUNT = "headcount"


class Wants(IntEnum):
    """The questions, in order; buttons carry the numbers."""

    DAY = 1
    CLOCK = 2
    PLACE = 3
    REASON = 4
    CONFIRM = 5
    PEOPLE = 6
    SERIES = 7


ONLY_THIS, ALL_LATER = 1, 2
"""Answers to the question about the series."""


@dataclass(frozen=True, slots=True)
class ChangePlan:
    """What is known so far. ``place`` None keeps the place.

    ``following`` counts the later meetings of the series, ``whole`` says whether they change, too.
    """

    serial: int
    verb: Verb
    meeting_id: int
    day: date | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    place: str | None = None
    place_asked: bool = False
    reason: str | None = None
    following: int = 0
    whole: bool | None = None

    @property
    def wants(self) -> Wants:
        """The question that comes next."""
        if self.verb is Verb.HEADCOUNT:
            return Wants.PEOPLE
        if self.verb is Verb.MOVE and self.starts_at is None:
            return Wants.DAY if self.day is None else Wants.CLOCK
        if self.verb is Verb.MOVE and not self.place_asked:
            return Wants.PLACE
        if self.reason is None:
            return Wants.REASON
        return Wants.SERIES if self.following and self.whole is None else Wants.CONFIRM

    def facts(self) -> dict[str, Any]:
        """For storing as JSON."""
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name in self.__slots__
            if (value := getattr(self, name)) is not None
        }


def change_from(facts: Mapping[str, Any]) -> ChangePlan:
    """The plan as it was stored."""
    day, starts, ends = (facts.get(name) for name in ("day", "starts_at", "ends_at"))
    return ChangePlan(
        serial=facts["serial"],
        verb=Verb(facts["verb"]),
        meeting_id=facts["meeting_id"],
        day=date.fromisoformat(day) if day else None,
        starts_at=datetime.fromisoformat(starts) if starts else None,
        ends_at=datetime.fromisoformat(ends) if ends else None,
        place=facts.get("place"),
        place_asked=facts.get("place_asked", False),
        reason=facts.get("reason"),
        following=facts.get("following", 0),
        whole=facts.get("whole"),
    )


def change_pressed(
    plan: ChangePlan, wants: int, value: int, meeting: Meeting, reasons: Sequence[str], now: datetime, zone: tzinfo
) -> ChangePlan:
    """The plan after a button; ``reasons`` are the usual ones, numbered from 1.

    Raises Refusal(MEETING_PLAN_GONE) for a button that is not there, and those of ``at_clock``.
    """
    if wants == Wants.DAY and value == 0:
        return replace(plan, day=None, starts_at=meeting.starts_at, ends_at=meeting.ends_at)
    if wants == Wants.DAY:
        return replace(plan, day=near_day(value, now, zone), starts_at=None, ends_at=None)
    if wants == Wants.CLOCK and plan.day is not None and value < 24 * 60:
        return _at(plan, at_clock(plan.day, time(value // 60, value % 60), now, zone), meeting, zone)
    if wants == Wants.PLACE and value == 0:
        return replace(plan, place=None, place_asked=True)
    if wants == Wants.REASON and 1 <= value <= len(reasons):
        return replace(plan, reason=one_line(reasons[value - 1], REASON_LIMIT))
    if wants == Wants.SERIES and plan.following and value in (ONLY_THIS, ALL_LATER):
        return replace(plan, whole=value == ALL_LATER)
    raise Refusal(Reason.MEETING_PLAN_GONE)


def change_typed(plan: ChangePlan, text: str, meeting: Meeting, now: datetime, zone: tzinfo) -> ChangePlan:
    """The plan after typed words; raises the Refusals of reading times and of ``one_line``."""
    if plan.wants in (Wants.DAY, Wants.CLOCK):
        # Hours alone are those of the day that is chosen, or of the day on which it takes place now.
        day, when = read_time(text, plan.day or meeting.starts_at.astimezone(zone).date(), now, zone)
        return replace(plan, day=day) if when is None else _at(plan, when, meeting, zone)
    if plan.wants is Wants.PLACE:
        return replace(plan, place=one_line(text, PLACE_LIMIT), place_asked=True)
    if plan.wants is Wants.REASON:
        return replace(plan, reason=one_line(text, REASON_LIMIT))
    return plan


def _at(plan: ChangePlan, when: When, meeting: Meeting, zone: tzinfo) -> ChangePlan:
    """Without an end of its own the meeting lasts as long as before."""
    ends = when.ends_at
    if when.open_ended:
        ends = later(when.starts_at, length(meeting.starts_at, meeting.ends_at), zone)
    return replace(plan, day=when.starts_at.astimezone(zone).date(), starts_at=when.starts_at, ends_at=ends)
