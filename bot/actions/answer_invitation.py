"""A home says whether it comes, or asks for somebody to come by."""

from __future__ import annotations

from bot.actions import meeting_access, visit_letters
from bot.actions.transact import Request, transact
from bot.rules.meeting_overview import RsvpReceipt
from bot.rules.meeting_scope import invited, must_be_answerable
from bot.rules.meetings import Coming, Meeting
from bot.rules.people import Membership
from bot.rules.refusals import Refusal
from bot.storage import rsvps, tasks, voters
from bot.storage.database import Connection, Database
from bot.storage.voters import Voter


async def answer_invitation(db: Database, request: Request, meeting_id: int, coming: Coming) -> RsvpReceipt:
    """Set the answer of every home of the person that is invited; ``visit`` becomes a task, another answer drops it.

    Raises Refusal(UNKNOWN_MEETING, MEETING_CANCELLED, MEETING_OVER, NOT_VERIFIED, MEETING_OTHER_COMMUNITY,
    MEETING_NOT_INVITED), with the person's ``language`` among its facts when they chose one.
    """

    def change(connection: Connection) -> RsvpReceipt:
        voter = voter_of(connection, request)
        try:
            found = meeting_access.known(connection, meeting_id)
            must_be_answerable(found, request.now)
            homes = invited(found, voter.memberships if voter else ())
        except Refusal as refusal:
            raise in_their_language(refusal, voter) from None
        _store(connection, request, found, homes, coming)
        return RsvpReceipt(found, homes, coming, voter.language if voter else None)

    return await transact(db, request, change)


def voter_of(connection: Connection, request: Request) -> Voter | None:
    """Who asks, with all their homes; None for somebody unknown."""
    return voters.load(connection, [request.telegram_id]).get(request.telegram_id)


def in_their_language(refusal: Refusal, voter: Voter | None) -> Refusal:
    """The refusal, to be worded in the language that the person chose."""
    if voter is not None and voter.language:
        refusal.facts["language"] = voter.language
    return refusal


def _store(
    connection: Connection, request: Request, meeting: Meeting, homes: tuple[Membership, ...], coming: Coming
) -> None:
    before = rsvps.of_homes(connection, [meeting.id], [tie.household.id for tie in homes])
    changed = [tie.household.id for tie in homes if before.get((meeting.id, tie.household.id)) is not coming]
    rsvps.store(connection, meeting.id, changed, coming, request.now)
    if coming is Coming.VISIT:
        tasks.ask_for_visits(connection, meeting.id, changed, request.now)
        visit_letters.plan_letters(connection, meeting, changed, request.now)
    else:
        tasks.drop(connection, meeting.id, changed)
