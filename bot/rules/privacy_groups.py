"""Which options stand alone and which are joined (其他) or withheld, from the finest way to the coarsest."""

from __future__ import annotations

from collections.abc import Iterator

from bot.rules.privacy_safety import Rule
from bot.rules.privacy_tables import Grouping, Publication, Table, grouped, outside


def ways(root: Table, rule: Rule, published: Publication) -> Iterator[Grouping]:
    """The groupings to try for the whole. None is finer than what was published of its parts.

    Whichever is taken holds for all scopes that are published with it: different ones could be compared.
    """
    inner = [published[table.scope].grouping for table in root.walk() if table.scope in published]
    options = tuple((number,) for number in range(1, len(root.counts) + 1))
    if rule.max_choices > 1:
        alone = tuple(group for group in options if all(group in grouping for grouping in inner))
        yield from _fewer(root, alone, published)
    elif rule.groupings:
        yield from (_joined((*way, *(group for each in inner for group in each))) for way in rule.groupings)
    else:
        yield from _coarser(root, _joined((*options, *(group for each in inner for group in each))), published)


def _joined(groups: Grouping) -> Grouping:
    """The finest grouping in which each of these groups lies inside one group."""
    result: list[set[int]] = []
    for group in groups:
        touching = [each for each in result if each & set(group)]
        result = [each for each in result if each not in touching]
        result.append(set(group).union(*touching))
    return tuple(sorted(tuple(sorted(each)) for each in result))


def _coarser(root: Table, finest: Grouping, published: Publication) -> Iterator[Grouping]:
    """The smallest groups joined into one: none, two, three, …; equal ones in the order of their numbers."""
    counts = grouped(outside(root, published).counts, finest)
    by_size = [group for _, group in sorted(zip(counts, finest, strict=True))]
    yield finest
    for joined in range(2, len(by_size)):
        rest = tuple(sorted(option for group in by_size[:joined] for option in group))
        yield tuple(sorted([rest, *by_size[joined:]]))


def _fewer(root: Table, alone: Grouping, published: Publication) -> Iterator[Grouping]:
    """Withheld are no options, then one by one those chosen, or left out, by the fewest homes."""
    left = outside(root, published)
    counts = grouped(left.counts, alone)
    by_size = [group for _, group in sorted(zip((min(c, left.respondents - c) for c in counts), alone, strict=True))]
    yield from (tuple(sorted(by_size[hidden:])) for hidden in range(len(by_size)))
