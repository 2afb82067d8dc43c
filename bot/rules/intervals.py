"""What a count among those who answered says about all who were asked: an exact interval, and the worst case.

``interval`` holds *if those who did not answer are like those who did*; it must be shown with that sentence.
``worst_case`` assumes nothing. Both are whole numbers of homes out of all asked, both ends included.
"""

from __future__ import annotations

from math import isqrt
from typing import NamedTuple

_UNIT = 1 << 96
_NEGLIGIBLE = 64
_TAIL = 40  # each side may err in one case out of forty: 95 % for both together


class Interval(NamedTuple):
    """From ``low`` to ``high`` homes, both included."""

    low: int
    high: int


def interval(hits: int, answered: int, asked: int) -> Interval:
    """How many of the ``asked`` homes would say it, when ``hits`` of the ``answered`` did: two-sided 95 %.

    Hypergeometric tests inverted (finite population): a number is left out when so many hits, or so few, would come
    up with less than 2.5 %. Nobody missing leaves a single number. Never narrower than the exact interval: what
    rounding leaves undecided, within a relative 2⁻⁵⁰ of 2.5 %, stays in. Raises ValueError when the counts cannot be.
    """
    _check(hits, answered, asked)
    return Interval(_least(hits, answered, asked), asked - _least(answered - hits, answered, asked))


def worst_case(hits: int, answered: int, asked: int) -> Interval:
    """The bounds if everybody missing said no, and if everybody missing said yes. Raises ValueError like interval."""
    _check(hits, answered, asked)
    return Interval(hits, hits + asked - answered)


def _check(hits: int, answered: int, asked: int) -> None:
    if not 0 <= hits <= answered <= asked:
        raise ValueError(f"{hits} hits of {answered} answers of {asked} asked cannot be")


def _least(hits: int, answered: int, asked: int) -> int:
    """The fewest homes with which ``hits`` or more are not rare. With more homes they only become more common."""
    if hits == 0:
        return 0
    rare, common = hits - 1, asked - answered + hits
    for probe in _probes(hits, answered, asked):
        if rare < probe < common:
            rare, common = _narrowed(rare, common, probe, (hits, answered, asked))
    while common - rare > 1:
        rare, common = _narrowed(rare, common, (rare + common) // 2, (hits, answered, asked))
    return common


def _probes(hits: int, answered: int, asked: int) -> tuple[int, int]:
    """Two guesses around the bound, from the normal distribution: they save steps and cannot change the result."""
    deviation = isqrt(asked * (hits + 1) * (answered - hits + 1) * (asked - answered) // answered**3) + 1
    guess = hits * asked // answered - 2 * deviation
    return guess - deviation // 4, guess + deviation // 4


def _narrowed(rare: int, common: int, homes: int, counts: tuple[int, int, int]) -> tuple[int, int]:
    return (homes, common) if _is_rare(homes, *counts) else (rare, homes)


def _is_rare(homes: int, hits: int, answered: int, asked: int) -> bool:
    """Whether ``hits`` or more among ``answered`` certainly have less than 2.5 % when ``homes`` of ``asked`` say it.

    The tail is compared with the rest of the distribution, both in units of the probability of exactly ``hits``.
    """
    if hits * asked <= answered * homes:
        return False  # not above the mean: the tail is far from small, and to keep a number can only widen
    tail = _tail_at_most(homes, hits, answered, asked)
    return _rest_exceeds((_TAIL - 1) * tail, homes, hits, answered, asked)


def _tail_at_most(homes: int, hits: int, answered: int, asked: int) -> int:
    """P(X ≥ hits) ÷ P(X = hits), in units of 2⁻⁹⁶, every rounding upwards."""
    term = total = _UNIT
    others = asked - homes - answered
    for i in range(hits, min(homes, answered)):
        up, down = (homes - i) * (answered - i), (i + 1) * (others + i + 1)
        term = -(-term * up // down)
        total += term
        if up < down and term < total >> _NEGLIGIBLE:
            return total + term * up // (down - up) + 1  # ratios only fall: a geometric series bounds what is left
    return total


def _rest_exceeds(limit: int, homes: int, hits: int, answered: int, asked: int) -> bool:
    """Whether P(X < hits) ÷ P(X = hits), in units of 2⁻⁹⁶ and with every rounding downwards, is over the limit."""
    term, total = _UNIT, 0
    others = asked - homes - answered
    for i in range(hits, max(0, -others), -1):
        term = term * i * (others + i) // ((homes - i + 1) * (answered - i + 1))
        total += term
        if total > limit:
            return True
        if term <= total >> _NEGLIGIBLE:
            return False
    return False
