"""The door to a meeting for those who run it: which meeting, and whether it lies where they serve."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from bot.actions import access
from bot.actions.transact import Request, transact
from bot.rules.consultation import Scope
from bot.rules.meetings import Meeting
from bot.rules.permissions import Place, Right, may
from bot.rules.refusals import Reason, Refusal
from bot.storage import meetings, reminders
from bot.storage.database import Connection, Database

T = TypeVar("T")


def known(connection: Connection, meeting_id: int) -> Meeting:
    """The meeting, kept from being changed by others until the transaction ends. Raises Refusal(UNKNOWN_MEETING)."""
    found = meetings.lock(connection, meeting_id)
    if found is None:
        raise Refusal(Reason.UNKNOWN_MEETING, number=meeting_id)
    return found


def seen(connection: Connection, meeting_id: int) -> Meeting:
    """The meeting, for reading. Raises Refusal(UNKNOWN_MEETING)."""
    found = meetings.load(connection, meeting_id)
    if found is None:
        raise Refusal(Reason.UNKNOWN_MEETING, number=meeting_id)
    return found


def place_of_part(connection: Connection, community_id: int, scope: Scope) -> Place:
    """The smallest place of a role that holds all of this part. Raises Refusal(UNKNOWN_COMMUNITY)."""
    return replace(access.place_of_community(connection, community_id), building=scope.building)


def require_here(
    connection: Connection, admins: Sequence[int], telegram_id: int, community_id: int, scope: Scope
) -> None:
    """Whether somebody may run meetings for this part of the community.

    Raises Refusal(NOT_ALLOWED) for people who may nowhere, (MEETING_OUTSIDE_YOURS) for those who may elsewhere only.
    """
    actor = access.require_somewhere(connection, admins, telegram_id, Right.SCHEDULE_MEETINGS)
    if not may(actor, Right.SCHEDULE_MEETINGS, place_of_part(connection, community_id, scope)):
        raise Refusal(Reason.MEETING_OUTSIDE_YOURS)


def mine(connection: Connection, admins: Sequence[int], telegram_id: int, meeting_id: int) -> Meeting:
    """The meeting, when this person may run it.

    Raises Refusal(NOT_ALLOWED, UNKNOWN_MEETING, MEETING_OUTSIDE_YOURS).
    """
    access.require_somewhere(connection, admins, telegram_id, Right.SCHEDULE_MEETINGS)
    found = known(connection, meeting_id)
    require_here(connection, admins, telegram_id, found.community_id, found.scope)
    return found


def readable(connection: Connection, admins: Sequence[int], telegram_id: int, meeting_id: int) -> Meeting:
    """Like ``mine``, without keeping others from changing it."""
    access.require_somewhere(connection, admins, telegram_id, Right.SCHEDULE_MEETINGS)
    found = seen(connection, meeting_id)
    require_here(connection, admins, telegram_id, found.community_id, found.scope)
    return found


def for_change(connection: Connection, admins: Sequence[int], request: Request | None, meeting_id: int) -> Meeting:
    """The meeting for whoever changes it: the command line may always, in chat the request names who asks."""
    if request is None:
        return known(connection, meeting_id)
    return mine(connection, admins, request.telegram_id, meeting_id)


async def perform(db: Database, request: Request | None, change: Callable[[Connection], T]) -> T:
    """One transaction, which also marks the update done when a request from chat asks for it."""
    return await (db.write(change) if request is None else transact(db, request, change))


def plan_letters(connection: Connection, meeting: Meeting, now: datetime) -> None:
    """Everything that has to be sent about the meeting as it now stands, in the same transaction."""
    reminders.plan(connection, meeting, now)
