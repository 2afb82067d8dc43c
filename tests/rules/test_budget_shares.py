"""Equal shares give exactly what their definition says, never more than the budget, and what large groups deserve."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.budget import Ballot, BallotKind, Instance, Project, Satisfaction
from bot.rules.budget_greedy import greedy
from bot.rules.budget_reasons import left_over
from bot.rules.budget_shares import add1, complete, equal_shares
from tests.rules.budget_cases import instances, large, plain_add1, plain_shares

satisfactions = st.sampled_from(Satisfaction)


def _approvals(budget: int, costs: list[int], *ballots: tuple[int, ...]) -> Instance:
    projects = tuple(Project(number, f"project {number}", cost) for number, cost in enumerate(costs, 1))
    return Instance(projects, budget, tuple(Ballot.approving(*numbers) for numbers in ballots))


@settings(max_examples=200, deadline=None)
@given(instances(), satisfactions)
def test_the_same_projects_are_bought_in_the_same_order_as_by_the_definition(
    instance: Instance, satisfaction: Satisfaction
) -> None:
    result = equal_shares(instance, satisfaction)
    expected = plain_shares(instance, satisfaction, result.first_share)
    assert [purchase.number for purchase in result.purchases] == expected


@settings(max_examples=200, deadline=None)
@given(instances(most_cost=30).filter(lambda each: bool(each.ballots)), satisfactions, st.sampled_from([1, 2, 7]))
def test_raising_the_share_many_steps_at_a_time_changes_nothing(
    instance: Instance, satisfaction: Satisfaction, step: int
) -> None:
    result = add1(instance, satisfaction, step)
    bought = [purchase.number for purchase in result.purchases]
    share, expected = plain_add1(instance, satisfaction, step)
    assert (bought, result.share) == (expected, share)


@settings(deadline=None)
@given(instances(), satisfactions)
def test_the_budget_is_never_exceeded(instance: Instance, satisfaction: Satisfaction) -> None:
    raised = add1(instance, satisfaction, step=1)
    for chosen in (equal_shares(instance, satisfaction).winners, raised.winners, complete(instance, raised).winners):
        assert instance.cost_of(chosen) <= instance.budget
    assert instance.cost_of(set(greedy(instance))) <= instance.budget


@settings(deadline=None)
@given(instances(), satisfactions)
def test_every_fen_of_a_bought_project_comes_out_of_a_share(instance: Instance, satisfaction: Satisfaction) -> None:
    result = add1(instance, satisfaction, step=1)
    left = left_over(instance, result)
    assert all(0 <= each <= result.share for each in left)
    assert result.share * len(left) - sum(left) == instance.cost_of(result.bought)


@settings(deadline=None)
@given(st.data())
def test_a_group_of_one_mind_gets_all_that_its_part_of_the_budget_pays(data: st.DataObject) -> None:
    others = data.draw(instances(kind=BallotKind.APPROVAL).filter(lambda instance: bool(instance.projects)))
    wanted = data.draw(st.sets(st.sampled_from([project.number for project in others.projects]), min_size=1))
    group = data.draw(st.integers(1, 5))
    instance = replace(others, ballots=(*others.ballots, *[Ballot.approving(*wanted)] * group))
    if instance.budget * group < instance.cost_of(wanted) * len(instance.ballots):
        cost, households = instance.cost_of(wanted), len(instance.ballots)
        instance = replace(instance, budget=-(-cost * households // group))
    for satisfaction in Satisfaction:
        assert wanted <= equal_shares(instance, satisfaction).winners


@settings(deadline=None)
@given(instances(), satisfactions, st.randoms(use_true_random=False))
def test_the_order_of_ballots_and_projects_does_not_matter(
    instance: Instance,
    satisfaction: Satisfaction,
    chance: random.Random,
) -> None:
    projects, ballots = list(instance.projects), list(instance.ballots)
    chance.shuffle(projects)
    chance.shuffle(ballots)
    shuffled = replace(instance, projects=tuple(projects), ballots=tuple(ballots))
    assert add1(shuffled, satisfaction) == add1(instance, satisfaction)
    assert greedy(shuffled) == greedy(instance)


@settings(deadline=None)
@given(instances(), satisfactions, st.integers(2, 1000))
def test_the_unit_of_money_does_not_matter(instance: Instance, satisfaction: Satisfaction, factor: int) -> None:
    dearer = tuple(replace(project, cost=project.cost * factor) for project in instance.projects)
    scaled = replace(instance, projects=dearer, budget=instance.budget * factor)
    assert add1(scaled, satisfaction, 3 * factor).winners == add1(instance, satisfaction, 3).winners


@settings(deadline=None)
@given(instances(), satisfactions)
def test_completion_leaves_nothing_out_that_has_support_and_fits(
    instance: Instance, satisfaction: Satisfaction
) -> None:
    result = complete(instance, add1(instance, satisfaction))
    left = instance.budget - instance.cost_of(result.winners)
    wanted = {number for number, supporters in instance.supporters.items() if supporters}
    assert [p.number for p in instance.projects if p.number in wanted - result.winners and p.cost <= left] == []


def test_a_minority_gets_its_part_where_the_most_votes_would_take_everything() -> None:
    instance = _approvals(900, [300, 300, 300, 300], *[(1, 2, 3)] * 6, *[(4,)] * 3)
    assert greedy(instance) == (1, 2, 3)
    assert equal_shares(instance).winners == {1, 2, 4}


def test_by_cost_a_widely_supported_project_comes_first_and_by_points_a_cheap_one() -> None:
    instance = _approvals(120, [120, 40], (1, 2), (1, 2), (1,))
    assert equal_shares(instance, Satisfaction.COST).winners == {1}
    assert equal_shares(instance, Satisfaction.POINTS).winners == {2}


@pytest.mark.parametrize(
    ("costs", "ballots", "first"),
    [
        ([10, 10], [(1, 2), (1, 2)], 1),
        ([20, 10], [(1, 2), (1, 2)], 2),
        ([10, 10], [(2,), (1, 2), (1, 2), (2,)], 2),
    ],
    ids=["the lower number", "the lower cost", "more supporters"],
)
def test_ties_go_to(costs: list[int], ballots: list[tuple[int, ...]], first: int) -> None:
    instance = _approvals(40, costs, *ballots)
    assert equal_shares(instance).purchases[0].number == first
    assert greedy(instance)[0] == first


def test_points_count_as_they_were_given() -> None:
    projects = (Project(1, "lamps", 60), Project(2, "benches", 60))
    instance = Instance(projects, 60, (Ballot({1: 7, 2: 3}), Ballot({1: 1, 2: 9})), BallotKind.CUMULATIVE)
    assert instance.usual_satisfaction is Satisfaction.POINTS
    assert equal_shares(instance).winners == {2}
    assert greedy(instance) == (2,)


def test_nobody_voting_buys_nothing() -> None:
    instance = _approvals(100, [0, 10])
    result = complete(instance, add1(instance))
    assert (result.winners, result.share) == (frozenset[int](), Fraction(0))


def test_a_step_must_go_upwards() -> None:
    with pytest.raises(ValueError, match="step"):
        add1(_approvals(100, [10], (1,)), step=0)


def test_prices_stay_exact_when_they_do_not_divide() -> None:
    result = equal_shares(_approvals(100, [10], (1,), (1,), (1,)))
    assert result.purchases[0].price == Fraction(10, 3)


@pytest.mark.parametrize(
    "changes",
    [
        {"budget": -1},
        {"projects": (Project(1, "a", 1), Project(1, "b", 1))},
        {"projects": (Project(1, "a", -1),)},
        {"ballots": (Ballot({2: 1}),)},
        {"ballots": (Ballot({1: 0}),)},
        {"ballots": (Ballot({1: 2}),)},
    ],
    ids=["negative budget", "number twice", "negative cost", "unknown project", "no points", "two approvals"],
)
def test_a_vote_that_contradicts_itself_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"\w+"):
        replace(_approvals(100, [10], (1,)), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", BallotKind)
def test_a_thousand_households_and_forty_projects_take_less_than_two_seconds(kind: BallotKind) -> None:
    instance = large(1, kind)
    begun = time.process_time()
    result = complete(instance, add1(instance))
    assert time.process_time() - begun < 2
    assert instance.budget * 9 // 10 < instance.cost_of(result.winners) <= instance.budget
