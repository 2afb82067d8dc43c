"""One meeting for somebody who is invited to it, or who runs it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.actions import meeting_access
from bot.actions.answer_invitation import in_their_language, voter_of
from bot.actions.list_meetings import best_answer
from bot.actions.meeting_cards import MeetingFacts, facts_of
from bot.actions.transact import Request
from bot.rules.meeting_overview import MinuteFile
from bot.rules.meeting_scope import invited
from bot.rules.meetings import Coming, Meeting
from bot.rules.people import Membership
from bot.rules.refusals import Refusal
from bot.storage import opinions, rsvps
from bot.storage.database import Connection, Database


@dataclass(frozen=True, slots=True)
class ShownMeeting:
    """A meeting as one person sees it: the answer of their homes, and whether they run it.

    ``is_invited`` is False for helpers who live elsewhere.
    """

    facts: MeetingFacts
    coming: Coming | None
    is_invited: bool
    runs_it: bool


async def show_to(db: Database, request: Request, admins: Sequence[int], meeting_id: int) -> ShownMeeting:
    """Raises Refusal(UNKNOWN_MEETING, NOT_VERIFIED, MEETING_OTHER_COMMUNITY, MEETING_NOT_INVITED)."""
    return await db.read(lambda connection: _shown(connection, request, admins, meeting_id))


async def papers_of(db: Database, request: Request, admins: Sequence[int], meeting_id: int) -> tuple[MinuteFile, ...]:
    """Photos and documents of the minutes, for the same people. Raises what ``show_to`` raises."""

    def fetch(connection: Connection) -> tuple[MinuteFile, ...]:
        _shown(connection, request, admins, meeting_id)
        return opinions.files_of(connection, meeting_id)

    return await db.read(fetch)


async def meeting_to_run(db: Database, request: Request, admins: Sequence[int], meeting_id: int) -> MeetingFacts:
    """The same for whoever runs it. Raises Refusal(NOT_ALLOWED, UNKNOWN_MEETING, MEETING_OUTSIDE_YOURS)."""

    def fetch(connection: Connection) -> MeetingFacts:
        return facts_of(connection, meeting_access.readable(connection, admins, request.telegram_id, meeting_id))

    return await db.read(fetch)


def _shown(connection: Connection, request: Request, admins: Sequence[int], meeting_id: int) -> ShownMeeting:
    found = meeting_access.seen(connection, meeting_id)
    runs_it = _runs(connection, request, admins, found)
    voter = voter_of(connection, request)
    homes: tuple[Membership, ...] = ()
    try:
        homes = invited(found, voter.memberships if voter else ())
    except Refusal as refusal:
        if not runs_it:
            raise in_their_language(refusal, voter) from None
    said = rsvps.of_homes(connection, [meeting_id], [tie.household.id for tie in homes])
    return ShownMeeting(facts_of(connection, found), best_answer(set(said.values())), bool(homes), runs_it)


def _runs(connection: Connection, request: Request, admins: Sequence[int], meeting: Meeting) -> bool:
    try:
        meeting_access.require_here(connection, admins, request.telegram_id, meeting.community_id, meeting.scope)
    except Refusal:
        return False
    return True
