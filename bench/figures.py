"""A figure: what was measured, how often, what is demanded of it, and how much the repeats differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Demand:
    """What the median has to be: at least, at most, or exactly ``bound``."""

    sign: str  # "≥", "≤" or "="
    bound: float

    def holds(self, value: float) -> bool:
        """Whether this value is good enough."""
        if self.sign == "≥":
            return value >= self.bound
        return value <= self.bound if self.sign == "≤" else value == self.bound

    def __str__(self) -> str:
        return f"{self.sign} {self.bound:g}"


def at_least(bound: float) -> Demand:
    """The median must be this or more."""
    return Demand("≥", bound)


def at_most(bound: float) -> Demand:
    """The median must be this or less."""
    return Demand("≤", bound)


def exactly(bound: float) -> Demand:
    """The median must be this."""
    return Demand("=", bound)


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the table. ``values`` are the repeats in the order in which they were measured."""

    name: str
    values: tuple[float, ...]
    unit: str
    demand: Demand | None = None

    @property
    def value(self) -> float:
        """The median of the repeats."""
        return median(self.values)

    @property
    def noise(self) -> float | None:
        """The spread of the repeats, as a share of their median; None when there is only one."""
        if len(self.values) < 2 or not self.value:
            return None
        return (max(self.values) - min(self.values)) / self.value

    @property
    def holds(self) -> bool | None:
        """Whether the demand is met; None when nothing is demanded."""
        return None if self.demand is None else self.demand.holds(self.value)

    def page(self) -> dict[str, Any]:
        """The figure as JSON."""
        return {
            "name": self.name,
            "value": _rounded(self.value),
            "unit": self.unit,
            "demand": str(self.demand) if self.demand else None,
            "holds": self.holds,
            "noise": None if self.noise is None else round(self.noise, 3),
            "values": [_rounded(value) for value in self.values],
        }


def figure(name: str, values: Sequence[float], unit: str, demand: Demand | None = None) -> Figure:
    """A figure from its repeats."""
    return Figure(name, tuple(values), unit, demand)


def ratio(name: str, ours: Sequence[float], theirs: Sequence[float], demand: Demand | None = None) -> Figure:
    """How many times as fast: each repeat against the repeat of the yardstick that ran right beside it."""
    return Figure(name, tuple(a / b for a, b in zip(ours, theirs, strict=True)), "×", demand)


def _rounded(value: float) -> float:
    return float(f"{value:.4g}")
