"""Entering a ballot from paper: one question after another, and a second pair of eyes.

A ballot on paper counts like a press: the last one recorded is the household's. Whoever checks an entry reads the sheet
anew, without being told what was entered.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.rules.balloting import Choices
from bot.rules.consultation import ONE_OPTION, Consultation, Question, Regime, Status
from bot.rules.people import Address
from bot.rules.permissions import Right, Role
from bot.rules.refusals import Reason, Refusal

DRAFT_LIFETIME = timedelta(hours=24)


class Purpose(StrEnum):
    """Why somebody reads a sheet: to enter it, or to check what another has entered."""

    ENTRY = "entry"
    CHECK = "check"


class PaperState(StrEnum):
    """How far an entry has come; a conflict waits for somebody to look at the sheet again."""

    ENTERED = "entered"
    CHECKED = "checked"
    CONFLICT = "conflict"


class Step(StrEnum):
    """The question that comes next."""

    REPLACE = "replace"
    IDENTITY = "identity"
    CHOOSE = "choose"
    CONFIRM = "confirm"


class Deed(StrEnum):
    """What a press on a draft does."""

    REPLACE = "replace"
    IDENTITY = "identity"
    CHOOSE = "choose"
    FINISH = "finish"
    AGAIN = "again"


@dataclass(frozen=True, slots=True)
class By:
    """Who enters: a Telegram id with the role it acts in, or both empty for the command line."""

    telegram_id: int | None = None
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """That a household has answered: through which channel, and when; never what."""

    channel: str
    cast_at: datetime


@dataclass(frozen=True, slots=True)
class PaperDraft:
    """A sheet half read. ``replaces`` is the instant of the earlier answer that was agreed to be replaced."""

    telegram_id: int
    question_id: int
    household_id: int
    purpose: Purpose
    started_at: datetime
    replaces: datetime | None = None
    identity_checked: bool = False
    choices: Choices = frozenset()
    finished: bool = False

    def is_expired(self, now: datetime) -> bool:
        """A draft lives for 24 hours."""
        return now >= self.started_at + DRAFT_LIFETIME

    def step(self, consultation: Consultation, standing: Standing | None) -> Step:
        """What has to be asked next; an answer that arrived meanwhile is asked about anew."""
        if self.purpose is Purpose.ENTRY:
            if standing is not None and standing.cast_at != self.replaces:
                return Step.REPLACE
            if consultation.regime is Regime.OWNER_DECISION and not self.identity_checked:
                return Step.IDENTITY
        return Step.CONFIRM if self.finished else Step.CHOOSE


@dataclass(frozen=True, slots=True)
class PaperEntry:
    """The newest paper ballot of a household. ``entered_by`` is a Telegram id, empty for the command line."""

    id: int
    consultation_id: int
    question_id: int
    household_id: int
    entered_by: int | None
    entered_as: str | None
    entered_at: datetime
    state: PaperState


@dataclass(frozen=True, slots=True)
class ListedEntry:
    """An entry that waits for a check, and where."""

    entry: PaperEntry
    title: str
    community_name: str
    address: Address


@dataclass(frozen=True, slots=True)
class PaperHome:
    """A household that is asked; ``answered`` by whatever channel."""

    household_id: int
    address: Address
    answered: bool


def right_for(consultation: Consultation) -> Right:
    """What it takes to enter ballots: an owner decision needs staff, who have seen who signed."""
    return Right.CHECK_PAPER if consultation.regime is Regime.OWNER_DECISION else Right.ENTER_PAPER


def must_take_paper(consultation: Consultation, now: datetime) -> None:
    """Raise a Refusal unless paper ballots count at ``now``: after the end nothing is taken."""
    status = consultation.status(now)
    if status is Status.SCHEDULED:
        raise Refusal(Reason.NOT_YET_OPEN, title=consultation.title, opens=consultation.opens_at)
    if status is Status.CLOSED:
        raise Refusal(Reason.PAPER_CLOSED, title=consultation.title)


def after(draft: PaperDraft, deed: Deed, question: Question, standing: Standing | None, option: int = 0) -> PaperDraft:
    """The draft after a press. Raises Refusal(UNKNOWN_OPTION, PAPER_TOO_MANY, PAPER_EMPTY)."""
    if deed is Deed.REPLACE:
        return replace(draft, replaces=standing.cast_at if standing else None)
    if deed is Deed.IDENTITY:
        return replace(draft, identity_checked=True)
    if deed is Deed.AGAIN:
        return replace(draft, choices=frozenset(), finished=False)
    if deed is Deed.FINISH:
        check_choices(question, draft.choices)
        return replace(draft, finished=True)
    if question.type in ONE_OPTION:
        chosen = frozenset({option})
        check_choices(question, chosen)
        return replace(draft, choices=chosen, finished=True)
    check_choices(question, draft.choices | {option})
    return replace(draft, choices=draft.choices | {option})


def check_choices(question: Question, choices: Choices) -> None:
    """Raise a Refusal unless a sheet with these marks is a valid ballot."""
    if not choices:
        raise Refusal(Reason.PAPER_EMPTY)
    if not all(1 <= number <= len(question.options) for number in choices):
        raise Refusal(Reason.UNKNOWN_OPTION)
    most = most_choices(question)
    if len(choices) > most:
        raise Refusal(Reason.PAPER_TOO_MANY, most=most)


def most_choices(question: Question) -> int:
    """How many options a ballot may mark."""
    if question.type in ONE_OPTION:
        return 1
    return question.max_choices or len(question.options)


def verdict(state: PaperState, first: Choices, second: Choices) -> PaperState:
    """What a second reading makes of an entry: checked when equal; in a conflict the newest reading settles it."""
    return PaperState.CHECKED if first == second or state is PaperState.CONFLICT else PaperState.CONFLICT
