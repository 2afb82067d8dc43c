"""What a home answers to a question, checked at one boundary by the type of the question.

One shape holds every type, so that drafts, ballots and exports need no second list of types:

============  ================================================================
single        ``marks`` = {option: 1}; likewise rating and price_ladder
multiple      ``marks`` = {option: 1, …}, ``most_wanted`` one of them
ranking       ``marks`` = {option: place}, places from 1 without a gap
budget        ``marks`` = {project: points}; 1 each for approvals
amount        ``amount`` in hundredths of the question's unit (yuan: fen)
text          ``words``
============  ================================================================
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.rules.consultation import ONE_OPTION, Question, QuestionType
from bot.rules.refusals import Reason, Refusal
from bot.rules.visible import visible

TEXT_LIMIT = 500
AMOUNT_LIMIT = 10**9
"""Ten million yuan: whoever types more has hit a key too often."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer; see the table above. An answer without anything is a question skipped."""

    marks: Mapping[int, int] = field(default_factory=dict)
    amount: int | None = None
    words: str | None = None
    most_wanted: int | None = None

    @property
    def choices(self) -> frozenset[int]:
        """The options that it names."""
        return frozenset(self.marks)

    @property
    def skipped(self) -> bool:
        """Whether it says nothing."""
        return not self.marks and self.amount is None and self.words is None

    @property
    def order(self) -> tuple[int, ...]:
        """The options by place (or by points, the fewest first), each in the order of its number where equal."""
        return tuple(sorted(self.marks, key=lambda option: (self.marks[option], option)))


SKIPPED = Answer()


def chosen(*options: int) -> Answer:
    """The answer that names these options."""
    return Answer(dict.fromkeys(sorted(options), 1))


def ranked(*options: int) -> Answer:
    """The answer that ranks these options, the best first."""
    return Answer({option: place for place, option in enumerate(options, 1)})


def checked(question: Question, answer: Answer) -> Answer:
    """The answer in its canonical form; raises a Refusal that says what is expected.

    This is the only way into a ballot or a draft: taps, typed words, paper and imports all pass here.
    """
    if answer.skipped:
        if question.required:
            raise Refusal(Reason.ANSWER_MISSING)
        return SKIPPED
    if any(not 1 <= option <= len(question.options) for option in answer.marks):
        raise Refusal(Reason.UNKNOWN_OPTION)
    return _CHECKS[question.type](question, answer)


def _one(_question: Question, answer: Answer) -> Answer:
    if len(answer.marks) != 1:
        raise Refusal(Reason.ONE_CHOICE_ONLY)
    return chosen(*answer.marks)


def _several(question: Question, answer: Answer) -> Answer:
    _some_marks(answer)
    _at_most(question, answer)
    if not question.most_wanted:
        return chosen(*answer.marks)
    if answer.most_wanted is not None and answer.most_wanted not in answer.marks:
        raise Refusal(Reason.MOST_WANTED_NOT_CHOSEN)
    return Answer(chosen(*answer.marks).marks, most_wanted=answer.most_wanted)


def _order(question: Question, answer: Answer) -> Answer:
    _some_marks(answer)
    _at_most(question, answer)
    if sorted(answer.marks.values()) != list(range(1, len(answer.marks) + 1)):
        raise Refusal(Reason.RANKING_BROKEN)
    return ranked(*answer.order)


def _projects(question: Question, answer: Answer) -> Answer:
    _some_marks(answer)
    _at_most(question, answer)
    if question.ballot_kind == "approval":
        return chosen(*answer.marks)
    given = sum(answer.marks.values())
    if min(answer.marks.values()) < 1 or given > (question.points or 0):
        raise Refusal(Reason.TOO_MANY_POINTS, most=question.points or 0, given=given)
    return Answer(dict(sorted(answer.marks.items())))


def _amount(question: Question, answer: Answer) -> Answer:
    least = 0 if question.least is None else question.least
    most = AMOUNT_LIMIT if question.most is None else question.most
    if answer.amount is None:
        raise Refusal(Reason.NOT_AN_AMOUNT, unit=question.unit or "")
    if not least <= answer.amount <= most:
        raise Refusal(Reason.AMOUNT_RANGE, least=hundredths(least), most=hundredths(most), unit=question.unit or "")
    return Answer(amount=answer.amount)


def _words(_question: Question, answer: Answer) -> Answer:
    said = visible(answer.words or "").strip()
    if not said:
        raise Refusal(Reason.WORDS_EMPTY)
    if len(said) > TEXT_LIMIT:
        raise Refusal(Reason.WORDS_TOO_LONG, length=len(said), most=TEXT_LIMIT)
    return Answer(words=said)


def _some_marks(answer: Answer) -> None:
    if not answer.marks:
        raise Refusal(Reason.ANSWER_MISSING)


def _at_most(question: Question, answer: Answer) -> None:
    if question.max_choices is not None and len(answer.marks) > question.max_choices:
        raise Refusal(Reason.TOO_MANY_CHOICES, most=question.max_choices)


def hundredths(value: int) -> str:
    """An amount as people write it: 1050 is 10.5, 1000 is 10."""
    whole, rest = divmod(value, 100)
    return str(whole) if not rest else f"{whole}.{rest:02d}".rstrip("0")


_CHECKS: Mapping[QuestionType, Callable[[Question, Answer], Answer]] = {
    **dict.fromkeys(ONE_OPTION, _one),
    QuestionType.MULTIPLE: _several,
    QuestionType.RANKING: _order,
    QuestionType.BUDGET: _projects,
    QuestionType.AMOUNT: _amount,
    QuestionType.TEXT: _words,
}
