"""Results as lines of a message: honest, harmless, and within Telegram's limit."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bot.rules.consultation import Question, QuestionType, ResultsPolicy
from bot.rules.tally import Tally, tally
from bot.texts import LANGUAGES, texts
from bot.views.result_message import message, text_lines
from bot.views.results import lines
from bot.views.screen import TEXT_LIMIT, seen
from tests.reports.tally_samples import AFTER, ZONE, sample
from tests.rules.tally_kinds import LADDER, RATING, anonymous, asking, published, sums

WORDS = texts("zh-CN")
HOSTILE = "<b>&\u202e'\"</b><a href='tg://user?id=1'>"


def said(counted: Tally) -> list[str]:
    return lines(counted.questions[0], WORDS)


def test_every_result_names_its_base_and_warns_where_it_is_small() -> None:
    assert "<i>48 户答，问了 120 户（40.0%）</i>" in said(sample([30, 18]))
    assert "<i>样本少，仅供参考。</i>" not in said(sample([30, 18]))
    assert "<i>样本少，仅供参考。</i>" in said(sample([20, 9]))


def test_the_leading_option_comes_with_its_range_and_with_what_is_certain() -> None:
    written = said(sample([30, 18]))
    assert any("如果没答的人和答了的人想法一样" in line and "“方案1”的有 61–87 户" in line for line in written)
    assert "<i>什么都不假设，最少 30 户，最多 102 户。</i>" in written


def test_when_everybody_answered_nothing_is_estimated() -> None:
    everybody = tally(asking(RATING), sums({1: (50, 20, 10, 10, 5, 5)}), AFTER)
    assert not any("想法一样" in line for line in said(everybody))


def test_withheld_results_say_so_and_name_no_count() -> None:
    written = said(sample([30, 18], results=ResultsPolicy.AFTER_CLOSE))
    assert written[1] == "大家选了什么，截止后一起公布。"
    assert not any("30" in line for line in written)


def test_joined_levels_stand_together_and_nothing_is_said_of_each() -> None:
    counted = tally(anonymous(RATING), published(((1, 2), (3, 6), (4, 5)), (30, 12, 8)), AFTER)
    written = said(counted)
    assert written[1] == "1 option 1、2 option 2（合在一起）— 30 户 · 60.0%"
    assert "<i>有的档户数太少，合在一起了，算不出满意率。</i>" in written
    assert any("免得让人猜出" in line for line in written)


def test_where_nothing_may_be_published_only_the_number_of_answers_is() -> None:
    counted = tally(anonymous(RATING), published((), (), 9), AFTER)
    written = said(counted)
    assert "<i>为了不让人猜出是哪一家选的，这一题只公布有多少户答。</i>" in written
    assert "<i>9 户答，问了 100 户（9.0%）</i>" in written
    assert not any("option" in line for line in written)


def test_of_a_fee_curve_with_a_price_withheld_nothing_is_said_about_two_thirds() -> None:
    counted = tally(anonymous(LADDER), published(((1, 2), (3,), (4,)), (10, 30, 10)), AFTER)
    assert not any("三分之二" in line for line in said(counted))


def test_a_fee_is_a_willingness_and_never_a_promise() -> None:
    written = said(tally(asking(LADDER), sums({1: (5, 10, 30, 5)}), AFTER))
    assert "<i>愿意交 0.8 元及以上：30 户 · 60.0%，每月约收 1,200 元，比测算成本少 800 元</i>" in written
    assert "<i>答了的户里三分之二能接受到 0.3 元/㎡·月。</i>" in written
    assert "<i>这是意愿，不是承诺；真要收费，还得另外表决。</i>" in written


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_people_wrote_is_escaped(language: str) -> None:
    counted = sample([30, 18], (HOSTILE, "b"), question=HOSTILE, title=HOSTILE)
    for line in (*lines(counted.questions[0], texts(language)), message(counted, texts(language), ZONE)):
        assert not set(re.findall(r"</?(\w+)", line)) - {"b", "i"}
        assert "\u202e" not in line


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("questions", "options"), [(1, 40), (8, 6), (30, 40)])
def test_a_message_fits_whatever_is_asked(language: str, questions: int, options: int) -> None:
    labels = tuple(f"{number} {'很长的选项' * 18}" for number in range(options))
    several = tuple(
        Question(1, number, "问" * 900, QuestionType.MULTIPLE, labels) for number in range(1, questions + 1)
    )
    counted = sample([3], questions=several)
    written = message(counted, texts(language), ZONE)
    assert seen(written) <= TEXT_LIMIT
    assert written.count("<i>") == written.count("</i>")
    assert len(text_lines(counted, texts(language), ZONE)) > questions * options


def test_one_question_has_no_number_and_several_have() -> None:
    counted = sample([30, 18])
    assert "<b>您家赞成哪个方案？</b>" in message(counted, WORDS, ZONE)
    twice = replace(counted, questions=(counted.questions[0], replace(counted.questions[0], number=2)))
    assert "<b>2. 您家赞成哪个方案？</b>" in message(twice, WORDS, ZONE)
