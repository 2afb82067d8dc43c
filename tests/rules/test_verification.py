"""How often one may guess, how long a draft lives, and what typed words mean."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.people import Address, Household
from bot.rules.roster_overview import Page, page_of
from bot.rules.slips import read_code, slip_code, spaced
from bot.rules.typed_answers import Vocabulary, find_code, is_slip_alone, read_choice
from bot.rules.verification import Draft, Home, Step, may_try_from
from bot.texts import LANGUAGES, texts
from bot.views.people import vocabulary

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
HOME = Home("金祥花园", Household(7, 1, Address("3", "2", "501"), 6000, None, True, 1))
KEY = b"k" * 32


def minutes_ago(*minutes: int) -> list[datetime]:
    """Instants before noon."""
    return [NOON - timedelta(minutes=minute) for minute in minutes]


def test_a_code_may_be_tried_until_the_hours_tries_are_used_up() -> None:
    assert may_try_from(minutes_ago(50, 40, 30, 20), 5, NOON) is None


def test_the_next_try_is_free_when_the_oldest_of_the_last_five_is_an_hour_old() -> None:
    assert may_try_from(minutes_ago(50, 40, 30, 20, 10), 5, NOON) == NOON + timedelta(minutes=10)


def test_tries_of_an_hour_ago_do_not_count() -> None:
    assert may_try_from(minutes_ago(60, 61, 30, 20, 10), 5, NOON) is None


@given(st.lists(st.integers(0, 90), max_size=12), st.integers(1, 6))
def test_at_the_named_instant_a_try_is_free_and_a_second_before_it_is_not(ago: list[int], most: int) -> None:
    tries = minutes_ago(*ago)
    again = may_try_from(tries, most, NOON)
    if again is None:
        assert sum(tried > NOON - timedelta(hours=1) for tried in tries) < most
    else:
        assert may_try_from(tries, most, again) is None
        assert may_try_from(tries, most, again - timedelta(seconds=1)) == again


def test_a_draft_asks_for_consent_then_for_the_relation() -> None:
    draft = Draft(1001, HOME, 1, NOON)
    assert [draft.step(False), draft.step(True)] == [Step.CONSENT, Step.RELATION]


def test_a_draft_lives_for_a_day() -> None:
    draft = Draft(1001, HOME, 1, NOON)
    assert not draft.is_expired(NOON + timedelta(hours=24) - timedelta(seconds=1))
    assert draft.is_expired(NOON + timedelta(hours=24))


CHINESE, ENGLISH = texts("zh-CN"), texts("en")


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("同意", 1),
        ("我同意！", 1),
        ("1", 1),
        ("１。", 1),
        ("一", 1),
        ("选1", 1),
        ("1 同意并开始", 1),
        ("同意 并 开始", 1),
        ("OK", 1),
        ("不同意", 2),
        ("2", 2),
        ("2号", 2),
        ("第二个", 2),
        ("3", None),
        ("我不太同意", None),
        ("同意还是不同意呢", None),
        ("我为什么要同意？", None),
        ("可以问一下吗", None),
        ("这是什么", None),
        ("", None),
        ("😀", None),
    ],
)
def test_consent_is_read_from_words(text: str, choice: int | None) -> None:
    assert read_choice(text, vocabulary(Step.CONSENT, CHINESE)) == choice


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("业主", 1),
        ("我是业主", 1),
        ("房主，", 1),
        ("家属", 2),
        ("我是租户", 3),
        ("租的房", 3),
        ("公房承租户", 4),
        ("5", 5),
        ("我选第三个", 3),
        ("业主家属", None),
        ("不是业主", None),
        ("6", 6),
        ("这不是我家", 6),
        ("不是我家的纸条", 6),
        ("7", None),
    ],
)
def test_the_relation_is_read_from_words(text: str, choice: int | None) -> None:
    assert read_choice(text, vocabulary(Step.RELATION, CHINESE)) == choice


@pytest.mark.parametrize(
    ("text", "step", "choice"),
    [
        ("Yes", Step.CONSENT, 1),
        ("I agree", Step.CONSENT, 1),
        ("I don’t agree", Step.CONSENT, 2),
        ("why should I agree", Step.CONSENT, None),
        ("number two", Step.CONSENT, 2),
        ("I am a tenant.", Step.RELATION, 3),
        ("public-housing tenant", Step.RELATION, 4),
        ("landlord", Step.RELATION, 1),
        ("lord", Step.RELATION, None),
    ],
)
def test_english_words_stand_alone(text: str, step: Step, choice: int | None) -> None:
    assert read_choice(text, vocabulary(step, ENGLISH)) == choice


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("step", [Step.CONSENT, Step.RELATION])
def test_each_word_of_a_vocabulary_means_its_own_choice(language: str, step: Step) -> None:
    words = vocabulary(step, texts(language))
    meant = {(word, choice) for choice, several in words.choices.items() for word in several}
    assert {(word, read_choice(word, words)) for word, _choice in meant} == meant


@given(st.text(max_size=60))
def test_no_text_whatever_breaks_the_reading(text: str) -> None:
    assert read_choice(text, Vocabulary({1: ["yes"], 2: ["no"]})) in (None, 1, 2)
    found = find_code(text)
    assert found is None or found.isprintable()


@pytest.mark.parametrize("number", [1, 40_000])
def test_a_code_is_found_however_it_is_typed(number: int) -> None:
    code = slip_code(KEY, number, 1)
    typed = [
        code,
        spaced(code),
        code.lower(),
        f"我家的码是 {spaced(code)} 谢谢",
        spaced(code).replace(" ", "-"),
        f"https://t.me/louyuan_bot?start={code}",
        "".join(chr(ord(char) + 0xFEE0) for char in code),
    ]
    assert [read_code(find_code(text) or "") for text in typed] == [read_code(code)] * len(typed)


@pytest.mark.parametrize(
    "text",
    [
        "what is my vote about this",
        "Building 3 room 501",
        "Only 2 of us live here",
        "3号楼2单元501",
        "我选2",
        "2026-12-01",
        "谢谢",
    ],
)
def test_ordinary_messages_are_no_codes(text: str) -> None:
    assert find_code(text) is None


def test_a_code_with_a_character_missing_is_seen_as_an_attempt() -> None:
    assert find_code("0007 K3QF 7H2") == "0007 K3QF 7H2"
    assert read_code("0007 K3QF 7H2") is None


def test_pages_have_no_end_to_fall_off() -> None:
    assert page_of(0, 0, 8) == Page(0, 1)
    assert page_of(0, 8, 8) == Page(0, 1)
    assert page_of(5, 9, 8) == Page(1, 2)


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("0007K3QF7H2M", True),
        ("0007 k3qf 7h2m", True),
        (" 0007-K3QF-7H2M ", True),
        ("我的码是 0007 K3QF 7H2M", False),
        ("13800000000", False),
        ("0371 6600 0000", False),
        ("楼道灯坏了，请打 13800000000 找我", False),
        ("1 4 9", False),
    ],
)
def test_a_slip_sent_alone_is_told_from_answers_with_digits(text: str, alone: bool) -> None:
    assert is_slip_alone(text) is alone
