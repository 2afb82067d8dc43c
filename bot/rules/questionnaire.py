"""The way through a questionnaire: which questions a home is asked, which comes next, and when it is whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.rules.answers import Answer
from bot.rules.consultation import Question

Answers = Mapping[int, Answer]
"""Answers by question number; a question skipped is there with an answer that says nothing."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Question ``place`` of ``of`` that are asked, as far as is known by now."""

    place: int
    of: int


def asked(questions: Sequence[Question], answers: Answers) -> tuple[Question, ...]:
    """The questions that these answers leave: those without a condition, and those whose condition holds."""
    left: list[Question] = []
    for question in questions:
        if question.condition is None or _holds(question, left, answers):
            left.append(question)
    return tuple(left)


def _holds(question: Question, before: Sequence[Question], answers: Answers) -> bool:
    """A condition on a question that was itself not asked does not hold."""
    condition = question.condition
    if condition is None:
        return True
    given = answers.get(condition.number)
    known = any(each.number == condition.number for each in before)
    return known and given is not None and bool(given.choices & condition.options)


def first_open(questions: Sequence[Question], answers: Answers) -> Question | None:
    """The first question that is asked and has no answer yet; None when all have."""
    return next((each for each in asked(questions, answers) if each.number not in answers), None)


def after(questions: Sequence[Question], answers: Answers, number: int) -> Question | None:
    """The question that is asked after this one, answered or not; None after the last."""
    return next((each for each in asked(questions, answers) if each.number > number), None)


def before(questions: Sequence[Question], answers: Answers, number: int) -> Question | None:
    """The question that was asked before this one; None before the first."""
    earlier = [each for each in asked(questions, answers) if each.number < number]
    return earlier[-1] if earlier else None


def progress(questions: Sequence[Question], answers: Answers, number: int) -> Progress:
    """Where a question stands among those that are asked."""
    numbers = [each.number for each in asked(questions, answers)]
    return Progress(1 + sum(each < number for each in numbers), len(numbers))


def kept(questions: Sequence[Question], answers: Answers) -> dict[int, Answer]:
    """The answers that count: to questions that are asked, and not skipped."""
    wanted = {each.number for each in asked(questions, answers)}
    return {number: said for number, said in sorted(answers.items()) if number in wanted and not said.skipped}


def is_whole(questions: Sequence[Question], answers: Answers) -> bool:
    """Whether every question that is asked has been answered or skipped, and something was said at all."""
    return first_open(questions, answers) is None and bool(kept(questions, answers))
