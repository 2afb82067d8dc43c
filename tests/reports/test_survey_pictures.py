"""A picture for every kind of question: drawn, small enough for Telegram, and of the numbers that were counted."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from bot.reports.tally_chart import MOST_PICTURES, MOST_PIXELS, chart_facts, png_size, tally_pngs
from bot.reports.tally_notice import Organizer, notice
from bot.reports.tally_pages import tally_docx, tally_html, tally_pdf
from bot.rules.consultation import Question, QuestionType
from bot.rules.tally import Tally, tally
from bot.texts import LANGUAGES, texts
from tests.reports.tally_samples import AFTER, ZONE, sample
from tests.rules.tally_kinds import (
    AT_MOST,
    CONSENT,
    FUND,
    LADDER,
    RATING,
    SCHEME,
    anonymous,
    asking,
    published,
    sums,
)

WORDS = texts("zh-CN")
HOSTILE = "#panic() <script>alert(1)</script> \u202e\x00\x1b =1+1"
RANKING = Question(1, 1, "order?", QuestionType.RANKING, ("a", "b", HOSTILE))
WORDS_ASKED = Question(1, 1, HOSTILE, QuestionType.TEXT, ())


def money() -> Question:
    """Two projects, of which one can be paid."""
    from bot.rules.consultation import OptionFacts

    costs = (OptionFacts(cost=60_00), OptionFacts(cost=50_00))
    return Question(
        1, 1, "money?", QuestionType.BUDGET, (HOSTILE, "y"), facts=costs, budget=100_00, ballot_kind="approval"
    )


KINDS: dict[str, Tally] = {
    "levels": tally(asking(RATING), sums({1: (10, 20, 5, 3, 2, 10)}), AFTER),
    "joined": tally(anonymous(RATING), published(((1, 2), (3, 6), (4, 5)), (30, 12, 8)), AFTER),
    "withheld": tally(anonymous(RATING), published((), (), 9), AFTER),
    "scheme": tally(asking(SCHEME, CONSENT), sums({1: (20, 12, 8, 5, 4), 2: (15, 10, 5)}, asked={2: 32}), AFTER),
    "curve": tally(asking(LADDER), sums({1: (5, 10, 30, 5)}), AFTER),
    "one price": tally(anonymous(LADDER), published(((1, 2), (3,), (4,)), (10, 30, 10)), AFTER),
    "amount": tally(
        asking(FUND, AT_MOST),
        sums({1: (10, 5, 15, 20)}, answered={2: 5}, asked={2: 5}, amounts={2: {100_00: 3, 2000_00: 2}}),
        AFTER,
    ),
    "ranking": tally(asking(RANKING), sums({1: (4, 4, 1)}, answered={1: 4}, said={1: {"2,1": 3, "1,2,3": 1}}), AFTER),
    "budget": tally(
        asking(money()), sums({1: (3, 3)}, answered={1: 4}, said={1: {"1:1": 1, "1:1,2:1": 2, "2:1": 1}}), AFTER
    ),
    "text": tally(asking(WORDS_ASKED), sums({}, answered={1: 2}), AFTER),
    "nobody": tally(asking(RATING, LADDER), sums({1: (0, 0, 0, 0, 0, 0)}), AFTER),
}


def drawn(counted: Tally) -> list[dict[str, Any]]:
    found: Any = chart_facts(counted, WORDS, ZONE)["questions"]
    return list(found)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_drawn_as_wide_as_a_phone(kind: str, language: str) -> None:
    (picture,) = tally_pngs(KINDS[kind], texts(language), ZONE)
    assert png_size(picture)[0] == 1080
    assert sum(png_size(picture)) <= MOST_PIXELS


def test_joined_levels_are_one_piece_of_the_bar() -> None:
    options = drawn(KINDS["joined"])[0]["options"]
    assert [(each["tag"], each["bar"], each["range"]) for each in options] == [
        ("1+2", 600, None),
        ("3+6", 240, None),
        ("4+5", 160, None),
    ]


def test_whiskers_lie_around_the_share_and_say_what_they_assume() -> None:
    question = drawn(KINDS["scheme"])[0]
    for option in question["options"]:
        low, high = option["range"]
        assert low <= option["bar"] <= high
    assert question["legend"] == [WORDS.plain("tally.whisker")]


def test_the_curve_never_rises_and_says_what_it_lacks() -> None:
    steps = drawn(KINDS["curve"])[0]["steps"]
    assert [step["bar"] for step in steps] == [800, 600]
    assert [step["income"] for step in steps] == ["月收 600 元，比成本少 1,400 元", "月收 1,200 元，比成本少 800 元"]


def test_a_project_shows_why_it_was_chosen() -> None:
    options = drawn(KINDS["budget"])[0]["options"]
    assert sum(option["chosen"] for option in options) == 1
    assert all(option["why"] for option in options)


def test_many_questions_become_several_pictures_with_every_question_once() -> None:
    random = Random(5)
    labels = tuple(f"{number} {'很长的选项' * 12}" for number in range(12))
    questions = tuple(Question(n, n, "问" * 200, QuestionType.MULTIPLE, labels) for n in range(1, 13))
    pictures = tally_pngs(sample([random.randint(1, 9)] * 12, labels, questions=questions), WORDS, ZONE)
    assert 1 < len(pictures) <= MOST_PICTURES
    for picture in pictures:
        assert sum(png_size(picture)) <= MOST_PIXELS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_public_notice_is_made_of_every_kind(kind: str, language: str) -> None:
    page = notice(KINDS[kind], texts(language), ZONE, Organizer("示例街道", "123"))
    written = tally_html(page).decode()
    assert tally_pdf(page).startswith(b"%PDF")
    assert tally_docx(page).startswith(b"PK")
    assert "<script>" not in written
    assert not set(written) & set("\u202e\x00\x1b")


def test_the_notice_says_what_it_is_and_leaves_blanks_for_what_nobody_told() -> None:
    page = notice(KINDS["scheme"], WORDS, ZONE, Organizer())
    assert page.title == "关于金祥花园“plans”意见征询结果的公示"
    assert page.remarks[0] == "这是意见征询，不是业主大会表决。"
    assert page.remarks[-1].startswith("有意见请找＿＿")
    assert page.questions[0].rows[0][:3] == ("1. option 1", "20", "40.8%")
