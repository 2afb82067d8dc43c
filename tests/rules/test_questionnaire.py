"""The way through a questionnaire: conditions decide what is asked, and nothing is lost on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules import questionnaire
from bot.rules.answers import SKIPPED, Answer, chosen
from bot.rules.consultation import Condition, Question, QuestionType
from bot.rules.questionnaire import Progress
from tests.rules.test_definition import accepted, data
from tests.written_questions import answers_to, written_questions

SURVEY = (
    Question(11, 1, "哪个方案？", QuestionType.SINGLE, ("A", "B", "都不同意")),
    Question(12, 2, "为什么？", QuestionType.TEXT, (), required=False, condition=Condition(1, frozenset({3}))),
    Question(13, 3, "同意吗？", QuestionType.SINGLE, ("同意", "要改", "不"), condition=Condition(1, frozenset({1, 2}))),
    Question(14, 4, "改哪里？", QuestionType.TEXT, (), required=False, condition=Condition(3, frozenset({2}))),
    Question(15, 5, "几点？", QuestionType.SINGLE, ("早", "晚")),
)
Answers = Mapping[int, Answer]


def numbers(questions: Sequence[Question]) -> list[int]:
    return [each.number for each in questions]


def asked(answers: Answers) -> list[int]:
    return numbers(questionnaire.asked(SURVEY, answers))


def test_what_was_answered_decides_what_is_asked() -> None:
    assert asked({}) == [1, 5]
    assert asked({1: chosen(3)}) == [1, 2, 5]
    assert asked({1: chosen(2)}) == [1, 3, 5]
    assert asked({1: chosen(2), 3: chosen(2)}) == [1, 3, 4, 5]


def test_a_condition_on_a_question_that_is_not_asked_any_more_does_not_hold() -> None:
    assert asked({1: chosen(3), 3: chosen(2)}) == [1, 2, 5]


def test_a_skipped_question_leads_nowhere_further() -> None:
    assert asked({1: SKIPPED}) == [1, 5]


def test_the_next_open_question_is_the_first_without_an_answer() -> None:
    def first_open(answers: Answers) -> int | None:
        found = questionnaire.first_open(SURVEY, answers)
        return found.number if found else None

    assert first_open({}) == 1
    assert first_open({1: chosen(3)}) == 2
    assert first_open({1: chosen(3), 2: SKIPPED}) == 5
    assert first_open({1: chosen(3), 2: SKIPPED, 5: chosen(1)}) is None


def test_going_forth_and_back_passes_over_what_is_not_asked() -> None:
    answers = {1: chosen(3)}
    after, before = questionnaire.after(SURVEY, answers, 2), questionnaire.before(SURVEY, answers, 5)
    assert (after and after.number, before and before.number) == (5, 2)
    assert questionnaire.after(SURVEY, answers, 5) is None
    assert questionnaire.before(SURVEY, answers, 1) is None


def test_progress_counts_only_what_is_asked() -> None:
    assert questionnaire.progress(SURVEY, {1: chosen(1)}, 3) == Progress(2, 3)
    assert questionnaire.progress(SURVEY, {1: chosen(1), 3: chosen(2)}, 5) == Progress(4, 4)


def test_only_answers_to_what_is_asked_are_kept() -> None:
    answers = {5: chosen(1), 1: chosen(3), 2: SKIPPED, 3: chosen(2), 4: Answer(words="窗")}
    assert questionnaire.kept(SURVEY, answers) == {1: chosen(3), 5: chosen(1)}


def test_it_is_whole_when_nothing_is_open_and_something_was_said() -> None:
    assert questionnaire.is_whole(SURVEY, {1: chosen(1), 3: chosen(1), 5: chosen(2)})
    assert not questionnaire.is_whole(SURVEY, {1: chosen(1), 5: chosen(2)})
    assert not questionnaire.is_whole(SURVEY[1:2], {})
    assert not questionnaire.is_whole((SURVEY[0],), {1: SKIPPED})


@st.composite
def surveys(draw: st.DrawFn) -> tuple[tuple[Question, ...], dict[int, Answer]]:
    """A questionnaire, and answers to some of its questions; some skipped, some not asked any more."""
    questions = accepted(data(draw(written_questions(6)))).questions
    said = {each.number: draw(st.just(SKIPPED) | answers_to(each)) for each in questions if draw(st.booleans())}
    return questions, said


@settings(max_examples=40, deadline=None)
@given(surveys())
def test_what_is_asked_follows_from_the_answers_alone(survey: tuple[tuple[Question, ...], dict[int, Answer]]) -> None:
    questions, answers = survey
    left = questionnaire.asked(questions, answers)
    here = set(numbers(left))
    assert numbers(left) == sorted(here)
    for each in questions:
        condition = each.condition
        holds = condition is None or (
            condition.number in here and bool(answers.get(condition.number, SKIPPED).choices & condition.options)
        )
        assert (each.number in here) == holds


@settings(max_examples=40, deadline=None)
@given(surveys())
def test_weaker_conditions_never_ask_less(survey: tuple[tuple[Question, ...], dict[int, Answer]]) -> None:
    questions, answers = survey
    everything = frozenset(range(1, 41))
    wider = tuple(
        replace(each, condition=Condition(each.condition.number, everything)) if each.condition else each
        for each in questions
    )
    without = tuple(replace(each, condition=None) for each in questions)
    some, more = (set(numbers(questionnaire.asked(way, answers))) for way in (questions, wider))
    assert some <= more <= set(numbers(questionnaire.asked(without, answers)))


@settings(max_examples=40, deadline=None)
@given(surveys())
def test_answers_kept_are_as_they_were_given_and_asking_again_changes_nothing(
    survey: tuple[tuple[Question, ...], dict[int, Answer]],
) -> None:
    questions, answers = survey
    kept = questionnaire.kept(questions, answers)
    assert kept.items() <= answers.items()
    assert set(kept) <= set(numbers(questionnaire.asked(questions, answers)))
    assert not any(answer.skipped for answer in kept.values())
    assert questionnaire.kept(questions, kept) == kept


@settings(max_examples=40, deadline=None)
@given(surveys(), st.data())
def test_answering_what_is_open_always_comes_to_an_end(
    survey: tuple[tuple[Question, ...], dict[int, Answer]], given_data: st.DataObject
) -> None:
    questions, answers = survey
    for _ in range(len(questions)):
        question = questionnaire.first_open(questions, answers)
        if question is None:
            break
        place = questionnaire.progress(questions, answers, question.number)
        assert 1 <= place.place <= place.of <= len(questions)
        answers = {**answers, question.number: given_data.draw(answers_to(question))}
    assert questionnaire.first_open(questions, answers) is None
    assert questionnaire.is_whole(questions, answers) == bool(questionnaire.kept(questions, answers))


@settings(max_examples=40, deadline=None)
@given(surveys())
def test_forth_and_back_lead_to_the_same_place(survey: tuple[tuple[Question, ...], dict[int, Answer]]) -> None:
    questions, answers = survey
    way = questionnaire.asked(questions, answers)
    for each in way:
        following = questionnaire.after(questions, answers, each.number)
        assert following is None or questionnaire.before(questions, answers, following.number) == each
    assert questionnaire.after(questions, answers, way[-1].number) is None
