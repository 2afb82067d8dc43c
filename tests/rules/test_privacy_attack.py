"""Small cells cannot be worked out: not by subtraction, not from other scopes, not from what was published before."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.privacy import Publication, Rule, Shown, Table, publishable
from bot.rules.privacy_tables import as_shown
from tests.rules.privacy_attack import derived, possible, published_in_turn, random_district, tells

ROUNDS = 250


def found_by_equations(root: Table, published: Publication, rule: Rule) -> list[str]:
    return [
        scope
        for scope, respondents, homes in derived(root, published, rule.max_choices)
        if respondents and not rule.k <= homes <= respondents - rule.k
    ]


def found_by_bounds(root: Table, published: Publication, rule: Rule) -> list[str]:
    if not published:
        return []
    ranges = possible(root, published, rule.max_choices)
    return [
        table.scope
        for table in root.walk()
        for low, high in ranges[table.scope]
        if tells(low, high, table.respondents, rule.k)
    ]


def only_small_cells_hidden(root: Table, k: int) -> Publication:
    """What does not protect: every scope that has no small cell itself is published."""
    alone = tuple((number,) for number in range(1, len(root.counts) + 1))
    tables = (table for table in root.walk() if all(k <= count <= table.respondents - k for count in table.counts))
    return {table.scope: as_shown(table, alone) for table in tables}


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("max_choices", "most", "rounds"), [(1, 4, 200), (2, 2, 60)])
def test_no_small_cell_can_be_bounded_by_whole_numbers(seed: int, max_choices: int, most: int, rounds: int) -> None:
    random, shown = Random(seed), 0
    for _ in range(rounds):
        rule = Rule(k=random.choice([2, 2, 3]), max_choices=max_choices)
        district = random_district(random, 3, max_choices, most)
        published = published_in_turn(random, district, rule)
        assert found_by_bounds(district, published, rule) == []
        shown += len(published)
    assert shown > rounds // 4


@pytest.mark.parametrize("seed", range(8))
def test_no_small_cell_follows_from_the_published_equations(seed: int) -> None:
    random, shown = Random(1000 + seed), 0
    for _ in range(ROUNDS // 5):
        rule = Rule(k=random.choice([5, 10]), max_choices=random.choice([1, 1, 3]))
        district = random_district(random, random.randint(2, 6), rule.max_choices, most=60)
        published = published_in_turn(random, district, rule)
        assert found_by_equations(district, published, rule) == []
        shown += len(published)
    assert shown > ROUNDS // 5


@settings(deadline=None, max_examples=100)
@given(st.randoms(use_true_random=False), st.sampled_from([1, 2]), st.sampled_from([2, 3]))
def test_no_district_that_can_be_thought_of_gives_away_a_small_cell(random: Random, max_choices: int, k: int) -> None:
    rule = Rule(k=k, max_choices=max_choices)
    district = random_district(random, options=3, max_choices=max_choices, most=4 if max_choices == 1 else 2)
    published = published_in_turn(random, district, rule)
    assert found_by_bounds(district, published, rule) == []
    assert found_by_equations(district, published, rule) == []


def test_the_attack_finds_what_hiding_small_cells_alone_gives_away() -> None:
    random, by_equations, by_bounds = Random(7), 0, 0
    for _ in range(ROUNDS):
        district = random_district(random, 2, 1, most=6)
        published = only_small_cells_hidden(district, k=2)
        by_equations += bool(found_by_equations(district, published, Rule(k=2)))
        by_bounds += bool(found_by_bounds(district, published, Rule(k=2)))
    assert by_bounds >= by_equations > ROUNDS // 10


def test_the_attack_sees_a_withheld_building_in_the_difference() -> None:
    parts = (Table("1", 20, (10, 10)), Table("2", 6, (5, 1)))
    root = Table("all", 26, (15, 11), parts)
    published = {"all": as_shown(root, ((1,), (2,))), "1": as_shown(parts[0], ((1,), (2,)))}
    assert sorted(found_by_equations(root, published, Rule())) == ["2", "2", "all - 1", "all - 1"]
    assert possible(root, published, 1)["2"] == [(5, 5), (1, 1)]


def test_a_second_count_a_few_ballots_later_is_not_published() -> None:
    before = Table("all", 20, (10, 10))
    published = publishable(before, Rule())
    assert published == {"all": Shown("all", 20, ((1,), (2,)), (10, 10))}
    assert publishable(Table("all", 21, (11, 10)), Rule(), published) == published
