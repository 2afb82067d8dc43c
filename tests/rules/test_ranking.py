"""Orders of options: ties share a place and stand by number; ranking questions are counted exactly."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.ranking import rank, rank_orders


def test_equal_counts_share_a_place_and_stand_in_the_order_of_their_numbers() -> None:
    assert rank([5, 9, 5, 9, 1]) == ((1, 2, 9), (1, 4, 9), (3, 1, 5), (3, 3, 5), (5, 5, 1))


def test_without_options_there_is_no_order() -> None:
    assert rank([]) == ()


@settings(deadline=None)
@given(st.lists(st.integers(0, 5), max_size=12))
def test_a_place_is_one_more_than_the_options_with_more_homes(counts: list[int]) -> None:
    ranked = rank(counts)
    assert sorted(each.number for each in ranked) == list(range(1, len(counts) + 1))
    assert all(each.place == 1 + sum(other > each.homes for other in counts) for each in ranked)


def test_first_places_and_average_places_are_exact() -> None:
    result = rank_orders({(1, 2, 3): 4, (2, 3, 1): 3, (3, 2, 1): 2}, options=3)
    assert result.answered == 9
    assert [(row.place, row.number, row.first_places, row.average_place) for row in result.options] == [
        (1, 2, 3, Fraction(15, 9)),
        (2, 1, 4, Fraction(19, 9)),
        (3, 3, 2, Fraction(20, 9)),
    ]


def test_the_winner_beats_each_other_option_one_against_one() -> None:
    assert rank_orders({(1, 2, 3): 4, (2, 3, 1): 3, (3, 2, 1): 2}, options=3).winner == 2


def test_a_circle_has_no_winner_and_neither_has_a_tie() -> None:
    assert rank_orders({(1, 2, 3): 1, (2, 3, 1): 1, (3, 1, 2): 1}, options=3).winner is None
    assert rank_orders({(1, 2): 1, (2, 1): 1}, options=2).winner is None


def test_options_left_out_share_the_places_left_over_and_stand_below() -> None:
    result = rank_orders({(3,): 1}, options=4)
    assert [(row.place, row.number, row.average_place) for row in result.options] == [
        (1, 3, Fraction(1)),
        (2, 1, Fraction(3)),
        (2, 2, Fraction(3)),
        (2, 4, Fraction(3)),
    ]
    assert result.winner == 3


def test_two_options_that_a_home_leaves_out_are_alike_to_it() -> None:
    assert rank_orders({(1,): 2, (2, 3): 1, (3, 2): 1}, options=3).winner is None
    assert rank_orders({(1,): 5, (2,): 2, (3, 2): 2}, options=3).winner == 1


def test_without_ballots_all_options_are_alike() -> None:
    result = rank_orders({}, options=2)
    assert [(row.place, row.number, row.average_place) for row in result.options] == [(1, 1, None), (1, 2, None)]
    assert result.winner is None


@pytest.mark.parametrize("order", [(), (1, 1), (0, 1), (4,)])
def test_orders_that_are_none_are_refused(order: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="does not rank"):
        rank_orders({order: 1}, options=3)


ORDERS = st.sampled_from([order for length in (1, 2, 3, 4) for order in permutations((1, 2, 3, 4), length)])


@settings(deadline=None)
@given(st.dictionaries(ORDERS, st.integers(1, 9), min_size=1, max_size=8))
def test_a_winner_is_preferred_by_more_homes_than_any_other_option(ballots: dict[tuple[int, ...], int]) -> None:
    def prefer(one: int, other: int) -> int:
        def before(order: tuple[int, ...]) -> bool:
            return one in order and (other not in order or order.index(one) < order.index(other))

        return sum(homes for order, homes in ballots.items() if before(order))

    def beats_all(one: int) -> bool:
        return all(prefer(one, other) > prefer(other, one) for other in range(1, 5) if other != one)

    result = rank_orders(ballots, options=4)
    assert [number for number in range(1, 5) if beats_all(number)] == ([result.winner] if result.winner else [])
    averages = [row.average_place for row in result.options]
    assert sum(average for average in averages if average) == 10
