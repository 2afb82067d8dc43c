"""Who came: each person once, with their home; homes are counted apart from people.

Somebody with several homes among those invited stands for all of them, as far as they were registered when they came.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, func, select, union

from bot.rules.meeting_overview import AttendanceLine
from bot.rules.meetings import Attendance
from bot.rules.people import Address
from bot.storage.models import attendance, household, meeting, membership
from bot.storage.upsert import insert


def check_in(connection: Connection, meeting_id: int, person_id: int, household_id: int, now: datetime) -> bool:
    """Write somebody down; False when they stand there already."""
    row = {"meeting_id": meeting_id, "person_id": person_id, "household_id": household_id, "came_at": now}
    new = insert(connection, attendance).values(row).on_conflict_do_nothing(index_elements=["meeting_id", "person_id"])
    return connection.execute(new.returning(attendance.c.id)).first() is not None


def add(connection: Connection, meeting_id: int, household_id: int | None, entered_by: int, now: datetime) -> int:
    """Write down somebody without a phone, of this home or of none that is known; returns the line's id."""
    row = {"meeting_id": meeting_id, "household_id": household_id, "entered_by": entered_by, "came_at": now}
    number: int = connection.execute(insert(connection, attendance).returning(attendance.c.id), row).scalar_one()
    return number


def lines(connection: Connection, meeting_id: int) -> tuple[AttendanceLine, ...]:
    """Everybody who is written down, the newest first."""
    home = (household.c.building, household.c.entrance, household.c.room)
    rows = connection.execute(
        select(attendance.c.id, attendance.c.came_at, attendance.c.entered_by, *home)
        .outerjoin(household, household.c.id == attendance.c.household_id)
        .where(attendance.c.meeting_id == meeting_id)
        .order_by(attendance.c.came_at.desc(), attendance.c.id.desc())
    )
    return tuple(AttendanceLine(row.id, _address(row), row.came_at, row.entered_by is not None) for row in rows)


def _address(row: Row[*tuple[Any, ...]]) -> Address | None:
    return None if row.room is None else Address(row.building, row.entrance or None, row.room)


def remove(connection: Connection, meeting_id: int, line_id: int) -> bool:
    """Take a line off; False when it is not there."""
    mine = and_(attendance.c.id == line_id, attendance.c.meeting_id == meeting_id)
    return connection.execute(delete(attendance).where(mine)).rowcount == 1


def homes(connection: Connection, meeting_id: int) -> frozenset[int]:
    """The homes that came."""
    return frozenset(row[1] for row in _homes(connection, attendance.c.meeting_id == meeting_id))


def fewest_people(connection: Connection, meeting_id: int) -> int:
    """How many people the homes that came stand for at least: one a line with a home."""
    lines = attendance.c.meeting_id == meeting_id, attendance.c.household_id.is_not(None)
    query = select(func.count(attendance.c.household_id.distinct())).where(*lines)
    return int(connection.execute(query).scalar_one())


def count(connection: Connection, meeting_id: int) -> Attendance:
    """People and homes of one meeting."""
    return counts(connection, [meeting_id])[meeting_id]


def counts(connection: Connection, meeting_ids: Sequence[int]) -> dict[int, Attendance]:
    """People and homes by meeting, 0 where nobody came; a corrected headcount stands for the people."""
    people = dict.fromkeys(meeting_ids, 0)
    lines = select(attendance.c.meeting_id, func.count()).where(attendance.c.meeting_id.in_(meeting_ids))
    people.update((row[0], row[1]) for row in connection.execute(lines.group_by(attendance.c.meeting_id)))
    corrected = select(meeting.c.id, meeting.c.headcount).where(
        meeting.c.id.in_(meeting_ids), meeting.c.headcount.is_not(None)
    )
    people.update((row[0], row[1]) for row in connection.execute(corrected))
    came = dict.fromkeys(meeting_ids, 0)
    for meeting_id, _home in _homes(connection, attendance.c.meeting_id.in_(meeting_ids)):
        came[meeting_id] += 1
    return {number: Attendance(people[number], came[number]) for number in people}


def _homes(connection: Connection, which: ColumnElement[bool]) -> list[tuple[int, int]]:
    """Distinct (meeting, home) of the lines."""
    written = select(attendance.c.meeting_id, attendance.c.household_id).where(
        which, attendance.c.household_id.is_not(None)
    )
    others = (
        select(attendance.c.meeting_id, membership.c.household_id)
        .join(meeting, meeting.c.id == attendance.c.meeting_id)
        .join(membership, membership.c.person_id == attendance.c.person_id)
        .join(household, household.c.id == membership.c.household_id)
        .where(
            which,
            membership.c.verified_at <= attendance.c.came_at,
            household.c.community_id == meeting.c.community_id,
            func.coalesce(meeting.c.scope_building, household.c.building) == household.c.building,
            func.coalesce(meeting.c.scope_entrance, household.c.entrance) == household.c.entrance,
        )
    )
    return [(row[0], row[1]) for row in connection.execute(union(written, others))]
