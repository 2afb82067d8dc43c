"""A series that changes as a whole, the people who are named, and what typed words and files mean."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.rules.meeting_change import ALL_LATER, ONLY_THIS, ChangePlan, Verb, Wants, change_from, change_pressed
from bot.rules.meeting_change import change_typed as typed
from bot.rules.meeting_definition import check_meeting, is_meeting
from bot.rules.meeting_draft import MeetingDraft
from bot.rules.meeting_plan import Ask, MeetingPlan, plan_from, pressed
from bot.rules.meeting_plan import typed as plan_typed
from bot.rules.meeting_series import shifted
from bot.rules.meetings import MeetingKind
from bot.rules.people_words import NamedPeople, read_people
from bot.rules.refusals import Reason, Refusal
from bot.rules.typed_arrival import check_in_code, lettered_code
from bot.storage.meetings import new_check_in_code
from tests.views.meeting_samples import MEETING, STARTS

ZONE, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 12, 1, 4, tzinfo=UTC)
WEEK = timedelta(days=7)
NEXT = replace(MEETING, id=8, starts_at=STARTS + WEEK, ends_at=MEETING.ends_at + WEEK)
SERIAL = ChangePlan(7, Verb.CANCEL, MEETING.id, reason="下雪", following=3)


def test_the_others_move_as_far_as_the_first_and_keep_their_own_length() -> None:
    longer = replace(NEXT, ends_at=NEXT.ends_at + timedelta(hours=1))
    by = timedelta(days=1, minutes=30)
    when = shifted(MEETING, STARTS + by, MEETING.ends_at + by, longer, ZONE)
    assert (when.starts_at, when.ends_at) == (NEXT.starts_at + by, longer.ends_at + by)


def test_a_new_length_is_the_new_length_of_all() -> None:
    when = shifted(MEETING, STARTS, STARTS + timedelta(hours=3), NEXT, ZONE)
    assert (when.starts_at, when.ends_at) == (NEXT.starts_at, NEXT.starts_at + timedelta(hours=3))


def test_the_clock_on_the_wall_counts_where_clocks_are_put_forward_in_between() -> None:
    before = datetime(2026, 3, 25, 19, tzinfo=BERLIN)
    one = replace(MEETING, starts_at=before, ends_at=before + timedelta(hours=1))
    after = datetime(2026, 4, 1, 19, tzinfo=BERLIN)
    other = replace(one, starts_at=after, ends_at=after + timedelta(hours=1))
    when = shifted(one, before + timedelta(days=1), before + timedelta(days=1, hours=1), other, BERLIN)
    assert when.starts_at.isoformat() == "2026-04-02T19:00:00+02:00"


@pytest.mark.parametrize(("value", "whole"), [(ONLY_THIS, False), (ALL_LATER, True)])
def test_one_of_a_series_asks_about_the_others_and_then_for_a_yes(value: int, whole: bool) -> None:
    assert SERIAL.wants is Wants.SERIES
    answered = change_pressed(SERIAL, Wants.SERIES, value, MEETING, [], NOW, ZONE)
    assert (answered.wants, answered.whole) == (Wants.CONFIRM, whole)
    assert change_from(json.loads(json.dumps(answered.facts()))) == answered


@pytest.mark.parametrize("plan", [SERIAL, replace(SERIAL, following=0)])
def test_an_answer_about_the_others_that_was_never_offered_is_none(plan: ChangePlan) -> None:
    value = 3 if plan.following else ALL_LATER
    with pytest.raises(Refusal) as caught:
        change_pressed(plan, Wants.SERIES, value, MEETING, [], NOW, ZONE)
    assert caught.value.reason is Reason.MEETING_PLAN_GONE


def test_hours_alone_are_those_of_the_day_on_which_it_takes_place() -> None:
    moved = typed(ChangePlan(7, Verb.MOVE, MEETING.id), "19:00-21:00", MEETING, NOW, ZONE)
    assert (moved.starts_at, moved.ends_at) == (STARTS, STARTS + timedelta(hours=2))


def test_a_typed_end_counts_even_when_it_is_the_usual_one() -> None:
    long = replace(MEETING, ends_at=STARTS + timedelta(hours=3))
    moved = typed(ChangePlan(7, Verb.MOVE, long.id), "19:00-20:30", long, NOW, ZONE)
    assert moved.ends_at == STARTS + timedelta(minutes=90)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("主持 王主任\n分包干部 李干部\n电话 0371-12345678", NamedPeople("王主任", "李干部", "0371-12345678")),
        ("主持人：王主任；分包干部：李干部（0371-12345678）", NamedPeople("王主任", "李干部", "0371-12345678")),
        ("王主任，李干部", NamedPeople("王主任", "李干部", None)),
        ("电话：13800000000", NamedPeople(None, None, "13800000000")),
        ("host: Wang\ncontact: Li, +86 371 1234567", NamedPeople("Wang", "Li", "+86 371 1234567")),
        ("分包干部　李干部\n主持 无", NamedPeople(None, "李干部", None)),
        ("无", NamedPeople()),
    ],
)
def test_people_are_read_with_and_without_labels(text: str, named: NamedPeople) -> None:
    assert read_people(text) == named


def test_a_name_as_long_as_a_novel_is_refused() -> None:
    with pytest.raises(Refusal) as caught:
        read_people("主持 " + "王" * 61)
    assert caught.value.reason is Reason.MEETING_TEXT_LONG


def test_people_words_are_kept_in_the_plan_and_taken_out_by_a_button() -> None:
    asked = MeetingPlan(7, community_id=1, kind=MeetingKind.OTHER, editing=Ask.PEOPLE)
    plan = plan_typed(asked, "主持 王主任，电话 0371-12345678", NOW, ZONE)
    assert plan is not None
    assert (plan.host, plan.contact, plan.phone) == ("王主任", None, "0371-12345678")
    assert plan_from(json.loads(json.dumps(plan.facts()))) == plan
    gone = pressed(replace(plan, editing=Ask.PEOPLE), Ask.PEOPLE, 0, (), NOW, ZONE)
    assert (gone.host, gone.phone) == (None, None)


def test_a_file_names_host_contact_and_phone_and_each_may_be_missing() -> None:
    data = {
        "community": "JX01",
        "kind": "exchange",
        "title": "会",
        "place": "一楼",
        "starts": STARTS,
        "host": " 王主任 ",
        "phone": "0371-12345678",
    }
    found = check_meeting(data, NOW, ZONE)
    assert isinstance(found, tuple)
    assert (found[0].host, found[0].contact, found[0].phone) == ("王主任", None, "0371-12345678")
    wrong = check_meeting(data | {"host": 5, "phone": "1" * 31}, NOW, ZONE)
    assert [fault.path for fault in wrong if not isinstance(fault, MeetingDraft)] == [("host",), ("phone",)]


@pytest.mark.parametrize(
    ("data", "meeting"),
    [
        ({"title": "x", "kind": "exchange", "place": "y"}, True),
        ({"title": "x", "starts": 1}, True),
        ({"title": "x", "closes": 1, "questions": []}, False),
        ({"title": "x"}, False),
        ({"place": "y", "questions": []}, False),
    ],
)
def test_a_file_is_told_by_its_keys(data: dict[str, object], meeting: bool) -> None:
    assert is_meeting(data) is meeting


def test_every_new_code_is_read_when_it_is_typed() -> None:
    codes = [new_check_in_code() for _ in range(300)]
    assert [check_in_code(code) for code in codes] == codes


def test_ten_letters_may_be_an_older_code_or_a_word() -> None:
    assert lettered_code(" KJQFN HWMPX ") == "kjqfnhwmpx"
    assert lettered_code("k3qf7h2m9x") is None
    assert lettered_code("谢谢您们大家辛苦了啊") is None
