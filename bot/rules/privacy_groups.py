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
        yield from (groups[1:] for groups in _coarser(root, rule, alone, published))
    elif rule.groupings:
        yield from (_joined((*way, *(group for each in inner for group in each))) for way in rule.groupings)
    else:
        finest = _joined((*options, *(group for each in inner for group in each)))
        for joined, *single in _coarser(root, rule, finest, published):
            yield tuple(sorted([joined, *single] if joined else single))


def _joined(groups: Grouping) -> Grouping:
    """The finest grouping in which each of these groups lies inside one group."""
    result: list[set[int]] = []
    for group in groups:
        touching = [each for each in result if each & set(group)]
        result = [each for each in result if each not in touching]
        result.append(set(group).union(*touching))
    return tuple(sorted(tuple(sorted(each)) for each in result))


def _coarser(root: Table, rule: Rule, finest: Grouping, published: Publication) -> Iterator[Grouping]:
    """First the options that do not stand alone, in one group, then those that do.

    Nothing is joined when nothing is small. Else the small groups are joined with the last one on the form, then with
    the last two, and so on: which ones these are does not depend on their counts, so that they hide how small the small
    ones are even from somebody who knows this rule.
    """
    yield ((), *finest)
    left, needed = outside(root, published), rule.needed(root, published)
    counts = grouped(left.counts, finest)
    small = {group for group, c in zip(finest, counts, strict=True) if min(c, left.respondents - c) < needed}
    for last in range(len(finest) - 1, -1, -1):
        joined = [group for group in finest if group in small or group in finest[last:]]
        yield (tuple(sorted(n for group in joined for n in group)), *(g for g in finest if g not in joined))
