"""What a consultation is, and when it is open. The clock decides; jobs only announce."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.rules.people import Household


class Regime(StrEnum):
    """Which kind of asking this is; consultation results are never called decisions."""

    CONSULTATION = "consultation"
    RESIDENT_MEETING = "resident_meeting"
    OWNER_DECISION = "owner_decision"


class QuestionType(StrEnum):
    """The shapes of an answer that are taken."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    RANKING = "ranking"
    RATING = "rating"
    PRICE_LADDER = "price_ladder"
    BUDGET = "budget"
    AMOUNT = "amount"
    TEXT = "text"


ONE_OPTION = frozenset({QuestionType.SINGLE, QuestionType.RATING, QuestionType.PRICE_LADDER})
"""Types answered with exactly one option."""


class Secrecy(StrEnum):
    """Whether a choice stays tied to its home after the end."""

    NAMED = "named"
    ANONYMOUS = "anonymous"


class OptionKind(StrEnum):
    """What an option means to the results beyond its words."""

    ABSTAIN = "abstain"
    NONE = "none"  # 都不同意
    ANY = "any"  # 都可以
    UNSURE = "unsure"  # 说不清, 不清楚
    NOTHING = "nothing"  # would pay nothing
    TRY_FIRST = "try_first"  # would decide after a trial
    CONSENT = "consent"  # counts as willing or agreeing
    PARTLY = "partly"  # agrees, with changes
    AGAINST = "against"
    EXEMPT = "exempt"  # the question does not concern this home


class Answerers(StrEnum):
    """Who may answer for a household."""

    RESIDENTS = "residents"
    OWNERS = "owners"


class ResultsPolicy(StrEnum):
    """Whether counts per option are shown while people still answer."""

    LIVE = "live"
    AFTER_CLOSE = "after_close"


class Status(StrEnum):
    """Where a consultation stands at an instant."""

    SCHEDULED = "scheduled"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Scope:
    """The part of a community that is asked; both empty means all of it."""

    building: str | None = None
    entrance: str | None = None

    def contains(self, household: Household) -> bool:
        """Whether the household lies in this scope."""
        address = household.address
        return (self.building is None or address.building == self.building) and (
            self.entrance is None or address.entrance == self.entrance
        )


@dataclass(frozen=True, slots=True)
class OptionFacts:
    """What an option carries beside its label. ``cost`` in fen, ``price`` in fen a ㎡ and month."""

    code: str | None = None
    category: str | None = None
    kind: OptionKind | None = None
    marks: tuple[str, ...] = ()
    cost: int | None = None
    price: int | None = None


PLAIN = OptionFacts()


@dataclass(frozen=True, slots=True)
class Condition:
    """Ask only when the question with this number was answered with one of these options."""

    number: int
    options: frozenset[int]


@dataclass(frozen=True, slots=True)
class Question:
    """One question; options are numbered from 1 in the order given.

    ``facts`` stand beside the options, or are empty when no option carries any. ``most_wanted`` asks for one among the
    chosen; ``role`` is what reports read out of it (e.g. ``scheme``). ``budget`` and ``monthly_cost`` are fen;
    ``points`` are for cumulative ballots; ``least`` and ``most`` bound an amount in hundredths of ``unit``.
    """

    id: int
    number: int
    text: str
    type: QuestionType
    options: tuple[str, ...]
    max_choices: int | None = None
    facts: tuple[OptionFacts, ...] = ()
    required: bool = True
    sensitive: bool = False
    most_wanted: bool = False
    role: str | None = None
    condition: Condition | None = None
    budget: int | None = None
    ballot_kind: str | None = None
    points: int | None = None
    unit: str | None = None
    least: int | None = None
    most: int | None = None
    monthly_cost: int | None = None

    def facts_of(self, option: int) -> OptionFacts:
        """What the option with this number carries."""
        return self.facts[option - 1] if self.facts else PLAIN

    def numbers_of(self, kind: OptionKind) -> tuple[int, ...]:
        """The numbers of the options that mean this."""
        return tuple(number for number, facts in enumerate(self.facts, 1) if facts.kind is kind)


@dataclass(frozen=True, slots=True)
class Consultation:
    """A consultation as it was frozen at creation. Instants carry a zone; ``closed_at`` is set by an early closing."""

    id: int
    community_id: int
    community_code: str
    community_name: str
    title: str
    regime: Regime
    answerers: Answerers
    results: ResultsPolicy
    scope: Scope
    opens_at: datetime
    closes_at: datetime
    closed_at: datetime | None
    questions: tuple[Question, ...]
    matter: str | None = None
    ruleset: str | None = None
    settled: bool = False
    secrecy: Secrecy = Secrecy.NAMED
    sealed: bool = False
    template: str | None = None
    group_id: int | None = None

    @property
    def on_card(self) -> bool:
        """Whether it is answered by pressing the card: one question that takes whole options and nothing else."""
        if len(self.questions) != 1:
            return False
        asked = self.questions[0]
        return asked.type in ONE_OPTION or (asked.type is QuestionType.MULTIPLE and not asked.most_wanted)

    @property
    def ends_at(self) -> datetime:
        """The instant from which no answer counts any more."""
        return self.closes_at if self.closed_at is None else min(self.closes_at, self.closed_at)

    def status(self, now: datetime) -> Status:
        """Open from ``opens_at`` inclusive to ``ends_at`` exclusive.

        Once its end is settled (the announcement is under way) it is over whatever the clock says: a press that was
        taken up a moment before the end and is written a moment after must not change an announced result.
        """
        if self.settled or now >= self.ends_at:
            return Status.CLOSED
        return Status.OPEN if now >= self.opens_at else Status.SCHEDULED

    def shows_counts(self, now: datetime) -> bool:
        """Counts per option are public while open only when results are live."""
        return self.results is ResultsPolicy.LIVE or self.status(now) is Status.CLOSED
