"""Budget votes for tests: small ones at random, and the plainest possible count to compare with."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction

from hypothesis import strategies as st

from bot.rules.budget import Ballot, BallotKind, Instance, Project, Satisfaction

MOST_POINTS = 4


@st.composite
def instances(
    draw: st.DrawFn, most_projects: int = 6, most_ballots: int = 7, most_cost: int = 60, kind: BallotKind | None = None
) -> Instance:
    """Small votes in which ties, free projects, empty ballots and projects nobody wants all occur."""
    costs = draw(st.lists(st.integers(0, most_cost), max_size=most_projects))
    kind = kind or draw(st.sampled_from(BallotKind))
    points = st.just(1) if kind is BallotKind.APPROVAL else st.integers(1, MOST_POINTS)
    numbers = st.sampled_from(range(1, len(costs) + 1)) if costs else st.nothing()
    wishes = st.dictionaries(numbers, points)
    ballots = draw(st.lists(wishes, max_size=most_ballots))
    projects = tuple(Project(number, f"project {number}", cost) for number, cost in enumerate(costs, 1))
    budget = draw(st.integers(0, sum(costs) + 5))
    return Instance(projects, budget, tuple(map(Ballot, ballots)), kind)


def large(seed: int, kind: BallotKind = BallotKind.APPROVAL, households: int = 1000, projects: int = 40) -> Instance:
    """A vote the size of a large compound: 500 yuan a household, some projects far more popular than others."""
    chance = random.Random(seed)
    budget = households * 50_000
    listed = tuple(
        Project(n, f"project {n}", chance.randrange(budget // 100, budget // 8)) for n in range(1, projects + 1)
    )
    fame = [chance.random() + 0.02 for _ in listed]
    ballots = []
    for _ in range(households):
        wanted = sorted(set(chance.choices(range(1, projects + 1), fame, k=chance.randint(3, 12))))
        most = 1 if kind is BallotKind.APPROVAL else 10
        ballots.append(Ballot({number: chance.randint(1, most) for number in wanted}))
    return Instance(listed, budget, tuple(ballots), kind)


def plain_shares(instance: Instance, satisfaction: Satisfaction, share: Fraction) -> list[int]:
    """The method as it is defined, household by household, in fractions: numbers in the order of purchase."""
    worth = {p.number: p.cost if satisfaction is Satisfaction.COST else 1 for p in instance.projects}
    voters = [{n: points * worth[n] for n, points in ballot.points.items()} for ballot in instance.ballots]
    money = [share] * len(voters)
    order = sorted(instance.projects, key=lambda p: (-sum(p.number in v for v in voters), p.cost, p.number))
    bought = [p.number for p in order if not p.cost and any(p.number in v for v in voters)]
    while True:
        offers = [(rate, p.number) for p in order if p.number not in bought for rate in _rates(p, voters, money)]
        if not offers:
            return bought
        rate, number = min(offers, key=lambda offer: offer[0])
        bought.append(number)
        money = [held - min(held, rate * voter.get(number, 0)) for held, voter in zip(money, voters, strict=True)]


def _rates(project: Project, voters: list[dict[int, int]], money: list[Fraction]) -> Iterator[Fraction]:
    """The lowest rate at which the supporters can pay, or nothing."""
    paying = [
        (held / v[project.number], v[project.number])
        for held, v in zip(money, voters, strict=True)
        if v.get(project.number)
    ]
    paid, left = Fraction(0), sum(worth for _, worth in paying)
    for held, worth in sorted(paying):
        rate = (project.cost - paid) / Fraction(left)
        if rate <= held:
            yield rate
            return
        paid += held * worth
        left -= worth


def plain_add1(instance: Instance, satisfaction: Satisfaction, step: int) -> tuple[Fraction, list[int]]:
    """Equal shares raised by ``step`` until the result is exhaustive or the next would be over the budget."""
    share = Fraction(instance.budget, len(instance.ballots))
    bought = plain_shares(instance, satisfaction, share)
    wanted = {number for ballot in instance.ballots for number in ballot.points}
    while True:
        left = instance.budget - instance.cost_of(set(bought))
        if not any(p.cost <= left for p in instance.projects if p.number in wanted and p.number not in bought):
            return share, bought
        following = plain_shares(instance, satisfaction, share + step)
        if instance.cost_of(set(following)) > instance.budget:
            return share, bought
        share, bought = share + step, following
