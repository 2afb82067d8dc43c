"""Meetings as residents, volunteers and staff ask for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo

from bot.actions import access, meeting_access
from bot.actions.answer_invitation import voter_of
from bot.actions.transact import Request
from bot.rules.meeting_overview import HelperMeetings, MonthLine, MyMeeting
from bot.rules.meetings import Answers, Attendance, Coming, Meeting, MeetingKind, MeetingState, Phase
from bot.rules.people import Membership
from bot.rules.permissions import Place, Right, places_of
from bot.storage import attendances, meetings, rsvps, tasks
from bot.storage.database import Connection, Database

_MINUTED_WITHIN = timedelta(days=60)
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)


async def all_meetings(db: Database) -> list[Meeting]:
    """Every meeting by its start; for the command line."""
    return await db.read(meetings.listed)


async def show_meeting(db: Database, number: int) -> tuple[Meeting, Answers, Attendance]:
    """A meeting, who answered what, and who came; for the command line and for cards. Raises UNKNOWN_MEETING."""

    def fetch(connection: Connection) -> tuple[Meeting, Answers, Attendance]:
        found = meeting_access.seen(connection, number)
        return found, meetings.answers(connection, found), meetings.attendance(connection, number)

    return await db.read(fetch)


async def my_meetings(db: Database, request: Request) -> tuple[MyMeeting, ...]:
    """What the person is invited to and is not over, the next first, with the answer of their homes.

    Where their homes answered differently, the answer that brings most is shown: coming, a visit, not coming.
    """

    def fetch(connection: Connection) -> tuple[MyMeeting, ...]:
        voter = voter_of(connection, request)
        ties = voter.memberships if voter else ()
        communities = sorted({tie.household.community_id for tie in ties})
        asked = [(item, _homes(item, ties)) for item in meetings.upcoming(connection, communities, request.now)]
        said = rsvps.of_homes(connection, [item.id for item, _ in asked], [tie.household.id for tie in ties])
        return tuple(
            MyMeeting(item, best_answer({said[item.id, home] for home in homes if (item.id, home) in said}))
            for item, homes in asked
            if homes
        )

    return await db.read(fetch)


def _homes(meeting: Meeting, ties: Sequence[Membership]) -> tuple[int, ...]:
    return tuple(
        tie.household.id
        for tie in ties
        if tie.household.community_id == meeting.community_id and meeting.scope.contains(tie.household)
    )


def best_answer(said: set[Coming]) -> Coming | None:
    """Of several answers the one that brings most: coming, a visit, not coming."""
    return next((coming for coming in (Coming.YES, Coming.VISIT, Coming.NO) if coming in said), None)


def _places(connection: Connection, admins: Sequence[int], telegram_id: int, right: Right) -> tuple[Place, ...]:
    return places_of(access.require_somewhere(connection, admins, telegram_id, right), right)


async def helper_meetings(db: Database, request: Request, admins: Sequence[int]) -> HelperMeetings:
    """Where this person serves: what comes, what waits for minutes (of the last 60 days), and visits to be paid.

    Raises Refusal(NOT_ALLOWED).
    """

    def fetch(connection: Connection) -> HelperMeetings:
        places = _places(connection, admins, request.telegram_id, Right.SCHEDULE_MEETINGS)
        found = meetings.in_places(connection, places, request.now - _MINUTED_WITHIN)
        ahead = (Phase.UPCOMING, Phase.RUNNING)
        return HelperMeetings(
            tuple(item for item in found if item.phase(request.now) in ahead),
            tuple(item for item in found if item.phase(request.now) is Phase.OVER and item.minuted_at is None),
            tasks.open_in(connection, places),
        )

    return await db.read(fetch)


async def meetings_by_month(
    db: Database, request: Request, admins: Sequence[int], zone: tzinfo
) -> tuple[MonthLine, ...]:
    """Meetings held so far where this staff member serves, by kind and month of the district's zone, newest first.

    Cancelled meetings are not counted, those that have begun are. Raises Refusal(NOT_ALLOWED).
    """

    def fetch(connection: Connection) -> tuple[MonthLine, ...]:
        places = _places(connection, admins, request.telegram_id, Right.SEE_TALLY)
        found = meetings.in_places(connection, places, _EARLIEST, request.now)
        held = [item for item in found if item.state is MeetingState.SCHEDULED]
        return by_month(held, attendances.counts(connection, [item.id for item in held]), zone)

    return await db.read(fetch)


def by_month(held: Sequence[Meeting], came: dict[int, Attendance], zone: tzinfo) -> tuple[MonthLine, ...]:
    """Figures by month and kind, the newest month first, kinds in the order headquarters lists them."""
    groups: dict[tuple[str, MeetingKind], list[Attendance]] = defaultdict(list)
    for item in held:
        groups[item.starts_at.astimezone(zone).strftime("%Y-%m"), item.kind].append(came[item.id])
    months = sorted({month for month, _ in groups}, reverse=True)
    return tuple(
        MonthLine(month, kind, len(some), sum(one.people for one in some), sum(one.homes for one in some))
        for month in months
        for kind in MeetingKind
        if (some := groups.get((month, kind)))
    )
