"""Opinions: dates, what is private in a text, and when helpers are told what is overdue."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.rules.opinion_work import Deed, deed_of, typed_number, typed_words
from bot.rules.opinions import (
    ANSWER_LIMIT,
    Category,
    LedgerOpinion,
    OpinionCounts,
    OpinionState,
    checked_words,
    digest_span,
    due_day,
    must_be_open,
    private_words,
    units,
)
from bot.rules.permissions import Place
from bot.rules.refusals import Reason, Refusal
from bot.rules.reminders import Hours

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 12, 1, 4, 0, tzinfo=UTC)


def opinion(**changes: object) -> LedgerOpinion:
    """An opinion from building 1, due on 8 December."""
    facts: dict[str, object] = {
        "id": 12,
        "community_id": 1,
        "community_code": "JX01",
        "community_name": "金祥花园",
        "subdistrict": "建中街",
        "building": "1",
        "category": Category.LEAK,
        "place": "本楼",
        "text": "楼顶漏水",
        "transcript": None,
        "state": OpinionState.OPEN,
        "owner": None,
        "owner_name": None,
        "due_on": date(2026, 12, 8),
        "answer": None,
        "answered_at": None,
        "raised_at": NOON,
        "meeting_id": None,
        "main_id": None,
    }
    return LedgerOpinion(**(facts | changes))  # type: ignore[arg-type]


def check_refused(reason: Reason, job: object, *arguments: object) -> Refusal:
    """The refusal, which must have this reason."""
    with pytest.raises(Refusal) as caught:
        job(*arguments)  # type: ignore[operator]
    assert caught.value.reason is reason
    return caught.value


def test_an_opinion_raised_late_in_the_evening_is_due_by_the_local_day() -> None:
    assert due_day(datetime(2026, 12, 1, 15, 59, tzinfo=UTC), SHANGHAI, 7) == date(2026, 12, 8)
    assert due_day(datetime(2026, 12, 1, 16, 0, tzinfo=UTC), SHANGHAI, 7) == date(2026, 12, 9)


@pytest.mark.parametrize(
    ("changes", "today", "days"),
    [
        ({}, date(2026, 12, 8), 0),
        ({}, date(2026, 12, 9), 1),
        ({"due_on": None}, date(2027, 12, 9), 0),
        ({"state": OpinionState.ANSWERED}, date(2026, 12, 20), 0),
        ({"state": OpinionState.REJECTED}, date(2026, 12, 20), 0),
    ],
)
def test_only_an_open_opinion_is_late_from_the_day_after_its_date(
    changes: dict[str, object], today: date, days: int
) -> None:
    assert opinion(**changes).days_late(today) == days


def test_an_opinion_belongs_to_the_building_of_its_giver() -> None:
    assert opinion().scope == Place("建中街", 1, "1")
    assert opinion(transcript="还有楼道灯").words == "楼顶漏水\n还有楼道灯"
    assert opinion(text="", transcript=None).words == ""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("我家老人残疾，要坡道", ("残疾",)),
        ("吃低保，低保户交不起", ("低保",)),
        ("My father has Cancer.", ("cancer",)),
        ("please cancel the archive", ()),
        ("打我电话13800138000", ("13800138000",)),
        ("电话 138-0013-8000", ("138-0013-8000",)),
        ("身份证41010319900101123X", ("身份证", "41010319900101123X")),
        ("三单元 501 漏水 20261201", ()),
    ],
)
def test_what_would_better_be_left_out_is_found(text: str, found: tuple[str, ...]) -> None:
    assert private_words(text, ["残疾", "癌", "低保", "宗教", "身份证", "cancer", "hiv"]) == found


def test_words_are_counted_as_telegram_counts_and_lose_what_nobody_sees() -> None:
    assert units("漏水") == 2
    assert units("😀") == 2
    assert checked_words(" \u202e漏\u200b水\u2066 ", 10) == "漏水"
    check_refused(Reason.OPINION_EMPTY, checked_words, " \u200b\u202e ", 10)
    long = check_refused(Reason.OPINION_LONG, checked_words, "😀" * 6, 10)
    assert long.facts == {"length": 12, "most": 10}


def test_an_answered_opinion_says_what_the_answer_was() -> None:
    must_be_open(opinion())
    done = replace(opinion(), state=OpinionState.ANSWERED, answer="修好了", answered_at=NOON)
    assert check_refused(Reason.OPINION_ANSWERED, must_be_open, done).facts["answer"] == "修好了"


def local(hour: int, minute: int = 0) -> datetime:
    """A clock time in Shanghai on 1 December."""
    return datetime(2026, 12, 1, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("hours", "now", "opens", "closes"),
    [
        (Hours(), local(9), local(9), local(20)),
        (Hours(), local(19, 59), local(9), local(20)),
        (Hours(), local(8, 59), None, None),
        (Hours(), local(20), None, None),
        (Hours(SHANGHAI, time(18), time(10, 30)), local(12), local(10, 30), local(18)),
        (Hours(SHANGHAI, time(18), time(10, 30)), local(10), None, None),
        (Hours(SHANGHAI, time(0), time(0)), local(9), local(9), local(20)),
    ],
)
def test_helpers_hear_of_overdue_opinions_in_the_day_outside_the_quiet_hours(
    hours: Hours, now: datetime, opens: datetime | None, closes: datetime | None
) -> None:
    found = digest_span(now, hours)
    assert (found is None) == (opens is None)
    if found is not None:
        day, span = found
        assert (day, span.due_at, span.useful_until) == (date(2026, 12, 1), opens, closes)


def test_counts_add_up() -> None:
    assert OpinionCounts(3, 2, 1, 1) + OpinionCounts(1, 0, 0, 1) == OpinionCounts(4, 2, 1, 2)


@pytest.mark.parametrize(("text", "number"), [("12", 12), ("第 12 号", 12), ("no. 7", 7)])
def test_a_typed_number_of_an_opinion_is_understood(text: str, number: int) -> None:
    assert typed_number(text) == number


@pytest.mark.parametrize("text", ["", "那一条", "1" * 10])
def test_anything_else_is_no_number_of_an_opinion(text: str) -> None:
    check_refused(Reason.UNKNOWN_OPINION, typed_number, text)


def test_answers_keep_their_lines_and_names_do_not() -> None:
    assert typed_words(Deed.ANSWER, "修好了\n请看一看") == "修好了\n请看一看"
    assert typed_words(Deed.ASSIGN, "物业\n老李") == "物业 老李"
    check_refused(Reason.OPINION_LONG, typed_words, Deed.ANSWER, "好" * (ANSWER_LIMIT + 1))
    check_refused(Reason.OPINION_LONG, typed_words, Deed.ASSIGN, "好" * 41)
    check_refused(Reason.OPINION_GONE, deed_of, 99)


def test_a_day_has_one_digest_whatever_the_hour() -> None:
    days = {found[0] for minutes in range(0, 24 * 60, 7) if (found := digest_span(at(minutes), Hours()))}
    assert days == {date(2026, 12, 1)}


def at(minutes: int) -> datetime:
    """So many minutes after midnight in Shanghai."""
    return local(0) + timedelta(minutes=minutes)
