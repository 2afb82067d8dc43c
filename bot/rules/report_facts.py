"""What storage hands over for a report: facts with their day and community, not yet added up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.rules.ledger import RecordKind
from bot.rules.report import OpinionSum, PartTurnout, Upcoming
from bot.rules.report_drawn import House


@dataclass(frozen=True, slots=True)
class Place:
    """A community of the report's scope."""

    id: int
    code: str
    name: str
    subdistrict: str | None


@dataclass(frozen=True, slots=True)
class Stated:
    """A value and the day from which it holds."""

    value: str
    since: date


@dataclass(frozen=True, slots=True)
class SheetValues:
    """What the community sheet said as of the last day; None where it said nothing. Indicators by name."""

    works_status: str | None = None
    programme: str | None = None
    management: str | None = None
    fund_pilot: bool | None = None
    buildings: int | None = None
    households: int | None = None
    indicators: Mapping[str, Stated] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HeldMeeting:
    """A meeting that took place, in the bot or before it. ``invited`` are the homes in its scope, where known."""

    community_id: int | None
    kind: str
    day: date
    headcount: int | None
    households: int | None
    invited: int | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """A record of the ledger other than a meeting; ``day`` is None for what has been so since ever."""

    record: RecordKind
    community_id: int | None
    day: date | None
    building: str | None
    kind: str | None
    name: str | None
    organization: str | None
    numerator: int | None
    denominator: int | None
    value: str | None
    unit: str | None


@dataclass(frozen=True, slots=True)
class AskedHomes:
    """One consultation of a community, and how many of its homes were asked and answered up to the report's instant.

    ``identity`` is the same for one consultation in several communities. Before the period the two counts are 0.
    """

    community_id: int
    identity: int
    in_period: bool
    asked: int = 0
    answered: int = 0


@dataclass(frozen=True, slots=True)
class CountedRate:
    """The parts of a rate that the bot itself counted, e.g. consent to a chosen design."""

    community_id: int
    numerator: int
    denominator: int


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """Everything of the scope up to the last day of the period."""

    places: tuple[Place, ...]
    sheet: Mapping[int, SheetValues]
    meetings: tuple[HeldMeeting, ...]
    records: tuple[Recorded, ...]
    consultations: tuple[AskedHomes, ...]
    satisfaction: tuple[CountedRate, ...]
    opinions: Mapping[int, OpinionSum]
    parts: tuple[PartTurnout, ...] = ()
    upcoming: tuple[Upcoming, ...] = ()
    houses: tuple[House, ...] = ()
