"""Homes that asked for somebody to come by: one task a home and meeting."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select, update

from bot.rules.meeting_overview import TaskState, VisitTask
from bot.rules.people import Address
from bot.rules.permissions import Place
from bot.storage import meetings
from bot.storage.households import inside
from bot.storage.models import community, household, task
from bot.storage.upsert import insert

VISIT_LETTER = "visit_task"
"""The kind of letter that tells a helper of a task; its subject is the task."""
_VISIT = "visit"
_SELECT = (
    select(task, household.c.building, household.c.entrance, household.c.room)
    .join(household, household.c.id == task.c.household_id)
    .join(community, community.c.id == household.c.community_id)
)


def ask_for_visits(connection: Connection, meeting_id: int, household_ids: Sequence[int], now: datetime) -> None:
    """A task for each home; one that was dropped or done is open again."""
    if not household_ids:
        return
    rows = [
        {"kind": _VISIT, "meeting_id": meeting_id, "household_id": home, "created_at": now} for home in household_ids
    ]
    again = {"state": TaskState.OPEN.value, "done_by": None, "done_at": None, "created_at": now}
    keys = ["kind", "meeting_id", "household_id"]
    connection.execute(insert(connection, task).on_conflict_do_update(index_elements=keys, set_=again), rows)


def drop(connection: Connection, meeting_id: int, household_ids: Sequence[int] | None = None) -> None:
    """Nobody needs to come any more: to these homes, or to any for this meeting."""
    mine = [task.c.meeting_id == meeting_id, task.c.state == TaskState.OPEN.value]
    if household_ids is not None:
        mine.append(task.c.household_id.in_(household_ids))
    connection.execute(update(task).where(*mine).values(state=TaskState.DROPPED.value))


def load(connection: Connection, task_id: int) -> VisitTask | None:
    """The task with this number, or None; also for a number too large to be one."""
    found = _several(connection, task.c.id == task_id) if 0 < task_id < 2**31 else ()
    return found[0] if found else None


def open_in(connection: Connection, places: Sequence[Place]) -> tuple[VisitTask, ...]:
    """Open tasks of the homes in these places, longest waiting first."""
    return _several(connection, task.c.state == TaskState.OPEN.value, inside(places))


def of_meeting(connection: Connection, meeting_id: int) -> tuple[VisitTask, ...]:
    """Every task of a meeting, longest waiting first."""
    return _several(connection, task.c.meeting_id == meeting_id)


def _several(connection: Connection, *conditions: ColumnElement[bool]) -> tuple[VisitTask, ...]:
    rows: Sequence[Any] = connection.execute(_SELECT.where(*conditions).order_by(task.c.created_at, task.c.id)).all()
    about = meetings.by_numbers(connection, sorted({row.meeting_id for row in rows}))
    return tuple(
        VisitTask(
            row.id,
            about[row.meeting_id],
            row.household_id,
            Address(row.building, row.entrance or None, row.room),
            TaskState(row.state),
            row.created_at,
        )
        for row in rows
    )


def finish(connection: Connection, task_id: int, by: int, now: datetime) -> bool:
    """It is done; False when it was not open any more."""
    mine = (task.c.id == task_id, task.c.state == TaskState.OPEN.value)
    done = update(task).where(*mine).values(state=TaskState.DONE.value, done_by=by, done_at=now)
    return connection.execute(done).rowcount == 1
