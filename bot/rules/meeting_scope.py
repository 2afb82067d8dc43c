"""Who a meeting invites, and whether somebody may answer, come in, or write about it now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.rules.consultation import Scope
from bot.rules.meetings import Meeting, MeetingState, Phase
from bot.rules.people import Membership
from bot.rules.refusals import Reason, Refusal

DOORS_OPEN = timedelta(hours=1)
"""How long before the start people may check in."""


def invited(meeting: Meeting, memberships: Sequence[Membership]) -> tuple[Membership, ...]:
    """The person's homes that the meeting invites; at least one.

    Raises Refusal(NOT_VERIFIED, MEETING_OTHER_COMMUNITY, MEETING_NOT_INVITED).
    """
    if not memberships:
        raise Refusal(Reason.NOT_VERIFIED)
    here = [tie for tie in memberships if tie.household.community_id == meeting.community_id]
    if not here:
        raise Refusal(Reason.MEETING_OTHER_COMMUNITY, community=meeting.community_name, title=meeting.title)
    inside = tuple(tie for tie in here if meeting.scope.contains(tie.household))
    if not inside:
        raise Refusal(Reason.MEETING_NOT_INVITED, title=meeting.title)
    return inside


def must_stand(meeting: Meeting) -> None:
    """Raises Refusal(MEETING_CANCELLED)."""
    if meeting.state is MeetingState.CANCELLED:
        raise Refusal(Reason.MEETING_CANCELLED, title=meeting.title, why=meeting.reason or "")


def must_be_answerable(meeting: Meeting, now: datetime) -> None:
    """Answers count until the end. Raises Refusal(MEETING_CANCELLED, MEETING_OVER)."""
    must_stand(meeting)
    if meeting.phase(now) is Phase.OVER:
        raise Refusal(Reason.MEETING_OVER, title=meeting.title)


def must_be_changeable(meeting: Meeting, now: datetime) -> None:
    """Moving and cancelling end with the start. Raises Refusal(MEETING_CANCELLED, MEETING_BEGUN, MEETING_OVER)."""
    must_be_answerable(meeting, now)
    if meeting.phase(now) is Phase.RUNNING:
        raise Refusal(Reason.MEETING_BEGUN, title=meeting.title)


def must_have_doors_open(meeting: Meeting, now: datetime) -> None:
    """From an hour before the start. Raises Refusal(MEETING_CANCELLED, CHECK_IN_EARLY)."""
    must_stand(meeting)
    if now < meeting.starts_at - DOORS_OPEN:
        raise Refusal(Reason.CHECK_IN_EARLY, title=meeting.title, opens=meeting.starts_at - DOORS_OPEN)


def must_admit(meeting: Meeting, now: datetime) -> None:
    """From an hour before the start to the end. Raises Refusal(MEETING_CANCELLED, CHECK_IN_EARLY, CHECK_IN_OVER)."""
    must_have_doors_open(meeting, now)
    if meeting.phase(now) is Phase.OVER:
        raise Refusal(Reason.CHECK_IN_OVER, title=meeting.title)


def must_be_minutable(meeting: Meeting, now: datetime) -> None:
    """Minutes are written from the start on. Raises Refusal(MEETING_CANCELLED, MINUTES_EARLY)."""
    must_stand(meeting)
    if now < meeting.starts_at:
        raise Refusal(Reason.MINUTES_EARLY, title=meeting.title, starts=meeting.starts_at)


def overlap(one: Scope, other: Scope) -> bool:
    """Whether two parts of one community share homes."""
    buildings = one.building is None or other.building is None or one.building == other.building
    entrances = one.entrance is None or other.entrance is None or one.entrance == other.entrance
    return buildings and entrances
