"""What a report says: figures of a period, of every community and together, each null where nothing was ever recorded.

Flows (meetings, consultations, opinions) are those of the period; standings (organisations, pairings, assignments,
rates, works, management, indicators) are as of its last day. The totals are combined from the communities' parts and
never counted a second time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from bot.rules.rates import Rate
from bot.rules.report_drawn import House, WeekSum

PLACES = 4
"""How many places a rate is written with; it is rounded down, so that no threshold is met by rounding."""


class ReportKind(StrEnum):
    """What a report is made for; it decides which sentences its text form has."""

    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    PERIOD = "period"


class Organization(StrEnum):
    """The kinds of organisations that are counted apart."""

    TEMPORARY_PARTY_BRANCH = "temporary_party_branch"
    RESIDENT_ORGANIZATION = "resident_organization"
    OTHER = "other"


class WorksStatus(StrEnum):
    """How far the works are, as the community sheet says."""

    PRELIMINARY = "preliminary"
    UNDER_CONSTRUCTION = "under_construction"
    COMPLETED = "completed"


class Management(StrEnum):
    """How a community is managed, as the community sheet says."""

    NONE = "none"
    NEGOTIATING = "negotiating"
    INTRODUCED = "introduced"
    PILOT = "pilot"


@dataclass(frozen=True, slots=True)
class Period:
    """From the first to the last day, both included, by the calendar of the district's zone."""

    first: date
    last: date
    kind: ReportKind = ReportKind.PERIOD


@dataclass(frozen=True, slots=True)
class ReportScope:
    """What is reported on: a community (by code), else a subdistrict, else the whole district.

    ``some`` is true when it is not all of it, but only those of its communities that the asker serves.
    """

    subdistrict: str | None = None
    community: str | None = None
    some: bool = False


@dataclass(frozen=True, slots=True)
class MeetingSum:
    """Meetings of one kind: ``headcount`` is 人次, ``households`` 户次; ``unheaded`` of them have no headcount."""

    count: int | None = None
    headcount: int | None = None
    households: int | None = None
    unheaded: int = 0


@dataclass(frozen=True, slots=True)
class RateSum:
    """A share with its parts, None when nothing was recorded; its formula is the text ``report.formula.<name>``."""

    numerator: int | None = None
    denominator: int | None = None

    @property
    def exact(self) -> Fraction | None:
        """The exact share, or None of nothing."""
        if self.numerator is None or not self.denominator:
            return None
        return Fraction(self.numerator, self.denominator)

    @property
    def rate(self) -> str | None:
        """The share as a decimal text with four places, rounded down; None of nothing."""
        exact = self.exact
        if exact is None:
            return None
        steps = exact.numerator * 10**PLACES // exact.denominator
        return f"{steps // 10**PLACES}.{steps % 10**PLACES:0{PLACES}}"

    @property
    def percent(self) -> str | None:
        """The share as ``89.99%``, rounded down to two places; None of nothing."""
        exact = self.exact
        if exact is None:
            return None
        steps = exact.numerator * 10**PLACES // exact.denominator
        return f"{steps // 100}.{steps % 100:02}%"

    def reaches(self, threshold: Fraction) -> bool:
        """Whether the exact share is at least the threshold; nothing reaches nothing."""
        if self.numerator is None or self.denominator is None:
            return False
        return Rate(self.numerator, self.denominator).reaches(threshold)


@dataclass(frozen=True, slots=True)
class OpinionSum:
    """Opinions received in the period, how many of these have been answered, and all that are overdue as of its end."""

    received: int | None = None
    answered: int | None = None
    overdue: int | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of some communities together. Every map of fixed kinds has all its keys.

    ``households_asked`` and ``households_answered`` add up the homes of each consultation (户次), as its tally counts
    them. ``pairings`` counts distinct party organisations, ``assigned_cadres`` distinct people: of several communities
    they may be fewer than the sum. ``indicators`` are exact decimal texts by name, ``units`` their units where known.
    ``attendance`` is homes that came ÷ homes invited, over meetings of which both are known; ``large`` is communities
    of at least five buildings ÷ communities whose buildings are known.
    """

    communities: int
    meetings: Mapping[str, MeetingSum]
    consultations: int | None
    households_asked: int | None
    households_answered: int | None
    organizations: Mapping[str, int | None]
    pairings: int | None
    assigned_cadres: int | None
    plan_satisfaction: RateSum
    demolition: RateSum
    opinions: OpinionSum
    works_status: Mapping[str, int | None]
    programme: Mapping[str, int]
    management: Mapping[str, int | None]
    indicators: Mapping[str, str]
    attendance: RateSum
    large: RateSum
    fund_pilot: int | None
    buildings: int | None
    households: int | None
    units: Mapping[str, str] = field(default_factory=dict)

    @property
    def response(self) -> RateSum:
        """作答率: homes that answered ÷ homes asked, over the consultations of the period."""
        return RateSum(self.households_answered, self.households_asked)

    @property
    def opinion_response(self) -> RateSum:
        """意见答复率: answered ÷ received, over the opinions received in the period."""
        return RateSum(self.opinions.answered, self.opinions.received)


@dataclass(frozen=True, slots=True)
class CommunityReport:
    """One community with the same figures; standings are its own."""

    code: str
    name: str
    subdistrict: str | None
    figures: Figures
    works_status: WorksStatus | None = None
    programme: str | None = None
    management: Management | None = None


@dataclass(frozen=True, slots=True)
class GroupReport:
    """Some communities together: a subdistrict or a programme; ``name`` is None for communities without one."""

    name: str | None
    figures: Figures


@dataclass(frozen=True, slots=True)
class PartTurnout:
    """An entrance of a building of the one community that is reported on: its homes, and those asked and that answered.

    ``entrance`` is None where the roster knows none. Asked and answered add up over consultations (户次).
    """

    building: str
    entrance: str | None
    homes: int
    asked: int
    answered: int


@dataclass(frozen=True, slots=True)
class Note:
    """Something that does not add up or must be read with care: the text is ``report.note.<code>`` with the facts."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Measure:
    """One component of an assessment: its weight, and its share from 0 to 1 (None: not recorded, then not weighed)."""

    name: str
    weight: int
    share: Fraction | None


@dataclass(frozen=True, slots=True)
class Standing:
    """One unit's place; ties share it. ``points`` from 0 to 100, exact; without anything on record both are None."""

    name: str
    place: int | None
    points: Fraction | None
    measures: tuple[Measure, ...]
    overdue: int | None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """Who does well: communities, and subdistricts if there are several; the best first, unrecorded ones last."""

    weights: Mapping[str, int]
    meetings_wanted: int
    off_per_overdue: int
    communities: tuple[Standing, ...]
    subdistricts: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class Upcoming:
    """Something of the week after the period: ``kind`` is ``meeting`` (it begins) or ``consultation`` (it ends)."""

    kind: str
    at: datetime
    title: str
    community: str


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report. ``as_of`` is the instant up to which everything was counted.

    ``totals`` = communities + ``district_wide`` (what was recorded for no single community; None in a narrower scope,
    and where there is nothing of the kind). ``to_date`` are the meetings of all time up to the last day, by kind.
    ``parts`` and ``houses`` are filled for a single community only; ``weeks`` and ``houses`` are drawn, not written.
    """

    period: Period
    as_of: datetime
    scope: ReportScope
    totals: Figures
    communities: tuple[CommunityReport, ...]
    subdistricts: tuple[GroupReport, ...]
    programmes: tuple[GroupReport, ...]
    district_wide: Figures | None
    to_date: Mapping[str, MeetingSum]
    assessment: Assessment
    notes: tuple[Note, ...]
    parts: tuple[PartTurnout, ...] = ()
    upcoming: tuple[Upcoming, ...] = ()
    weeks: tuple[WeekSum, ...] = ()
    houses: tuple[House, ...] = ()
