"""Shares are exact; writing them down never turns nearly nothing into nothing, or nearly all into all."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.tally import percent, rounded_share, share, square_metres


def test_a_share_is_exact() -> None:
    assert share(1, 3) == Fraction(1, 3)


def test_nothing_has_no_share_of_nothing() -> None:
    assert share(0, 0) is None
    assert percent(0, 0) == "—"


@pytest.mark.parametrize(
    ("part", "whole", "written"),
    [
        (0, 7, "0.0%"),
        (7, 7, "100.0%"),
        (30, 64, "46.9%"),
        (1, 16, "6.3%"),
        (1, 2000, "0.1%"),
        (1, 2001, "0.1%"),
        (1, 300_000, "0.1%"),
        (299_999, 300_000, "99.9%"),
        (1999, 2000, "99.9%"),
        (2, 3, "66.7%"),
    ],
)
def test_percentages_round_half_up_between_nothing_and_all(part: int, whole: int, written: str) -> None:
    assert percent(part, whole) == written


def test_digits_can_be_chosen() -> None:
    assert percent(1, 3, digits=0) == "33%"
    assert percent(1, 3, digits=2) == "33.33%"
    assert rounded_share(30, 64, 4) == Decimal("0.4688")


@given(st.integers(1, 10**7), st.integers(0, 10**7), st.integers(0, 2))
def test_only_all_is_written_as_all_and_only_nothing_as_nothing(whole: int, part: int, digits: int) -> None:
    part = min(part, whole)
    written = Decimal(percent(part, whole, digits).removesuffix("%"))
    assert (written == 100) is (part == whole)
    assert (written == 0) is (part == 0)
    assert abs(Fraction(written) - Fraction(100 * part, whole)) <= Fraction(1, 10**digits)


@pytest.mark.parametrize(("area", "written"), [(0, "0.00"), (5, "0.05"), (901250, "9012.50"), (100, "1.00")])
def test_areas_are_written_with_two_places(area: int, written: str) -> None:
    assert square_metres(area) == written
