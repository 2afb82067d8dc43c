"""One question's sums, asked for by option: exact where answers are named, and only what is published where not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from bot.rules.consultation import OptionKind, Question
from bot.rules.privacy_tables import Shown
from bot.rules.rates import Base, Figure
from bot.rules.tally_facts import NOTHING, Weight


class Line(NamedTuple):
    """Options that are shown as one; ``homes`` is None where their number is withheld."""

    numbers: tuple[int, ...]
    homes: int | None


@dataclass(frozen=True, slots=True)
class Count:
    """Homes by option out of those that answered; ``shown`` is there when only a publication is left of them."""

    question: Question
    base: Base
    weights: Mapping[int, Weight]
    shown: Shown | None = None

    def homes(self, *numbers: int) -> int | None:
        """Homes that chose one of these options of a single choice; None when that is withheld."""
        if self.shown is None:
            return sum(self.weight(number).households for number in numbers)
        return self.shown.homes(*numbers) if numbers else 0

    def weight(self, number: int) -> Weight:
        """Homes, owners and area behind an option; never asked for where only a publication is left."""
        return self.weights.get(number, NOTHING)

    def meaning(self, *kinds: OptionKind) -> int | None:
        """Homes that chose an option of one of these kinds."""
        return self.homes(*(number for kind in kinds for number in self.question.numbers_of(kind)))

    def figure(self, *numbers: int) -> Figure | None:
        """The same as a figure with its base."""
        homes = self.homes(*numbers)
        return None if homes is None else Figure(homes, self.base)

    @property
    def lines(self) -> tuple[Line, ...]:
        """The options as they are shown, in the order of the form: one by one, joined, or withheld."""
        every = range(1, len(self.question.options) + 1)
        if self.shown is None:
            return tuple(Line((number,), self.weight(number).households) for number in every)
        found = [Line(group, homes) for group, homes in zip(self.shown.grouping, self.shown.counts, strict=True)]
        known = {number for line in found for number in line.numbers}
        found += [Line((number,), None) for number in every if number not in known]
        return tuple(sorted(found))
