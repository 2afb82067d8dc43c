"""A press sets: pressing twice changes nothing, and nothing wrong comes into a draft."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.answers import SKIPPED, Answer, checked, chosen, ranked
from bot.rules.consultation import Question
from bot.rules.questionnaire_steps import Deed, Step, pressed, typed
from bot.rules.reading import read
from bot.rules.refusals import Reason, Refusal
from tests.questionnaires import EVERYTHING, FUND, LAST, MENU, ORDER, POINTS, PROJECTS, WILLING

_deeds = st.tuples(st.sampled_from(list(Deed)), st.integers(0, 7), st.integers(0, 7))


@given(st.sampled_from(EVERYTHING), st.lists(_deeds, max_size=12))
def test_whatever_is_pressed_a_draft_is_a_valid_answer_and_twice_is_once(
    question: Question, presses: list[tuple[Deed, int, int]]
) -> None:
    answer: Answer | None = None
    for deed, option, value in presses:
        try:
            step = pressed(question, answer, deed, option, value)
        except Refusal:
            continue
        again = pressed(question, step.answer, deed, option, value) if step.answer is not None else step
        assert again.answer == step.answer
        answer = step.answer
        assert answer is None or checked(question, answer) == answer


def test_options_are_added_and_stay_when_pressed_again() -> None:
    first = pressed(MENU, None, Deed.SET, 4)
    second = pressed(MENU, first.answer, Deed.SET, 1)
    assert second == Step(chosen(1, 4), through=False)
    assert pressed(MENU, second.answer, Deed.SET, 4) == second


def test_more_than_the_cap_is_refused_and_nothing_is_lost() -> None:
    full = chosen(1, 2, 3)
    with pytest.raises(Refusal) as refused:
        pressed(MENU, full, Deed.SET, 4)
    assert (refused.value.reason, refused.value.facts) == (Reason.ENOUGH_CHOSEN, {"most": 3})


def test_the_one_most_wanted_is_asked_for_among_several_and_is_clear_of_one() -> None:
    assert pressed(MENU, chosen(1, 4), Deed.DONE) == Step(chosen(1, 4), through=False, asks_most=True)
    assert pressed(MENU, chosen(4), Deed.DONE) == Step(Answer({4: 1}, most_wanted=4), through=True)
    assert pressed(MENU, chosen(1, 4), Deed.MOST, 4) == Step(Answer({1: 1, 4: 1}, most_wanted=4), through=True)
    assert pressed(MENU, chosen(1, 4), Deed.MOST, 0) == Step(chosen(1, 4), through=True)
    with pytest.raises(Refusal):
        pressed(MENU, chosen(1, 4), Deed.MOST, 2)


def test_done_without_a_choice_asks_for_one() -> None:
    for question in (MENU, ORDER, PROJECTS, POINTS):
        with pytest.raises(Refusal) as refused:
            pressed(question, None, Deed.DONE)
        assert refused.value.reason is Reason.ANSWER_MISSING


def test_places_follow_the_order_of_the_presses() -> None:
    answer = None
    for option in (3, 1, 3, 2):
        answer = pressed(ORDER, answer, Deed.SET, option).answer
    assert answer == ranked(3, 1, 2)
    assert typed(ORDER, answer, read(ORDER, "2 1")).answer == ranked(2, 1)


def test_points_are_set_and_taken_back_within_what_there_is() -> None:
    answer = pressed(POINTS, None, Deed.POINTS, 1, 4).answer
    assert pressed(POINTS, answer, Deed.POINTS, 1, 4).answer == Answer({1: 4})
    with pytest.raises(Refusal) as refused:
        pressed(POINTS, answer, Deed.POINTS, 2, 2)
    assert refused.value.reason is Reason.TOO_MANY_POINTS
    assert pressed(POINTS, answer, Deed.POINTS, 1, 0).answer is None


def test_only_what_need_not_be_answered_is_skipped() -> None:
    assert pressed(LAST, None, Deed.SKIP) == Step(SKIPPED, through=True)
    with pytest.raises(Refusal):
        pressed(WILLING, None, Deed.SKIP)


def test_a_suggested_amount_is_that_amount() -> None:
    assert pressed(FUND, None, Deed.SET, 2) == Step(Answer(amount=50000), through=True)
    assert typed(FUND, None, read(FUND, "三百")).answer == Answer(amount=30000)
    with pytest.raises(Refusal) as refused:
        typed(FUND, None, read(FUND, "一万"))
    assert refused.value.reason is Reason.AMOUNT_RANGE
