"""The first review of design schemes: first choices, acceptable choices, and consent to the chosen scheme.

都可以 is never shared out among the schemes: it makes each of them acceptable and none the first choice. Rejecting all
schemes and abstaining are counted apart. Source: the domain's template T3.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.rules.ranking import rank
from bot.rules.rates import Base, Figure, Rate


@dataclass(frozen=True, slots=True)
class SchemeResult:
    """One scheme, numbered from 1; its places follow the tie rule of ``ranking``."""

    number: int
    first: Figure
    first_place: int
    acceptable: Figure


@dataclass(frozen=True, slots=True)
class DesignReview:
    """Homes by answer: for each scheme, 都可以, 都不同意, 弃权. Raises ValueError when more answered than asked."""

    first: tuple[int, ...]
    any_scheme: int
    no_scheme: int
    abstained: int
    asked: int

    def __post_init__(self) -> None:
        if min(*self.first, self.any_scheme, self.no_scheme, self.abstained) < 0:
            raise ValueError("a count is negative")
        Base(self.asked, self._answered)

    @property
    def _answered(self) -> int:
        return sum(self.first) + self.any_scheme + self.no_scheme + self.abstained

    @property
    def base(self) -> Base:
        """Who was asked and who answered; abstaining is an answer."""
        return Base(self.asked, self._answered)

    @property
    def schemes(self) -> tuple[SchemeResult, ...]:
        """By first choices. All have the same 都可以 added, so by acceptable choices the places are the same."""
        return tuple(
            SchemeResult(
                each.number, Figure(each.homes, self.base), each.place, Figure(each.homes + self.any_scheme, self.base)
            )
            for each in rank(self.first)
        )


@dataclass(frozen=True, slots=True)
class SchemeConsent:
    """The follow-up on the chosen scheme. ``valid`` are all homes with a valid answer to the review.

    Whoever rejects every scheme, or leaves the follow-up open, stays among the valid answers: that cannot flatter.
    Raises ValueError when more consent than remain after those who abstained.
    """

    agreed: int
    mostly_agreed: int
    valid: int
    abstained: int

    def __post_init__(self) -> None:
        if min(self.agreed, self.mostly_agreed, self.abstained) < 0 or self.rate.part > self.rate.whole:
            raise ValueError(f"{self.agreed} + {self.mostly_agreed} of {self.valid} − {self.abstained} cannot be")

    @property
    def rate(self) -> Rate:
        """改造方案满意率: (同意 + 基本同意) ÷ (有效作答 − 弃权), to be shown with this formula."""
        return Rate(self.agreed + self.mostly_agreed, self.valid - self.abstained)
