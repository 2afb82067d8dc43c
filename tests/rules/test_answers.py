"""One boundary for answers of every type: taps, typed words, paper and imports all pass here."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules import answer_text
from bot.rules.answers import AMOUNT_LIMIT, SKIPPED, TEXT_LIMIT, Answer, checked, chosen, hundredths, ranked
from bot.rules.consultation import Question, QuestionType
from bot.rules.refusals import Reason, Refusal
from tests.rules.test_definition import accepted, data
from tests.written_questions import answers_to, written_questions

THREE = ("甲", "乙", "丙")
SINGLE = Question(1, 1, "？", QuestionType.SINGLE, THREE)
MULTIPLE = Question(1, 1, "？", QuestionType.MULTIPLE, THREE, 2)
MENU = replace(MULTIPLE, most_wanted=True)
RANKING = replace(SINGLE, type=QuestionType.RANKING)
APPROVAL = replace(MULTIPLE, type=QuestionType.BUDGET, ballot_kind="approval", budget=100)
CUMULATIVE = replace(APPROVAL, ballot_kind="cumulative", points=10)
AMOUNT = Question(1, 1, "？", QuestionType.AMOUNT, (), unit="元", least=100, most=1000_00)
WORDS = Question(1, 1, "？", QuestionType.TEXT, (), required=False)


def test_an_answer_becomes_its_usual_form() -> None:
    assert checked(SINGLE, Answer({2: 7})) == chosen(2)
    assert checked(MULTIPLE, Answer({3: 1, 1: 1})) == chosen(1, 3)
    assert checked(MULTIPLE, Answer({3: 1}, most_wanted=3)) == chosen(3)
    assert checked(MENU, Answer({3: 1, 1: 1}, most_wanted=3)) == Answer({1: 1, 3: 1}, most_wanted=3)
    assert checked(RANKING, Answer({1: 2, 3: 1})) == ranked(3, 1)
    assert checked(APPROVAL, Answer({2: 5})) == chosen(2)
    assert list(checked(CUMULATIVE, Answer({3: 1, 1: 9})).marks) == [1, 3]
    assert checked(AMOUNT, Answer(amount=100)) == Answer(amount=100)
    assert checked(WORDS, Answer(words=" 修\u202e路\n ")) == Answer(words="修路")


REFUSED: list[tuple[Question, Answer, Reason]] = [
    (SINGLE, SKIPPED, Reason.ANSWER_MISSING),
    (SINGLE, chosen(1, 2), Reason.ONE_CHOICE_ONLY),
    (SINGLE, Answer(words="甲"), Reason.ONE_CHOICE_ONLY),
    (SINGLE, chosen(0), Reason.UNKNOWN_OPTION),
    (SINGLE, chosen(4), Reason.UNKNOWN_OPTION),
    (MULTIPLE, chosen(1, 2, 3), Reason.TOO_MANY_CHOICES),
    (MULTIPLE, Answer(amount=1), Reason.ANSWER_MISSING),
    (MENU, Answer({1: 1}, most_wanted=2), Reason.MOST_WANTED_NOT_CHOSEN),
    (RANKING, Answer({1: 1, 2: 3}), Reason.RANKING_BROKEN),
    (RANKING, Answer({1: 1, 2: 1}), Reason.RANKING_BROKEN),
    (RANKING, Answer({1: 0}), Reason.RANKING_BROKEN),
    (APPROVAL, chosen(1, 2, 3), Reason.TOO_MANY_CHOICES),
    (CUMULATIVE, Answer({1: 6, 2: 5}), Reason.TOO_MANY_POINTS),
    (CUMULATIVE, Answer({1: 11, 2: -1}), Reason.TOO_MANY_POINTS),
    (CUMULATIVE, Answer({1: 0}), Reason.TOO_MANY_POINTS),
    (AMOUNT, chosen(), Reason.ANSWER_MISSING),
    (AMOUNT, Answer(words="一百块"), Reason.NOT_AN_AMOUNT),
    (AMOUNT, Answer(amount=99), Reason.AMOUNT_RANGE),
    (AMOUNT, Answer(amount=1000_01), Reason.AMOUNT_RANGE),
    (replace(AMOUNT, least=None, most=None), Answer(amount=AMOUNT_LIMIT + 1), Reason.AMOUNT_RANGE),
    (replace(AMOUNT, least=None), Answer(amount=-1), Reason.AMOUNT_RANGE),
    (WORDS, Answer(words="\u200b \n"), Reason.WORDS_EMPTY),
    (WORDS, Answer(amount=5), Reason.WORDS_EMPTY),
    (WORDS, Answer(words="字" * (TEXT_LIMIT + 1)), Reason.WORDS_TOO_LONG),
]


@pytest.mark.parametrize(("question", "answer", "reason"), REFUSED)
def test_what_cannot_be_an_answer_is_refused_with_its_reason(
    question: Question, answer: Answer, reason: Reason
) -> None:
    with pytest.raises(Refusal) as raised:
        checked(question, answer)
    assert raised.value.reason is reason


def test_a_question_that_may_be_left_out_may_be_skipped() -> None:
    assert checked(WORDS, SKIPPED) is SKIPPED
    assert checked(replace(SINGLE, required=False), SKIPPED).skipped


@pytest.mark.parametrize(("amount", "said"), [(0, "0"), (1000, "10"), (1050, "10.5"), (1005, "10.05"), (5, "0.05")])
def test_amounts_read_as_people_write_them(amount: int, said: str) -> None:
    assert hundredths(amount) == said


def test_the_order_of_a_ranking_is_by_place() -> None:
    assert ranked(3, 1, 2).order == (3, 1, 2)
    assert (answer_text.said(QuestionType.RANKING, ranked(3, 1)), answer_text.read_order("3,1")) == ("3,1", (3, 1))


@pytest.mark.parametrize(
    ("kind", "answer", "spoken"),
    [
        (QuestionType.SINGLE, chosen(2), "2"),
        (QuestionType.MULTIPLE, Answer({1: 1, 4: 1}, most_wanted=4), "1,4*"),
        (QuestionType.RANKING, ranked(3, 1), "3,1"),
        (QuestionType.BUDGET, Answer({7: 1, 1: 4}), "1:4,7:1"),
        (QuestionType.AMOUNT, Answer(amount=5000), "5000"),
        (QuestionType.TEXT, Answer(words="修路"), "修路"),
        *((kind, SKIPPED, "") for kind in QuestionType),
    ],
)
def test_the_history_has_one_line_for_every_answer(kind: QuestionType, answer: Answer, spoken: str) -> None:
    assert answer_text.spoken(kind, answer) == spoken


@given(st.data())
def test_every_answer_passes_unchanged_a_second_time_and_survives_as_text(given_data: st.DataObject) -> None:
    for question in accepted(data(given_data.draw(written_questions(3)))).questions:
        answer = checked(question, given_data.draw(answers_to(question)))
        assert checked(question, answer) == answer
        assert not answer.skipped
        assert answer_text.from_json(answer_text.to_json(answer)) == answer
        said = answer_text.said(question.type, answer)
        if question.type is QuestionType.RANKING:
            assert ranked(*answer_text.read_order(said or "")) == answer
        if question.type is QuestionType.BUDGET:
            assert answer_text.read_points(said or "") == answer.marks


def test_a_skipped_question_survives_as_text() -> None:
    assert answer_text.from_json(answer_text.to_json(SKIPPED)) == SKIPPED


_marks = st.dictionaries(st.integers(-2, 5), st.integers(-2, 12), max_size=5)
_anything = st.builds(
    Answer,
    _marks,
    st.none() | st.integers(-5, AMOUNT_LIMIT * 2),
    st.none() | st.text(max_size=5),
    st.none() | st.integers(-1, 5),
)


@given(st.sampled_from([SINGLE, MULTIPLE, MENU, RANKING, APPROVAL, CUMULATIVE, AMOUNT, WORDS]), _anything)
def test_whatever_is_said_is_refused_or_fits_the_question(question: Question, answer: Answer) -> None:
    try:
        found = checked(question, answer)
    except Refusal:
        return
    assert found.choices <= {1, 2, 3}
    assert len(found.marks) <= (question.max_choices or 3)
    assert found.most_wanted is None or (question.most_wanted and found.most_wanted in found.marks)
    assert found.skipped == (not answer.marks and answer.amount is None and answer.words is None)
    assert sum([bool(found.marks), found.amount is not None, found.words is not None]) == (not found.skipped)
