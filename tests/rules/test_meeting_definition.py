"""A meeting's TOML file is checked completely: every fault is named at once, with its key."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.rules.consultation import Scope
from bot.rules.meeting_definition import check_meeting
from bot.rules.meeting_draft import USUAL_REMINDERS, MeetingDraft
from bot.rules.meetings import MeetingKind

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
WHOLE = """
community = "JX01"
kind = "opinion_collection"
title = "楼院改造意见征集会"
starts = 2026-12-03T19:00:00+08:00
ends = 2026-12-03T20:30:00+08:00
place = "党群服务中心二楼"
topics = ["停车位", "加装电梯"]
reminders = ["1h", "24h"]
"""


def checked(text: str) -> tuple[MeetingDraft, ...]:
    """The meetings of a file without faults."""
    result = check_meeting(tomllib.loads(text), NOW, ZONE)
    assert isinstance(result, tuple), result
    return result


def faults(text: str) -> list[tuple[str, str]]:
    """Key and reason of every fault."""
    result = check_meeting(tomllib.loads(text), NOW, ZONE)
    assert isinstance(result, list), result
    return [(".".join(map(str, fault.path)), fault.reason) for fault in result]


def test_a_whole_file_is_one_meeting() -> None:
    [draft] = checked(WHOLE)
    assert (draft.community, draft.kind, draft.title) == ("JX01", MeetingKind.OPINION_COLLECTION, "楼院改造意见征集会")
    assert draft.starts_at == datetime(2026, 12, 3, 11, tzinfo=UTC)
    assert draft.ends_at - draft.starts_at == timedelta(minutes=90)
    assert (draft.topics, draft.scope) == (("停车位", "加装电梯"), Scope())
    assert draft.reminders == (timedelta(days=1), timedelta(hours=1))


def test_what_is_not_said_is_usual() -> None:
    lines = [line for line in WHOLE.splitlines() if not line.startswith(("ends", "topics", "reminders"))]
    [draft] = checked("\n".join(lines).replace("+08:00", ""))
    assert draft.starts_at == datetime(2026, 12, 3, 11, tzinfo=UTC)
    assert draft.ends_at == datetime(2026, 12, 3, 12, 30, tzinfo=UTC)
    assert (draft.topics, draft.reminders, draft.consultation_id) == ((), USUAL_REMINDERS, None)


def test_scope_consultation_and_a_meeting_without_reminders() -> None:
    text = WHOLE.replace('reminders = ["1h", "24h"]', "reminders = []\nconsultation = 7")
    [draft] = checked(text + 'scope = { building = "3", entrance = "2" }')
    assert (draft.scope, draft.consultation_id, draft.reminders) == (Scope("3", "2"), 7, ())


def test_weeks_make_a_series() -> None:
    series = checked(WHOLE + "weeks = 4")
    assert [one.starts_at.astimezone(ZONE).strftime("%m-%d %H:%M") for one in series] == [
        "12-03 19:00",
        "12-10 19:00",
        "12-17 19:00",
        "12-24 19:00",
    ]


@pytest.mark.parametrize(("text", "lead"), [("90m", 90), ("2 h", 120), ("3d", 4320), ("5min", 5), ("30D", 43200)])
def test_reminders_are_minutes_hours_or_days(text: str, lead: int) -> None:
    [draft] = checked(WHOLE.replace('["1h", "24h"]', f'["{text}", "{text}"]'))
    assert draft.reminders == (timedelta(minutes=lead),)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('community = "JX01"', "", ("community", "missing")),
        ("opinion_collection", "party", ("kind", "not_one_of")),
        ('title = "楼院改造意见征集会"', "title = 3", ("title", "not_text")),
        ("楼院改造意见征集会", "会" * 101, ("title", "too_long")),
        ("党群服务中心二楼", "楼" * 3000, ("place", "too_long")),
        ("党群服务中心二楼", "\\u202E", ("place", "not_text")),
        ("starts = 2026-12-03T19:00:00+08:00", "", ("starts", "missing")),
        ("starts = 2026-12-03T19:00:00+08:00", 'starts = "19:00"', ("starts", "not_an_instant")),
        ("starts = 2026-12-03", "starts = 2026-12-01", ("starts", "starts_in_the_past")),
        ("starts = 2026-12-03", "starts = 2028-12-03", ("starts", "starts_too_far")),
        ("ends = 2026-12-03T20", "ends = 2026-12-03T18", ("ends", "ends_before_start")),
        ("ends = 2026-12-03T20:30:00+08:00", "ends = 2026-12-03", ("ends", "not_an_instant")),
        ("ends = 2026-12-03", "ends = 2026-12-04", ("ends", "lasts_too_long")),
        ('["停车位", "加装电梯"]', '"停车位"', ("topics", "not_a_list_of_texts")),
        ('["停车位", "加装电梯"]', '["停车位", " "]', ("topics", "not_a_list_of_texts")),
        ('["停车位", "加装电梯"]', str(list("abcdefghijk")), ("topics", "too_many")),
        ("停车位", "车" * 201, ("topics", "too_long")),
        ('"24h"', '"tomorrow"', ("reminders", "reminder_unreadable")),
        ('"24h"', '"4m"', ("reminders", "reminder_unreadable")),
        ('"24h"', '"31d"', ("reminders", "reminder_unreadable")),
        ('["1h", "24h"]', '["1h", "2h", "3h", "4h", "5h", "6h"]', ("reminders", "too_many")),
        ('["1h", "24h"]', "24", ("reminders", "not_a_list_of_texts")),
    ],
)
def test_a_fault_is_named_with_its_key(old: str, new: str, expected: tuple[str, str]) -> None:
    assert old in WHOLE
    assert expected in faults(WHOLE.replace(old, new))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("weeks = 0", ("weeks", "whole_number")),
        ("weeks = 27", ("weeks", "whole_number")),
        ("weeks = true", ("weeks", "whole_number")),
        ('consultation = "7"', ("consultation", "whole_number")),
        ("consultation = 99999999999", ("consultation", "whole_number")),
        ('scope = { entrance = "2" }', ("scope.entrance", "entrance_needs_building")),
        ('topic = "x"', ("topic", "unknown_key_near")),
    ],
)
def test_further_lines_are_checked_as_well(line: str, expected: tuple[str, str]) -> None:
    assert faults(WHOLE + line) == [expected]


def test_an_empty_file_misses_every_needed_key_at_once() -> None:
    assert faults("") == [(key, "missing") for key in ("community", "kind", "title", "place", "starts")]
