"""What somebody answered to a question, in words; shown to themselves and to whoever reads their sheet."""

from __future__ import annotations

from bot.rules.answers import Answer, hundredths
from bot.rules.consultation import Question, QuestionType
from bot.texts import Texts
from bot.views.screen import listed, shorten


def yuan(fen: int, words: Texts) -> str:
    """A sum of money, e.g. ``1200 元``."""
    return words.plain("question.yuan", amount=hundredths(fen))


def option_named(question: Question, number: int, most: int) -> str:
    """An option by its number and words."""
    return f"{number} {listed(question.options[number - 1], most)}"


def said(question: Question, answer: Answer, words: Texts, most: int = 40) -> str:
    """The answer in one line; labels and words have at most ``most`` characters."""
    if answer.skipped:
        return words.plain("question.skipped")
    if answer.amount is not None:
        return words.plain("question.amount_said", amount=hundredths(answer.amount), unit=question.unit or "")
    if answer.words is not None:
        return shorten(" ".join(answer.words.split()), 2 * most)
    if question.type is QuestionType.RANKING:
        return words.template("toast.comma").join(_ranked(question, answer, words, most))
    if question.ballot_kind == "cumulative":
        return words.template("toast.comma").join(_points(question, answer, words, most))
    listed = words.template("toast.comma").join(option_named(question, number, most) for number in sorted(answer.marks))
    if answer.most_wanted is None or len(answer.marks) == 1:
        return listed
    return words.plain("question.most_wanted_said", listed=listed, number=answer.most_wanted)


def _ranked(question: Question, answer: Answer, words: Texts, most: int) -> list[str]:
    return [
        words.plain("question.ranked_said", place=place, label=shorten(question.options[number - 1], most))
        for place, number in enumerate(answer.order, 1)
    ]


def _points(question: Question, answer: Answer, words: Texts, most: int) -> list[str]:
    return [
        words.plain("question.points_said", option=option_named(question, number, most), points=points)
        for number, points in sorted(answer.marks.items())
    ]
