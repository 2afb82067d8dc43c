"""Every line of the ledger: records of files, meetings, opinions, notices and assignments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, tzinfo
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from bot.rules.ledger import RecordKind
from bot.rules.ledger_table import LedgerLine, in_order
from bot.rules.meetings import MeetingKind, MeetingState
from bot.storage import attendances, ledger_votes, opinion_figures
from bot.storage.announcements import Progress, progress
from bot.storage.models import (
    announcement,
    community,
    consultation,
    grant,
    ledger_record,
    meeting,
    minute_file,
    nudge,
    opinion_file,
)

_AT_ONCE = 500
_OPINION_STATES = {"open": "open", "answered": "replied", "rejected": "rejected"}


def lines(connection: Connection, zone: tzinfo, now: datetime) -> list[LedgerLine]:
    """Everything, by day; days are those of ``zone``."""
    found = [
        *_records(connection),
        *_meetings(connection, zone, now),
        *ledger_votes.lines(connection, zone, now),
        *_opinions(connection, zone),
        *_announcements(connection, zone, now),
        *_reminders(connection, zone),
        *_assignments(connection, zone),
    ]
    return sorted(found, key=in_order)


def _with_place(query: Select[Any], place: Any) -> Select[Any]:
    joined = query.outerjoin(community, community.c.id == place)
    return joined.add_columns(
        community.c.code.label("place_code"), community.c.name.label("place_name"), community.c.subdistrict
    )


def _place(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    return {"community_code": row.place_code, "community": row.place_name, "subdistrict": row.subdistrict}


def _records(connection: Connection) -> Iterator[LedgerLine]:
    for row in connection.execute(_with_place(select(ledger_record), ledger_record.c.community_id)):
        person = row.record == RecordKind.ASSIGNMENT.value
        yield LedgerLine(
            ledger_id=f"record-{row.id}",
            date=date.fromisoformat(row.day) if row.day else None,
            **_place(row),
            building=row.building,
            kind=row.record,
            topic=None if person else row.name,
            headcount=row.headcount,
            households=row.households,
            source_channel="file",
            cadre=row.name if person else None,
            cadre_unit=row.organization,
            content=row.note,
            category=row.kind,
            created_by=row.recorded_by,
            created_at=row.recorded_at,
            updated_at=row.recorded_at,
            numerator=row.numerator,
            denominator=row.denominator,
            value=row.value,
            measure_unit=row.unit,
        )


def _meetings(connection: Connection, zone: tzinfo, now: datetime) -> Iterator[LedgerLine]:
    rows = connection.execute(_with_place(select(meeting), meeting.c.community_id).order_by(meeting.c.id)).all()
    came = {}
    for first in range(0, len(rows), _AT_ONCE):
        came.update(attendances.counts(connection, [row.id for row in rows[first : first + _AT_ONCE]]))
    papers = _files(connection, minute_file.c.meeting_id, minute_file.c.id)
    for row in rows:
        over = row.ends_at <= now
        cancelled = row.state == MeetingState.CANCELLED.value
        people = came[row.id].people if came[row.id].people or row.headcount is not None else None
        yield LedgerLine(
            ledger_id=f"meeting-{row.id}",
            date=row.starts_at.astimezone(zone).date(),
            **_place(row),
            building=row.scope_building,
            unit=row.scope_entrance,
            kind="meeting",
            topic=row.title,
            headcount=people,
            households=came[row.id].homes or None,
            source_channel="cli" if row.created_by is None else "chat",
            cadre=row.contact,
            content=row.reason if cancelled else row.summary,
            category=MeetingKind(row.kind).value,
            status="rejected" if cancelled else "done" if over else "open",
            evidence_ids=papers.get(row.id),
            created_by=row.created_by,
            created_at=row.created_at,
            updated_at=row.minuted_at or row.created_at,
        )


def _files(connection: Connection, of: Any, number: Any) -> Mapping[int, str]:
    """The numbers of the files that belong to something, by its number."""
    found: dict[int, list[str]] = {}
    for owner, file in connection.execute(select(of, number).order_by(of, number)):
        found.setdefault(owner, []).append(str(file))
    return {owner: ";".join(files) for owner, files in found.items()}


def _opinions(connection: Connection, zone: tzinfo) -> Iterator[LedgerLine]:
    papers = _files(connection, opinion_file.c.opinion_id, opinion_file.c.id)
    for row in opinion_figures.rows(connection):
        yield LedgerLine(
            ledger_id=f"opinion-{row.id}",
            date=row.raised_at.astimezone(zone).date(),
            subdistrict=row.subdistrict,
            community=row.community,
            community_code=row.community_code,
            building=row.building,
            kind="opinion",
            topic=row.place,
            source_channel="chat" if row.meeting_id is None else "meeting",
            cadre=row.owner_name,
            content=row.content,
            category=row.category,
            status=_OPINION_STATES[row.state],
            due_at=row.due_on,
            replied_at=row.answered_at,
            reply=row.answer,
            evidence_ids=papers.get(row.id),
            created_at=row.raised_at,
            updated_at=row.updated_at,
        )


def _announcements(connection: Connection, zone: tzinfo, now: datetime) -> Iterator[LedgerLine]:
    query = _with_place(select(announcement), announcement.c.community_id).order_by(announcement.c.id)
    for row in connection.execute(query).all():
        sent = progress(connection, row.id)
        yield LedgerLine(
            ledger_id=f"notice-{row.id}",
            date=row.created_at.astimezone(zone).date(),
            **_place(row),
            building=row.scope_building,
            kind="notice",
            headcount=None if sent is None else sent.sent,
            source_channel="chat",
            content=row.text,
            category="announcement",
            status=_sending(row.stopped_at, sent, now),
            created_by=row.created_by,
            created_at=row.created_at,
            updated_at=row.stopped_at or row.created_at,
        )


def _sending(stopped_at: datetime | None, sent: Progress | None, now: datetime) -> str:
    if stopped_at is not None:
        return "rejected"
    return "open" if sent is not None and not sent.is_over(now) else "done"


def _reminders(connection: Connection, zone: tzinfo) -> Iterator[LedgerLine]:
    query = select(nudge, consultation.c.title).join(consultation, consultation.c.id == nudge.c.consultation_id)
    for row in connection.execute(_with_place(query, consultation.c.community_id).order_by(nudge.c.id)):
        yield LedgerLine(
            ledger_id=f"reminder-{row.id}",
            date=row.due_at.astimezone(zone).date(),
            **_place(row),
            building=row.building,
            kind="notice",
            topic=row.title,
            headcount=row.people,
            households=row.homes,
            source_channel="cli" if row.created_by is None else "chat",
            category="reminder",
            created_by=row.created_by,
            created_at=row.created_at,
            updated_at=row.due_at,
        )


def _assignments(connection: Connection, zone: tzinfo) -> Iterator[LedgerLine]:
    """Who serves where in the bot; the bot knows no names, only Telegram ids."""
    query = _with_place(select(grant, func.coalesce(grant.c.subdistrict, "").label("of")), grant.c.community_id)
    for row in connection.execute(query.order_by(grant.c.id)):
        place = _place(row)
        yield LedgerLine(
            ledger_id=f"grant-{row.id}",
            date=row.granted_at.astimezone(zone).date(),
            **place | {"subdistrict": place["subdistrict"] or row.of or None},
            building=row.building,
            kind="assignment",
            source_channel="chat",
            cadre=str(row.telegram_id),
            category=row.role,
            created_at=row.granted_at,
            updated_at=row.granted_at,
        )
