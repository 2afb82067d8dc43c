"""Which compounds could pay for property management: exact money, alone and together."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.fees import Homes
from bot.rules.rates import Base, Figure
from bot.rules.tally_fees import Fees, FeeStep
from bot.rules.viability import Compound, all_prices, alone, pooled


def compound(name: str, steps: dict[int, tuple[int, int]], cost: int | None = None, asked: int = 500) -> Compound:
    base = Base(asked, max((homes for homes, _area in steps.values()), default=0))
    fees = tuple(
        FeeStep(price, Figure(homes, base), area, area * price // 100) for price, (homes, area) in sorted(steps.items())
    )
    return Compound(name, name, 1, Homes(asked, asked * 6000), base.answered, Fees(fees, cost, None, None), cost)


SMALL = compound("甲", {50: (40, 240_000), 80: (30, 180_000)}, cost=200_000)
OTHER = compound("乙", {60: (50, 300_000), 80: (45, 270_000)}, cost=200_000)


def test_income_is_the_area_willing_times_the_price_rounded_down_to_a_fen() -> None:
    found = alone(compound("丙", {33: (1, 5_555)}), [33])
    assert found.steps[0].income == 5_555 * 33 // 100


def test_alone_says_what_is_missing_at_each_price() -> None:
    found = alone(SMALL, all_prices([SMALL]))
    assert [(step.price, step.income, step.missing, step.covers) for step in found.steps] == [
        (50, 120_000, 80_000, False),
        (80, 144_000, 56_000, False),
    ]
    assert found.lowest_covering is None


def test_a_price_that_is_not_on_a_ladder_counts_who_would_pay_the_next_higher_one() -> None:
    together = pooled([SMALL, OTHER], "合")
    assert [(step.price, step.willing) for step in together.steps] == [
        (50, Homes(90, 540_000)),
        (60, Homes(80, 480_000)),
        (80, Homes(75, 450_000)),
    ]


def test_two_that_cannot_pay_alone_may_share_one_company() -> None:
    assert alone(SMALL, [80]).lowest_covering is None
    shared = pooled([SMALL, OTHER], "合", cost=300_000)
    assert (shared.cost, shared.lowest_covering) == (300_000, 80)


def test_without_a_cost_of_each_the_cost_together_is_not_known() -> None:
    found = pooled([SMALL, compound("丁", {80: (1, 6000)})], "合")
    assert found.cost is None
    assert [step.covers for step in found.steps] == [None, None]


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from([30, 50, 60, 80, 100]), st.tuples(st.integers(0, 99), st.integers(0, 10**6)), min_size=1
        ),
        min_size=1,
        max_size=4,
    )
)
def test_together_is_the_sum_of_each_at_every_price(ladders: list[dict[int, tuple[int, int]]]) -> None:
    compounds = [compound(str(at), steps) for at, steps in enumerate(ladders)]
    prices = all_prices(compounds)
    each = [alone(one, prices) for one in compounds]
    for at, step in enumerate(pooled(compounds, "合").steps):
        assert step.willing.households == sum(one.steps[at].willing.households for one in each)
        assert step.willing.floor_area == sum(one.steps[at].willing.floor_area for one in each)
