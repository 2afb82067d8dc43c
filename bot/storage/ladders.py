"""Which communities have been asked, by name, what they would pay for property management."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from bot.rules.consultation import QuestionType, Secrecy
from bot.storage.models import consultation, question


def communities_asked_for_prices(connection: Connection, now: datetime) -> frozenset[int]:
    """Ids of communities with an opened, named price ladder."""
    found = (
        select(consultation.c.community_id)
        .join(question, question.c.consultation_id == consultation.c.id)
        .where(question.c.type == QuestionType.PRICE_LADDER.value)
        .where(consultation.c.secrecy == Secrecy.NAMED.value, consultation.c.opens_at <= now)
        .distinct()
    )
    return frozenset(connection.scalars(found))
