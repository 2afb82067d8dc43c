"""Homes by building beside a whole of which everything is known: buildings give away nothing that the whole does not."""

from __future__ import annotations

from random import Random

import pytest

from bot.rules.consultation import OptionFacts, OptionKind, Question, QuestionType
from bot.rules.privacy import Publication, Rule, Table
from bot.rules.privacy_tables import as_shown
from bot.rules.sealing import BuildingCounts, Sealed
from bot.rules.tally_buildings import ByBuilding, named, shown_beside
from tests.rules.privacy_attack import derived, possible, random_table, tells, whole

MENU = Question(1, 1, "改哪几样？", QuestionType.MULTIPLE, ("屋顶", "外墙", "下水", "电梯"), 3)
FEE = Question(
    1,
    1,
    "愿意交多少？",
    QuestionType.PRICE_LADDER,
    ("0.3 元", "0.8 元", "不愿意"),
    facts=(OptionFacts(price=30), OptionFacts(price=80), OptionFacts(kind=OptionKind.NOTHING)),
)


def compound(random: Random, options: int, max_choices: int, most: int) -> Table:
    """A whole made up of two to four buildings."""
    names = "ABCD"[: random.randint(2, 4 if most > 9 else 3)]
    return whole("all", tuple(random_table(random, name, options, max_choices, most) for name in names))


def with_root(root: Table, shown: Publication) -> Publication:
    """What is known: every count of the whole, and the buildings that are shown."""
    return {root.scope: as_shown(root, tuple((each,) for each in range(1, len(root.counts) + 1))), **shown}


def counts_of(root: Table) -> dict[str, BuildingCounts]:
    return {part.scope: BuildingCounts(part.respondents, dict(enumerate(part.counts, 1))) for part in root.parts}


def by_building(question: Question, root: Table) -> ByBuilding:
    first, *rest = named("JX01", question, counts_of(root))
    return ByBuilding(question, 5, first, tuple(rest))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("max_choices", [1, 3])
def test_no_small_cell_follows_from_the_buildings_by_equations(seed: int, max_choices: int) -> None:
    random, shown = Random(seed), 0
    for _ in range(40):
        root, rule = compound(random, random.randint(2, 5), max_choices, most=60), Rule(5, max_choices)
        found = shown_beside(root, rule)
        before = set(derived(root, with_root(root, {}), max_choices))
        news = set(derived(root, with_root(root, found), max_choices)) - before
        assert [each for each in news if each[1] and not rule.k <= each[2] <= each[1] - rule.k] == []
        shown += len(found)
    assert shown > 10


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("max_choices", "most", "rounds"), [(1, 14, 25), (2, 4, 40)])
def test_no_small_cell_is_bounded_closer_by_the_buildings(seed: int, max_choices: int, most: int, rounds: int) -> None:
    random, shown = Random(100 + seed), 0
    for _ in range(rounds):
        root, rule = compound(random, 3, max_choices, most), Rule(2, max_choices)
        found = shown_beside(root, rule)
        shown += len(found)
        if not found:
            continue
        before = possible(root, with_root(root, {}), max_choices)
        after = possible(root, with_root(root, found), max_choices)
        homes = {table.scope: table.respondents for table in root.walk()}
        news = [(scope, each) for scope in after for each in set(after[scope]) - set(before[scope])]
        assert [(scope, each) for scope, each in news if tells(*each, homes[scope], rule.k)] == []
    assert shown > 5


def test_joined_options_need_more_homes_where_the_whole_tells_how_few_the_others_are() -> None:
    """Of the second option there are two homes in all: with six homes joined, four surely chose the third."""
    parts = (Table("A", 20, (14, 0, 6)), Table("B", 30, (14, 2, 14)))
    assert shown_beside(whole("all", parts), Rule(5)) == {}
    larger = (Table("A", 20, (13, 0, 7)), parts[1])
    assert {scope: each.counts for scope, each in shown_beside(whole("all", larger), Rule(5)).items()} == {
        "A": (13, 7),
        "B": (14, 16),
    }


def test_a_small_building_takes_the_smallest_other_one_with_it() -> None:
    parts = (Table("1", 4, (2, 1, 1)), Table("2", 40, (20, 10, 10)), Table("3", 18, (6, 6, 6)))
    found = by_building(FEE, whole("all", parts))
    assert [each.building for each in found.shown] == ["2"]
    assert [(each.building, each.respondents) for each in found.withheld] == [("1", 4), ("3", 18)]
    assert found.rest == Sealed("", 22, ((1,), (2,), (3,)), (8, 7, 7))


def test_one_building_alone_is_the_whole_and_a_question_nobody_answered_has_none() -> None:
    assert by_building(FEE, whole("all", (Table("1", 4, (3, 1, 0)),))).shown == ()
    found = by_building(FEE, whole("all", ()))
    assert (found.whole.counts, found.buildings, found.rest.counts) == ((0, 0, 0), (), (0, 0, 0))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("question", [FEE, MENU])
def test_buildings_and_what_is_withheld_add_up_to_the_whole(seed: int, question: Question) -> None:
    random = Random(seed)
    for _ in range(60):
        most = question.max_choices or 1
        found = by_building(question, compound(random, len(question.options), most, most=60))
        listed = [*found.shown, found.rest]
        assert sum(each.respondents for each in listed) == found.whole.respondents
        for place, group in enumerate(found.rest.grouping):
            homes = sum(found.whole.counts[option - 1] for option in group)
            assert sum(each.counts[place] for each in listed) == homes
