"""The calendar file opens in a calendar library and says the same as the meeting, whatever is written in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Event

from bot.reports.meeting_ics import meeting_ics
from bot.rules.meetings import Meeting, MeetingState
from bot.texts import LANGUAGES, texts
from tests.views.meeting_samples import MEETING

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 12, 1, 4, tzinfo=UTC)


def written(meeting: Meeting, zone: ZoneInfo = SHANGHAI, language: str = "zh-CN") -> bytes:
    return meeting_ics(meeting, NOW, texts(language), zone, "louyuan_bot", "示例街道办事处", "0371-12345678")


def read(meeting: Meeting, zone: ZoneInfo = SHANGHAI) -> tuple[Calendar, Event]:
    """The file as a calendar reads it; what it reads can be written again and is the same."""
    calendar = Calendar.from_ical(written(meeting, zone))
    again = Calendar.from_ical(calendar.to_ical())
    assert again.to_ical() == calendar.to_ical()
    [event] = calendar.events
    assert not calendar.errors
    assert not event.errors
    return calendar, event


def test_it_says_what_when_where_and_in_which_zone() -> None:
    calendar, event = read(MEETING)
    assert (calendar["VERSION"], calendar["METHOD"]) == ("2.0", "REQUEST")
    assert (event["SUMMARY"], event["LOCATION"]) == (MEETING.title, MEETING.place)
    assert (event.start, event.end) == (MEETING.starts_at, MEETING.ends_at)
    assert event["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert [zone.tz_name for zone in calendar.timezones] == ["Asia/Shanghai"]
    assert "停车位；加装电梯" in str(event["DESCRIPTION"])
    assert event.DTSTAMP == NOW


def test_a_moved_meeting_keeps_its_uid_and_raises_its_sequence() -> None:
    later = MEETING.starts_at + timedelta(days=1)
    moved = replace(MEETING, starts_at=later, ends_at=later + timedelta(hours=1), sequence=3, reason="下大雪")
    _, event = read(moved)
    assert (event["UID"], event["SEQUENCE"], event.start) == (MEETING.uid, 3, later)
    assert "下大雪" in str(event["DESCRIPTION"])


def test_a_cancelled_meeting_is_taken_out() -> None:
    calendar, event = read(replace(MEETING, state=MeetingState.CANCELLED, sequence=1))
    assert (calendar["METHOD"], event["STATUS"], event["UID"]) == ("CANCEL", "CANCELLED", MEETING.uid)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"])
@pytest.mark.parametrize("month", [1, 3, 7, 10, 11])
def test_every_zone_shows_the_right_instant(zone: str, month: int) -> None:
    starts = datetime(2027, month, 28, 18, 30, tzinfo=UTC)
    calendar, event = read(replace(MEETING, starts_at=starts, ends_at=starts + timedelta(hours=1)), ZoneInfo(zone))
    assert event.start == starts
    assert isinstance(event.start, datetime)
    wall = event.start.replace(tzinfo=None)
    rules = calendar.timezones[0].to_tz(lookup_tzid=False) if calendar.timezones else UTC
    assert wall.replace(tzinfo=rules).astimezone(UTC) == starts


HOSTILE = 'a;b,c\\n"d"\r\nBEGIN:VEVENT\u2028é\u202e' + "很" * 60


def test_nothing_that_somebody_wrote_breaks_out_of_its_line() -> None:
    meeting = replace(MEETING, title=HOSTILE, place=HOSTILE, topics=(HOSTILE,), community_name=HOSTILE)
    raw = written(meeting)
    _, event = read(meeting)
    assert raw.count(b"\nBEGIN:VEVENT") == 1
    assert "很" * 60 in str(event["SUMMARY"])
    assert "\u202e" not in str(event["SUMMARY"])
    assert max(map(len, raw.split(b"\r\n"))) <= 75


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_description_is_in_the_language_of_the_reader(language: str) -> None:
    event = Calendar.from_ical(written(MEETING, language=language)).events[0]
    assert ("身份证" in str(event["DESCRIPTION"])) == (language == "zh-CN")
