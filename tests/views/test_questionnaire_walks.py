"""Whatever is pressed, on questionnaires as staff may write them: every screen can be shown, and the end is reached."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.answers import AMOUNT_LIMIT, Answer, checked, hundredths
from bot.rules.consultation import Question, QuestionType
from bot.rules.definition import Definition
from bot.rules.questionnaire_form import Draft, Form, asked_question, next_place
from bot.rules.questionnaire_steps import Step, pressed, typed
from bot.rules.reading import read
from bot.rules.refusals import Refusal
from bot.rules.template_filling import check_from
from bot.rules.templates import sample
from bot.templates import available
from bot.texts import LANGUAGES, texts
from bot.views import questionnaire_payloads as verbs
from bot.views.payloads import decode
from bot.views.questionnaire import page_of_option
from bot.views.questionnaire_summary import form_screen
from bot.views.screen import BUTTON_LIMIT, Screen
from tests.rules.test_definition import accepted, data
from tests.views.limits import check
from tests.views.questionnaire_samples import form
from tests.views.samples import ZONE
from tests.written_questions import written_questions

_MOST_PRESSES = 1500
_WORDS = "没有别的意见"


def press(here: Form, data: str) -> tuple[Form, int]:
    """The form after a press, as the actions make it without a database; and the page that is shown."""
    payload = decode(data)
    assert payload is not None
    if payload.verb == verbs.SUMMARY:
        return at(here, next_place(here.consultation, here.answers)), 0
    question = asked_question(here.consultation, here.answers, payload.numbers[0])
    if payload.verb == verbs.SHOW:
        return at(here, question.number), payload.numbers[2]
    step = pressed(question, here.answers.get(question.number), verbs.DEEDS[payload.verb], *payload.numbers[2:])
    return stepped(here, question, step), page_of_option(payload.numbers[2]) if len(payload.numbers) > 2 else 0


def at(here: Form, place: int, answers: dict[int, Answer] | None = None) -> Form:
    """The same form at another place."""
    return replace(here, draft=Draft(place, answers=here.answers if answers is None else answers))


def stepped(here: Form, question: Question, step: Step) -> Form:
    """The form after a question's answer became another."""
    answers = {number: said for number, said in here.answers.items() if number != question.number}
    if step.answer is not None:
        answers[question.number] = step.answer
    if step.through:
        return at(here, next_place(here.consultation, answers), answers)
    return at(here, -question.number if step.asks_most else question.number, answers)


def walk(here: Form, chance: random.Random, language: str) -> Form:
    """Press buttons by chance (and type where words are asked for) until everything is answered."""
    page, words = 0, texts(language)
    for _ in range(_MOST_PRESSES):
        screen = form_screen(here, words, ZONE, page)
        check(screen)
        assert sum(len(row) for row in screen.buttons) <= BUTTON_LIMIT
        if here.question is None and here.is_whole:
            return here
        here, page = step_by_chance(here, screen, chance)
    raise AssertionError(f"no end in {_MOST_PRESSES} presses")


def step_by_chance(here: Form, screen: Screen, chance: random.Random) -> tuple[Form, int]:
    """One press or typed answer; a refusal leaves everything as it is."""
    question = here.question
    if question is not None and question.type in (QuestionType.TEXT, QuestionType.AMOUNT) and chance.random() < 0.5:
        text = _WORDS if question.type is QuestionType.TEXT else _amount(question, chance)
        try:
            return stepped(here, question, typed(question, here.answers.get(question.number), read(question, text))), 0
        except Refusal:
            return here, 0
    own = (verbs.SHOW, verbs.SUMMARY, *verbs.DEEDS)
    choices = [b.data for row in screen.buttons for b in row if b.data and b.data.split(":")[0] in own]
    if not choices:
        return here, 0
    try:
        return press(here, chance.choice(choices))
    except Refusal:
        return here, 0


def _amount(question: Question, chance: random.Random) -> str:
    """A sum that the question takes."""
    return hundredths(chance.randint(question.least or 0, question.most or AMOUNT_LIMIT))


def check_handed_in(done: Form) -> None:
    """What is handed in is valid, question by question."""
    by_number = {question.number: question for question in done.consultation.questions}
    assert done.kept
    for number, answer in done.kept.items():
        assert checked(by_number[number], answer) == answer


@settings(max_examples=60, deadline=None)
@given(written_questions(), st.integers(0, 2**32), st.sampled_from(LANGUAGES))
def test_random_presses_on_random_questionnaires_come_to_an_end(
    written: list[dict[str, object]], seed: int, language: str
) -> None:
    made = accepted(data(questions=written))
    questions = tuple(
        replace(question, required=question.required or not question.condition) for question in made.questions
    )
    check_handed_in(walk(form(questions, 1), random.Random(seed), language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(available("zh-CN").templates))
def test_every_template_is_walked_through_to_its_end(name: str, language: str) -> None:
    template = available(language).templates[name]
    now = datetime(2026, 12, 1, tzinfo=UTC)
    written = {
        "template": name,
        "community": "JX01",
        "closes": datetime(2026, 12, 8, tzinfo=UTC),
        "values": {value.name: sample(value) for value in template.values},
    }
    made = check_from(written, {name: template}, now, ZONE)
    assert isinstance(made, Definition)
    for seed in range(5):
        check_handed_in(walk(form(made.questions, 1), random.Random(seed), language))
