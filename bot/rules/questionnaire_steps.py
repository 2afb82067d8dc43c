"""What a press or a typed answer makes of the answer to one question. A press sets: pressing twice changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from bot.rules.answers import SKIPPED, Answer, checked, ranked
from bot.rules.consultation import ONE_OPTION, Question, QuestionType
from bot.rules.reading import Order, Said
from bot.rules.refusals import Reason, Refusal

_GOES_ON = ONE_OPTION | {QuestionType.AMOUNT, QuestionType.TEXT}
"""Types that are answered at one stroke; the others wait for "done"."""


class Deed(StrEnum):
    """What a press does to an answer."""

    SET = "set"
    POINTS = "points"
    CLEAR = "clear"
    DONE = "done"
    MOST = "most"
    SKIP = "skip"


class Step(NamedTuple):
    """The answer afterwards (None: none any more), whether the question is through, and whether the one most wanted is
    asked for now."""

    answer: Answer | None
    through: bool
    asks_most: bool = False


def is_collected(question: Question) -> bool:
    """Whether options are added one by one until "done"."""
    return question.type not in _GOES_ON


def pressed(question: Question, so_far: Answer | None, deed: Deed, option: int = 0, value: int = 0) -> Step:
    """What a press makes of the answer. Raises a Refusal, as ``checked`` does, and ENOUGH_CHOSEN."""
    if deed is Deed.CLEAR:
        return Step(None, through=False)
    if deed is Deed.SKIP:
        return Step(checked(question, SKIPPED), through=True)
    if deed is Deed.DONE:
        return _done(question, so_far)
    if deed is Deed.MOST:
        return Step(_most(question, so_far, option), through=True)
    if deed is Deed.POINTS:
        return _added(question, _with_points(question, so_far, {option: value}))
    return _chosen(question, so_far, (option,))


def typed(question: Question, so_far: Answer | None, said: Said, *, asks_most: bool = False) -> Step:
    """The same for typed words; ``asks_most`` while the one most wanted is asked for."""
    if said.order is Order.SKIP:
        return pressed(question, so_far, Deed.MOST if asks_most else Deed.SKIP)
    if said.order is Order.FINISH:
        return pressed(question, so_far, Deed.DONE)
    if said.amount is not None:
        return Step(checked(question, Answer(amount=said.amount)), through=True)
    if said.words is not None:
        return Step(checked(question, Answer(words=said.words)), through=True)
    if asks_most:
        if len(said.options) != 1:
            raise Refusal(Reason.ONE_CHOICE_ONLY)
        return pressed(question, so_far, Deed.MOST, said.options[0])
    if said.points:
        return _added(question, _with_points(question, so_far, dict(said.points)))
    return _chosen(question, so_far, said.options)


def _chosen(question: Question, so_far: Answer | None, options: Sequence[int]) -> Step:
    if any(not 1 <= option <= len(question.options) for option in options):
        raise Refusal(Reason.UNKNOWN_OPTION)
    marks = dict(so_far.marks) if so_far is not None else {}
    if question.type in ONE_OPTION:
        return Step(checked(question, Answer(dict.fromkeys(options, 1))), through=True)
    if question.type is QuestionType.AMOUNT:
        return Step(checked(question, Answer(amount=question.facts_of(options[0]).cost)), through=True)
    if question.type is QuestionType.RANKING:
        if len(options) > 1:
            return _added(question, ranked(*options))  # a whole order was typed
        return _added(question, ranked(*(so_far.order if so_far else ()), *(set(options) - set(marks))))
    if question.ballot_kind == "cumulative":
        return _added(question, _with_points(question, so_far, {option: marks.get(option, 1) for option in options}))
    wanted = so_far.most_wanted if so_far is not None else None
    return _added(question, Answer(marks | dict.fromkeys(options, 1), most_wanted=wanted))


def _with_points(question: Question, so_far: Answer | None, given: Mapping[int, int]) -> Answer:
    """Points are set, not added, so that the same press twice is harmless; 0 takes them back."""
    if question.ballot_kind != "cumulative":
        raise Refusal(Reason.UNKNOWN_OPTION)
    marks = (dict(so_far.marks) if so_far is not None else {}) | dict(given)
    return Answer({option: points for option, points in marks.items() if points})


def _added(question: Question, answer: Answer) -> Step:
    if not answer.marks:
        return Step(None, through=False)
    try:
        return Step(checked(question, answer), through=False)
    except Refusal as refusal:
        if refusal.reason is Reason.TOO_MANY_CHOICES:
            raise Refusal(Reason.ENOUGH_CHOSEN, **refusal.facts) from None
        raise


def _done(question: Question, so_far: Answer | None) -> Step:
    if so_far is None or so_far.skipped:
        raise Refusal(Reason.ANSWER_MISSING)
    answer = checked(question, so_far)
    if not question.most_wanted:
        return Step(answer, through=True)
    if len(answer.marks) == 1:
        return Step(Answer(answer.marks, most_wanted=next(iter(answer.marks))), through=True)
    return Step(answer, through=False, asks_most=True)


def _most(question: Question, so_far: Answer | None, option: int) -> Answer:
    """The one most wanted among the chosen; option 0 names none."""
    if so_far is None or so_far.skipped:
        raise Refusal(Reason.ANSWER_MISSING)
    return checked(question, Answer(so_far.marks, most_wanted=option or None))
