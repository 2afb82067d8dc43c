"""Somebody is there: they scanned the code at the door, or typed that they have come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.actions import meeting_access
from bot.actions.answer_invitation import in_their_language, voter_of
from bot.actions.transact import Request, transact
from bot.rules.meeting_overview import CheckIn
from bot.rules.meeting_scope import DOORS_OPEN, invited, must_admit, must_stand
from bot.rules.meetings import Meeting
from bot.rules.people import Membership
from bot.rules.refusals import Reason, Refusal
from bot.storage import attendances, meetings
from bot.storage.database import Connection, Database
from bot.storage.voters import Voter


async def check_in(db: Database, request: Request, code: str | int | None = None) -> CheckIn:
    """Write the person down, once. ``code`` is what the door shows, a meeting's number, or None: the one on now.

    Raises Refusal(CHECK_IN_UNKNOWN, UNKNOWN_MEETING, NO_MEETING_NOW, CHECK_IN_WHICH, MEETING_CANCELLED,
    CHECK_IN_EARLY, CHECK_IN_OVER, NOT_VERIFIED, MEETING_OTHER_COMMUNITY, MEETING_NOT_INVITED), with the person's
    ``language`` among its facts.
    """

    def change(connection: Connection) -> CheckIn:
        voter = voter_of(connection, request)
        try:
            found = _meeting(connection, request, code, voter)
            must_admit(found, request.now)
            homes = invited(found, voter.memberships if voter else ())
        except Refusal as refusal:
            raise in_their_language(refusal, voter) from None
        return _write_down(connection, request, found, homes, voter)

    return await transact(db, request, change)


def _meeting(connection: Connection, request: Request, code: str | int | None, voter: Voter | None) -> Meeting:
    if isinstance(code, int):
        return meeting_access.known(connection, code)
    if code is None:
        return _on_now(connection, request, voter)
    found = meetings.by_check_in_code(connection, code.strip().lower())
    if found is None:
        raise Refusal(Reason.CHECK_IN_UNKNOWN)
    return found


def _on_now(connection: Connection, request: Request, voter: Voter | None) -> Meeting:
    """The only meeting whose doors are open for this person."""
    found = _doors_open(connection, request, voter)
    if len(found) > 1:
        raise Refusal(Reason.CHECK_IN_WHICH)
    return found[0]


def _doors_open(connection: Connection, request: Request, voter: Voter | None) -> list[Meeting]:
    if voter is None or not voter.memberships:
        raise Refusal(Reason.NOT_VERIFIED)
    communities = sorted({tie.household.community_id for tie in voter.memberships})
    found = [
        item
        for item in meetings.upcoming(connection, communities, request.now)
        if request.now >= item.starts_at - DOORS_OPEN and _invites(item, voter.memberships)
    ]
    if not found:
        raise Refusal(Reason.NO_MEETING_NOW)
    return found


@dataclass(frozen=True, slots=True)
class OpenDoors:
    """The meetings at which somebody may be now, the earliest first, and the language to ask them in."""

    meetings: tuple[Meeting, ...]
    language: str | None


async def open_doors(db: Database, request: Request) -> OpenDoors:
    """Raises Refusal(NOT_VERIFIED, NO_MEETING_NOW), with the person's ``language`` among its facts."""

    def fetch(connection: Connection) -> OpenDoors:
        voter = voter_of(connection, request)
        try:
            return OpenDoors(tuple(_doors_open(connection, request, voter)), voter.language if voter else None)
        except Refusal as refusal:
            raise in_their_language(refusal, voter) from None

    return await db.read(fetch)


async def is_check_in_code(db: Database, code: str) -> bool:
    """Whether a door shows this code; asked for what may as well be a word."""
    return await db.read(lambda connection: meetings.by_check_in_code(connection, code) is not None)


def _invites(meeting: Meeting, memberships: Sequence[Membership]) -> bool:
    try:
        return bool(invited(meeting, memberships))
    except Refusal:
        return False


def _write_down(
    connection: Connection, request: Request, meeting: Meeting, homes: tuple[Membership, ...], voter: Voter | None
) -> CheckIn:
    first = homes[0]
    new = attendances.check_in(connection, meeting.id, first.person_id, first.household.id, request.now)
    count = attendances.count(connection, meeting.id)
    return CheckIn(meeting, homes, count, not new, voter.language if voter else None)


async def door_code(db: Database, telegram_id: int, admins: Sequence[int], meeting_id: int) -> tuple[Meeting, str]:
    """The meeting and the code that its door shows, for those who run it.

    Raises Refusal(NOT_ALLOWED, UNKNOWN_MEETING, MEETING_OUTSIDE_YOURS, MEETING_CANCELLED).
    """

    def fetch(connection: Connection) -> tuple[Meeting, str]:
        found = meeting_access.readable(connection, admins, telegram_id, meeting_id)
        must_stand(found)
        return found, meetings.check_in_code(connection, meeting_id)

    return await db.read(fetch)
