"""The picture: readable on a phone, the same on every machine, and harmless whatever people typed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.reports.tally_chart import MOST_PIXELS, chart_facts, png_size, tally_png
from bot.reports.typesetting import compile_png
from bot.rules.consultation import Question, QuestionType, ResultsPolicy, Scope
from bot.rules.tally import Tally
from bot.texts import LANGUAGES, texts
from tests.reports.tally_samples import CLOSES, ZONE, decision, sample

WORDS = texts("zh-CN")
HOSTILE = (
    "#panic()",
    "*x* _y_ `z` $1/0$ = <a> @b [c] {d} \\ // /* ",
    "\u202e反向\u2066隐藏\u200f",
    '"); #import "/etc/passwd',
    "https://example.org/" + "a" * 200,
    "🚗👨\u200d👩\u200d👧",
    "汉" * 4096,
    "مرحبا",
    "\x00\x1b[2J\ud7ff\uffff",
)


def facts(tally: Tally) -> dict[str, Any]:
    return chart_facts(tally, WORDS, ZONE)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("options", [2, 5, 12, 32, 40])
def test_a_picture_is_as_wide_as_a_phone_and_small_enough_for_telegram(options: int, language: str) -> None:
    picture = tally_png(sample([1] * options), texts(language), ZONE)
    width, height = png_size(picture)
    assert picture.startswith(b"\x89PNG\r\n")
    assert width == 1080
    assert width + height <= MOST_PIXELS


def test_hostile_texts_are_only_text() -> None:
    picture = tally_png(sample([1] * len(HOSTILE), HOSTILE, title=HOSTILE[1], question=HOSTILE[0]), WORDS, ZONE)
    assert png_size(picture)[0] == 1080


def test_the_same_tally_is_the_same_picture() -> None:
    assert tally_png(sample([3, 4]), WORDS, ZONE) == tally_png(sample([3, 4]), WORDS, ZONE)


def test_different_counts_are_different_pictures() -> None:
    assert tally_png(sample([3, 4]), WORDS, ZONE) != tally_png(sample([4, 3]), WORDS, ZONE)


def test_a_picture_too_high_for_telegram_is_drawn_smaller() -> None:
    long = tuple(f"{number} {'很长的选项' * 19}" for number in range(40))
    questions = tuple(Question(number, number, "问" * 400, QuestionType.MULTIPLE, long) for number in range(1, 5))
    width, height = png_size(tally_png(sample([0], questions=questions), WORDS, ZONE))
    assert width < 1080
    assert width + height <= MOST_PIXELS


def test_rare_characters_and_pictographs_leave_no_empty_boxes() -> None:
    options = facts(sample([1, 1, 1], ("🚗 车位", "👨\u200d👩\u200d👧", "✓ 都行")))["questions"][0]["options"]
    assert [option["label"] for option in options] == ["车位", "👨\u200d👩\u200d👧", "✓ 都行"]


def test_a_long_word_gets_places_to_break() -> None:
    label = facts(sample([1, 1], ("w" * 20, "很长的中文不需要断点很长的中文不需要断点")))["questions"][0]["options"]
    assert label[0]["label"] == "w" * 8 + "\u200b" + "w" * 8 + "\u200b" + "w" * 4
    assert "\u200b" not in label[1]["label"]


def test_a_label_is_cut_where_it_would_be_a_page() -> None:
    assert len(facts(sample([1, 1], ("汉" * 4096, "b")))["questions"][0]["options"][0]["label"]) == 160


def test_the_leading_options_stand_out_and_nobody_leads_at_zero() -> None:
    def leads(counts: list[int]) -> list[bool]:
        return [option["leads"] for option in facts(sample(counts))["questions"][0]["options"]]

    assert leads([3, 5, 5]) == [False, True, True]
    assert leads([0, 0, 0]) == [False, False, False]


def test_bars_are_shares_of_those_who_answered() -> None:
    question = facts(sample([30, 18, 16]))["questions"][0]
    assert [option["bar"] for option in question["options"]] == [469, 281, 250]
    assert [option["percent"] for option in question["options"]] == ["46.9%", "28.1%", "25.0%"]


def test_withheld_counts_are_not_in_the_picture() -> None:
    question = facts(sample([30, 18], results=ResultsPolicy.AFTER_CLOSE))["questions"][0]
    assert [(option["count"], option["percent"], option["bar"]) for option in question["options"]] == [("", "", 0)] * 2
    assert question["hint"] == WORDS.plain("tally.withheld")


def test_a_consultation_says_that_it_is_no_vote_of_the_assembly() -> None:
    shown = facts(sample([1, 1]))
    assert shown["note"] == "这是意见征询，不是业主大会表决。"
    assert shown["outcome"] is None


@pytest.mark.parametrize(
    ("scope", "place"),
    [
        (Scope(), "金祥花园"),
        (Scope("3"), "金祥花园 · 3号楼"),
        (Scope("3号楼", "2"), "金祥花园 · 3号楼 · 2单元"),
    ],
)
def test_the_picture_names_who_is_asked(scope: Scope, place: str) -> None:
    assert facts(sample([1, 1], scope=scope))["place"] == place


@pytest.mark.parametrize(
    ("counts", "now", "verdict"),
    [
        ([63, 17, 0], CLOSES, "通过"),
        ([59, 21, 0], CLOSES, "未通过"),
        ([63, 17, 0], CLOSES - timedelta(days=1), "按现在的票数，够通过"),
        ([59, 21, 0], CLOSES - timedelta(days=1), "按现在的票数，还不够通过"),
    ],
)
def test_a_decision_says_whether_it_passed_and_while_open_only_that_it_would(
    counts: list[int], now: Any, verdict: str
) -> None:
    assert facts(decision(counts, now))["outcome"]["verdict"] == verdict


def test_a_decision_shows_what_is_missing_in_owners_and_in_area() -> None:
    comparisons = facts(decision([60, 10, 0]))["outcome"]["comparisons"]
    assert [each["holding"] for each in comparisons] == ["还差 9 人", "还差 750.00 ㎡", "达到", "达到"]
    assert [each["mark"] for each in comparisons] == [666, 666, 750, 750]
    assert comparisons[1]["counted"] == "5250.00 / 9000.00 ㎡"


def test_withheld_decisions_say_when_it_will_be_known() -> None:
    shown = facts(decision([63, 17, 0], CLOSES - timedelta(days=1), results=ResultsPolicy.AFTER_CLOSE))
    assert shown["outcome"]["verdict"] == "截止后公布是否通过"
    assert len(shown["outcome"]["comparisons"]) == 2


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("counts", [[63, 17, 0], [0, 0, 0]])
def test_decisions_are_drawn(counts: list[int], language: str) -> None:
    picture = compile_png("tally_chart.typ", chart_facts(decision(counts), texts(language), ZONE))
    assert png_size(picture)[0] == 1080
