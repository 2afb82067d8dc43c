"""Cards: the one message of a consultation in each group, and what it shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, insert, or_, select, update

from bot.storage.models import binding, card, consultation


@dataclass(frozen=True, slots=True)
class Card:
    """A card to look after. ``message_id`` is None until posted; ``retired_id`` is an older post to mark as moved."""

    id: int
    consultation_id: int
    chat_id: int
    thread_id: int | None
    message_id: int | None
    retired_id: int | None
    shown: str | None


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
    rows = [{"consultation_id": row[0], "binding_id": row[1]} for row in connection.execute(wanted)]
    if rows:
        connection.execute(insert(card), rows)
    return len(rows)


def unfinished(connection: Connection) -> list[Card]:
    """All cards that may still change, in groups where the bot is present."""
    rows = connection.execute(
        select(
            card.c.id,
            card.c.consultation_id,
            binding.c.chat_id,
            binding.c.thread_id,
            card.c.message_id,
            card.c.retired_id,
            card.c.shown,
        )
        .join(binding, binding.c.id == card.c.binding_id)
        .where(card.c.final.is_(False), binding.c.present)
        .order_by(card.c.id)
    )
    return [Card(row[0], row[1], row[2], row[3], row[4], row[5], row[6]) for row in rows]


def claim(connection: Connection, card_id: int, now: datetime, until: datetime) -> bool:
    """Take a card for its first post; False when somebody else has it or it is posted already."""
    taken = connection.execute(
        update(card)
        .where(
            card.c.id == card_id,
            card.c.message_id.is_(None),
            or_(card.c.lease_until.is_(None), card.c.lease_until <= now),
        )
        .values(lease_until=until)
    )
    return taken.rowcount == 1


def release(connection: Connection, card_id: int) -> None:
    """Give up a claim whose send certainly had no effect."""
    connection.execute(update(card).where(card.c.id == card_id).values(lease_until=None))


def posted(connection: Connection, card_id: int, message_id: int, shown: str) -> None:
    """The card stands in the group as this message."""
    connection.execute(
        update(card).where(card.c.id == card_id).values(message_id=message_id, shown=shown, lease_until=None)
    )


def redrawn(connection: Connection, card_id: int, shown: str, final: bool) -> None:
    """The message now shows this; a final card is never touched again."""
    connection.execute(update(card).where(card.c.id == card_id).values(shown=shown, final=final))


def lost(connection: Connection, card_id: int) -> None:
    """The message is gone from the group: post again."""
    connection.execute(update(card).where(card.c.id == card_id).values(message_id=None, shown=None, lease_until=None))


def finish(connection: Connection, card_id: int) -> None:
    """Nothing is left to draw, e.g. for a consultation that closed before its card was ever posted."""
    connection.execute(update(card).where(card.c.id == card_id).values(final=True, lease_until=None))


def take_back(connection: Connection, card_id: int) -> bool:
    """Make the older post the card again: it closed before a new one was posted. False without an older post."""
    changed = connection.execute(
        update(card)
        .where(card.c.id == card_id, card.c.message_id.is_(None), card.c.retired_id.is_not(None))
        .values(message_id=card.c.retired_id, retired_id=None, shown=None, lease_until=None)
    )
    return changed.rowcount == 1


def retired(connection: Connection, card_id: int) -> None:
    """The older post has been marked as moved."""
    connection.execute(update(card).where(card.c.id == card_id).values(retired_id=None))


def message_ids(connection: Connection, consultation_ids: Sequence[int]) -> dict[tuple[int, int], int | None]:
    """Where the cards of these consultations stand, by (consultation, chat)."""
    rows = connection.execute(
        select(card.c.consultation_id, binding.c.chat_id, card.c.message_id)
        .join(binding, binding.c.id == card.c.binding_id)
        .where(card.c.consultation_id.in_(consultation_ids))
    )
    return {(row[0], row[1]): row[2] for row in rows}


def of_consultation(number: int) -> ColumnElement[bool]:
    """The cards of one consultation, as a condition."""
    return card.c.consultation_id == number
