"""Homes by building beside a whole of which every count is known: buildings give away nothing that it does not."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from random import Random

import pytest

from bot.rules.consultation import OptionFacts, OptionKind, Question, QuestionType
from bot.rules.privacy import Publication, Rule, Table
from bot.rules.privacy_tables import as_shown
from bot.rules.sealing import BuildingCounts, Sealed
from bot.rules.tally_buildings import ByBuilding, named, shown_beside
from tests.rules.privacy_attack import derived, possible, random_table, tells, whole

Counts = tuple[int, ...]

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
    assert shown > 4


@pytest.mark.parametrize("seed", range(4))
def test_no_small_cell_is_bounded_closer_by_the_buildings(seed: int) -> None:
    random, rule = Random(100 + seed), Rule(2)
    for _ in range(25):
        root = compound(random, 3, 1, most=14)
        found = shown_beside(root, rule)
        if not found:
            continue
        before = possible(root, with_root(root, {}), 1)
        after = possible(root, with_root(root, found), 1)
        homes = {table.scope: table.respondents for table in root.walk()}
        news = [(scope, each) for scope in after for each in set(after[scope]) - set(before[scope])]
        assert [(scope, each) for scope, each in news if tells(*each, homes[scope], rule.k)] == []


def ranges(tables: list[Table]) -> list[tuple[int, int, int]]:
    """Homes, and the fewest and the most by option, of every scope."""
    alike = zip(*(table.walk() for table in tables), strict=True)
    return [
        (scopes[0].respondents, min(counts), max(counts))
        for scopes in alike
        for counts in zip(*(scope.counts for scope in scopes), strict=True)
    ]


@pytest.mark.parametrize(
    ("sizes", "options", "rule"),
    [
        ((6, 6), 3, Rule(2)),
        ((4, 4, 4), 3, Rule(2)),
        ((2, 7, 5), 2, Rule(2)),
        ((5, 6, 7), 2, Rule(3)),
        ((4, 4), 3, Rule(2, 2)),
    ],
)
def test_who_knows_the_rule_and_the_whole_infers_no_small_count(
    sizes: tuple[int, ...], options: int, rule: Rule
) -> None:
    """All answers there can be, sorted by what would be shown of them."""
    alike: dict[Counts, dict[str, list[Table]]] = {}
    choices = [[Table(str(i), n, each) for each in fair(n, options, rule)] for i, n in enumerate(sizes)]
    for parts in product(*choices):
        root = whole("all", parts)
        shown = repr(sorted(shown_beside(root, rule).items()))
        alike.setdefault(root.counts, {}).setdefault(shown, []).append(root)
    assert max(map(len, alike.values())) > 1
    for by_shown in alike.values():
        known = ranges([root for roots in by_shown.values() for root in roots])
        for roots in by_shown.values():
            news = [each for before, each in zip(known, ranges(roots), strict=True) if each != before]
            assert [each for each in news if narrow(*each, rule.k)] == []


def fair(homes: int, options: int, rule: Rule) -> Iterator[Counts]:
    """Every count by option that so many homes can give."""
    every = product(range(homes + 1), repeat=options)
    yield from (each for each in every if homes <= sum(each) <= rule.max_choices * homes)


def narrow(homes: int, low: int, high: int, k: int) -> bool:
    """As ``test_privacy_known_rule`` puts it."""
    return not (low >= k and homes - high >= k) and high - low < min(k - 1, homes)


def test_a_building_whose_homes_must_have_chosen_something_withheld_is_not_shown() -> None:
    """Of 20 homes in A, at most 17 chose one of the first two options: three or more chose one that is not shown."""
    rule, b = Rule(5, 4), Table("B", 40, (30, 20, 1, 1))
    assert shown_beside(whole("all", (Table("A", 20, (8, 9, 2, 1)), b)), rule) == {}
    found = shown_beside(whole("all", (Table("A", 20, (12, 9, 2, 1)), b)), rule)
    assert {scope: each.counts for scope, each in found.items()} == {"A": (12, 9), "B": (30, 20)}


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
    parts = (Table("1", 6, (4, 1, 1)), Table("2", 40, (20, 10, 10)), Table("3", 18, (6, 6, 6)))
    found = by_building(FEE, whole("all", parts))
    assert [each.building for each in found.shown] == ["2"]
    assert [(each.building, each.respondents) for each in found.withheld] == [("1", 6), ("3", 18)]
    assert found.rest == Sealed("", 24, ((1,), (2,), (3,)), (10, 7, 7))


def test_one_building_alone_is_the_whole_and_a_question_nobody_answered_has_none() -> None:
    assert by_building(FEE, whole("all", (Table("1", 4, (3, 1, 0)),))).shown == ()
    found = by_building(FEE, Table("all", 0, (0, 0, 0)))
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
