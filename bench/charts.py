"""Pictures of results, one for each kind of question that has a drawing of its own, with the typesetter warm."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from bench.figures import Figure, at_most, figure
from bot.reports.tally_chart import tally_png
from bot.rules.consultation import (
    Answerers,
    Consultation,
    OptionFacts,
    OptionKind,
    Question,
    QuestionType,
    Regime,
    ResultsPolicy,
    Scope,
)
from bot.rules.tally import Tally, TallyFacts, Weight, tally
from bot.texts import texts

_HOMES, _ANSWERED, _FLAT = 1_000, 640, 75_00
_NOW = datetime(2026, 12, 9, tzinfo=UTC)
_LADDER = (OptionFacts(kind=OptionKind.NOTHING), *(OptionFacts(price=price) for price in (30, 50, 60, 80, 100, 120)))
_COSTS = tuple(OptionFacts(cost=cost * 10_000_00) for cost in range(2, 12))


def _questions() -> Iterator[tuple[str, Question]]:
    def ask(kind: QuestionType, options: int, **more: object) -> Question:
        labels = tuple(f"{number} 号选项，写得稍微长一点" for number in range(1, options + 1))
        return Question(1, 1, "您家怎么看？", kind, labels, **more)  # type: ignore[arg-type]

    yield "32 items", ask(QuestionType.MULTIPLE, 32)
    yield "satisfaction", ask(QuestionType.RATING, 6)
    yield "fee curve", ask(QuestionType.PRICE_LADDER, 7, facts=_LADDER, monthly_cost=50_000_00)
    yield "ranking", ask(QuestionType.RANKING, 8)
    yield "budget", ask(QuestionType.BUDGET, 10, facts=_COSTS, budget=30_000_000, ballot_kind="approval")


def _tally(question: Question) -> Tally:
    chance, count = Random(1), len(question.options)
    several = question.type in (QuestionType.MULTIPLE, QuestionType.RANKING, QuestionType.BUDGET)
    papers = [chance.sample(range(1, count + 1), min(count, 3) if several else 1) for _ in range(_ANSWERED)]
    homes = Counter(option for paper in papers for option in paper)
    said = {
        QuestionType.RANKING: Counter(",".join(map(str, paper)) for paper in papers),
        QuestionType.BUDGET: Counter(",".join(f"{option}:1" for option in sorted(paper)) for paper in papers),
    }
    facts = TallyFacts(
        electorate=_weight(_HOMES),
        turnout=_weight(_ANSWERED),
        by_channel={"chat": _ANSWERED},
        answered={1: _ANSWERED},
        options={(1, option): _weight(number) for option, number in homes.items()},
        said={1: said.get(question.type, {})},
    )
    return tally(_consultation(question), facts, _NOW)


def _weight(homes: int) -> Weight:
    return Weight(homes, homes, homes * _FLAT)


def _consultation(question: Question) -> Consultation:
    return Consultation(
        id=1,
        community_id=1,
        community_code="JX01",
        community_name="金祥花园",
        title="问卷",
        regime=Regime.CONSULTATION,
        answerers=Answerers.RESIDENTS,
        results=ResultsPolicy.LIVE,
        scope=Scope(),
        opens_at=_NOW - timedelta(days=8),
        closes_at=_NOW - timedelta(days=1),
        closed_at=None,
        questions=(question,),
    )


def figures(repeats: int) -> list[Figure]:
    """The rows of the table: each kind counted anew and drawn, but for the first time."""
    return [
        figure(f"chart, {name}, warm", _milliseconds(question, repeats), "ms", at_most(150))
        for name, question in _questions()
    ]


def _milliseconds(question: Question, repeats: int) -> list[float]:
    counted, words, zone = _tally(question), texts("zh-CN"), ZoneInfo("Asia/Shanghai")
    tally_png(counted, words, zone)
    found = []
    for _ in range(repeats):
        begun = time.perf_counter()
        tally_png(counted, words, zone)
        found.append((time.perf_counter() - begun) * 1000)
    return found
