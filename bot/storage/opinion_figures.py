"""Opinions for reports and for the ledger's file: counted by community, and a row each (DOMAIN T12)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from sqlalchemy import Connection, Subquery, and_, case, func, or_, select

from bot.rules.opinions import OpinionCounts
from bot.storage.models import community, opinion, opinion_event, opinion_file

_DAY = timedelta(days=1)


def opinion_counts(
    connection: Connection, start: date | None, end: date, as_of: date, zone: tzinfo, community_id: int | None = None
) -> dict[int, OpinionCounts]:
    """How people were heard, by community id: opinions raised from ``start`` to ``end``, both days inclusive.

    ``start`` None counts from the beginning. What had become of them is told as of the end of the day ``as_of``; what
    was raised after it is not counted. Days are those of ``zone``. Communities without any are left out.
    """
    last = _midnight(min(end, as_of) + _DAY, zone)
    told = and_(opinion.c.answered_at.is_not(None), opinion.c.answered_at < _midnight(as_of + _DAY, zone))
    late = and_(opinion.c.due_on < as_of.isoformat(), or_(opinion.c.answered_at.is_(None), ~told))
    conditions = [opinion.c.raised_at < last]
    if start is not None:
        conditions.append(opinion.c.raised_at >= _midnight(start, zone))
    if community_id is not None:
        conditions.append(opinion.c.community_id == community_id)
    query = select(
        opinion.c.community_id,
        func.count(),
        func.count(case((told, 1))),
        func.count(case((and_(told, opinion.c.state == "rejected"), 1))),
        func.count(case((late, 1))),
    )
    found = connection.execute(query.where(*conditions).group_by(opinion.c.community_id))
    return {row[0]: OpinionCounts(*row[1:]) for row in found}


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class OpinionRow:
    """An opinion for the ledger's file. ``state`` is open, answered or rejected; nothing says who gave it."""

    id: int
    raised_at: datetime
    subdistrict: str | None
    community_code: str
    community: str
    building: str | None
    category: str
    place: str | None
    content: str
    state: str
    due_on: str | None
    answered_at: datetime | None
    answer: str | None
    owner_name: str | None
    meeting_id: int | None
    main_id: int | None
    files: int
    updated_at: datetime


def rows(connection: Connection, since: datetime | None = None, until: datetime | None = None) -> Iterator[OpinionRow]:
    """Opinions raised from ``since`` on and before ``until``, in the order of their numbers."""
    touched = _newest_step()
    files = select(opinion_file.c.opinion_id, func.count().label("files")).group_by(opinion_file.c.opinion_id)
    counted = files.subquery()
    query = (
        select(opinion, community.c.code, community.c.name, community.c.subdistrict, counted.c.files, touched.c.at)
        .join(community, community.c.id == opinion.c.community_id)
        .outerjoin(counted, counted.c.opinion_id == opinion.c.id)
        .outerjoin(touched, touched.c.opinion_id == opinion.c.id)
        .order_by(opinion.c.id)
    )
    if since is not None:
        query = query.where(opinion.c.raised_at >= since)
    if until is not None:
        query = query.where(opinion.c.raised_at < until)
    for row in connection.execute(query):
        yield OpinionRow(
            id=row.id,
            raised_at=row.raised_at,
            subdistrict=row.subdistrict,
            community_code=row.code,
            community=row.name,
            building=row.building,
            category=row.category,
            place=row.place,
            content="\n".join(part for part in (row.text, row.transcript) if part),
            state=row.state,
            due_on=row.due_on,
            answered_at=row.answered_at,
            answer=row.answer,
            owner_name=row.owner_name,
            meeting_id=row.meeting_id,
            main_id=row.main_id,
            files=row.files or 0,
            updated_at=row.at or row.raised_at,
        )


def _newest_step() -> Subquery:
    newest = func.max(opinion_event.c.at).label("at")
    return select(opinion_event.c.opinion_id, newest).group_by(opinion_event.c.opinion_id).subquery()
