"""Dates and times as people type them, in Chinese and English, become instants in the district's zone."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.meeting_draft import MeetingDraft
from bot.rules.meeting_times import at_clock, read_day, read_hours, read_when, suggested_days, weekly
from bot.rules.meetings import MeetingKind
from bot.rules.refusals import Reason, Refusal
from bot.rules.time_words import numeral

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 12, 1, 20, 0, tzinfo=SHANGHAI)  # a Tuesday


def read(text: str, now: datetime = NOW) -> str:
    """Start and end in the district's zone, in one line."""
    when = read_when(text, now, SHANGHAI)
    return f"{when.starts_at:%a %Y-%m-%d %H:%M}-{when.ends_at:%H:%M}"


def refused(text: str, now: datetime = NOW) -> Reason:
    """Why a text is refused."""
    with pytest.raises(Refusal) as caught:
        read_when(text, now, SHANGHAI)
    return caught.value.reason


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("下周三晚上七点", "Wed 2026-12-09 19:00-20:30"),
        ("下个礼拜六早上8点一刻", "Sat 2026-12-12 08:15-09:45"),
        ("下下周一 9点", "Mon 2026-12-14 09:00-10:30"),
        ("这周日下午2-4点", "Sun 2026-12-06 14:00-16:00"),
        ("星期天下午两点半", "Sun 2026-12-06 14:30-16:00"),
        ("周三七点", "Wed 2026-12-02 07:00-08:30"),
        ("周二晚上七点", "Tue 2026-12-08 19:00-20:30"),
        ("周二晚上九点", "Tue 2026-12-01 21:00-22:30"),
        ("周三 十点二十五分", "Wed 2026-12-02 10:25-11:55"),
        ("今晚九点", "Tue 2026-12-01 21:00-22:30"),
        ("明天下午3点半", "Wed 2026-12-02 15:30-17:00"),
        ("明晚7点半", "Wed 2026-12-02 19:30-21:00"),
        ("明儿下午三点", "Wed 2026-12-02 15:00-16:30"),
        ("后天上午九点到十一点", "Thu 2026-12-03 09:00-11:00"),
        ("大后天下午5点", "Fri 2026-12-04 17:00-18:30"),
        ("三天后上午10点", "Fri 2026-12-04 10:00-11:30"),
        ("两周后 19:00", "Tue 2026-12-15 19:00-20:30"),
        ("12月3日 19:00", "Thu 2026-12-03 19:00-20:30"),
        ("12月3日（周四）19：00—20：30", "Thu 2026-12-03 19:00-20:30"),
        ("十二月三日晚七点到八点半", "Thu 2026-12-03 19:00-20:30"),
        ("12/3 19:00", "Thu 2026-12-03 19:00-20:30"),
        ("2026-12-03 19:00", "Thu 2026-12-03 19:00-20:30"),
        ("2026-12-03T19:00:00", "Thu 2026-12-03 19:00-20:30"),
        ("2026年12月3日19点30分", "Thu 2026-12-03 19:30-21:00"),
        ("二〇二六年十二月三日 19时", "Thu 2026-12-03 19:00-20:30"),
        ("1月5日 14:30", "Tue 2027-01-05 14:30-16:00"),
        ("3号下午三点", "Thu 2026-12-03 15:00-16:30"),
        ("下月5号 9:30-11:00", "Tue 2027-01-05 09:30-11:00"),
        ("25号晚上7点开两个小时", "Fri 2026-12-25 19:00-21:00"),
        ("12月8号 9点 90分钟", "Tue 2026-12-08 09:00-10:30"),
        ("明天9点开一个半小时", "Wed 2026-12-02 09:00-10:30"),
        ("明天中午12点半", "Wed 2026-12-02 12:30-14:00"),
        ("明天中午一点", "Wed 2026-12-02 13:00-14:30"),
        ("明天 6点", "Wed 2026-12-02 18:00-19:30"),
        ("明天 06:00", "Wed 2026-12-02 06:00-07:30"),
        ("明天下午19点", "Wed 2026-12-02 19:00-20:30"),
        ("明天晚上12点", "Thu 2026-12-03 00:00-01:30"),
        ("明天上午10点到1点", "Wed 2026-12-02 10:00-13:00"),
        ("明天10点到12点", "Wed 2026-12-02 10:00-12:00"),
        ("明天 19:00-8:30", "Wed 2026-12-02 19:00-20:30"),
        ("tomorrow 3:30 pm", "Wed 2026-12-02 15:30-17:00"),
        ("tonight 9:15", "Tue 2026-12-01 21:15-22:45"),
        ("the day after tomorrow, 10:00 to 11:30", "Thu 2026-12-03 10:00-11:30"),
        ("next Wednesday 7-8:30 pm", "Wed 2026-12-09 19:00-20:30"),
        ("Thursday at 7 in the evening", "Thu 2026-12-03 19:00-20:30"),
        ("Wed 7.30 p.m.", "Wed 2026-12-02 19:30-21:00"),
        ("friday noon", "Fri 2026-12-04 12:00-13:30"),
        ("Friday 11-1 pm", "Fri 2026-12-04 11:00-13:00"),
        ("Dec 3rd 7pm", "Thu 2026-12-03 19:00-20:30"),
        ("3 December 2026, 19:00\u201320:30", "Thu 2026-12-03 19:00-20:30"),
        ("in 3 days at 10:00", "Fri 2026-12-04 10:00-11:30"),
        ("in 2 weeks at 10 am for 2 hours", "Tue 2026-12-15 10:00-12:00"),
    ],
)
def test_what_people_type_is_understood(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Reason.WHEN_UNREADABLE),
        ("你好", Reason.WHEN_UNREADABLE),
        ("找个时间", Reason.WHEN_UNREADABLE),
        ("12月3日 19:00 电话13800000000", Reason.WHEN_UNREADABLE),
        ("12345678901234567890", Reason.WHEN_UNREADABLE),
        ("十十十", Reason.WHEN_UNREADABLE),
        ("12月3日", Reason.WHEN_NO_CLOCK),
        ("下周三", Reason.WHEN_NO_CLOCK),
        ("晚上七点", Reason.WHEN_NO_DAY),
        ("2月30日 19:00", Reason.WHEN_IMPOSSIBLE_DAY),
        ("13月1日 19:00", Reason.WHEN_IMPOSSIBLE_DAY),
        ("32号 19:00", Reason.WHEN_IMPOSSIBLE_DAY),
        ("2027-02-29 19:00", Reason.WHEN_IMPOSSIBLE_DAY),
        ("下周三25点", Reason.WHEN_IMPOSSIBLE_CLOCK),
        ("明天 24:30", Reason.WHEN_IMPOSSIBLE_CLOCK),
        ("明天 19:75", Reason.WHEN_IMPOSSIBLE_CLOCK),
        ("明天晚上3点", Reason.WHEN_IMPOSSIBLE_CLOCK),
        ("明天上午19点", Reason.WHEN_IMPOSSIBLE_CLOCK),
        ("明天中午8点", Reason.WHEN_IMPOSSIBLE_CLOCK),
        ("明天 19:00-25:00", Reason.WHEN_IMPOSSIBLE_CLOCK),
        ("12月3日（周三）19:00", Reason.WHEN_WRONG_WEEKDAY),
        ("今晚八点", Reason.MEETING_PAST),
        ("今天上午9点", Reason.MEETING_PAST),
        ("上周三19:00", Reason.MEETING_PAST),
        ("这周一19:00", Reason.MEETING_PAST),
        ("11月20日 19:00", Reason.MEETING_PAST),
        ("2020-12-03 19:00", Reason.MEETING_PAST),
        ("2029-12-03 19:00", Reason.MEETING_TOO_FAR),
        ("2月29日 19:00", Reason.MEETING_TOO_FAR),
        ("999周后 19:00", Reason.MEETING_TOO_FAR),
        ("12月3日 19:00-18:00", Reason.MEETING_ENDS_FIRST),
        ("12月3日 7:00-21:00", Reason.MEETING_TOO_LONG),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(text: str, reason: Reason) -> None:
    assert refused(text) is reason


_LIKE_DATES = st.text(alphabet="0123456789十一二三日月号周下明天晚上午点半:：/-到 年后", max_size=24)


@given(st.text(max_size=60) | _LIKE_DATES)
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    with suppress(Refusal):
        when = read_when(text, NOW, SHANGHAI)
        assert NOW < when.starts_at < when.ends_at


@pytest.mark.parametrize(
    ("run", "digits"),
    [("十", "10"), ("十二", "12"), ("二十", "20"), ("五十九", "59"), ("二〇二六", "2026"), ("零五", "05"), ("两", "2")],
)
def test_numerals_are_read_as_numbers_and_as_signs(run: str, digits: str) -> None:
    assert numeral(run) == digits


def test_the_day_changes_at_midnight_of_the_district() -> None:
    late = datetime(2026, 12, 1, 16, 30, tzinfo=UTC)  # half past midnight of the second in Shanghai
    assert read("明天 9点", late) == "Thu 2026-12-03 09:00-10:30"


def test_a_day_and_its_hours_can_be_read_apart() -> None:
    assert read_day("下周三", NOW, SHANGHAI) == date(2026, 12, 9)
    when = read_hours("晚上七点到九点", date(2026, 12, 9), NOW, SHANGHAI)
    assert (when.starts_at.hour, when.ends_at.hour) == (19, 21)
    assert at_clock(date(2026, 12, 9), time(9, 30), NOW, SHANGHAI).ends_at.hour == 11


@pytest.mark.parametrize(("text", "reason"), [("昨天", Reason.WHEN_UNREADABLE), ("11月30日", Reason.MEETING_PAST)])
def test_a_day_that_is_over_is_refused(text: str, reason: Reason) -> None:
    with pytest.raises(Refusal) as caught:
        read_day(text, NOW, SHANGHAI)
    assert caught.value.reason is reason


def test_hours_of_today_that_are_over_are_refused() -> None:
    with pytest.raises(Refusal) as caught:
        read_hours("晚上七点", NOW.date(), NOW, SHANGHAI)
    assert caught.value.reason is Reason.MEETING_PAST


def test_the_days_offered_begin_tomorrow_and_hold_every_weekday() -> None:
    days = suggested_days(NOW, SHANGHAI)
    assert days[0] == date(2026, 12, 2)
    assert {day.isoweekday() for day in days} == set(range(1, 8))


def _berlin(day: date) -> MeetingDraft:
    when = at_clock(day, time(19), datetime(2026, 3, 1, tzinfo=UTC), BERLIN)
    return MeetingDraft("JX01", MeetingKind.OTHER, "会", when.starts_at, when.ends_at, "楼下")


def test_a_series_keeps_the_time_on_the_wall_when_clocks_change() -> None:
    series = weekly(_berlin(date(2026, 3, 22)), 3, BERLIN)  # clocks go forward on the 29th
    assert [one.starts_at.strftime("%d %H:%M") for one in series] == ["22 19:00", "29 19:00", "05 19:00"]
    starts = [one.starts_at.astimezone(UTC) for one in series]
    apart = [after - before for before, after in pairwise(starts)]
    assert apart == [timedelta(days=6, hours=23), timedelta(days=7)]


def test_an_hour_that_the_clocks_skip_is_refused() -> None:
    with pytest.raises(Refusal) as caught:
        read_when("2026-03-29 02:30", datetime(2026, 3, 1, tzinfo=UTC), BERLIN)
    assert caught.value.reason is Reason.WHEN_IMPOSSIBLE_CLOCK


def test_a_meeting_across_the_change_of_clocks_lasts_as_long_as_any_other() -> None:
    when = read_when("2026-10-24 晚上12点", datetime(2026, 10, 1, tzinfo=UTC), BERLIN)
    longer = read_when("2026-10-25 1:30 am", datetime(2026, 10, 1, tzinfo=UTC), BERLIN)
    for one in (when, longer):
        assert one.ends_at.astimezone(UTC) - one.starts_at.astimezone(UTC) == timedelta(minutes=90)
