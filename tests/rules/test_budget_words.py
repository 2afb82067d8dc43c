"""A budget vote's result in words: each kind of reason says its own facts, in every language."""

from __future__ import annotations

from fractions import Fraction

import pytest

from bot.rules.budget import Ballot, BallotKind, Instance, Project
from bot.rules.budget_greedy import greedy
from bot.rules.budget_reasons import Bought, Filled, Lost, Reason
from bot.rules.budget_recount import Needed
from bot.rules.budget_shares import add1, complete, equal_shares
from bot.texts import LANGUAGES, texts
from bot.views.budget_reasons import beside, how, recounted, why, yuan

CHINESE = texts("zh-CN")
APPROVALS = Instance((Project(1, "灯", 60_000),), 100_000, (Ballot.approving(1), Ballot({})))
POINTS = Instance((Project(1, "灯", 60_000),), 100_000, (Ballot({1: 3}),), BallotKind.CUMULATIVE)
REASONS: dict[str, Reason] = {
    "paid by all": Bought(1, 312, Fraction(5001, 3), Fraction(5001, 3), 312, 0),
    "paid by some in part": Bought(1, 312, Fraction(1667), Fraction(1667), 300, 10),
    "free": Bought(1, 1, Fraction(0), Fraction(0), 1, 0),
    "filled": Filled(1, 8, 70_000),
    "lost": Lost(1, 20, 60_000, Fraction(12_345, 2), Fraction(107_655, 2), 7, 1000),
    "lost for good": Lost(1, 20, 60_000, Fraction(5), Fraction(59_995), None, 1000),
    "lost without supporters": Lost(1, 0, 60_000, Fraction(0), Fraction(60_000), 3, 1000),
    "free without supporters": Lost(1, 0, 0, Fraction(0), Fraction(0), 1, 1000),
    "dearer than the budget": Lost(1, 20, 100_001, Fraction(0), Fraction(100_001), None, 1000),
}


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("paid by all", "选上了：312 户支持，每户分摊 16.67 元，够了。"),
        (
            "paid by some in part",
            "选上了：312 户支持，每户最多分摊 16.67 元：300 户付足，10 户把份额里剩下的都付上，够了。",
        ),
        ("free", "选上了：1 户支持，而且不用花钱。"),
        (
            "filled",
            "选上了：8 户支持，他们的份额凑不够，但别的项目选完后预算还剩 700 元，按支持多少往下排，轮到它时放得下。",
        ),
        (
            "lost",
            (
                "没选上：20 户支持，他们的份额一共还剩 61.72 元，它要 600 元，还差 538.28 元。"
                "再有份额还没用完的 7 户支持，就凑得够。"
            ),
        ),
        (
            "lost for good",
            (
                "没选上：20 户支持，他们的份额一共还剩 0.05 元，它要 600 元，还差 599.95 元。"
                "别的户份额里剩下的钱全加上，也还不够。"
            ),
        ),
        ("lost without supporters", "没选上：没有人支持。它要 600 元。再有份额还没用完的 3 户支持，就凑得够。"),
        ("free without supporters", "没选上：没有人支持。它不用花钱，有一户支持就能选上。"),
        ("dearer than the budget", "没选上：20 户支持，但它要 1,000.01 元，超出了全部预算 1,000 元。"),
    ],
)
def test_a_reason_in_chinese(reason: str, expected: str) -> None:
    assert why(REASONS[reason], APPROVALS, CHINESE) == expected


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("instance", [APPROVALS, POINTS], ids=["approval", "cumulative"])
def test_every_reason_reads_differently(language: str, instance: Instance) -> None:
    sentences = [why(reason, instance, texts(language)) for reason in REASONS.values()]
    assert len(set(sentences)) == len(REASONS)
    assert not any("{" in sentence or "  " in sentence for sentence in sentences)


def test_points_are_paid_point_by_point() -> None:
    reason = Bought(1, 5, Fraction(1000), Fraction(3000), 5, 0)
    assert why(reason, POINTS, CHINESE) == "选上了：5 户给了分，每 1 分分摊 10 元，一户最多 30 元，够了。"


def test_one_household_is_singular_in_english() -> None:
    assert why(REASONS["free"], APPROVALS, texts("en")) == "Chosen: supported by 1 household, and it costs nothing."


def test_a_raised_share_is_explained() -> None:
    result = complete(APPROVALS, add1(APPROVALS))
    assert how(APPROVALS, result, CHINESE) == [
        (
            "预算 1,000 元，2 户投了票，每户的份额是 500 元。项目由支持它的各户用自己的份额分摊，凑够了就选上。"
            "能出钱的支持越多，越先选。"
        ),
        "这样选完还有钱没用完，所以每户的份额一元一元往上加，加到 600 元为止；再加，就没有能多选的，或者会超出预算。",
        "选上的项目一共 600 元，预算还剩 400 元。",
    ]


def test_without_ballots_there_is_no_share_to_speak_of() -> None:
    nobody = Instance(APPROVALS.projects, 100_000, ())
    assert how(nobody, equal_shares(nobody), CHINESE) == ["还没有人投票，预算 1,000 元还没有动。"]


def test_the_comparison_names_what_most_votes_would_have_chosen() -> None:
    result = equal_shares(APPROVALS)
    assert beside(result, greedy(APPROVALS), CHINESE).endswith("选上的会是：第 1 号。")
    assert beside(add1(APPROVALS), greedy(APPROVALS), CHINESE).endswith("结果一样。")
    assert beside(add1(APPROVALS), (), CHINESE).endswith("选上的会是：没有。")


def test_a_recount_names_households_and_points() -> None:
    assert recounted(Needed(3, 1), APPROVALS, CHINESE) == "重新算过：再有 3 户支持，就能选上。"
    assert recounted(Needed(3, 2), POINTS, CHINESE) == "重新算过：再有 3 户各给 2 分，就能选上。"
    assert recounted(None, POINTS, CHINESE) == "重新算过：就算投了票的户都支持，也选不上。"


@pytest.mark.parametrize(
    ("fen", "written"),
    [(0, "0 元"), (5, "0.05 元"), (50_000, "500 元"), (123_456_789, "1,234,567.89 元")],
)
def test_money_is_written_in_yuan(fen: int, written: str) -> None:
    assert yuan(fen, CHINESE) == written
