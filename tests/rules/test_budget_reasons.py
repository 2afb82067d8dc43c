"""What is said about a project is true: the payments add up, and what was missing would have been enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from hypothesis import assume, given, settings

from bot.rules.budget import Ballot, BallotKind, Instance, Project
from bot.rules.budget_reasons import Bought, Filled, Lost, left_over, reasons
from bot.rules.budget_recount import Needed, needed
from bot.rules.budget_shares import Result, add1, complete, equal_shares
from tests.rules.budget_cases import instances, plain_shares


def _count(instance: Instance) -> Result:
    return complete(instance, add1(instance, step=1))


def _supported(instance: Instance, number: int, supporters: Sequence[int], points: int = 1) -> Instance:
    ballots = [
        Ballot({**ballot.points, number: points}) if index in supporters else ballot
        for index, ballot in enumerate(instance.ballots)
    ]
    return replace(instance, ballots=tuple(ballots))


def _fullest_purses(instance: Instance, left: Sequence[Fraction], number: int) -> list[int]:
    others = [index for index, ballot in enumerate(instance.ballots) if number not in ballot.points]
    return sorted(others, key=lambda index: (-left[index], index))


@settings(deadline=None)
@given(instances())
def test_every_project_has_a_reason_that_fits_the_result(instance: Instance) -> None:
    result = _count(instance)
    found = reasons(instance, result)
    assert list(found) == [project.number for project in instance.projects]
    assert {number for number, reason in found.items() if isinstance(reason, Bought)} == result.bought
    assert {number for number, reason in found.items() if isinstance(reason, Filled)} == set(result.filled)
    assert all(reason.supporters == instance.supporters[number] for number, reason in found.items())


@settings(deadline=None)
@given(instances(kind=BallotKind.APPROVAL))
def test_those_who_paid_in_full_and_in_part_paid_the_project(instance: Instance) -> None:
    result = _count(instance)
    for number, reason in reasons(instance, result).items():
        if isinstance(reason, Bought):
            cost = instance.cost_of({number})
            assert reason.in_full * reason.price <= cost
            assert cost <= (reason.in_full + reason.in_part) * reason.price
            assert reason.in_full + reason.in_part <= reason.supporters
            assert reason.most == reason.price <= result.share


@settings(deadline=None)
@given(instances())
def test_with_the_missing_supporters_the_same_share_buys_the_project(instance: Instance) -> None:
    result = equal_shares(instance)
    left = left_over(instance, result)
    for number, reason in reasons(instance, result).items():
        if isinstance(reason, Lost):
            purses = _fullest_purses(instance, left, number)
            assert reason.left + reason.missing == reason.cost
            if reason.households is None:
                assert sum(left[index] for index in purses) < reason.missing or not purses
                continue
            helped = _supported(instance, number, purses[: reason.households])
            assert number in plain_shares(helped, result.satisfaction, result.share)
            assert sum(left[index] for index in purses[: reason.households - 1]) < reason.missing or not reason.missing


@settings(max_examples=50, deadline=None)
@given(instances(kind=BallotKind.APPROVAL))
def test_a_recount_with_the_needed_supporters_chooses_the_project_and_with_one_fewer_does_not(
    instance: Instance,
) -> None:
    result = _count(instance)
    lost = [number for number, reason in reasons(instance, result).items() if isinstance(reason, Lost)]
    assume(lost and instance.ballots)
    left = left_over(instance, result)
    for number in lost:
        needs = needed(instance, result, number, _count)
        purses = _fullest_purses(instance, left, number)
        if needs is None:
            assert number not in _count(_supported(instance, number, purses)).winners
            continue
        assert number in _count(_supported(instance, number, purses[: needs.households])).winners
        assert number not in _count(_supported(instance, number, purses[: needs.households - 1])).winners


def test_supporters_that_ran_short_are_told_apart() -> None:
    projects = (Project(1, "gate", 90), Project(2, "lamps", 130))
    ballots = [Ballot.approving(1, 2)] * 3 + [Ballot.approving(2)]
    instance = Instance(projects, 240, tuple(ballots))
    found = reasons(instance, equal_shares(instance))
    assert found[2] == Bought(2, 4, Fraction(65, 2), Fraction(65, 2), in_full=4, in_part=0)
    assert found[1] == Lost(1, 3, 90, Fraction(165, 2), Fraction(15, 2), households=1, room=110)


def test_a_household_that_gives_points_counts_as_one_with_as_many_as_the_others_gave() -> None:
    projects = (Project(1, "gate", 50), Project(2, "lamps", 50))
    given_points = [{1: 3}, {1: 3}, {1: 3, 2: 2}, {2: 1}]
    instance = Instance(projects, 50, tuple(map(Ballot, given_points)), BallotKind.CUMULATIVE)
    result = _count(instance)
    assert result.winners == {1}
    assert needed(instance, result, 2, _count) == Needed(households=2, points=2)


def test_what_costs_more_than_the_budget_no_support_can_buy() -> None:
    projects = (Project(1, "gate", 50), Project(2, "square", 500))
    instance = Instance(projects, 100, (Ballot.approving(1), Ballot.approving(1, 2)))
    assert needed(instance, _count(instance), 2, _count) is None
