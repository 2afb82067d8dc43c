"""When the owners have decided: the thresholds of the Civil Code and of the Property Law before it.

Everything is an integer: heads of owners, and floor areas in 0.01 ㎡. A threshold is compared by cross-multiplying, so
that exactly two thirds is enough and exactly one half is not a majority (Civil Code art. 1259: 以上 includes the number
itself, 超过 does not).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import IntEnum, StrEnum


class Choice(IntEnum):
    """The options of every owner decision, by number: 同意, 反对, 弃权."""

    CONSENT = 1
    AGAINST = 2
    ABSTAIN = 3


class Ruleset(StrEnum):
    """Which law counts; it depends on the day of the vote."""

    CIVIL_CODE_2021 = "civil_code_2021"
    PROPERTY_LAW_2007 = "property_law_2007"

    @classmethod
    def at(cls, instant: datetime) -> Ruleset:
        """The law in force: the Civil Code replaced the Property Law on 2021-01-01 (Civil Code art. 1260)."""
        return cls.CIVIL_CODE_2021 if instant >= _CIVIL_CODE_SINCE else cls.PROPERTY_LAW_2007


# Chinese law begins at midnight in China, whatever zone the district's clock shows.
_CIVIL_CODE_SINCE = datetime(2021, 1, 1, tzinfo=timezone(timedelta(hours=8)))


class Matter(StrEnum):
    """What is decided; ``item`` says where the law lists it."""

    ASSEMBLY_RULES = "assembly_rules"
    COVENANT = "covenant"
    COMMITTEE_ELECTION = "committee_election"
    PM_SELECT = "pm_select"
    FUND_USE = "fund_use"
    FUND_RAISE = "fund_raise"
    REBUILD_ALTER = "rebuild_alter"
    COMMON_USE_CHANGE = "common_use_change"
    PM_FEE_SCHEME = "pm_fee_scheme"
    OTHER_MAJOR = "other_major"

    def item(self, ruleset: Ruleset) -> int:
        """The item of Civil Code art. 278 (1), or of Property Law art. 76 (1)."""
        return _ITEMS[self][0 if ruleset is Ruleset.CIVIL_CODE_2021 else 1]

    def is_special(self, ruleset: Ruleset) -> bool:
        """Whether the higher threshold holds: items 6 to 8 of art. 278, items 5 and 6 of the former art. 76."""
        items = (6, 7, 8) if ruleset is Ruleset.CIVIL_CODE_2021 else (5, 6)
        return self.item(ruleset) in items


# Item of art. 278 of the Civil Code, item of art. 76 of the Property Law (which did not name the common parts' use).
_ITEMS = {
    Matter.ASSEMBLY_RULES: (1, 1),
    Matter.COVENANT: (2, 2),
    Matter.COMMITTEE_ELECTION: (3, 3),
    Matter.PM_SELECT: (4, 4),
    Matter.FUND_USE: (5, 5),
    Matter.FUND_RAISE: (6, 5),
    Matter.REBUILD_ALTER: (7, 6),
    Matter.COMMON_USE_CHANGE: (8, 7),
    Matter.PM_FEE_SCHEME: (9, 7),
    Matter.OTHER_MAJOR: (9, 7),
}


@dataclass(frozen=True, slots=True)
class Threshold:
    """A fraction that must be reached, or exceeded when ``strict``."""

    numerator: int
    denominator: int
    strict: bool = False

    def __str__(self) -> str:
        return f"{'>' if self.strict else '≥'} {self.numerator}/{self.denominator}"

    def holds(self, part: int, whole: int) -> bool:
        """Whether ``part`` of ``whole`` suffices; nothing of nothing never does."""
        return whole > 0 and self.missing(part, whole) == 0

    def missing(self, part: int, whole: int) -> int:
        """How much ``part`` still lacks while ``whole`` stays as it is."""
        least = -(-self.numerator * whole // self.denominator)
        if self.strict:
            least = self.numerator * whole // self.denominator + 1
        return max(0, least - part)


TWO_THIRDS = Threshold(2, 3)
THREE_QUARTERS = Threshold(3, 4)
MAJORITY = Threshold(1, 2, strict=True)


@dataclass(frozen=True, slots=True)
class Owners:
    """How many owners, and how much they own: ``heads``, and ``floor_area`` in 0.01 ㎡."""

    heads: int
    floor_area: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison of the law: ``left`` out of ``right`` against ``threshold``.

    Both sides are heads, or floor areas in 0.01 ㎡ when ``is_area``.
    """

    name: str
    left: int
    right: int
    threshold: Threshold

    @property
    def rule(self) -> str:
        """The threshold as it is written, e.g. ``≥ 2/3``."""
        return str(self.threshold)

    @property
    def holds(self) -> bool:
        """Whether ``left`` suffices."""
        return self.threshold.holds(self.left, self.right)

    @property
    def missing(self) -> int:
        """What ``left`` lacks as long as ``right`` stays the same."""
        return self.threshold.missing(self.left, self.right)

    @property
    def is_area(self) -> bool:
        """Whether both sides are floor areas in 0.01 ㎡."""
        return self.name.endswith("_area")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the comparisons say. ``passed`` is None while the counts are withheld.

    ``conflicts`` counts owners whose flats said different things: they count for nothing until staff have it in
    writing which one holds.
    """

    passed: bool | None
    matter: Matter
    ruleset: Ruleset
    comparisons: tuple[Comparison, ...]
    conflicts: int = 0


def decide(
    matter: Matter, ruleset: Ruleset, everyone: Owners, participating: Owners, consenting: Owners, conflicts: int = 0
) -> Outcome:
    """Hold the counts against the law; passed when every comparison holds.

    Civil Code art. 278 (2): two thirds of heads and of area take part; of those, three quarters (items 6 to 8) or more
    than half consent. Property Law art. 76 (2): of all, two thirds (items 5 and 6) or more than half consent.
    """
    special = matter.is_special(ruleset)
    comparisons: tuple[Comparison, ...]
    if ruleset is Ruleset.CIVIL_CODE_2021:
        comparisons = (
            *_compare("participation", participating, everyone, TWO_THIRDS),
            *_compare("consent", consenting, participating, THREE_QUARTERS if special else MAJORITY),
        )
    else:
        comparisons = _compare("consent", consenting, everyone, TWO_THIRDS if special else MAJORITY)
    return Outcome(all(each.holds for each in comparisons), matter, ruleset, comparisons, conflicts)


def _compare(name: str, part: Owners, whole: Owners, threshold: Threshold) -> tuple[Comparison, Comparison]:
    return (
        Comparison(f"{name}_owners", part.heads, whole.heads, threshold),
        Comparison(f"{name}_area", part.floor_area, whole.floor_area, threshold),
    )
