"""The interval covers in at least 95 % of all cases, counted exactly, and never promises more than the exact one."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.intervals import Interval, interval, worst_case

TAIL = 40


def staircase(answered: int, asked: int) -> tuple[list[int], list[int]]:
    """For one survey: the least number of homes for each number of hits, and how often that is too many.

    Walks along the edge of rarity with the recurrences of the hypergeometric tail: an integer addition a step. The
    second list has, by true number of homes, how many of the ``comb(asked, answered)`` samples give a bound above it.
    """
    everything, tail, hits = comb(asked, answered), 0, 1
    least, missed = [0], [0]
    for homes in range(asked):
        tail += CHOOSE[homes][hits - 1] * at(asked - 1 - homes, answered - hits)
        while TAIL * tail >= everything and hits <= answered:
            tail -= at(homes + 1, hits) * at(asked - homes - 1, answered - hits)
            hits += 1
            least.append(homes + 1)
        missed.append(tail)
    return least, missed


def pascal(rows: int) -> list[list[int]]:
    triangle = [[1] + [0] * rows]
    for _ in range(rows):
        above = triangle[-1]
        triangle.append([1, *(left + right for left, right in pairwise(above))])
    return triangle


CHOOSE = pascal(301)


def at(row: int, column: int) -> int:
    return CHOOSE[row][column] if 0 <= column <= row else 0


def least_coverage(asked: int) -> Fraction:
    """The smallest coverage over all numbers of answers and all truths.

    Samples of ``answered`` homes and of the rest miss alike (swap the two), so half of them are enough.
    """
    worst = Fraction(1)
    for answered in range(asked // 2 + 1):
        _, missed = staircase(answered, asked)
        both = max(above + below for above, below in zip(missed, reversed(missed), strict=True))
        worst = min(worst, 1 - Fraction(both, comb(asked, answered)))
    return worst


def by_definition(hits: int, answered: int, asked: int) -> Interval:
    def ways(homes: int, counts: range) -> int:
        return sum(comb(homes, i) * comb(asked - homes, answered - i) for i in counts)

    everything = comb(asked, answered)
    kept = [
        homes
        for homes in range(hits, asked - answered + hits + 1)
        if TAIL * ways(homes, range(hits, answered + 1)) >= everything
        and TAIL * ways(homes, range(hits + 1)) >= everything
    ]
    return Interval(kept[0], kept[-1])


@pytest.mark.parametrize("asked", [1, 2, 5, 13, 24])
def test_the_interval_is_the_one_its_definition_gives(asked: int) -> None:
    for answered in range(asked + 1):
        for hits in range(answered + 1):
            assert interval(hits, answered, asked) == by_definition(hits, answered, asked)


@pytest.mark.parametrize("first", range(1, 301, 50))
def test_in_every_compound_of_up_to_300_homes_at_least_95_of_100_samples_are_covered(first: int) -> None:
    assert all(least_coverage(asked) >= Fraction(95, 100) for asked in range(first, first + 50))


def test_the_closest_call_is_a_compound_of_232_homes() -> None:
    assert least_coverage(232) == Fraction(725011385815148164463841, 763167094475421196052323)


def test_coverage_adds_up_sample_by_sample() -> None:
    asked, worst = 30, Fraction(1)
    for answered in range(asked + 1):
        shown = [interval(hits, answered, asked) for hits in range(answered + 1)]
        for homes in range(asked + 1):
            covering = (hits for hits, each in enumerate(shown) if each.low <= homes <= each.high)
            ways = sum(comb(homes, hits) * comb(asked - homes, answered - hits) for hits in covering)
            worst = min(worst, Fraction(ways, comb(asked, answered)))
    assert worst == least_coverage(asked)


@pytest.mark.parametrize("asked", [30, 97, 300])
def test_the_covering_interval_is_the_one_that_is_shown(asked: int) -> None:
    for answered in range(1, asked + 1, 1 + asked // 12):
        least, _ = staircase(answered, asked)
        shown = [interval(hits, answered, asked) for hits in range(answered + 1)]
        assert [each.low for each in shown] == least
        assert [each.high for each in reversed(shown)] == [asked - homes for homes in least]


@pytest.mark.parametrize(
    ("hits", "answered", "asked", "low", "high"),
    [
        (0, 0, 10, 0, 10),
        (1, 1, 40, 1, 40),
        (0, 10, 40, 0, 10),
        (400, 700, 1000, 551, 592),
        (75_000, 150_000, 300_000, 149_463, 150_537),
        (1, 7_500, 300_000, 1, 220),
    ],
)
def test_some_intervals_are_known(hits: int, answered: int, asked: int, low: int, high: int) -> None:
    assert interval(hits, answered, asked) == (low, high)


@settings(deadline=None)
@given(st.integers(0, 300_000), st.integers(0, 300_000), st.integers(0, 300_000))
def test_an_interval_contains_what_was_counted_and_stays_within_the_worst_case(a: int, b: int, c: int) -> None:
    hits, answered, asked = sorted((a, b, c))
    likely, worst = interval(hits, answered, asked), worst_case(hits, answered, asked)
    assert worst.low <= likely.low <= likely.high <= worst.high
    assert answered == 0 or likely.low * answered <= hits * asked <= likely.high * answered


@settings(deadline=None)
@given(st.integers(0, 5_000), st.integers(0, 5_000))
def test_when_everybody_answered_nothing_is_uncertain(a: int, b: int) -> None:
    hits, asked = sorted((a, b))
    assert interval(hits, asked, asked) == worst_case(hits, asked, asked) == (hits, hits)


@settings(deadline=None)
@given(st.integers(1, 2_000), st.integers(1, 2_000))
def test_one_more_hit_never_lowers_a_bound(a: int, b: int) -> None:
    answered, asked = sorted((a, b))
    hits = answered // 2
    fewer, more = interval(hits, answered, asked), interval(hits + 1, answered, asked)
    assert fewer.low <= more.low
    assert fewer.high <= more.high


def test_the_worst_case_gives_everybody_missing_to_one_side() -> None:
    assert worst_case(30, 64, 120) == (30, 86)


@pytest.mark.parametrize("counts", [(-1, 0, 0), (2, 1, 5), (1, 6, 5)])
def test_counts_that_cannot_be_have_no_interval(counts: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="cannot be"):
        interval(*counts)
    with pytest.raises(ValueError, match="cannot be"):
        worst_case(*counts)
