"""Somebody who wants to know: works out of everything published what can be worked out, by two independent ways.

Known are the numbers of respondents of all scopes, the shape of the question and all published counts. ``derived``
solves the linear equations over fractions; ``possible`` finds every value that a scope's counts can take.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from random import Random

from bot.rules.privacy import Publication, Rule, Table, publishable

Row = dict[int, Fraction]


def random_table(random: Random, scope: str, options: int, max_choices: int, most: int) -> Table:
    """One building: homes that like some options more than others."""
    respondents = random.randint(0, most)
    weights = [random.choice([0, 1, 2, 6]) for _ in range(options - 1)] + [1]
    counts = [0] * options
    for _ in range(respondents):
        wanted = random.choices(range(options), weights, k=random.randint(1, max_choices))
        for option in set(wanted):
            counts[option] += 1
    return Table(scope, respondents, tuple(counts))


def whole(scope: str, parts: tuple[Table, ...]) -> Table:
    """The scope that consists of these parts."""
    columns = zip(*(part.counts for part in parts), strict=True)
    return Table(scope, sum(part.respondents for part in parts), tuple(map(sum, columns)), parts)


def random_district(random: Random, options: int, max_choices: int, most: int) -> Table:
    """Two or three communities of one to three buildings."""
    communities = []
    for name in "ABC"[: random.randint(2, 3)]:
        buildings = range(1, random.randint(1, 3) + 1)
        parts = tuple(random_table(random, f"{name}{number}", options, max_choices, most) for number in buildings)
        communities.append(whole(name, parts))
    return whole("district", tuple(communities))


def published_in_turn(random: Random, district: Table, rule: Rule) -> Publication:
    """Some communities on their own, one after another, and in the end the district."""
    published: Publication = {}
    for community in district.parts:
        if random.random() < 0.5:
            published = {**published, **publishable(community, rule)}
    return publishable(district, rule, published)


@dataclass
class Equations:
    """The linear equations that are known, in reduced form, by their leading unknown."""

    rows: dict[int, Row] = field(default_factory=dict)

    def reduced(self, row: Row) -> Row:
        for lead in sorted(row):
            factor = row.get(lead)
            if factor and lead in self.rows:
                row = _plus(row, self.rows[lead], -factor)
        return row

    def add(self, unknowns: Iterable[int]) -> None:
        row = dict.fromkeys(unknowns, Fraction(1))
        while row := {key: value for key, value in self.reduced(row).items() if value}:
            lead = min(row)
            if lead not in self.rows:
                self.rows[lead] = {key: value / row[lead] for key, value in row.items()}
                return

    def determine(self, unknowns: Iterable[int]) -> bool:
        """Whether the sum of these unknowns follows."""
        row = dict.fromkeys(unknowns, Fraction(1))
        while row and any(lead in self.rows for lead in row):
            row = {key: value for key, value in self.reduced(row).items() if value}
        return not row


def _plus(row: Row, other: Mapping[int, Fraction], factor: Fraction) -> Row:
    total = {key: row.get(key, Fraction(0)) + factor * other.get(key, Fraction(0)) for key in {*row, *other}}
    return {key: value for key, value in total.items() if value}


def derived(root: Table, published: Publication, max_choices: int) -> Iterator[tuple[str, int, int]]:
    """(scope, respondents, homes) of every count that follows: options, groups, and scopes less one of their parts."""
    leaves = [table for table in root.walk() if not table.parts]
    column = {leaf.scope: number for number, leaf in enumerate(leaves)}
    options = len(root.counts)

    def unknowns(table: Table, chosen: Iterable[int]) -> set[int]:
        inside = [leaf.scope for leaf in table.walk() if not leaf.parts]
        return {column[scope] * options + option - 1 for scope, option in product(inside, chosen)}

    equations = Equations()
    for leaf in leaves if max_choices == 1 else ():
        equations.add(unknowns(leaf, range(1, options + 1)))
    for table in root.walk():
        for group in published[table.scope].grouping if table.scope in published else ():
            equations.add(unknowns(table, group))
    groups = {group for shown in published.values() for group in shown.grouping} | {(o + 1,) for o in range(options)}
    for table, group in product(root.walk(), groups):
        homes = sum(table.counts[option - 1] for option in group)
        if len(group) < options and equations.determine(unknowns(table, group)):
            yield table.scope, table.respondents, homes
        for part in table.parts:
            less = sum(part.counts[option - 1] for option in group)
            if len(group) < options and equations.determine(unknowns(table, group) - unknowns(part, group)):
                yield f"{table.scope} - {part.scope}", table.respondents - part.respondents, homes - less


def possible(root: Table, published: Publication, max_choices: int) -> dict[str, list[tuple[int, int]]]:
    """For every scope, the least and the most homes that each option can have. Parts must add up to their scope.

    Counts are packed into one number, a digit an option, so that adding numbers adds counts.
    """
    base, options = root.respondents + 1, len(root.counts)
    below: dict[str, set[int]] = {}

    def digits(packed: int) -> list[int]:
        return [packed // base**option % base for option in range(options)]

    def fits(table: Table, packed: int) -> bool:
        counts, shown = digits(packed), published[table.scope]
        sums = (sum(counts[option - 1] for option in group) for group in shown.grouping)
        return all(found == told for found, told in zip(sums, shown.counts, strict=True))

    def fill(table: Table) -> set[int]:
        values = _answers(table.respondents, options, max_choices, base) if not table.parts else {0}
        for part in table.parts:
            values = {one + other for one in values for other in fill(part)}
        below[table.scope] = {v for v in values if fits(table, v)} if table.scope in published else values
        return below[table.scope]

    def narrow(table: Table) -> None:
        for part in table.parts:
            others = {0}
            for other in table.parts:
                if other is not part:
                    others = {one + more for one in others for more in below_first[other.scope]}
            allowed = below[table.scope]
            below[part.scope] = {v for v in below_first[part.scope] if any(v + other in allowed for other in others)}
        for part in table.parts:
            narrow(part)

    fill(root)
    below_first = dict(below)
    narrow(root)
    columns = {scope: list(zip(*map(digits, values), strict=True)) for scope, values in below.items()}
    return {scope: [(min(each), max(each)) for each in by_option] for scope, by_option in columns.items()}


def _answers(respondents: int, options: int, max_choices: int, base: int) -> set[int]:
    """Every count by option that so many homes can give, each choosing 1 to ``max_choices`` options."""
    fair = (
        counts
        for counts in product(range(respondents + 1), repeat=options)
        if respondents <= sum(counts) <= max_choices * respondents
    )
    return {sum(count * base**option for option, count in enumerate(counts)) for counts in fair}


def tells(low: int, high: int, respondents: int, k: int) -> bool:
    """Whether knowing that a count lies between these bounds tells about a group of fewer than ``k`` homes.

    It does not if the range is ``k`` wide, or no narrower than the number of respondents makes it anyway, or if both
    the homes counted and the others are surely at least ``k``.
    """
    says_nothing = (low, high) == (0, respondents)
    return not (high - low >= k or says_nothing or (low >= k and respondents - high >= k))
