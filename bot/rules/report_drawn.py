"""What a report only draws: meetings week by week, and how many homes answered in each building.

A share needs both its numbers; what must not be shown, and what is not known, is None.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class WeekSum:
    """One week from its Monday: meetings held, and who came (None when no meeting of it has a headcount)."""

    monday: date
    meetings: int
    headcount: int | None


@dataclass(frozen=True, slots=True)
class Turnout:
    """Homes that answered, of those asked; over several consultations each adds its own (户次)."""

    asked: int
    answered: int

    @property
    def share(self) -> Fraction | None:
        """From 0 to 1; None when nobody was asked."""
        return Fraction(self.answered, self.asked) if self.asked else None


@dataclass(frozen=True, slots=True)
class Stairs:
    """One entrance (None where the roster knows none), its floors from the top; none where rooms do not tell."""

    entrance: str | None
    turnout: Turnout
    floors: tuple[tuple[int, Turnout], ...] = ()


@dataclass(frozen=True, slots=True)
class House:
    """One building. ``turnout`` is None where too few homes were asked to be told apart."""

    building: str
    turnout: Turnout | None
    stairs: tuple[Stairs, ...] = ()
