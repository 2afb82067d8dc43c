"""A volunteer has been to the home that asked for somebody to come by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.actions import access
from bot.actions.transact import Request, transact
from bot.rules.meeting_overview import TaskState, VisitTask
from bot.rules.permissions import Right
from bot.rules.refusals import Reason, Refusal
from bot.storage import tasks
from bot.storage.database import Connection, Database


async def finish_task(db: Database, request: Request, admins: Sequence[int], task_id: int) -> VisitTask:
    """Mark it done; one that is done or dropped already stays so and is returned as it is.

    Raises Refusal(NOT_ALLOWED, UNKNOWN_TASK).
    """

    def change(connection: Connection) -> VisitTask:
        access.require_somewhere(connection, admins, request.telegram_id, Right.SCHEDULE_MEETINGS)
        found = tasks.load(connection, task_id)
        if found is None:
            raise Refusal(Reason.UNKNOWN_TASK)
        place = access.place_of_building(connection, found.meeting.community_id, found.address.building)
        access.require(connection, admins, request.telegram_id, Right.SCHEDULE_MEETINGS, place)
        if not tasks.finish(connection, task_id, request.telegram_id, request.now):
            return found
        return replace(found, state=TaskState.DONE)

    return await transact(db, request, change)
