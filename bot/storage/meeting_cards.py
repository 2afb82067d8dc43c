"""Cards of meetings: which there have to be, and what tells that one has grown old."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Select, and_, func, select

from bot.rules.meetings import MeetingState
from bot.storage.card_tables import CardTable
from bot.storage.models import attendance, binding, meeting, meeting_card, rsvp

TABLE = CardTable(meeting_card, "meeting_id")


def plan_missing(connection: Connection, now: datetime) -> int:
    """Every meeting that stands and is not over gets a card in its community's groups; returns how many."""
    return TABLE.plan(connection, _missing(now))


def any_missing(connection: Connection, now: datetime) -> bool:
    """Whether ``plan_missing`` has something to do."""
    return connection.execute(_missing(now).limit(1)).first() is not None


def _missing(now: datetime) -> Select[int, int]:
    here = and_(meeting_card.c.meeting_id == meeting.c.id, meeting_card.c.binding_id == binding.c.id)
    return (
        select(meeting.c.id, binding.c.id)
        .join(binding, binding.c.community_id == meeting.c.community_id)
        .outerjoin(meeting_card, here)
        .where(
            binding.c.present,
            meeting_card.c.id.is_(None),
            meeting.c.state == MeetingState.SCHEDULED.value,
            meeting.c.ends_at > now,
        )
    )


def versions(connection: Connection, meeting_ids: Sequence[int]) -> dict[int, str]:
    """Something that differs as soon as another answer or attendance is written down, by meeting."""
    answered = select(rsvp.c.meeting_id, func.max(rsvp.c.answered_at)).where(rsvp.c.meeting_id.in_(meeting_ids))
    came = select(attendance.c.meeting_id, func.count()).where(attendance.c.meeting_id.in_(meeting_ids))
    answers = {row[0]: row[1] for row in connection.execute(answered.group_by(rsvp.c.meeting_id))}
    people = {row[0]: row[1] for row in connection.execute(came.group_by(attendance.c.meeting_id))}
    return {number: f"{answers.get(number)} {people.get(number)}" for number in meeting_ids}
