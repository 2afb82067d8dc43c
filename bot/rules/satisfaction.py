"""Satisfaction after the works: five levels and 说不清. The full distribution, rates A and B, and the balance.

Rate A counts 很满意 and 满意, rate B 一般 as well; both are shares of those who answered anything but 说不清. What is
shown must say which of the two it is. Source: the domain's template T4.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from bot.rules.rates import Base, Figure, Rate


class Level(IntEnum):
    """The six answers as numbered on the form."""

    VERY_SATISFIED = 1
    SATISFIED = 2
    FAIR = 3
    DISSATISFIED = 4
    VERY_DISSATISFIED = 5
    UNSURE = 6


RATE_A = (Level.VERY_SATISFIED, Level.SATISFIED)
RATE_B = (*RATE_A, Level.FAIR)
AGAINST = (Level.DISSATISFIED, Level.VERY_DISSATISFIED)

# From the finest to the coarsest: what to join where cells are too small to be published. The praise of rate A is never
# mixed with anything, and 说不清 joins the middle before all that is not praise becomes one group.
GROUPINGS = (
    tuple((level.value,) for level in Level),
    ((1, 2), (3,), (4, 5), (6,)),
    ((1, 2), (3, 6), (4, 5)),
    ((1, 2), (3, 4, 5, 6)),
)


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """Homes by level, in the order of ``Level``, out of all asked.

    Raises ValueError when there are not six counts, or more answers than homes asked.
    """

    homes: tuple[int, ...]
    asked: int

    def __post_init__(self) -> None:
        if len(self.homes) != len(Level) or min(self.homes) < 0:
            raise ValueError(f"six counts are expected, not {self.homes}")
        Base(self.asked, sum(self.homes))

    @property
    def base(self) -> Base:
        """Who was asked and who answered, 说不清 included; ``base.few`` asks for the note on few answers."""
        return Base(self.asked, sum(self.homes))

    def at(self, *levels: Level) -> int:
        """The homes at any of these levels."""
        return sum(self.homes[level - 1] for level in levels)

    @property
    def rated(self) -> int:
        """The homes that gave one of the five levels: what the rates are shares of."""
        return self.base.answered - self.at(Level.UNSURE)

    @property
    def distribution(self) -> tuple[Figure, ...]:
        """Every level, 说不清 too, as a share of all answers."""
        return tuple(Figure(homes, self.base) for homes in self.homes)

    @property
    def rate_a(self) -> Rate:
        """满意率A: (很满意 + 满意) ÷ (作答 − 说不清)."""
        return Rate(self.at(*RATE_A), self.rated)

    @property
    def rate_b(self) -> Rate:
        """满意率B: (很满意 + 满意 + 一般) ÷ (作答 − 说不清)."""
        return Rate(self.at(*RATE_B), self.rated)

    @property
    def net(self) -> Rate:
        """净满意: (很满意 + 满意 − 不满意 − 很不满意) ÷ (作答 − 说不清), from −1 to 1."""
        return Rate(self.at(*RATE_A) - self.at(*AGAINST), self.rated)
