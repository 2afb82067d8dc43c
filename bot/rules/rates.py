"""Figures that say what they are shares of: part and whole, who was asked, who answered, and how sure that makes them.

For multiple choices too the whole is the homes that answered, so those shares may add up to more than everything.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from bot.rules.intervals import Interval, interval, worst_case
from bot.rules.shares import NOTHING, percent, share

FEWEST_ANSWERS = 30
LEAST_RESPONSE = Fraction(30, 100)


class Rate(NamedTuple):
    """A share with its numerator and denominator; the part may be negative in a balance such as net satisfaction."""

    part: int
    whole: int

    @property
    def exact(self) -> Fraction | None:
        """The share, or None of nothing."""
        return share(self.part, self.whole)

    def reaches(self, threshold: Fraction) -> bool:
        """Whether the exact share is at least the threshold; rounding never helps, and nothing reaches nothing."""
        return self.exact is not None and self.exact >= threshold

    def percent(self, digits: int = 1, threshold: Fraction | None = None) -> str:
        """As ``shares.percent`` writes it, but cut off where rounding would show a threshold that is not reached."""
        if self.part < 0:
            return f"-{percent(-self.part, self.whole, digits)}"
        written = percent(self.part, self.whole, digits)
        if threshold is None or written == NOTHING or self.reaches(threshold):
            return written
        if Fraction(written.removesuffix("%")) < 100 * threshold:
            return written
        steps = self.part * 100 * 10**digits // self.whole
        return percent(steps, 100 * 10**digits, digits)


@dataclass(frozen=True, slots=True)
class Base:
    """The homes that were asked a question and those that answered it. Raises ValueError when more answered."""

    asked: int
    answered: int

    def __post_init__(self) -> None:
        if not 0 <= self.answered <= self.asked:
            raise ValueError(f"{self.answered} answers of {self.asked} asked cannot be")

    @property
    def response(self) -> Rate:
        """The response rate."""
        return Rate(self.answered, self.asked)

    @property
    def few(self) -> bool:
        """Fewer than 30 answers, or under 30 % of those asked: to be read as an indication only."""
        return self.answered < FEWEST_ANSWERS or not self.response.reaches(LEAST_RESPONSE)


@dataclass(frozen=True, slots=True)
class Figure:
    """How many homes said something, never without its base. Raises ValueError when more said it than answered."""

    homes: int
    base: Base

    def __post_init__(self) -> None:
        if not 0 <= self.homes <= self.base.answered:
            raise ValueError(f"{self.homes} homes of {self.base.answered} answers cannot be")

    @property
    def rate(self) -> Rate:
        """The share of the homes that answered."""
        return Rate(self.homes, self.base.answered)

    @property
    def likely(self) -> Interval:
        """Homes of all asked, if those who did not answer are like those who did (95 %)."""
        return interval(self.homes, self.base.answered, self.base.asked)

    @property
    def worst(self) -> Interval:
        """Homes of all asked, whatever those who did not answer think."""
        return worst_case(self.homes, self.base.answered, self.base.asked)
