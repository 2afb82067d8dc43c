"""Giving an opinion: what is asked next, and that nothing that was sent is ever lost."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.opinion_plan import (
    OpinionPlan,
    Press,
    Stage,
    must_say_something,
    opinion_plan_from,
    pressed,
    with_opinion_file,
    with_words,
)
from bot.rules.opinions import MOST_FILES, TEXT_LIMIT, Category, OpinionFile
from bot.rules.refusals import Reason, Refusal

NAMES = {"房屋漏水": Category.LEAK, "leaks": Category.LEAK}
PLACES = ("本楼", "院里")
PHOTO, VOICE = OpinionFile("photo", "P1"), OpinionFile("voice", "V1")
FRESH = OpinionPlan(1, 7, "1")
ASKED = replace(FRESH, category=Category.LEAK, place="")


def check_refused(reason: Reason, job: object, *arguments: object) -> None:
    """The job is refused for this reason."""
    with pytest.raises(Refusal) as caught:
        job(*arguments)  # type: ignore[operator]
    assert caught.value.reason is reason


def test_the_questions_come_in_order() -> None:
    plan = OpinionPlan(1)
    assert plan.stage is Stage.HOME
    plan = replace(plan, community_id=7, building="1")
    assert plan.stage is Stage.CATEGORY
    plan = pressed(plan, Press.CATEGORY, 3, PLACES)
    assert (plan.category, plan.stage) == (Category.PARKING, Stage.PLACE)
    plan = pressed(plan, Press.PLACE, 2, PLACES)
    assert (plan.place, plan.stage) == ("院里", Stage.CONTENT)
    plan = pressed(with_words(plan, "没地方停", NAMES), Press.DONE, 0, PLACES)
    assert plan.stage is Stage.REVIEW
    assert must_say_something(plan) is Category.PARKING


@pytest.mark.parametrize("typed", ["1", " 房屋漏水 ", "Leaks"])
def test_a_category_can_be_typed(typed: str) -> None:
    assert with_words(FRESH, typed, NAMES).category is Category.LEAK


def test_words_that_name_no_category_are_kept_and_the_question_stays() -> None:
    plan = with_words(FRESH, "楼顶一下雨就漏", NAMES)
    assert (plan.stage, plan.texts) == (Stage.CATEGORY, ("楼顶一下雨就漏",))
    assert with_words(FRESH, "9", NAMES).texts == ("9",)


def test_a_few_words_are_a_place_and_a_long_story_is_the_opinion() -> None:
    asked = replace(FRESH, category=Category.LEAK)
    assert with_words(asked, "3单元楼道口", NAMES).place == "3单元楼道口"
    told = with_words(asked, "第一行\n第二行", NAMES)
    assert (told.stage, told.texts) == (Stage.PLACE, ("第一行\n第二行",))
    assert with_words(asked, "很" * 61, NAMES).texts == ("很" * 61,)


def test_photos_without_words_ask_for_a_few_which_may_be_left_out() -> None:
    plan = pressed(with_opinion_file(ASKED, PHOTO, None, None), Press.DONE, 0, PLACES)
    assert plan.stage is Stage.WORDS
    assert with_words(plan, "就是这里", NAMES).stage is Stage.REVIEW
    silent = pressed(plan, Press.NO_WORDS, 0, PLACES)
    assert silent.stage is Stage.REVIEW
    assert must_say_something(silent) is Category.LEAK


def test_a_voice_message_needs_no_words_and_a_caption_is_words() -> None:
    spoken = pressed(with_opinion_file(ASKED, VOICE, None, None), Press.DONE, 0, PLACES)
    assert spoken.stage is Stage.REVIEW
    shown = pressed(with_opinion_file(ASKED, PHOTO, "漏\u202e水", "a"), Press.DONE, 0, PLACES)
    assert (shown.stage, shown.text) == (Stage.REVIEW, "漏水")


def test_nothing_said_is_no_opinion() -> None:
    check_refused(Reason.OPINION_EMPTY, pressed, ASKED, Press.DONE, 0, PLACES)
    check_refused(Reason.OPINION_EMPTY, with_words, ASKED, " \u200b ", NAMES)
    check_refused(Reason.OPINION_GONE, must_say_something, ASKED)
    check_refused(Reason.OPINION_EMPTY, must_say_something, replace(ASKED, finished=True, wordless=True))


def test_too_long_or_too_many_is_refused_and_what_was_there_stays() -> None:
    plan = with_words(ASKED, "好" * TEXT_LIMIT, NAMES)
    check_refused(Reason.OPINION_LONG, with_words, plan, "再", NAMES)
    check_refused(Reason.OPINION_LONG, with_words, ASKED, "😀" * (TEXT_LIMIT // 2 + 1), NAMES)
    full = replace(ASKED, files=(PHOTO,) * MOST_FILES)
    check_refused(Reason.OPINION_FILES, with_opinion_file, full, PHOTO, None, None)


@pytest.mark.parametrize(
    ("what", "value"), [(Press.CATEGORY, 9), (Press.CATEGORY, 0), (Press.PLACE, 3), (Press.HOME, 1), (99, 0)]
)
def test_a_button_that_was_never_offered_is_refused(what: int, value: int) -> None:
    check_refused(Reason.OPINION_GONE, pressed, FRESH, what, value, PLACES)


def test_everything_can_be_said_anew_before_it_is_submitted() -> None:
    plan = replace(ASKED, texts=("a",), files=(PHOTO,), finished=True)
    assert pressed(plan, Press.OTHER_CATEGORY, 0, PLACES).stage is Stage.CATEGORY
    assert pressed(plan, Press.OTHER_PLACE, 0, PLACES).stage is Stage.PLACE
    anew = pressed(plan, Press.NEW_WORDS, 0, PLACES)
    assert (anew.stage, anew.texts, anew.files) == (Stage.CONTENT, (), (PHOTO,))
    assert pressed(plan, Press.NEW_FILES, 0, PLACES).files == ()
    assert pressed(plan, Press.MORE, 0, PLACES).texts == ("a",)


_PIECES = st.lists(
    st.one_of(
        st.text(min_size=1, max_size=80).map(lambda text: ("text", text)),
        st.sampled_from([("file", "photo"), ("file", "voice"), ("file", "document")]),
    ),
    max_size=12,
)


@given(_PIECES)
def test_every_piece_ends_up_somewhere_whatever_is_asked(pieces: list[tuple[str, str]]) -> None:
    plan, files, said = FRESH, 0, 0
    for kind, value in pieces:
        try:
            if kind == "text":
                plan = with_words(plan, value, NAMES)
                said += 1
            else:
                plan = with_opinion_file(plan, OpinionFile(value, f"F{files}"), None, None)
                files += 1
        except Refusal:
            continue
        plan = opinion_plan_from(json.loads(json.dumps(plan.facts())))
    kept = len(plan.texts) + bool(plan.category) + bool(plan.place)
    assert kept == said
    assert len(plan.files) == files
