"""When counts may be shown: the one test that every published scope, and every difference of scopes, has to pass.

Published scopes lie inside each other or apart. What can be worked out from all of them together is therefore the
same as the counts of their rests: each scope less the published ones below it. Within a rest, homes could exchange
their answers and nothing published would change. So somebody who knows every number of respondents and every
published count knows of a scope inside the rest only this: with ``n`` homes in the rest, ``c`` of them in a group,
``d`` homes in the scope and ``e = n - d`` outside it, the scope's count lies between ``c - e`` and ``c``, cut off at 0
and at ``d``. Every value between is possible, and that is ``min(c, n - c, d, e)`` wide.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.rules.privacy_tables import Grouping, Rest, Table, grouped, outside, withheld

K_PUBLIC = 5
K_SENSITIVE = 10


@dataclass(frozen=True, slots=True)
class Rule:
    """How small is too small, and the question's shape.

    ``k``: no count of 0 to k − 1 homes may be worked out, nor that all but so few homes chose something: that everybody
    or nobody chose it tells about each of them. ``max_choices`` is 1 where each home chooses exactly one option.
    ``groupings``, for such questions: ways of joining options, the finest first; without any, the smallest are joined.
    """

    k: int = K_PUBLIC
    max_choices: int = 1
    groupings: tuple[Grouping, ...] = ()

    def __post_init__(self) -> None:
        if self.k < 2 or self.max_choices < 1 or (self.groupings and self.max_choices > 1):
            raise ValueError(f"{self} is not a rule")

    def needed(self, table: Table, published: Iterable[str]) -> int:
        """The homes that each count needs in the rest of a scope outside the published ones.

        ``k``, and more where a withheld scope holds all of the rest but a few homes: one more for each of these, and
        that scope's own counts surely reach ``k`` as well. Depends on numbers of respondents alone.
        """
        names = frozenset(published)
        homes = outside(table, names).respondents
        others = (homes - outside(scope, names).respondents for scope in withheld(table, names))
        return self.k + max((few for few in others if few < self.k), default=0)

    def allows(self, table: Table, grouping: Grouping, published: Iterable[str]) -> bool:
        """Whether the rest of a scope outside the published ones may be known by these groups.

        An empty rest tells nothing. Otherwise every group needs enough homes, and so do all others together.
        """
        names = frozenset(published)
        left, needed = outside(table, names), self.needed(table, names)
        counts = grouped(left.counts, grouping)
        fits = all(needed <= count <= left.respondents - needed for count in counts)
        return left.respondents == 0 or (bool(counts) and fits and self._hides(left, grouping))

    def _hides(self, left: Rest, grouping: Grouping) -> bool:
        """Whether the options in no group stay open.

        Each home makes 1 to ``max_choices`` choices, so a single withheld option is bounded by what the others leave,
        and being withheld it would be known to be small. Two stand in for each other: each may have from 0 homes up to
        all choices that are left over.
        """
        hidden = len(left.counts) - sum(len(group) for group in grouping)
        if hidden == 0:
            return True
        spare = self.max_choices * left.respondents - sum(grouped(left.counts, grouping))
        return hidden > 1 and spare >= self.k
