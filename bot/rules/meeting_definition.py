"""A meeting as a TOML file writes it down (INTERFACES: meeting definition), checked completely before it is stored."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from typing import Any

from bot.rules import meeting_draft as limits
from bot.rules.definition import Checker, Fault, checked_instant, checked_scope
from bot.rules.meeting_draft import MeetingDraft, sorted_leads
from bot.rules.meeting_times import weekly
from bot.rules.meetings import MeetingKind
from bot.rules.visible import visible

_KEYS = frozenset(
    {
        *("community", "kind", "title", "starts", "ends", "place", "topics", "reminders", "scope"),
        *("consultation", "weeks", "host", "contact", "phone"),
    }
)
_TELLING = frozenset({"kind", "starts", "ends", "place", "topics", "reminders", "weeks"})
_OF_CONSULTATIONS = frozenset({"questions", "regime", "template", "opens", "closes", "secrecy", "results", "matter"})
_LEAD = re.compile(r"\s*(\d{1,4})\s*(m|min|h|d)\s*")
_UNITS = {"m": timedelta(minutes=1), "min": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


def check_meeting(data: Mapping[str, Any], now: datetime, zone: tzinfo) -> tuple[MeetingDraft, ...] | list[Fault]:
    """The meeting, or every meeting of the series (``weeks``), or every fault. Bare times are read in ``zone``."""
    check = Checker()
    check.unknown_keys(data, _KEYS, ())
    community = check.text(data, "community", 32)
    kind = MeetingKind(check.choice(data, "kind", [item.value for item in MeetingKind], None))
    title = _line(check, data, "title", limits.TITLE_LIMIT)
    place = _line(check, data, "place", limits.PLACE_LIMIT)
    starts_at, ends_at = _times(check, data, now, zone)
    topics = _topics(check, data)
    scope = checked_scope(check, data)
    reminders = _reminders(check, data)
    consultation = _whole(check, data, "consultation", 2**31 - 1)
    weeks = _whole(check, data, "weeks", limits.MOST_WEEKS) or 1
    host, contact = (_optional(check, data, key, limits.NAME_LIMIT) for key in ("host", "contact"))
    phone = _optional(check, data, "phone", limits.PHONE_LIMIT)
    if check.faults:
        return check.faults
    draft = MeetingDraft(community, kind, title, starts_at, ends_at, place, topics, scope, reminders, consultation)
    return weekly(replace(draft, host=host, contact=contact, phone=phone), weeks, zone)


def is_meeting(data: Mapping[str, Any]) -> bool:
    """Whether a file means a meeting rather than a consultation: by the keys that only one of them knows."""
    return bool(data.keys() & _TELLING) and not data.keys() & _OF_CONSULTATIONS


def _line(check: Checker, data: Mapping[str, Any], key: str, most: int) -> str:
    return " ".join(check.text(data, key, most).split())


def _optional(check: Checker, data: Mapping[str, Any], key: str, most: int) -> str | None:
    return _line(check, data, key, most) if key in data else None


def _times(check: Checker, data: Mapping[str, Any], now: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
    if "starts" not in data:
        check.fault(("starts",), "missing")
    starts = checked_instant(check, data, "starts", zone) if "starts" in data else None
    ends = checked_instant(check, data, "ends", zone) if "ends" in data else None
    if starts is None:
        return now, now
    if starts <= now:
        check.fault(("starts",), "starts_in_the_past")
    elif starts - now > limits.FARTHEST:
        check.fault(("starts",), "starts_too_far", days=limits.FARTHEST.days)
    if ends is None:
        return starts, starts + limits.USUAL_LENGTH
    if limits.length(starts, ends) <= timedelta(0):
        check.fault(("ends",), "ends_before_start")
    elif limits.length(starts, ends) > limits.LONGEST:
        check.fault(("ends",), "lasts_too_long", hours=limits.LONGEST // timedelta(hours=1))
    return starts, ends


def _texts(check: Checker, data: Mapping[str, Any], key: str, most: int) -> Sequence[str]:
    given = data.get(key, [])
    if not isinstance(given, list) or not all(isinstance(item, str) and visible(item).strip() for item in given):
        check.fault((key,), "not_a_list_of_texts")
        return ()
    if len(given) > most:
        check.fault((key,), "too_many", count=len(given), most=most)
    return given


def _topics(check: Checker, data: Mapping[str, Any]) -> tuple[str, ...]:
    topics = [" ".join(visible(topic).split()) for topic in _texts(check, data, "topics", limits.MOST_TOPICS)]
    longest = max(map(len, topics), default=0)
    if longest > limits.TOPIC_LIMIT:
        check.fault(("topics",), "too_long", length=longest, most=limits.TOPIC_LIMIT)
    return tuple(dict.fromkeys(topics))


def _reminders(check: Checker, data: Mapping[str, Any]) -> tuple[timedelta, ...]:
    if "reminders" not in data:
        return limits.USUAL_REMINDERS
    leads = []
    for text in _texts(check, data, "reminders", limits.MOST_REMINDERS):
        lead = _lead(text)
        if lead is None:
            check.fault(("reminders",), "reminder_unreadable", value=text)
        else:
            leads.append(lead)
    return sorted_leads(leads)


def _lead(text: str) -> timedelta | None:
    found = _LEAD.fullmatch(text.casefold())
    if found is None:
        return None
    lead = int(found[1]) * _UNITS[found[2]]
    return lead if limits.SHORTEST_LEAD <= lead <= limits.LONGEST_LEAD else None


def _whole(check: Checker, data: Mapping[str, Any], key: str, most: int) -> int | None:
    given = data.get(key)
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, int) or not 1 <= given <= most:
        check.fault((key,), "whole_number", value=given, most=most)
        return None
    return given
