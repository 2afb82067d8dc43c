"""Cards of consultations: which there have to be, and how to look after them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, select

from bot.storage.card_tables import Card, CardTable
from bot.storage.models import binding, card, consultation

__all__ = ["TABLE", "Card", "of_consultation", "plan_missing", "unfinished"]

TABLE = CardTable(card, "consultation_id")

unfinished = TABLE.unfinished
claim = TABLE.claim
release = TABLE.release
posted = TABLE.posted
redrawn = TABLE.redrawn
lost = TABLE.lost
finish = TABLE.finish
take_back = TABLE.take_back
retired = TABLE.retired
message_ids = TABLE.message_ids


def plan_missing(connection: Connection, now: datetime) -> int:
    """Every open, enrolled consultation gets a card in every group of its community; returns how many are new."""
    wanted = (
        select(consultation.c.id, binding.c.id)
        .join(binding, binding.c.community_id == consultation.c.community_id)
        .outerjoin(card, and_(card.c.consultation_id == consultation.c.id, card.c.binding_id == binding.c.id))
        .where(
            binding.c.present,
            card.c.id.is_(None),
            consultation.c.enrolled_at.is_not(None),
            consultation.c.closes_at > now,
            consultation.c.closed_at.is_(None),
        )
    )
    return TABLE.plan(connection, wanted)


def of_consultation(number: int) -> ColumnElement[bool]:
    """The cards of one consultation, as a condition."""
    return card.c.consultation_id == number
