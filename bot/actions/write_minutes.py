"""What was said at a meeting: summary, papers, and opinions for the ledger; the group is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.actions import meeting_access
from bot.actions.transact import Request, transact
from bot.rules.meeting_minutes import checked_minutes
from bot.rules.meeting_overview import Minutes
from bot.rules.meeting_scope import must_be_minutable
from bot.rules.meetings import Meeting
from bot.storage import audit, groups, meeting_changes, opinions, outbox
from bot.storage.database import Connection, Database


async def write_minutes(
    db: Database, request: Request, admins: Sequence[int], meeting_id: int, minutes: Minutes
) -> Meeting:
    """Store the minutes, enter the opinions, and plan the summary for the community's groups.

    A second call replaces the summary, adds opinions and papers, and posts once more. Raises Refusal(NOT_ALLOWED,
    UNKNOWN_MEETING, MEETING_OUTSIDE_YOURS, MEETING_CANCELLED, MINUTES_EARLY) and those of ``checked_minutes``.
    """

    return await transact(
        db, request, lambda connection: store_minutes(connection, request, admins, meeting_id, minutes)
    )


def store_minutes(
    connection: Connection, request: Request, admins: Sequence[int], meeting_id: int, minutes: Minutes
) -> Meeting:
    """The same inside a transaction."""
    found = meeting_access.mine(connection, admins, request.telegram_id, meeting_id)
    must_be_minutable(found, request.now)
    kept = checked_minutes(minutes)
    meeting_changes.set_summary(connection, meeting_id, kept.summary, request.now)
    opinions.add(connection, found.community_id, meeting_id, kept.opinions, request.now)
    opinions.add_files(connection, meeting_id, kept.files)
    chats = [group.chat_id for group in groups.of_community(connection, found.community_id)]
    outbox.forget(connection, opinions.MINUTES, meeting_id)
    outbox.plan(connection, opinions.MINUTES, meeting_id, chats, request.now)
    audit.note(connection, request.now, request.telegram_id, "minutes", f"meeting {meeting_id}")
    return replace(found, summary=kept.summary, minuted_at=request.now)
