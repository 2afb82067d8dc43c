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

    def allows(self, table: Table, grouping: Grouping, published: Iterable[str]) -> bool:
        """Whether the rest of a scope outside the published ones may be known by these groups.

        An empty rest tells nothing. Otherwise every group and its complement needs k homes, and more for each home that
        lies outside a withheld scope holding nearly all of the rest: then that scope's counts surely reach k as well.
        """
        names = frozenset(published)
        left = outside(table, names)
        if left.respondents == 0:
            return True
        others = [left.respondents - outside(scope, names).respondents for scope in withheld(table, names)]
        needed = self.k + max((homes for homes in others if homes < self.k), default=0)
        counts = grouped(left.counts, grouping)
        fits = all(needed <= count <= left.respondents - needed for count in counts)
        return bool(counts) and fits and self._hides(left, grouping)

    def _hides(self, left: Rest, grouping: Grouping) -> bool:
        """Whether the options in no group stay open.

        Each home makes 1 to ``max_choices`` choices. One withheld option could be bounded by what the others leave; two
        can stand in for each other, and range from 0 to whatever choices are left over.
        """
        hidden = len(left.counts) - sum(len(group) for group in grouping)
        if hidden == 0:
            return True
        spare = self.max_choices * left.respondents - sum(grouped(left.counts, grouping))
        return hidden > 1 and spare >= self.k
