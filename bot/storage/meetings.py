"""Meetings: stored and found."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, false, insert, or_, select, true

from bot.rules.consultation import Scope
from bot.rules.meeting_draft import MeetingDraft
from bot.rules.meetings import Answers, Attendance, Meeting, MeetingKind, MeetingState
from bot.rules.permissions import Place
from bot.storage import attendances, rsvps
from bot.storage.models import community, meeting

# Without letters that look alike, so that a code can also be read out.
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_CODE_LENGTH = 10
_MINUTE = timedelta(minutes=1)


def create(
    connection: Connection,
    draft: MeetingDraft,
    community_id: int,
    created_by: int | None,
    now: datetime,
    series_id: int | None = None,
) -> int:
    """Store a checked draft; returns the new number. ``series_id`` is the first meeting of its series."""
    row: dict[str, Any] = {
        "community_id": community_id,
        "scope_building": draft.scope.building,
        "scope_entrance": draft.scope.entrance,
        "kind": draft.kind.value,
        "title": draft.title,
        "starts_at": draft.starts_at,
        "ends_at": draft.ends_at,
        "place": draft.place,
        "topics": json.dumps(draft.topics, ensure_ascii=False),
        "reminders": ",".join(str(lead // _MINUTE) for lead in draft.reminders),
        "uid": f"{secrets.token_hex(16)}@louyuan",
        "series_id": series_id,
        "consultation_id": draft.consultation_id,
        "host": draft.host,
        "contact": draft.contact,
        "phone": draft.phone,
        "check_in_code": new_check_in_code(),
        "created_by": created_by,
        "created_at": now,
    }
    number: int = connection.execute(insert(meeting).returning(meeting.c.id), row).scalar_one()
    return number


def new_check_in_code() -> str:
    """Ten signs, at least one of them a digit: typed in a chat, it cannot be taken for a word."""
    while True:
        code = "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH))
        if not code.isalpha():
            return code


_SELECT = select(meeting, community.c.code, community.c.name).join(community)
_STANDS = meeting.c.state == MeetingState.SCHEDULED.value


def _meeting(row: Row[Any]) -> Meeting:
    return Meeting(
        id=row.id,
        community_id=row.community_id,
        community_code=row.code,
        community_name=row.name,
        scope=Scope(row.scope_building, row.scope_entrance),
        kind=MeetingKind(row.kind),
        title=row.title,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        place=row.place,
        topics=tuple(json.loads(row.topics)),
        reminders=tuple(_MINUTE * int(minutes) for minutes in row.reminders.split(",") if minutes),
        state=MeetingState(row.state),
        reason=row.reason,
        sequence=row.sequence,
        uid=row.uid,
        created_by=row.created_by,
        consultation_id=row.consultation_id,
        headcount=row.headcount,
        summary=row.summary,
        minuted_at=row.minuted_at,
        series_id=row.series_id,
        host=row.host,
        contact=row.contact,
        phone=row.phone,
    )


def _first(connection: Connection, condition: ColumnElement[bool]) -> Meeting | None:
    row = connection.execute(_SELECT.where(condition)).first()
    return None if row is None else _meeting(row)


def _several(connection: Connection, *conditions: ColumnElement[bool]) -> list[Meeting]:
    query = _SELECT.where(*conditions).order_by(meeting.c.starts_at, meeting.c.id)
    return [_meeting(row) for row in connection.execute(query)]


def load(connection: Connection, meeting_id: int) -> Meeting | None:
    """The meeting with this number, or None; also for a number too large to be one."""
    return _first(connection, meeting.c.id == meeting_id) if 0 < meeting_id < 2**31 else None


def lock(connection: Connection, meeting_id: int) -> Meeting | None:
    """Like load, for changing it: whoever else wants to change it waits until this transaction ends."""
    if not 0 < meeting_id < 2**31:
        return None
    connection.execute(select(meeting.c.id).where(meeting.c.id == meeting_id).with_for_update())
    return load(connection, meeting_id)


def by_uid(connection: Connection, uid: str) -> Meeting | None:
    """The meeting of a calendar entry (RFC 5545 UID)."""
    return _first(connection, meeting.c.uid == uid)


def by_check_in_code(connection: Connection, code: str) -> Meeting | None:
    """The meeting whose door shows this code; whatever cannot be a code is nobody's."""
    if len(code) != _CODE_LENGTH or not set(code) <= set(_ALPHABET):
        return None
    return _first(connection, meeting.c.check_in_code == code)


def check_in_code(connection: Connection, meeting_id: int) -> str:
    """What the door shows; the meeting must exist."""
    return str(connection.execute(select(meeting.c.check_in_code).where(meeting.c.id == meeting_id)).scalar_one())


def by_numbers(connection: Connection, numbers: Sequence[int]) -> dict[int, Meeting]:
    """Meetings by number; unknown numbers are absent."""
    return {item.id: item for item in _several(connection, meeting.c.id.in_(numbers))}


def of_series(connection: Connection, meeting_id: int) -> list[Meeting]:
    """All meetings of the series that this one belongs to, first first; empty when it stands alone."""
    first = select(meeting.c.series_id).where(meeting.c.id == meeting_id).scalar_subquery()
    return _several(connection, meeting.c.series_id == first)


def later_in_series(connection: Connection, one: Meeting, now: datetime) -> list[Meeting]:
    """The meetings of the same series that come after this one, stand and have not begun."""
    if one.series_id is None:
        return []
    later = (meeting.c.starts_at > one.starts_at, meeting.c.starts_at > now)
    return _several(connection, meeting.c.series_id == one.series_id, meeting.c.id != one.id, *later, _STANDS)


def upcoming(connection: Connection, community_ids: Sequence[int], now: datetime) -> list[Meeting]:
    """What is scheduled in these communities and not over, the next first."""
    return _several(connection, meeting.c.community_id.in_(community_ids), meeting.c.ends_at > now, _STANDS)


def listed(connection: Connection) -> list[Meeting]:
    """Every meeting, by its start."""
    return _several(connection, true())


def in_places(
    connection: Connection, places: Sequence[Place], since: datetime, until: datetime | None = None
) -> list[Meeting]:
    """Meetings in these places that end after ``since`` and start before ``until``, cancelled ones too."""
    ends = true() if until is None else meeting.c.starts_at < until
    return _several(connection, or_(false(), *map(_inside, places)), meeting.c.ends_at > since, ends)


def _inside(place: Place) -> ColumnElement[bool]:
    narrowed = []
    if place.subdistrict is not None:
        narrowed.append(community.c.subdistrict == place.subdistrict)
    if place.community_id is not None:
        narrowed.append(community.c.id == place.community_id)
    if place.building is not None:
        narrowed.append(meeting.c.scope_building == place.building)
    return and_(true(), *narrowed)


def at_the_time(connection: Connection, starts_at: datetime, ends_at: datetime) -> list[Meeting]:
    """Scheduled meetings anywhere that overlap this time."""
    return _several(connection, meeting.c.starts_at < ends_at, meeting.c.ends_at > starts_at, _STANDS)


def answers(connection: Connection, asked: Meeting) -> Answers:
    """Homes invited, and homes by what they answered."""
    return rsvps.answers(connection, asked)


def attendance(connection: Connection, meeting_id: int) -> Attendance:
    """Who came."""
    return attendances.count(connection, meeting_id)
