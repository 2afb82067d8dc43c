"""Tallies made by hand, for what they look like in files and pictures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.rules.consultation import Answerers, Consultation, Question, QuestionType, Regime, ResultsPolicy, Scope
from bot.rules.tally import HeadVote, Tally, TallyFacts, Weight, tally

ZONE = ZoneInfo("Asia/Shanghai")
OPENS = datetime(2026, 12, 1, 9, tzinfo=ZONE)
CLOSES = OPENS + timedelta(days=7)
DURING, AFTER = OPENS + timedelta(days=3), CLOSES
FLAT = 75_00


def sample(counts: Sequence[int], labels: Sequence[str] = (), now: datetime = DURING, **changes: Any) -> Tally:
    """A consultation of 120 households with so many votes for each option; ``changes`` are fields of it."""
    options = tuple(labels) or tuple(f"方案{number}" for number in range(1, len(counts) + 1))
    asked = _consultation(changes.pop("question", "您家赞成哪个方案？"), options, changes)
    votes = {(1, number): _weight(count) for number, count in enumerate(counts, start=1) if count}
    everyone = Weight(120, 118, 120 * FLAT)
    total = sum(counts)
    facts = TallyFacts(everyone, _weight(total), {"chat": total}, {1: total}, votes, _heads(counts))
    return tally(asked, facts, now)


def decision(counts: Sequence[int], now: datetime = AFTER, **changes: Any) -> Tally:
    """An owner decision about a lift, among the same 120 households."""
    changes = {"regime": Regime.OWNER_DECISION, "matter": "rebuild_alter", **changes}
    return sample(counts, ("同意", "反对", "弃权"), now, **changes)


def _weight(households: int) -> Weight:
    return Weight(households, households, households * FLAT)


def _heads(counts: Sequence[int]) -> tuple[HeadVote, ...]:
    choices = [number for number, count in enumerate(counts, start=1) for _ in range(count)]
    return tuple(HeadVote(head, FLAT, choice) for head, choice in enumerate(choices))


def _consultation(text: str, options: tuple[str, ...], changes: dict[str, Any]) -> Consultation:
    fields: dict[str, Any] = {
        "id": 7,
        "community_id": 1,
        "community_code": "JX01",
        "community_name": "金祥花园",
        "title": "停车与绿地怎么改",
        "regime": Regime.CONSULTATION,
        "answerers": Answerers.RESIDENTS,
        "results": ResultsPolicy.LIVE,
        "scope": Scope(),
        "opens_at": OPENS,
        "closes_at": CLOSES,
        "closed_at": None,
        "questions": (Question(1, 1, text, QuestionType.SINGLE, options),),
    }
    return Consultation(**{**fields, **changes})
