"""Drafts become meetings: checked completely, stored in one transaction, with all their letters planned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.actions import meeting_access
from bot.actions.create_consultation import Author
from bot.actions.find_community import community_named
from bot.rules.meeting_draft import MeetingDraft, checked_draft
from bot.rules.meeting_overview import Conflict, ConflictKind
from bot.rules.meeting_scope import overlap
from bot.rules.meetings import Meeting
from bot.rules.refusals import Reason, Refusal
from bot.storage import audit, communities, consultations, groups, meeting_changes, meetings
from bot.storage.database import Connection, Database


async def create_meeting(
    db: Database, draft: MeetingDraft | Sequence[MeetingDraft], now: datetime, author: Author | None = None
) -> list[int]:
    """Store one meeting, or a series in one go; returns the numbers. By chat, ``author`` names who asks.

    Raises Refusal(UNKNOWN_COMMUNITY, UNKNOWN_COMMUNITY_NEAR, MEETING_NO_HOMES, UNKNOWN_CONSULTATION, NOT_ALLOWED,
    MEETING_OUTSIDE_YOURS) and those of ``checked_draft``; then nothing is stored.
    """
    drafts = [draft] if isinstance(draft, MeetingDraft) else list(draft)

    return await meeting_access.perform(
        db, author.request if author else None, lambda connection: create_all(connection, drafts, now, author)
    )


def create_all(
    connection: Connection, drafts: Sequence[MeetingDraft], now: datetime, author: Author | None
) -> list[int]:
    """The same inside a transaction."""
    numbers: list[int] = []
    for one in drafts:
        series = numbers[0] if numbers else None
        numbers.append(_create(connection, one, now, author, series))
    if len(numbers) > 1:
        meeting_changes.set_series(connection, numbers[0], numbers[0])
    return numbers


def _create(
    connection: Connection, draft: MeetingDraft, now: datetime, author: Author | None, series_id: int | None
) -> int:
    community = community_named(connection, draft.community)
    by = author.request.telegram_id if author else None
    if author is not None:
        meeting_access.require_here(connection, author.admins, author.request.telegram_id, community.id, draft.scope)
    _must_exist(connection, draft, community.id)
    number = meetings.create(connection, checked_draft(draft, now), community.id, by, now, series_id)
    audit.note(connection, now, by, "create", f"meeting {number}")
    made = meeting_access.known(connection, number)
    meeting_access.plan_letters(connection, made, now)
    return number


def _must_exist(connection: Connection, draft: MeetingDraft, community_id: int) -> None:
    if not communities.has_part(connection, community_id, draft.scope.building, draft.scope.entrance):
        raise Refusal(Reason.MEETING_NO_HOMES, community=draft.community)
    if draft.consultation_id is not None:
        linked = consultations.load(connection, draft.consultation_id)
        if linked is None or linked.community_id != community_id:
            raise Refusal(Reason.UNKNOWN_CONSULTATION, number=draft.consultation_id)


async def find_conflicts(
    db: Database, draft: MeetingDraft | Sequence[MeetingDraft], by: int | None = None, but: Sequence[int] = ()
) -> tuple[Conflict, ...]:
    """Scheduled meetings at the same time that share the place, the homes, or the helper ``by`` (a Telegram id).

    ``but`` are numbers to leave out: of the meeting that is about to move, or of those just created.
    Raises Refusal(UNKNOWN_COMMUNITY, UNKNOWN_COMMUNITY_NEAR).
    """
    drafts = [draft] if isinstance(draft, MeetingDraft) else list(draft)
    return await db.read(lambda connection: conflicts_with(connection, drafts, by, but))


def conflicts_with(
    connection: Connection, drafts: Sequence[MeetingDraft], by: int | None = None, but: Sequence[int] = ()
) -> tuple[Conflict, ...]:
    """The same inside a transaction."""
    found: dict[int, Conflict] = {}
    for one in drafts:
        community_id = community_named(connection, one.community).id
        for other in meetings.at_the_time(connection, one.starts_at, one.ends_at):
            shared = _shared(one, community_id, by, other)
            if shared is not None and other.id not in but:
                found.setdefault(other.id, Conflict(shared, other))
    return tuple(found.values())


async def count_groups(db: Database, community: str) -> int:
    """In how many bound groups a meeting of this community shows. Raises Refusal(UNKNOWN_COMMUNITY)."""

    def fetch(connection: Connection) -> int:
        return len(groups.of_community(connection, community_named(connection, community).id))

    return await db.read(fetch)


def _shared(draft: MeetingDraft, community_id: int, by: int | None, other: Meeting) -> ConflictKind | None:
    """The weightiest thing that both need: one room, the same people, the same helper."""
    here = other.community_id == community_id
    if here and _room(other.place) == _room(draft.place):
        return ConflictKind.PLACE
    if here and overlap(other.scope, draft.scope):
        return ConflictKind.PEOPLE
    return ConflictKind.HELPER if by is not None and other.created_by == by else None


def _room(place: str) -> str:
    """A place however it is spaced and spelt."""
    return "".join(place.split()).casefold()
