"""What an anonymous question is counted into: homes by option, for a whole and for the scopes that it is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

Grouping = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The answers of one scope, and of its parts, which do not overlap (district, community, building, entrance).

    ``scope`` names it, alike in every publication; ``respondents`` are the homes that answered; ``counts`` are homes by
    option number. Homes may lie in no part. Raises ValueError when a count cannot be or the parts exceed the whole.
    """

    scope: str
    respondents: int
    counts: tuple[int, ...]
    parts: tuple[Table, ...] = ()

    def __post_init__(self) -> None:
        if not all(0 <= count <= self.respondents for count in self.counts):
            raise ValueError(f"{self.scope}: counts {self.counts} of {self.respondents} cannot be")
        left = rest(self.respondents, self.counts, ((part.respondents, part.counts) for part in self.parts))
        if min(left.respondents, *left.counts) < 0:
            raise ValueError(f"{self.scope}: the parts hold more than the whole")

    def walk(self) -> Iterator[Table]:
        """This table and all below it."""
        yield self
        for part in self.parts:
            yield from part.walk()


@dataclass(frozen=True, slots=True)
class Shown:
    """What is published for one scope: homes by group of options. Options in no group are withheld."""

    scope: str
    respondents: int
    grouping: Grouping
    counts: tuple[int, ...]

    def homes(self, *options: int) -> int | None:
        """The homes that chose one of these options, for questions with a single choice; None if that is withheld."""
        wanted = set(options)
        inside = [
            (group, count) for group, count in zip(self.grouping, self.counts, strict=True) if wanted & set(group)
        ]
        exact = wanted == {option for group, _ in inside for option in group}
        return sum(count for _, count in inside) if exact else None


Publication = Mapping[str, Shown]


@dataclass(frozen=True, slots=True)
class Rest:
    """The homes of a scope that lie in none of the published scopes below it: what subtraction leaves."""

    respondents: int
    counts: tuple[int, ...]


def rest(respondents: int, counts: tuple[int, ...], taken: Iterable[tuple[int, tuple[int, ...]]]) -> Rest:
    """Take groups of homes out of a larger one."""
    for homes, by_option in taken:
        respondents -= homes
        counts = tuple(count - out for count, out in zip(counts, by_option, strict=True))
    return Rest(respondents, counts)


def outside(table: Table, published: Iterable[str]) -> Rest:
    """What is left of a scope after subtracting the published scopes below it."""
    inner = frontier(table, frozenset(published))
    return rest(table.respondents, table.counts, ((part.respondents, part.counts) for part in inner))


def frontier(table: Table, published: frozenset[str]) -> Iterator[Table]:
    """The largest published scopes below this one."""
    for part in table.parts:
        if part.scope in published:
            yield part
        else:
            yield from frontier(part, published)


def withheld(table: Table, published: frozenset[str]) -> Iterator[Table]:
    """The scopes below this one that are neither published nor inside a published one."""
    for part in table.parts:
        if part.scope not in published:
            yield part
            yield from withheld(part, published)


def grouped(counts: tuple[int, ...], grouping: Grouping) -> tuple[int, ...]:
    """Counts by option, added up by group."""
    return tuple(sum(counts[option - 1] for option in group) for group in grouping)


def as_shown(table: Table, grouping: Grouping) -> Shown:
    """A scope as it is published with these groups."""
    return Shown(table.scope, table.respondents, grouping, grouped(table.counts, grouping))
