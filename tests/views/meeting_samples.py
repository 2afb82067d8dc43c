"""A meeting as views and reports get it, made without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.actions.meeting_cards import MeetingFacts
from bot.config import Organizer
from bot.rules.consultation import Scope
from bot.rules.meetings import Answers, Attendance, Coming, Meeting, MeetingKind, MeetingState

STARTS = datetime(2026, 12, 3, 11, 0, tzinfo=UTC)
ORGANIZER = Organizer(name="示例街道办事处", phone="0371-12345678", paper_place="党群服务中心一楼")
MEETING = Meeting(
    id=2**31 - 1,
    community_id=1,
    community_code="JX01",
    community_name="金祥花园",
    scope=Scope("3", "2"),
    kind=MeetingKind.OPINION_COLLECTION,
    title="楼院改造意见征集会",
    starts_at=STARTS,
    ends_at=STARTS + timedelta(minutes=90),
    place="党群服务中心二楼",
    topics=("停车位", "加装电梯"),
    reminders=(timedelta(days=1), timedelta(hours=1)),
    state=MeetingState.SCHEDULED,
    reason=None,
    sequence=0,
    uid="0123456789abcdef@louyuan",
    created_by=None,
)


def facts(meeting: Meeting = MEETING, *, people: int = 0, moved_from: datetime | None = None) -> MeetingFacts:
    """The meeting with answers of some homes."""
    answers = Answers(24, {Coming.YES: 5, Coming.NO: 2, Coming.VISIT: 1})
    return MeetingFacts(meeting, answers, Attendance(people, min(people, 24)), moved_from, 1, None)
