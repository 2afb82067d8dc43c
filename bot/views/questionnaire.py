"""One question of a questionnaire in the private chat: what is asked, what was said so far, and the buttons."""

from __future__ import annotations

from bot.rules.answers import Answer
from bot.rules.consultation import OptionKind, Question, QuestionType
from bot.rules.questionnaire import Answers, progress
from bot.rules.questionnaire_form import Form, places
from bot.rules.refusals import Reason
from bot.texts import Texts
from bot.views.card_parts import fitting, question_text
from bot.views.drawings import drawings_button
from bot.views.option_words import area_lines, legend, option_line
from bot.views.questionnaire_answers import option_named, said, yuan
from bot.views.questionnaire_buttons import (
    PER_PAGE,
    most_wanted_buttons,
    numbers_shown,
    page_shown,
    question_buttons,
)
from bot.views.rooms import room
from bot.views.screen import Button, Screen, shorten

_TITLE = 60
_EXAMPLES = {
    QuestionType.MULTIPLE: "several",
    QuestionType.BUDGET: "several",
    QuestionType.RANKING: "ranking",
    QuestionType.AMOUNT: "amount",
    QuestionType.TEXT: "words",
}


def question_screen(form: Form, words: Texts, page: int = 0, above: str = "") -> Screen:
    """The question that is asked now, below a sentence (HTML) if there is one; ValueError at the summary."""
    question = form.question
    if question is None:
        raise ValueError("nothing is asked at the summary")
    top = [above, ""] if above else []
    if form.asks_most_wanted:
        text = fitting(lambda most: "\n".join([*top, *_most_wanted(form, question, words, most)]))
        return Screen(text, most_wanted_buttons(form, question, words))
    text = fitting(lambda most: "\n".join([*top, *_asking(form, question, page, words, most)]))
    return Screen(text, question_buttons(form, question, page, words) + _drawings(form, question, words))


def _drawings(form: Form, question: Question, words: Texts) -> tuple[tuple[Button, ...], ...]:
    """The way to the drawings of this question; at the first one, to all there are."""
    if question is form.consultation.questions[0] and 0 in form.drawings:
        return ((drawings_button(form.consultation.id, 0, words),),)
    if question.number in form.drawings:
        return ((drawings_button(form.consultation.id, question.number, words),),)
    return ()


def page_of_option(option: int) -> int:
    """The page on which an option stands: a press leaves the page as it is."""
    return max(0, option - 1) // PER_PAGE


def head(form: Form, words: Texts) -> list[str]:
    """The first lines: for a sheet its home, then the title."""
    title = shorten(form.consultation.title, _TITLE)
    if not form.sheet.on_paper:
        return [words.html("question.title", title=title)]
    key = "paper.check_head" if form.sheet.check else "paper.head"
    home = room(form.homes[0].address, words)
    return [words.html(key, home=home), words.html("paper.title", title=title)]


def _asking(form: Form, question: Question, page: int, words: Texts, most: int) -> list[str]:
    answer = form.answers.get(question.number)
    lines = [*_where(form, question, words), question_text(question.text, words)]
    lines += area_lines(question, form.homes, words)
    lines += _options(form, question, page, words, most)
    lines.append("")
    lines += legend(question, words)
    lines += _so_far(question, answer, words, most)
    lines.append(_how(question, words))
    return lines


def _where(form: Form, question: Question, words: Texts) -> list[str]:
    questions = form.consultation.questions
    here = progress(questions, form.answers, question.number)
    more_to_come = any(each.condition and each.condition.number not in form.answers for each in questions)
    key = "question.progress_open" if more_to_come and here.place == here.of else "question.progress"
    return [*head(form, words), words.html(key, place=here.place, of=here.of), ""]


def _options(form: Form, question: Question, page: int, words: Texts, most: int) -> list[str]:
    lines, category = [], None
    for number in numbers_shown(question, page_shown(question, page)):
        facts = question.facts_of(number)
        if facts.category is not None and facts.category != category:
            category = facts.category
            lines.append(words.html("question.category", category=category))
        lines.append(option_line(question, number, form.homes, words, most))
    return lines


def _so_far(question: Question, answer: Answer | None, words: Texts, most: int) -> list[str]:
    if answer is None:
        return []
    lines = [words.html("question.so_far", said=said(question, answer, words, min(most, 36)))]
    if question.ballot_kind == "cumulative":
        left = (question.points or 0) - sum(answer.marks.values())
        lines.append(words.html("question.points_left", left=left))
    elif question.type is QuestionType.BUDGET:
        costs = [question.facts_of(number).cost or 0 for number in answer.marks]
        lines.append(words.html("question.sum", count=len(costs), amount=yuan(sum(costs), words)))
    return lines


def _how(question: Question, words: Texts) -> str:
    """How to answer, by type; the numbers are examples that fit the question."""
    kind = "points" if question.ballot_kind == "cumulative" else question.type.value
    if question.type is QuestionType.AMOUNT and not question.options:
        kind = "amount_typed"
    most = question.max_choices or len(question.options)
    return words.html(f"question.how.{kind}", most=most, points=question.points or 0, unit=question.unit or "")


def _most_wanted(form: Form, question: Question, words: Texts, most: int) -> list[str]:
    answer = form.answers.get(question.number)
    chosen = sorted(answer.marks) if answer is not None else []
    lines = [*_where(form, question, words), words.html("question.which_most_wanted")]
    lines += [words.html("question.chosen_line", option=option_named(question, number, most)) for number in chosen]
    return [*lines, "", words.html("question.how.most_wanted")]


def not_understood(form: Form, reason: Reason, sentence: str, words: Texts) -> Screen:
    """The question again below a kind sentence; ``sentence`` is HTML."""
    if form.question is None:
        raise ValueError("nothing is asked at the summary")
    examples = "" if reason is Reason.UNKNOWN_OPTION else "\n" + _examples(form.question, words)
    return question_screen(form, words, above=sentence + examples)


def _examples(question: Question, words: Texts) -> str:
    """Three things that would have been understood (DOMAIN 2.2)."""
    kind = _EXAMPLES.get(question.type, "one")
    label = question.options[0] if question.options else ""
    consenting = question.numbers_of(OptionKind.CONSENT)
    if consenting:
        label = question.options[consenting[0] - 1]
    return words.html(f"question.examples.{kind}", label=shorten(label, 12))


def answered_line(form: Form, answers: Answers, words: Texts) -> Screen | None:
    """What is left of a question's message when a newer one stands below it; None when nothing was asked.

    In a helper's chat no answer stays: the home stands beside it.
    """
    question = form.question
    if question is None:
        return None
    answer = answers.get(question.number)
    if form.sheet.on_paper:
        answer = None
    key = "question.left_open" if answer is None else "question.left_answered"
    text = "" if answer is None else said(question, answer, words, 30)
    place = places(form.consultation, answers).get(question.number, question.number)
    return Screen(words.html(key, number=place, question=shorten(question.text.split("\n")[0], 60), said=text))
