"""When reminders are due: leads, quiet hours, and clocks that jump."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.consultation import Scope
from bot.rules.meetings import Meeting, MeetingKind, MeetingState
from bot.rules.reminders import Hours, notice_span, reminder_spans, waits_until

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
USUAL = Hours()
_NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def meeting(starts_at: datetime, *leads: timedelta) -> Meeting:
    return Meeting(
        id=1,
        community_id=1,
        community_code="JX01",
        community_name="金祥花园",
        scope=Scope(),
        kind=MeetingKind.EXCHANGE,
        title="交流会",
        starts_at=starts_at,
        ends_at=starts_at + HOUR,
        place="一楼",
        topics=(),
        reminders=leads or (24 * HOUR, HOUR),
        state=MeetingState.SCHEDULED,
        reason=None,
        sequence=0,
        uid="1@louyuan",
        created_by=None,
    )


def at(hour: int, minute: int = 0, day: int = 3) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=SHANGHAI)


def dues(*args: object) -> list[datetime]:
    return [span.due_at for span in reminder_spans(*args)]  # type: ignore[arg-type]


def test_an_evening_meeting_is_reminded_of_a_day_and_an_hour_before() -> None:
    spans = reminder_spans(meeting(at(19)), USUAL)
    assert [(span.due_at, span.useful_until) for span in spans] == [
        (at(19, day=2), at(18)),
        (at(18), at(19)),
    ]


def test_a_cancelled_meeting_is_not_reminded_of() -> None:
    assert reminder_spans(replace(meeting(at(19)), state=MeetingState.CANCELLED), USUAL) == ()


def test_a_reminder_in_quiet_hours_waits_for_the_morning_if_people_can_still_come() -> None:
    assert dues(meeting(at(8, 30), HOUR), USUAL) == [at(8)]


def test_a_reminder_that_cannot_wait_comes_when_the_quiet_hours_begin() -> None:
    assert dues(meeting(at(8, 10), HOUR), USUAL) == [at(21, day=2)]


def test_a_meeting_in_quiet_hours_is_reminded_of_as_wished() -> None:
    assert dues(meeting(at(23), HOUR), USUAL) == [at(22)]


def test_two_reminders_of_the_same_instant_are_one() -> None:
    assert dues(meeting(at(8, 10), 2 * HOUR, HOUR), USUAL) == [at(21, day=2)]


def test_no_quiet_hours_disturb_when_both_times_are_the_same() -> None:
    assert dues(meeting(at(3), HOUR), replace(USUAL, quiet_until=time(21))) == [at(2)]


def test_quiet_hours_may_lie_within_one_day() -> None:
    siesta = Hours(SHANGHAI, time(12), time(14))
    assert dues(meeting(at(15), 2 * HOUR), siesta) == [at(14)]
    assert siesta.quiet_span(at(11, 59)) is None
    assert siesta.quiet_span(at(14)) is None


def test_a_day_before_is_24_hours_even_when_the_clocks_change() -> None:
    start = datetime(2027, 3, 28, 19, tzinfo=BERLIN)  # that morning, clocks went from 2 to 3
    (due,) = dues(meeting(start, 24 * HOUR), Hours(BERLIN))
    assert due == datetime(2027, 3, 27, 18, tzinfo=BERLIN)
    assert start.astimezone(UTC) - due == 24 * HOUR


def test_quiet_hours_end_by_the_clock_on_the_wall_when_the_clocks_change() -> None:
    hours = Hours(BERLIN)
    autumn = datetime(2026, 10, 25, 1, 30, tzinfo=BERLIN)  # at 3, clocks go back to 2
    span = hours.quiet_span(autumn.astimezone(UTC))
    assert span is not None
    assert span[1] - span[0] == 12 * HOUR
    assert span[1] == datetime(2026, 10, 25, 8, tzinfo=BERLIN)
    spring = hours.quiet_span(datetime(2027, 3, 28, 1, 30, tzinfo=BERLIN))
    assert spring is not None
    assert spring[1] - spring[0] == 10 * HOUR


def test_quiet_hours_that_end_in_a_skipped_hour_end_with_it() -> None:
    hours = Hours(BERLIN, time(22), time(2, 30))
    span = hours.quiet_span(datetime(2027, 3, 28, 1, tzinfo=BERLIN))
    assert span is not None
    assert span[1] == datetime(2027, 3, 28, 3, 30, tzinfo=BERLIN)


def test_the_repeated_hour_is_quiet_only_once_and_never_lost() -> None:
    hours = Hours(BERLIN, time(22), time(2, 30))
    first = datetime(2026, 10, 25, 2, 15, tzinfo=BERLIN)
    assert hours.quiet_span(first.astimezone(UTC)) is not None
    assert hours.quiet_span(replace_fold(first).astimezone(UTC)) is None


def replace_fold(instant: datetime) -> datetime:
    """The same wall time, the second time it comes."""
    return instant.replace(fold=1)


def test_news_wait_for_the_morning_unless_they_are_urgent() -> None:
    now, week = at(22), timedelta(days=7)
    assert notice_span(now, now + week, now + week, USUAL).due_at == at(8, day=4)
    assert notice_span(now, at(8, 10, day=4), now + week, USUAL).due_at == now
    assert notice_span(at(10), at(11), at(12), USUAL).due_at == at(10)


def test_a_late_letter_waits_for_the_morning_unless_it_was_meant_for_this_night_or_loses_its_use() -> None:
    now = at(22)
    assert waits_until(now, at(20), at(19, day=5), USUAL) == at(8, day=4)
    assert waits_until(now, at(20), None, USUAL) == at(8, day=4)
    assert waits_until(now, at(20), at(8, 10, day=4), USUAL) is None
    assert waits_until(now, at(21, 30), at(19, day=5), USUAL) is None
    assert waits_until(at(12), at(10), at(19), USUAL) is None


@given(
    start=st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: _NEW_YEAR + timedelta(minutes=minutes)),
    leads=st.sets(st.integers(1, 60 * 24 * 10), max_size=5),
    begins=st.times(),
    ends=st.times(),
    zone=st.sampled_from([SHANGHAI, BERLIN, ZoneInfo("America/St_Johns"), ZoneInfo("Australia/Lord_Howe")]),
)
def test_reminders_come_in_order_before_the_start_and_each_hands_over_to_the_next(
    start: datetime, leads: set[int], begins: time, ends: time, zone: ZoneInfo
) -> None:
    hours = Hours(zone, begins.replace(tzinfo=None), ends.replace(tzinfo=None))
    held = replace(meeting(start), reminders=tuple(timedelta(minutes=lead) for lead in sorted(leads, reverse=True)))
    spans = reminder_spans(held, hours)
    assert bool(spans) == bool(leads)
    assert all(span.due_at < span.useful_until for span in spans)
    assert [span.useful_until for span in spans[:-1]] == [span.due_at for span in spans[1:]]
    assert all(span.useful_until == start for span in spans[-1:])
