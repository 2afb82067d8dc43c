"""Orders of options, exact. The tie rule: equal counts share a place and stand in the order of their numbers.

The next place counts those before it: 1, 2, 2, 4. Nothing is broken by chance, and nothing by who answered first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

Order = tuple[int, ...]


class Ranked(NamedTuple):
    """An option at its place; ``number`` from 1 as on the ballot."""

    place: int
    number: int
    homes: int


@dataclass(frozen=True, slots=True)
class Preference:
    """One option of a ranking question: its place in the result, its first places, its average place on the ballots."""

    place: int
    number: int
    first_places: int
    average_place: Fraction | None


@dataclass(frozen=True, slots=True)
class RankingResult:
    """``options`` by average place; ``winner`` beats every other option one against one, None if no option does."""

    answered: int
    options: tuple[Preference, ...]
    winner: int | None


def rank(counts: Sequence[int]) -> tuple[Ranked, ...]:
    """The options, highest count first; ``counts`` in the order of the option numbers."""
    places = _places([Fraction(-count) for count in counts])
    ranked = [Ranked(place, number, counts[number - 1]) for number, place in enumerate(places, start=1)]
    return tuple(sorted(ranked))


def rank_orders(ballots: Mapping[Order, int], options: int) -> RankingResult:
    """Count a ranking question. ``ballots``: how many homes gave each order, the most wanted option first.

    Options that a home leaves out share the mean of its places left over, and stand below all that it ranked. Raises
    ValueError for an option that does not exist, stands twice, and for an empty order.
    """
    for order in ballots:
        _check(order, options)
    answered = sum(ballots.values())
    averages = [_average(number, ballots, options, answered) for number in range(1, options + 1)]
    places = _places([average or Fraction(0) for average in averages])
    rows = [
        Preference(places[number - 1], number, _first_places(number, ballots), averages[number - 1])
        for number in range(1, options + 1)
    ]
    return RankingResult(
        answered, tuple(sorted(rows, key=lambda row: (row.place, row.number))), _winner(ballots, options)
    )


def _check(order: Order, options: int) -> None:
    if not order or len(set(order)) != len(order) or not all(1 <= number <= options for number in order):
        raise ValueError(f"{order} does not rank {options} options")


def _places(keys: Sequence[Fraction]) -> list[int]:
    """1 + how many are strictly better, the smallest key being the best."""
    ordered = sorted(keys)
    first = {key: place for place, key in reversed(list(enumerate(ordered, start=1)))}
    return [first[key] for key in keys]


def _first_places(number: int, ballots: Mapping[Order, int]) -> int:
    return sum(homes for order, homes in ballots.items() if order[0] == number)


def _average(number: int, ballots: Mapping[Order, int], options: int, answered: int) -> Fraction | None:
    doubled = sum(homes * _doubled_place(number, order, options) for order, homes in ballots.items())
    return Fraction(doubled, 2 * answered) if answered else None


def _doubled_place(number: int, order: Order, options: int) -> int:
    return 2 * (order.index(number) + 1) if number in order else len(order) + 1 + options


def _winner(ballots: Mapping[Order, int], options: int) -> int | None:
    above = _pairs(ballots)
    listed = [sum(homes for order, homes in ballots.items() if number in order) for number in range(options + 1)]

    def preferring(one: int, other: int) -> int:
        return listed[one] - above.get((other, one), 0)

    numbers = range(1, options + 1)
    return next(
        (one for one in numbers if all(one == two or preferring(one, two) > preferring(two, one) for two in numbers)),
        None,
    )


def _pairs(ballots: Mapping[Order, int]) -> dict[tuple[int, int], int]:
    """Homes that rank both options, the first of the pair above the second."""
    above: dict[tuple[int, int], int] = {}
    for order, homes in ballots.items():
        for position, one in enumerate(order):
            for two in order[position + 1 :]:
                above[one, two] = above.get((one, two), 0) + homes
    return above
