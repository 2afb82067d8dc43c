"""The days of a report: weeks, months and years on the district's calendar, both ends included."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.rules.refusals import Reason, Refusal
from bot.rules.report import Period, ReportKind
from bot.rules.report_period import between, bounds, counted_until, read_day, read_month, read_week, read_year

ZONE = ZoneInfo("Asia/Shanghai")
TODAY = date(2020, 11, 24)


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        (read_week("2020-11-24"), "2020-11-23", "2020-11-29"),
        (read_week("2021-01-01"), "2020-12-28", "2021-01-03"),
        (read_month("2020-02"), "2020-02-01", "2020-02-29"),
        (read_month("2020年11月"), "2020-11-01", "2020-11-30"),
        (read_month("2020-11-24"), "2020-11-01", "2020-11-30"),
        (read_year("2020"), "2020-01-01", "2020-12-31"),
        (read_year("2020年"), "2020-01-01", "2020-12-31"),
        (between(None, None, TODAY), "2020-01-01", "2020-11-24"),
        (between(None, date(2019, 6, 1), TODAY), "2019-01-01", "2019-06-01"),
        (between(date(2020, 3, 1), None, TODAY), "2020-03-01", "2020-11-24"),
        (between(date(2021, 3, 1), None, TODAY), "2021-03-01", "2021-03-01"),
    ],
)
def test_a_period_has_its_first_and_last_day(period: Period, first: str, last: str) -> None:
    assert (period.first.isoformat(), period.last.isoformat()) == (first, last)


def test_from_new_year_on_it_is_a_report_of_the_year() -> None:
    assert between(date(2020, 1, 1), TODAY, TODAY).kind is ReportKind.YEAR
    assert between(date(2020, 1, 2), TODAY, TODAY).kind is ReportKind.PERIOD


@pytest.mark.parametrize(
    "text", ["", "2020", "2020-13-01", "2020-02-30", "24.11.2020", "昨天", "99999-01-01", "0001-01-01"]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_day(text)
    assert refused.value.reason is Reason.REPORT_DAY_UNREADABLE


def test_an_end_before_the_beginning_is_refused_with_both_days() -> None:
    with pytest.raises(Refusal) as refused:
        between(date(2020, 12, 1), date(2020, 11, 30), TODAY)
    assert (refused.value.reason, refused.value.facts) == (
        Reason.REPORT_ENDS_FIRST,
        {"first": "2020-12-01", "last": "2020-11-30"},
    )


def test_days_begin_and_end_at_midnight_where_the_district_is() -> None:
    start, end = bounds(read_year("2020"), ZONE)
    assert (start.astimezone(UTC), end.astimezone(UTC)) == (
        datetime(2019, 12, 31, 16, tzinfo=UTC),
        datetime(2020, 12, 31, 16, tzinfo=UTC),
    )


def test_figures_are_as_of_now_or_of_the_end_of_a_period_that_is_over() -> None:
    noon = datetime(2020, 11, 24, 4, tzinfo=UTC)
    assert counted_until(read_year("2020"), noon, ZONE) == noon
    assert counted_until(read_year("2019"), noon, ZONE).isoformat() == "2019-12-31T23:59:59+08:00"
