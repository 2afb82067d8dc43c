"""Compounds that were asked what they would pay for property management."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, insert

from bot.rules.answers import chosen
from bot.rules.consultation import OptionFacts, OptionKind, Question, QuestionType
from bot.storage.models import household
from tests.reports.survey_world import answer, ask

OPENED = datetime(2026, 1, 5, 1, tzinfo=UTC)
LABELS = ("不交", "0.3 元", "0.8 元")
FACTS = (OptionFacts(kind=OptionKind.NOTHING), OptionFacts(price=30), OptionFacts(price=80))


def ask_for_prices(
    connection: Connection, community_id: int, answers: Sequence[int], cost: int | None = None, secrecy: str = "named"
) -> None:
    """One flat of 100 ㎡ an answer: option 1 pays nothing, 2 at most 0.3 yuan, 3 at most 0.8; ``cost`` in fen."""
    rows = [
        {"community_id": community_id, "building": "9", "entrance": "1", "room": str(101 + at), "floor_area": 10_000}
        for at in range(len(answers))
    ]
    homes = [
        connection.execute(insert(household).returning(household.c.id), row | {"counted": True}).scalar_one()
        for row in rows
    ]
    question = Question(0, 1, "最多愿意交多少？", QuestionType.PRICE_LADDER, LABELS, facts=FACTS, monthly_cost=cost)
    dates = {"opens_at": OPENED, "closes_at": OPENED + timedelta(days=7), "created_at": OPENED}
    results = "live" if secrecy == "named" else "after_close"
    asked = ask(connection, community_id, [question], title="物业费意愿", secrecy=secrecy, results=results, **dates)
    for home, option in zip(homes, answers, strict=True):
        answer(connection, asked, home, {1: chosen(option)})
