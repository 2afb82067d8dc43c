"""Fee willingness: the curve only falls, money is exact, and the undecided are never counted as willing."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.fees import NOBODY, FeeAnswers, Homes, PriceLadder, monthly_fee, shortfall

LADDER = PriceLadder((30, 50, 60, 80, 100, 120))
COMPOUND = FeeAnswers(
    LADDER,
    highest=tuple(
        Homes(*each) for each in [(5, 300_05), (10, 600_10), (20, 1200_00), (30, 2000_33), (8, 640_00), (2, 200_00)]
    ),
    nothing=Homes(10, 700_00),
    try_first=Homes(5, 300_00),
    unsure=Homes(10, 500_00),
    asked=Homes(150, 9500_00),
)


def test_at_each_price_are_those_who_accept_it_or_more() -> None:
    assert [(each.price, each.willing.homes, each.floor_area) for each in COMPOUND.curve] == [
        (30, 75, 4940_48),
        (50, 70, 4640_43),
        (60, 60, 4040_33),
        (80, 40, 2840_33),
        (100, 10, 840_00),
        (120, 2, 200_00),
    ]


def test_the_undecided_are_answers_but_not_willing() -> None:
    assert COMPOUND.base.answered == 100
    assert COMPOUND.curve[0].willing.rate == (75, 100)


def test_a_months_income_is_area_times_price_rounded_down_once() -> None:
    assert [each.monthly_income for each in COMPOUND.curve] == [148214, 232021, 242419, 227226, 84000, 24000]
    assert 494048 * 30 == 148214 * 100 + 40


def test_each_point_has_its_range_and_its_worst_case() -> None:
    point = COMPOUND.curve[3].willing
    assert point.worst == (40, 90)
    assert point.worst.low <= point.likely.low <= 60 <= point.likely.high <= point.worst.high


def test_the_price_that_two_thirds_of_the_answers_accept() -> None:
    assert COMPOUND.accepted_by() == 50
    assert COMPOUND.accepted_by(Fraction(75, 100)) == 30
    assert COMPOUND.accepted_by(Fraction(76, 100)) is None


def test_cautiously_those_who_did_not_answer_accept_nothing() -> None:
    assert COMPOUND.accepted_by_all_asked() is None
    assert COMPOUND.accepted_by_all_asked(Fraction(1, 2)) == 30


def test_two_thirds_are_met_exactly() -> None:
    def of_three(willing: int, asked: int) -> FeeAnswers:
        declined = Homes(3 - willing, 60_00 * (3 - willing))
        return FeeAnswers(
            PriceLadder((80,)),
            (Homes(willing, 60_00 * willing),),
            declined,
            NOBODY,
            NOBODY,
            Homes(asked, 60_00 * asked),
        )

    assert of_three(2, asked=3).accepted_by() == of_three(2, asked=3).accepted_by_all_asked() == 80
    assert of_three(1, asked=3).accepted_by() is None
    assert of_three(3, asked=5).accepted_by_all_asked() is None


def test_without_answers_no_price_is_accepted() -> None:
    nobody = FeeAnswers(LADDER, (NOBODY,) * 6, NOBODY, NOBODY, NOBODY, NOBODY)
    assert nobody.accepted_by() is None
    assert nobody.accepted_by_all_asked() is None
    assert nobody.curve[0].monthly_income == 0


# ㎡ | fen a month at 0.3, 0.5, 0.6, 0.8, 1.0, 1.2 yuan, as printed on the form
ON_THE_FORM = [
    (45, (1350, 2250, 2700, 3600, 4500, 5400)),
    (60, (1800, 3000, 3600, 4800, 6000, 7200)),
    (80, (2400, 4000, 4800, 6400, 8000, 9600)),
    (100, (3000, 5000, 6000, 8000, 10000, 12000)),
]


@pytest.mark.parametrize(("square_metres", "fees"), ON_THE_FORM)
def test_a_homes_fee_is_the_one_on_the_form(square_metres: int, fees: tuple[int, ...]) -> None:
    assert tuple(monthly_fee(square_metres * 100, price) for price in LADDER.prices) == fees


@pytest.mark.parametrize(("floor_area", "price", "fee"), [(62_35, 80, 4988), (1, 50, 1), (1, 49, 0), (0, 80, 0)])
def test_a_homes_fee_is_rounded_half_up_to_a_fen(floor_area: int, price: int, fee: int) -> None:
    assert monthly_fee(floor_area, price) == fee


def test_what_is_missing_of_the_cost_is_never_negative() -> None:
    assert shortfall(monthly_income=232021, monthly_cost=300000) == 67979
    assert shortfall(monthly_income=232021, monthly_cost=200000) == 0


@pytest.mark.parametrize("prices", [(), (0, 30), (30, 30), (50, 30), (-1,)])
def test_a_ladder_rises_from_above_zero(prices: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="not a ladder"):
        PriceLadder(prices)


def test_answers_that_cannot_be_are_refused() -> None:
    ladder, home = PriceLadder((80,)), Homes(1, 60_00)
    with pytest.raises(ValueError, match="do not fit"):
        FeeAnswers(ladder, (home, home), NOBODY, NOBODY, NOBODY, Homes(9, 600_00))
    with pytest.raises(ValueError, match="more area"):
        FeeAnswers(ladder, (home,), NOBODY, NOBODY, NOBODY, Homes(1, 59_99))
    with pytest.raises(ValueError, match="cannot be"):
        FeeAnswers(ladder, (home,), home, NOBODY, NOBODY, Homes(1, 600_00))


GROUPS = st.builds(Homes, st.integers(0, 400), st.integers(0, 40_000_00))


@settings(deadline=None)
@given(st.lists(GROUPS, min_size=6, max_size=6), GROUPS, st.integers(0, 500))
def test_with_the_price_homes_area_and_bounds_only_fall(highest: list[Homes], others: Homes, missing: int) -> None:
    homes = sum(group.households for group in highest) + others.households + missing
    area = sum(group.floor_area for group in highest) + others.floor_area
    curve = FeeAnswers(LADDER, tuple(highest), others, NOBODY, NOBODY, Homes(homes, area)).curve
    for cheaper, dearer in pairwise(curve):
        assert cheaper.willing.homes >= dearer.willing.homes
        assert cheaper.floor_area >= dearer.floor_area
        assert cheaper.willing.likely.low >= dearer.willing.likely.low
        assert cheaper.willing.likely.high >= dearer.willing.likely.high
