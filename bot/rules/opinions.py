"""Opinions (意见): what residents say needs doing, numbered, owned, due and answered (DOMAIN T12)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from bot.rules.permissions import Place
from bot.rules.refusals import Reason, Refusal
from bot.rules.reminders import Hours, Span
from bot.rules.visible import visible

TEXT_LIMIT = 3000
"""UTF-16 units of an opinion's words, so that all of them fit into one message with what stands around them."""
ANSWER_LIMIT = 1500
PLACE_LIMIT = 60
MOST_FILES = 10
MOST_A_DAY = 20
DIGEST_FROM, DIGEST_UNTIL = time(9), time(20)
"""When helpers are told what is overdue, on the district's clock."""
# A citizen's number has 18 signs, a mobile phone 11 digits: neither belongs into a text that others read.
_NUMBERS = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|1[3-9]\d[ -]?\d{4}[ -]?\d{4})(?!\d)")


class Category(StrEnum):
    """What an opinion is about: the three national classes of renovation, in words that neighbours use."""

    LEAK = "leak"
    DRAINS = "drains"
    PARKING = "parking"
    GREEN = "green"
    SAFETY = "safety"
    LIFT = "lift"
    MANAGEMENT = "management"
    OTHER = "other"


CATEGORIES = tuple(Category)
"""In the order of the numbered buttons."""


class OpinionState(StrEnum):
    """What became of it; ``rejected`` has a reason, so its giver was heard, too."""

    OPEN = "open"
    ANSWERED = "answered"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class OpinionFile:
    """A photo, document or voice message: Telegram keeps the file. ``kind`` is one of these words."""

    kind: str
    file_id: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class LedgerOpinion:
    """A line of the ledger of opinions. ``building`` is that of the giver's home; who gave it stays in storage.

    ``answer`` is the reason when the opinion was rejected. ``files`` and ``alike`` are counts: what was sent with it,
    and the younger opinions linked to it. ``main_id`` is the older opinion that it is linked to.
    """

    id: int
    community_id: int
    community_code: str
    community_name: str
    subdistrict: str | None
    building: str | None
    category: Category
    place: str | None
    text: str
    transcript: str | None
    state: OpinionState
    owner: int | None
    owner_name: str | None
    due_on: date | None
    answer: str | None
    answered_at: datetime | None
    raised_at: datetime
    meeting_id: int | None
    main_id: int | None
    files: int = 0
    voices: int = 0
    alike: int = 0

    @property
    def words(self) -> str:
        """What was written, and what the voice messages say as far as staff have written it down."""
        return "\n".join(part for part in (self.text, self.transcript) if part)

    @property
    def scope(self) -> Place:
        """Where it belongs: those who serve the place may see and answer it."""
        return Place(self.subdistrict, self.community_id, self.building)

    def days_late(self, today: date) -> int:
        """How many days it waits for an answer beyond its date; 0 when it does not."""
        if self.state is not OpinionState.OPEN or self.due_on is None:
            return 0
        return max(0, (today - self.due_on).days)


@dataclass(frozen=True, slots=True)
class OpinionEvent:
    """One step of an opinion's history; ``actor`` is the helper's Telegram id, empty for whoever raised it."""

    verb: str
    detail: str | None
    actor: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class OpinionCounts:
    """How people were heard: opinions raised in a period and what had become of them by a day.

    ``answered`` counts every one whose giver got a reply; ``rejected`` is the part of them with a reason instead of a
    deed. ``overdue`` had no reply at the end of the day although theirs was due before it.
    """

    received: int = 0
    answered: int = 0
    rejected: int = 0
    overdue: int = 0

    def __add__(self, other: OpinionCounts) -> OpinionCounts:
        return OpinionCounts(
            self.received + other.received,
            self.answered + other.answered,
            self.rejected + other.rejected,
            self.overdue + other.overdue,
        )


def due_day(now: datetime, zone: tzinfo, days: int) -> date:
    """Until when an opinion raised now is to be answered: the end of this day, ``days`` after today."""
    return now.astimezone(zone).date() + timedelta(days=days)


def units(text: str) -> int:
    """Length as Telegram counts it (Bot API: UTF-16 code units)."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def checked_words(text: str, most: int) -> str:
    """What can be seen of typed words. Raises Refusal(OPINION_EMPTY, OPINION_LONG)."""
    words = visible(text).strip()
    if not words:
        raise Refusal(Reason.OPINION_EMPTY)
    if units(words) > most:
        raise Refusal(Reason.OPINION_LONG, length=units(words), most=most)
    return words


def private_words(text: str, sensitive: Sequence[str]) -> tuple[str, ...]:
    """What in the text would better be left out: sensitive words (PIPL article 28), citizen's and phone numbers."""
    folded = text.casefold()
    found = [word for word in sensitive if re.search(_pattern(word.casefold()), folded)]
    return tuple(dict.fromkeys([*found, *_NUMBERS.findall(text)]))


def _pattern(word: str) -> str:
    """Words of the Latin script stand alone; others are found anywhere."""
    return rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word)


def must_be_open(opinion: LedgerOpinion) -> None:
    """Raises Refusal(OPINION_ANSWERED) with the answer that was given."""
    if opinion.state is not OpinionState.OPEN:
        raise Refusal(Reason.OPINION_ANSWERED, number=opinion.id, answer=opinion.answer, at=opinion.answered_at)


def digest_span(now: datetime, hours: Hours) -> tuple[date, Span] | None:
    """The day and the hours in which helpers are told what is overdue; None outside of them.

    From nine in the morning or the end of the quiet hours, until eight in the evening or the quiet hours begin.
    """
    day = now.astimezone(hours.zone).date()
    opens, closes = (_at(day, clock, hours.zone) for clock in (DIGEST_FROM, DIGEST_UNTIL))
    if quiet := hours.quiet_span(opens):
        opens = quiet[1]
    if quiet := hours.quiet_span(closes):
        closes = quiet[0]
    return (day, Span(opens, closes)) if opens <= now < closes else None


def _at(day: date, clock: time, zone: tzinfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)
