"""Host, cadre and telephone on cards and reminders; the way to the consultation; several meetings that change."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.rules.meeting_news import News
from bot.rules.meetings import Meeting, MeetingState
from bot.texts import LANGUAGES, texts
from bot.views.meeting_card import meeting_card
from bot.views.meeting_people import about_lines, people_lines
from bot.views.reminder import moved, reminder
from bot.views.series import series_cancelled, series_moved
from tests.views.limits import check
from tests.views.meeting_samples import MEETING, ORGANIZER, STARTS, facts
from tests.views.samples import HOSTILE, ZONE, consultation

ZH = texts("zh-CN")
WEEK, HOUR = timedelta(days=7), timedelta(hours=1)
BEFORE = STARTS - timedelta(days=1)


@pytest.mark.parametrize(
    ("named", "line"),
    [
        (
            {"host": "王主任", "contact": "李干部", "phone": "0371-1"},
            "主持：王主任  分包干部：李干部（0371-1）",
        ),
        ({"host": "王主任", "phone": "0371-1"}, "主持：王主任（0371-1）"),
        ({"contact": "李干部"}, "分包干部：李干部"),
        ({"phone": "0371-1"}, "电话：0371-1"),
    ],
)
def test_whoever_is_named_stands_in_one_line(named: dict[str, Any], line: str) -> None:
    meeting = replace(MEETING, **named)
    assert people_lines(meeting, ZH) == [line]
    card = check(meeting_card(facts(meeting), BEFORE, ZH, ZONE, ORGANIZER, "louyuan_bot"))
    assert line in card
    told = check(reminder(meeting, 3, STARTS - HOUR, ZH, ZONE, ORGANIZER.phone, None, people_lines(meeting, ZH)))
    assert line in told
    assert (ORGANIZER.phone in card, ORGANIZER.phone in told) == ("phone" not in named,) * 2, "one telephone is enough"


def test_without_names_nothing_is_added() -> None:
    assert people_lines(MEETING, ZH) == []


def test_an_open_consultation_is_a_link_and_a_closed_one_a_title() -> None:
    asked = consultation()
    now = asked.opens_at + timedelta(minutes=1)
    [line] = about_lines(asked, now, ZH, "louyuan_bot")
    assert f'href="https://t.me/louyuan_bot?start=q{asked.id}"' in line
    [closed] = about_lines(asked, asked.closes_at, ZH, "louyuan_bot")
    assert "href" not in closed
    assert about_lines(None, now, ZH, "louyuan_bot") == []


def news(weeks: int, **changes: Any) -> News:
    """A meeting that moved by an hour from so many weeks after the first."""
    begins = STARTS + weeks * WEEK
    fresh: dict[str, Any] = {"starts_at": begins + HOUR, "ends_at": begins + 2 * HOUR, "sequence": 1, "reason": "停电"}
    meeting = replace(MEETING, id=weeks + 1, **(fresh | changes))
    return News(meeting, begins, MEETING.place, "停电", begins + HOUR)


def test_a_series_names_each_time_and_the_place_and_reason_once() -> None:
    text = check(series_moved([news(0), news(1)], ZH, ZONE, private=True))
    assert text.splitlines() == [
        "📅【会议改期】楼院改造意见征集会，一共 2 场：",
        "• 原定 12月3日（周四）19:00，改到 12月3日（周四）20:00",
        "• 原定 12月10日（周四）19:00，改到 12月10日（周四）20:00",
        "地点：党群服务中心二楼",
        "原因：停电",
        "每一场来不来，发 /meetings 就能看、能改。",
        "",
        "不想收这些通知，请发「退订」。",
    ]


def test_of_a_series_that_keeps_its_time_the_place_or_the_end_is_told() -> None:
    here = news(0, starts_at=STARTS, place="花园")
    longer = news(1, starts_at=STARTS + WEEK, ends_at=STARTS + WEEK + 2 * HOUR)
    text = check(series_moved([here, longer], ZH, ZONE, private=False))
    assert "地点从党群服务中心二楼改到 花园" in text
    assert "开始不变，改到 21:00 结束" in text


def test_another_end_is_told_with_the_old_one() -> None:
    longer = replace(MEETING, ends_at=MEETING.ends_at + HOUR)
    text = check(moved(longer, STARTS, MEETING.place, ZH, ZONE, None, MEETING.ends_at))
    assert "开始不变，结束从 20:30 改到 21:30" in text
    assert "地点" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_series_of_the_worst_words_fits(language: str) -> None:
    words = texts(language)
    bad: Meeting = replace(MEETING, title=HOSTILE * 2, place="<" * 100, reason=HOSTILE * 6, host="&" * 60)
    told = [replace(news(number), meeting=replace(bad, id=number, sequence=1)) for number in range(26)]
    check(series_moved(told, words, ZONE, private=True))
    gone = [replace(one, meeting=replace(one.meeting, state=MeetingState.CANCELLED)) for one in told]
    assert check(series_cancelled(gone, words, ZONE, private=False)).count("•") == 12
    assert len(people_lines(replace(bad, contact="<" * 60, phone="&" * 30), words)) == 1
