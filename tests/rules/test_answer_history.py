"""What the history of ballots says can be read back, and tells a person all that they answered."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.answer_text import beyond_options, read_spoken, spoken
from bot.rules.answers import SKIPPED, Answer, checked, chosen, ranked
from bot.rules.consultation import QuestionType
from tests.rules.test_definition import accepted, data
from tests.written_questions import answers_to, written_questions


@given(st.data(), written_questions())
def test_every_answer_is_read_back_from_its_line_in_the_history(data_: st.DataObject, written: list[Any]) -> None:
    for question in accepted(data(questions=written)).questions:
        answer = checked(question, data_.draw(answers_to(question)))
        assert read_spoken(question.type, spoken(question.type, answer)) == answer


def test_a_withdrawal_says_nothing() -> None:
    assert {kind: read_spoken(kind, spoken(kind, SKIPPED)) for kind in QuestionType} == dict.fromkeys(
        QuestionType, SKIPPED
    )


def test_an_export_has_what_the_options_alone_do_not_say() -> None:
    assert beyond_options(QuestionType.SINGLE, chosen(2)) == {}
    assert beyond_options(QuestionType.MULTIPLE, Answer({1: 1, 4: 1}, most_wanted=4)) == {"most_wanted": 4}
    assert beyond_options(QuestionType.RANKING, ranked(3, 1)) == {"order": [3, 1]}
    assert beyond_options(QuestionType.BUDGET, Answer({2: 5})) == {"points": {"2": 5}}
    assert beyond_options(QuestionType.AMOUNT, Answer(amount=10050)) == {"amount": "100.5"}
    assert beyond_options(QuestionType.TEXT, Answer(words="先修屋顶")) == {"words": "先修屋顶"}
    assert beyond_options(QuestionType.RANKING, SKIPPED) == {}
