"""Typed answers are read as a neighbour means them, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.consultation import Question, QuestionType
from bot.rules.reading import Order, Said, read
from bot.rules.reading_amounts import amount
from bot.rules.reading_words import numbers, numeral
from bot.rules.refusals import Reason, Refusal
from tests.questionnaires import FEE, FUND, LAST, LEVEL, MENU, ORDER, POINTS, WILLING

_SIGNS = "零一二三四五六七八九"
_UNITS = ((10**8, "亿"), (10**4, "万"), (1000, "千"), (100, "百"), (10, "十"))


def spoken(value: int) -> str:
    """A whole number in Chinese numerals, as it is read aloud."""
    if value < 10:
        return _SIGNS[value]
    for size, unit in _UNITS:
        if value >= size:
            head, rest = divmod(value, size)
            gap = "零" if 0 < rest < size // 10 else ""
            return spoken(head) + unit + gap + (spoken(rest) if rest else "")
    raise AssertionError(value)


def single(*options: str) -> Question:
    """A question with these options."""
    return Question(0, 1, "您家选哪个？", QuestionType.SINGLE, options)


@given(st.integers(min_value=0, max_value=10**9))
def test_every_number_in_chinese_numerals_is_read_as_itself(value: int) -> None:
    assert numeral(spoken(value)) == value


@given(st.integers(min_value=0, max_value=10**7))
def test_digits_and_grouped_digits_are_read_as_themselves(value: int) -> None:
    assert numeral(str(value)) == numeral(f"{value:,}") == value
    assert amount(f"{value} 元") == amount(f"{spoken(value)}块钱") == 100 * value


@given(st.text(max_size=30))
def test_no_text_makes_the_reader_stumble(text: str) -> None:
    for question in (WILLING, MENU, ORDER, FEE, FUND, POINTS, LAST):
        try:
            said = read(question, text)
        except Refusal:
            continue
        assert all(1 <= option <= len(question.options) for option in said.options)
        assert said.amount is None or said.amount >= 0


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("100", 10000),
        ("一百块", 10000),
        ("1百", 10000),
        ("100元", 10000),
        ("１００", 10000),
        ("1.5万", 1500000),
        ("一万五", 1500000),
        ("1万5", 1500000),
        ("两百五", 25000),
        ("二百零五", 20500),
        ("三块五", 350),
        ("三块半", 350),
        ("五毛", 50),
        ("两毛五", 25),
        ("一千块钱左右", 100000),
        ("我家最多出 300 元", 30000),
        ("1，000", 100000),
        ("¥300", 30000),
        ("2k", 200000),
        ("一五零", 15000),
        ("零", 0),
    ],
)
def test_sums_of_money_are_read(text: str, fen: int) -> None:
    assert amount(text, "元") == fen


def test_the_question_s_own_unit_may_stand_behind_the_number() -> None:
    assert amount("100元/月", "元/月") == amount("100", "元/月") == amount("一百元", "元/月") == 10000
    assert amount("5万元", "万元") == 500
    assert amount("100", "0") == 10000


@pytest.mark.parametrize("text", ["", "。", "-5", "100到200", "100 200", "一百百", "千", "很多", "1.234", "👍", "5-10"])
def test_what_is_no_sum_is_none(text: str) -> None:
    assert amount(text, "元") is None


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("1 4 9", (1, 4, 9)),
        ("1和3", (1, 3)),
        ("1、3", (1, 3)),
        ("１，３", (1, 3)),
        ("我选二", (2,)),
        ("2号", (2,)),
        ("第二个", (2,)),
        ("一和四", (1, 4)),
        ("二十一", (21,)),
        ("Option 2, please", (2,)),
        ("1 and 3", (1, 3)),
        ("the second", (2,)),
    ],
)
def test_numbers_of_options_are_read(text: str, options: tuple[int, ...]) -> None:
    assert numbers(text) == options


@pytest.mark.parametrize("text", ["一三", "1.5", "no", "选", "绿地", "-1", "1-3", "99999"])
def test_what_is_no_list_of_numbers_is_none(text: str) -> None:
    assert numbers(text) is None


@pytest.mark.parametrize(
    ("text", "option"),
    [
        ("同意", 1),
        ("我同意", 1),
        ("行", 1),
        ("OK", 1),
        ("基本同意", 2),
        ("不同意", 3),
        ("反对", 3),
        ("不清楚", 4),
        ("想先了解", 4),
        ("第三个", 3),
        (" 2。", 2),
    ],
)
def test_words_name_an_option(text: str, option: int) -> None:
    assert read(WILLING, text) == Said((option,))


@pytest.mark.parametrize(
    "text", ["不太同意", "同意是什么意思？", "？", "👍", "嗯", "你好", "同意" * 30, "以后 同意 不同意"]
)
def test_words_that_might_mean_something_else_name_none(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        read(WILLING, text)
    assert refused.value.reason is Reason.ANSWER_UNREADABLE


def test_two_numbers_for_a_question_that_takes_one_are_said_to_be_too_many() -> None:
    with pytest.raises(Refusal) as refused:
        read(WILLING, "1 和 3")
    assert refused.value.reason is Reason.ONE_CHOICE_ONLY


def test_a_number_that_no_option_has_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        read(WILLING, "9")
    assert refused.value.reason is Reason.UNKNOWN_OPTION


def test_a_part_of_an_option_is_enough_unless_the_rest_denies_it() -> None:
    plans = single("方案A 保留绿地", "方案B 增加车位", "都不同意")
    assert read(plans, "绿地").options == (1,)
    assert read(plans, "b").options == (2,)
    assert read(plans, "方案B").options == (2,)
    with pytest.raises(Refusal):
        read(plans, "同意")


def test_an_option_that_is_a_number_is_named_by_its_words_first() -> None:
    assert read(single("2 个", "1 个"), "2 个").options == (1,)


def test_levels_are_read_by_their_whole_words() -> None:
    assert [read(LEVEL, word).options for word in ("满意", "很满意", "不满意", "说不清")] == [(2,), (1,), (4,), (6,)]


def test_a_price_names_its_step_and_a_whole_number_the_option() -> None:
    assert [read(FEE, text).options for text in ("0.8", "八毛", "0.8元", "2", "不愿交")] == [
        (3,),
        (3,),
        (3,),
        (2,),
        (1,),
    ]


def test_several_options_are_named_by_words() -> None:
    assert read(MENU, "屋顶和电梯").options == (1, 5)
    assert read(MENU, "1 4").options == (1, 4)
    assert read(MENU, "3 3 3").options == (3,)


def test_points_are_read_as_pairs() -> None:
    assert read(POINTS, "1:3 2：2").points == ((1, 3), (2, 2))


def test_orders_are_understood_and_words_are_kept_as_they_are() -> None:
    assert read(MENU, "好了").order is Order.FINISH
    assert read(LAST, "跳过").order is Order.SKIP
    assert read(WILLING, "上一题").order is Order.BACK
    assert read(LAST, "好了").words == "好了"
    assert read(LAST, "2").words == "2"
