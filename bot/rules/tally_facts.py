"""The sums behind a tally, as storage adds them up over counted flats only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.rules.sealing import Sealed


@dataclass(frozen=True, slots=True)
class Weight:
    """The same group of flats in three units; ``floor_area`` in 0.01 ㎡."""

    households: int
    owners: int
    floor_area: int


NOTHING = Weight(0, 0, 0)


class HeadVote(NamedTuple):
    """One owner: area of the flats that voted (0.01 ㎡), and the choice, None when the flats said different things."""

    head: int
    floor_area: int
    choice: int | None


@dataclass(frozen=True, slots=True)
class TallyFacts:
    """Sums over counted flats, keyed by question id; what is absent is nobody.

    ``options`` and ``most_wanted`` are keyed by question id and option number; ``heads`` holds who voted on the first
    question of an owner decision. ``asked`` has the homes to which a question with a condition was put. ``said`` counts
    equal orders and equal distributions of points, ``amounts`` equal amounts. ``sealed`` is all that an anonymous
    consultation keeps of its answers: what may be published, the whole first. ``words`` are there only when asked for.
    """

    electorate: Weight
    turnout: Weight
    by_channel: Mapping[str, int]
    answered: Mapping[int, int]
    options: Mapping[tuple[int, int], Weight]
    heads: tuple[HeadVote, ...] = ()
    asked: Mapping[int, int] = field(default_factory=dict)
    said: Mapping[int, Mapping[str, int]] = field(default_factory=dict)
    amounts: Mapping[int, Mapping[int, int]] = field(default_factory=dict)
    most_wanted: Mapping[tuple[int, int], int] = field(default_factory=dict)
    sealed: Mapping[int, tuple[Sealed, ...]] = field(default_factory=dict)
    words: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
