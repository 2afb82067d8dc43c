"""Shares know their base, and rounding never carries them over a threshold."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.rates import Base, Figure, Rate

NINETY = Fraction(90, 100)


@pytest.mark.parametrize(
    ("part", "whole", "reached", "written"),
    [
        (900, 1000, True, "90.0%"),
        (8999, 10000, False, "89.9%"),
        (8991, 10000, False, "89.9%"),
        (8949, 10000, False, "89.5%"),
        (9004, 10000, True, "90.0%"),
        (0, 5, False, "0.0%"),
        (0, 0, False, "—"),
    ],
)
def test_a_threshold_is_reached_by_the_exact_share_or_not_at_all(
    part: int, whole: int, reached: bool, written: str
) -> None:
    assert Rate(part, whole).reaches(NINETY) is reached
    assert Rate(part, whole).percent(threshold=NINETY) == written


@settings(deadline=None)
@given(st.integers(1, 10**6), st.integers(0, 10**6), st.integers(0, 2), st.sampled_from([NINETY, Fraction(2, 3)]))
def test_what_is_written_below_a_threshold_reads_below_it(whole: int, part: int, digits: int, limit: Fraction) -> None:
    rate = Rate(min(part, whole), whole)
    written = Fraction(rate.percent(digits, limit).removesuffix("%")) / 100
    assert rate.reaches(limit) or written < limit
    assert abs(written - Fraction(*rate)) <= Fraction(1, 10 ** (digits + 2))


def test_without_a_threshold_shares_are_rounded_half_up() -> None:
    assert Rate(8999, 10000).percent() == "90.0%"


def test_a_negative_balance_is_written_with_its_sign() -> None:
    assert Rate(-5, 16).percent() == "-31.3%"
    assert Rate(-5, 16).exact == Fraction(-5, 16)


@pytest.mark.parametrize(
    ("asked", "answered", "few"), [(100, 30, False), (100, 29, True), (101, 30, True), (1000, 299, True), (0, 0, True)]
)
def test_few_answers_are_less_than_30_or_less_than_30_of_100(asked: int, answered: int, few: bool) -> None:
    assert Base(asked, answered).few is few


def test_a_figure_has_its_share_its_likely_range_and_its_worst_case() -> None:
    figure = Figure(400, Base(asked=1000, answered=700))
    assert figure.rate == (400, 700)
    assert figure.base.response == (700, 1000)
    assert figure.likely == (551, 592)
    assert figure.worst == (400, 700)


def test_figures_larger_than_their_base_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot be"):
        Base(asked=5, answered=6)
    with pytest.raises(ValueError, match="cannot be"):
        Figure(7, Base(asked=10, answered=6))
