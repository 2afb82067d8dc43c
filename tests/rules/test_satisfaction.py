"""Satisfaction: rate A, rate B and the balance leave out those who cannot say; the distribution does not."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest

from bot.rules.satisfaction import GROUPINGS, Level, Satisfaction

SURVEY = Satisfaction((30, 40, 15, 8, 3, 4), asked=250)


def test_both_rates_leave_out_those_who_cannot_say() -> None:
    assert SURVEY.rated == 96
    assert SURVEY.rate_a == (70, 96)
    assert SURVEY.rate_b == (85, 96)


def test_the_balance_is_satisfied_less_dissatisfied() -> None:
    assert SURVEY.net == (59, 96)
    assert Satisfaction((0, 1, 0, 2, 3, 9), asked=20).net.exact == Fraction(-4, 6)


def test_the_distribution_is_of_all_answers() -> None:
    assert [figure.homes for figure in SURVEY.distribution] == [30, 40, 15, 8, 3, 4]
    assert {figure.rate.whole for figure in SURVEY.distribution} == {100}
    assert SURVEY.distribution[5].rate.exact == Fraction(4, 100)
    assert SURVEY.distribution[0].worst == (30, 180)


def test_levels_can_be_added_up() -> None:
    assert SURVEY.at(Level.VERY_SATISFIED, Level.SATISFIED) == 70
    assert SURVEY.at() == 0


def test_when_nobody_can_say_there_is_no_rate() -> None:
    unsure = Satisfaction((0, 0, 0, 0, 0, 40), asked=50)
    assert unsure.rate_a.exact is unsure.rate_b.exact is unsure.net.exact is None
    assert not unsure.rate_a.reaches(Fraction(0))
    assert unsure.base.answered == 40


def test_ninety_percent_is_not_reached_by_rounding() -> None:
    nearly = Satisfaction((8000, 996, 1004, 0, 0, 0), asked=10_000)
    assert not nearly.rate_a.reaches(Fraction(90, 100))
    assert nearly.rate_a.percent(threshold=Fraction(90, 100)) == "89.9%"


def test_few_answers_are_marked() -> None:
    assert Satisfaction((20, 5, 2, 1, 1, 0), asked=40).base.few
    assert not SURVEY.base.few


@pytest.mark.parametrize(("homes", "asked"), [((1, 2, 3), 10), ((1, 1, 1, 1, 1, -1), 10), ((3, 3, 3, 3, 3, 3), 10)])
def test_counts_that_cannot_be_are_refused(homes: tuple[int, ...], asked: int) -> None:
    with pytest.raises(ValueError):
        Satisfaction(homes, asked)


def test_levels_are_joined_step_by_step_and_never_praise_with_blame() -> None:
    for finer, coarser in pairwise(GROUPINGS):
        assert sorted(level for group in coarser for level in group) == [1, 2, 3, 4, 5, 6]
        assert all(any(set(group) <= set(larger) for larger in coarser) for group in finer)
    assert all((1, 2) in grouping for grouping in GROUPINGS[1:])
