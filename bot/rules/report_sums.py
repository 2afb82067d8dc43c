"""Adding up with "not recorded": nothing and nothing is nothing, nothing and something is something."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Context, Decimal
from typing import TypeVar

from bot.rules.report import MeetingSum, OpinionSum, RateSum

K = TypeVar("K")
V = TypeVar("V")

# Sixty digits before and after the point, of more numbers than there will ever be.
_EXACT = Context(prec=400)


def plus(left: int | None, right: int | None) -> int | None:
    """The sum of what is known."""
    if left is None or right is None:
        return left if right is None else right
    return left + right


def union(left: frozenset[V] | None, right: frozenset[V] | None) -> frozenset[V] | None:
    """Everything that is in one of the two."""
    if left is None or right is None:
        return left if right is None else right
    return left | right


def plus_decimals(left: str, right: str) -> str:
    """The exact sum of two decimal texts, in its shortest form."""
    exact = _EXACT.add(Decimal(left), Decimal(right))
    text = format(exact, "f")
    short = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if short in ("-0", "") else short


def plus_meetings(left: MeetingSum, right: MeetingSum) -> MeetingSum:
    """Both sums together."""
    return MeetingSum(
        plus(left.count, right.count),
        plus(left.headcount, right.headcount),
        plus(left.households, right.households),
        left.unheaded + right.unheaded,
    )


def plus_rates(left: RateSum, right: RateSum) -> RateSum:
    """Numerators with numerators, denominators with denominators."""
    return RateSum(plus(left.numerator, right.numerator), plus(left.denominator, right.denominator))


def plus_opinions(left: OpinionSum, right: OpinionSum) -> OpinionSum:
    """Both sums together."""
    return OpinionSum(
        plus(left.received, right.received), plus(left.answered, right.answered), plus(left.overdue, right.overdue)
    )


def plus_counts(left: Mapping[K, int], right: Mapping[K, int]) -> Mapping[K, int]:
    """Key by key."""
    return Counter(left) + Counter(right)


def plus_indicators(left: Mapping[str, str], right: Mapping[str, str]) -> Mapping[str, str]:
    """Decimal texts, name by name."""
    together = dict(left)
    for name, value in right.items():
        together[name] = plus_decimals(together[name], value) if name in together else value
    return together


def total(values: Iterable[RateSum]) -> RateSum:
    """All of them together."""
    whole = RateSum()
    for value in values:
        whole = plus_rates(whole, value)
    return whole
