"""A home asked for somebody to come by: those who serve its building are told once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.actions import access
from bot.rules.meeting_overview import TaskState, VisitTask
from bot.rules.meetings import Meeting
from bot.rules.permissions import Place, Role, covers
from bot.storage import grants, outbox, reminders, tasks
from bot.storage.database import Connection, Database
from bot.storage.tasks import VISIT_LETTER

__all__ = ["VISIT_LETTER", "open_visit", "plan_letters"]


def plan_letters(connection: Connection, meeting: Meeting, household_ids: Sequence[int], now: datetime) -> None:
    """A letter about each task to the helpers of the home, after the quiet hours; a task is told once."""
    quiet = reminders.quiet_hours(connection).quiet_span(now)
    for task in tasks.of_meeting(connection, meeting.id):
        if task.household_id in household_ids and not outbox.was_planned(connection, VISIT_LETTER, task.id):
            outbox.plan(connection, VISIT_LETTER, task.id, helpers(connection, task), quiet[1] if quiet else now)


def helpers(connection: Connection, task: VisitTask) -> list[int]:
    """Telegram ids of the building's volunteers; without any, of whoever scheduled; without them, of the staff."""
    place = access.place_of_building(connection, task.meeting.community_id, task.address.building)
    volunteers = _serving(connection, Role.VOLUNTEER, place)
    if volunteers or task.meeting.created_by is not None:
        return volunteers or [task.meeting.created_by or 0]
    return _serving(connection, Role.STAFF, place)


def _serving(connection: Connection, role: Role, place: Place) -> list[int]:
    held = grants.roles_held(connection)
    return sorted({one.telegram_id for one in held if one.grant.role is role and covers(one.grant.place, place)})


async def open_visit(db: Database, task_id: int) -> VisitTask | None:
    """The task, when somebody still has to go there."""
    found = await db.read(lambda connection: tasks.load(connection, task_id))
    return found if found is not None and found.state is TaskState.OPEN else None
