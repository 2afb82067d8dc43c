"""Rates of reports: rounded down, null of nothing, and 90 % only when it is exactly reached."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.report import RateSum
from bot.rules.report_notes import THRESHOLD, both_reach, notes
from bot.rules.report_parts import Part, figures
from bot.rules.report_sums import plus_decimals

BOUNDARY = [
    (8999, 10000, "0.8999", False),
    (9, 10, "0.9000", True),
    (17, 19, "0.8947", False),
    (899999, 1000000, "0.8999", False),
    (900001, 1000000, "0.9000", True),
    (0, 7, "0.0000", False),
    (7, 7, "1.0000", True),
    (2, 3, "0.6666", False),
]


@pytest.mark.parametrize(("numerator", "denominator", "written", "reached"), BOUNDARY)
def test_a_rate_is_rounded_down_to_four_places_and_reaches_only_exactly(
    numerator: int, denominator: int, written: str, reached: bool
) -> None:
    rate = RateSum(numerator, denominator)
    assert (rate.rate, rate.reaches(THRESHOLD)) == (written, reached)


@settings(deadline=None)
@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_rounding_never_shows_more_than_there_is(numerator: int, denominator: int) -> None:
    rate = RateSum(numerator, denominator)
    assert rate.rate is not None
    whole, _, places = rate.rate.partition(".")
    shown = int(whole + places)
    assert len(places) == 4
    assert shown * denominator <= numerator * 10**4 < (shown + 1) * denominator
    assert (shown >= 9000) == rate.reaches(THRESHOLD)


@pytest.mark.parametrize("rate", [RateSum(), RateSum(0, 0), RateSum(None, 5)])
def test_a_rate_of_nothing_is_nothing(rate: RateSum) -> None:
    assert (rate.rate, rate.percent, rate.reaches(THRESHOLD)) == (None, None, False)


@pytest.mark.parametrize(
    ("satisfaction", "demolition", "reached"),
    [
        (RateSum(9, 10), RateSum(9, 10), True),
        (RateSum(8999, 10000), RateSum(10, 10), False),
        (RateSum(10, 10), RateSum(17, 19), False),
        (RateSum(10, 10), RateSum(), False),
    ],
)
def test_both_rates_must_reach_ninety_per_cent(satisfaction: RateSum, demolition: RateSum, reached: bool) -> None:
    assert both_reach(figures(Part(plan_satisfaction=satisfaction, demolition=demolition))) is reached


def test_what_would_only_be_rounded_up_to_ninety_is_marked() -> None:
    almost = figures(Part(communities=1, demolition=RateSum(8999, 10000)))
    assert [note.code for note in notes(almost, (), None)] == ["nearly_demolition"]
    assert notes(replace(almost, demolition=RateSum(17, 19)), (), None)[0:] == ()


def test_programmes_that_do_not_add_up_to_the_communities_are_marked() -> None:
    whole = figures(Part(communities=297, programme={"a": 153, "b": 125, "c": 18}))
    (note,) = notes(whole, (), None)
    assert (note.code, note.facts["missing"]) == ("programme_sum", 1)
    assert notes(figures(Part(communities=297, programme={"a": 153, "b": 125, "c": 19})), (), None) == ()


@pytest.mark.parametrize(
    ("left", "right", "together"),
    [("0.1", "0.2", "0.3"), ("13.6", "-13.6", "0"), ("9" * 60, "0.5", "9" * 60 + ".5"), ("1.50", "1.5", "3")],
)
def test_indicators_are_added_exactly(left: str, right: str, together: str) -> None:
    assert plus_decimals(left, right) == together
