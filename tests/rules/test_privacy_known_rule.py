"""Knowing the rule does not help: whatever is published, other answers would have led to the same publication.

For small compounds all possible answers are published, one after another, and compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

import pytest

from bot.rules.privacy import Rule, Table, publishable
from tests.rules.privacy_attack import whole

Counts = tuple[int, ...]


def answers(homes: int, options: int) -> Iterator[Counts]:
    if options == 1:
        yield (homes,)
        return
    for first in range(homes + 1):
        yield from ((first, *others) for others in answers(homes - first, options - 1))


def by_publication(tables: Iterable[Table], rule: Rule) -> Iterator[list[Table]]:
    alike: dict[str, list[Table]] = {}
    for table in tables:
        alike.setdefault(repr(sorted(publishable(table, rule).items())), []).append(table)
    yield from alike.values()


def narrow_ranges(tables: Iterable[Table], rule: Rule) -> list[str]:
    """Scopes of which a count is known within fewer than k values, and not known to be at least k on both sides."""
    found = []
    for alike in by_publication(tables, rule):
        for same_scope in zip(*(table.walk() for table in alike), strict=True):
            homes = same_scope[0].respondents
            for counts in zip(*(table.counts for table in same_scope), strict=True):
                surely_large = min(counts) >= rule.k and homes - max(counts) >= rule.k
                if not surely_large and max(counts) - min(counts) < min(rule.k - 1, homes):
                    found.append(same_scope[0].scope)
    return found


@pytest.mark.parametrize(("homes", "options", "k"), [(12, 3, 3), (12, 4, 3), (14, 3, 5), (20, 3, 5)])
def test_of_a_single_choice_no_small_count_can_be_inferred(homes: int, options: int, k: int) -> None:
    tables = [Table("all", homes, counts) for counts in answers(homes, options)]
    assert narrow_ranges(tables, Rule(k)) == []


@pytest.mark.parametrize(
    ("sizes", "options", "k"), [((5, 5), 3, 2), ((4, 4, 4), 2, 2), ((2, 7, 5), 2, 2), ((5, 6, 7), 2, 3)]
)
def test_of_buildings_no_small_count_can_be_inferred(sizes: tuple[int, ...], options: int, k: int) -> None:
    choices = [[Table(str(i), n, counts) for counts in answers(n, options)] for i, n in enumerate(sizes)]
    assert narrow_ranges((whole("all", buildings) for buildings in product(*choices)), Rule(k)) == []


@pytest.mark.parametrize(("homes", "options", "k"), [(6, 4, 2), (6, 5, 2), (8, 3, 3)])
def test_of_a_multiple_choice_no_small_count_can_be_inferred(homes: int, options: int, k: int) -> None:
    fair = (c for c in product(range(homes + 1), repeat=options) if homes <= sum(c) <= 2 * homes)
    assert narrow_ranges((Table("all", homes, counts) for counts in fair), Rule(k, max_choices=2)) == []
