"""A questionnaire in somebody's hands: what was answered so far, what is asked now, and what counts for the home."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from bot.rules.answers import SKIPPED, Answer
from bot.rules.consultation import Consultation, Question
from bot.rules.paper import Standing
from bot.rules.people import Household
from bot.rules.questionnaire import Answers, asked, first_open, is_whole, kept
from bot.rules.refusals import Reason, Refusal

SUMMARY = 0


class Sheet(NamedTuple):
    """Whose answers these are: the own homes of the one who answers (0), or the home whose sheet a helper reads.

    ``check`` is the second reading of a sheet that another helper has entered.
    """

    household_id: int = 0
    check: bool = False

    @property
    def on_paper(self) -> bool:
        """Whether a helper reads it from paper."""
        return self.household_id != 0


OWN = Sheet()


@dataclass(frozen=True, slots=True)
class Draft:
    """What is kept of a questionnaire half answered.

    ``place`` is the number of the question asked now, its negative while the one most wanted is asked for, 0 for the
    summary. ``handed_in_at`` is the instant of the newest ballot that came from here or was agreed to.
    """

    place: int = SUMMARY
    message_id: int | None = None
    handed_in_at: datetime | None = None
    touched_at: datetime | None = None
    answers: Answers = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Form:
    """A draft with all that is needed to show it.

    ``standing`` is the newest ballot of the homes, ``stands`` what the ballots of that home say, ``everywhere`` whether
    all homes said it at once. ``person_id`` is who answers, None for a helper. ``conflict`` when two readings of a
    sheet differ and this one settles it. ``drawings`` has the numbers of the questions with files, 0 for the whole.
    """

    consultation: Consultation
    homes: tuple[Household, ...]
    draft: Draft = Draft()
    sheet: Sheet = OWN
    standing: Standing | None = None
    stands: Answers = field(default_factory=dict)
    everywhere: bool = True
    person_id: int | None = None
    conflict: bool = False
    drawings: frozenset[int] = frozenset()
    language: str | None = None

    @property
    def answers(self) -> Answers:
        """What was answered so far, by question number."""
        return self.draft.answers

    @property
    def question(self) -> Question | None:
        """What is asked now; None at the summary."""
        number = abs(self.draft.place)
        return next((each for each in self.consultation.questions if each.number == number), None)

    @property
    def asks_most_wanted(self) -> bool:
        """Whether one among the chosen is asked for."""
        return self.draft.place < 0

    @property
    def kept(self) -> Mapping[int, Answer]:
        """The answers that would count."""
        return kept(self.consultation.questions, self.answers)

    @property
    def is_whole(self) -> bool:
        """Whether it can be handed in."""
        return is_whole(self.consultation.questions, self.answers)

    @property
    def is_recorded(self) -> bool:
        """Whether the ballots say just this."""
        return self.standing is not None and self.everywhere and dict(self.kept) == dict(self.stands)

    @property
    def somebody_elses(self) -> Standing | None:
        """The newest ballot of the homes, when it did not come from here and nobody here has seen it."""
        standing = self.standing
        return None if standing is None or standing.cast_at == self.draft.handed_in_at else standing


def seal_of(standing: Standing | None) -> int:
    """A number for a ballot that a button can carry: agreeing to replace one is no agreement to replace another."""
    if standing is None:
        return 0
    return zlib.crc32(f"{standing.channel} {standing.cast_at.isoformat()}".encode()) & 0x7FFFFFFF


def next_place(consultation: Consultation, answers: Answers) -> int:
    """The first question that waits for an answer, or the summary."""
    waiting = first_open(consultation.questions, answers)
    return SUMMARY if waiting is None else waiting.number


def places(consultation: Consultation, answers: Answers) -> dict[int, int]:
    """The place of every question that is asked, by its number: people count what they are asked, from 1."""
    left = asked(consultation.questions, answers)
    return {question.number: place for place, question in enumerate(left, 1)}


def taken_over(consultation: Consultation, stands: Answers) -> dict[int, Answer]:
    """What the ballots say as a draft: a question without a ballot that need not be answered was skipped."""
    open_ones = (each for each in asked(consultation.questions, stands) if each.number not in stands)
    skipped = {each.number: SKIPPED for each in open_ones if not each.required}
    return dict(sorted({**stands, **skipped}.items()))


def asked_question(consultation: Consultation, answers: Answers, question_id: int) -> Question:
    """The question that a button names. Raises Refusal(QUESTION_GONE) when it is not asked (any more)."""
    for question in asked(consultation.questions, answers):
        if question.id == question_id:
            return question
    raise Refusal(Reason.QUESTION_GONE)
