"""A meeting as it is about to be stored, and what its words and times must keep to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.rules.consultation import Scope
from bot.rules.meetings import MeetingKind
from bot.rules.refusals import Reason, Refusal
from bot.rules.visible import visible

TITLE_LIMIT = 100
PLACE_LIMIT = 100
TOPIC_LIMIT = 200
REASON_LIMIT = 300
NAME_LIMIT = 60
PHONE_LIMIT = 30
MOST_TOPICS = 10
MOST_WEEKS = 26
MOST_REMINDERS = 5
SHORTEST_LEAD, LONGEST_LEAD = timedelta(minutes=5), timedelta(days=30)
LONGEST = timedelta(hours=12)
FARTHEST = timedelta(days=366)
USUAL_REMINDERS = (timedelta(hours=24), timedelta(hours=1))
USUAL_LENGTH = timedelta(minutes=90)
_EVERYBODY = Scope()


@dataclass(frozen=True, slots=True)
class MeetingDraft:
    """One meeting to be stored. ``community`` is its code; ``reminders`` are leads before the start, longest first."""

    community: str
    kind: MeetingKind
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    topics: tuple[str, ...] = ()
    scope: Scope = _EVERYBODY
    reminders: tuple[timedelta, ...] = USUAL_REMINDERS
    consultation_id: int | None = None
    host: str | None = None
    contact: str | None = None
    phone: str | None = None


def checked_draft(draft: MeetingDraft, now: datetime) -> MeetingDraft:
    """The draft as it may be stored; raises the Refusal of the first thing that cannot be.

    Raises those of ``one_line``, ``checked_topics`` and ``must_be_ahead``.
    """
    must_be_ahead(draft.starts_at, draft.ends_at, now)
    return replace(
        draft,
        title=one_line(draft.title, TITLE_LIMIT),
        place=one_line(draft.place, PLACE_LIMIT),
        topics=checked_topics(draft.topics),
        reminders=sorted_leads(draft.reminders),
        host=_optional(draft.host, NAME_LIMIT),
        contact=_optional(draft.contact, NAME_LIMIT),
        phone=_optional(draft.phone, PHONE_LIMIT),
    )


def must_be_ahead(starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    """Raises Refusal(MEETING_PAST, MEETING_TOO_FAR, MEETING_ENDS_FIRST, MEETING_TOO_LONG)."""
    if starts_at <= now:
        raise Refusal(Reason.MEETING_PAST, starts=starts_at)
    if starts_at - now > FARTHEST:
        raise Refusal(Reason.MEETING_TOO_FAR, days=FARTHEST.days)
    if length(starts_at, ends_at) <= timedelta(0):
        raise Refusal(Reason.MEETING_ENDS_FIRST, starts=starts_at, ends=ends_at)
    if length(starts_at, ends_at) > LONGEST:
        raise Refusal(Reason.MEETING_TOO_LONG, hours=LONGEST // timedelta(hours=1))


def length(starts_at: datetime, ends_at: datetime) -> timedelta:
    """The time that passes between two instants (in one zone, datetimes subtract what clocks on the wall show)."""
    return ends_at.astimezone(UTC) - starts_at.astimezone(UTC)


def one_line(text: str, most: int) -> str:
    """Typed words in one line, without what cannot be seen. Raises Refusal(MEETING_TEXT_EMPTY, MEETING_TEXT_LONG)."""
    words = " ".join(visible(text).split())
    if not words:
        raise Refusal(Reason.MEETING_TEXT_EMPTY)
    if len(words) > most:
        raise Refusal(Reason.MEETING_TEXT_LONG, length=len(words), most=most)
    return words


def _optional(text: str | None, most: int) -> str | None:
    return one_line(text, most) if text and visible(text).strip() else None


def checked_topics(topics: Iterable[str]) -> tuple[str, ...]:
    """Topics without the empty ones and repetitions. Raises Refusal(MEETING_TEXT_LONG, MEETING_TOO_MANY)."""
    kept = tuple(dict.fromkeys(one_line(topic, TOPIC_LIMIT) for topic in topics if visible(topic).strip()))
    if len(kept) > MOST_TOPICS:
        raise Refusal(Reason.MEETING_TOO_MANY, count=len(kept), most=MOST_TOPICS)
    return kept


def sorted_leads(leads: Iterable[timedelta]) -> tuple[timedelta, ...]:
    """Leads once each, longest first."""
    return tuple(sorted(set(leads), reverse=True))
