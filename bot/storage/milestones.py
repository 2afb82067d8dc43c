"""What is due by the clock, and the few columns that remember it was done."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, exists, or_, select, update

from bot.storage.models import binding, card, consultation

_c = consultation.c


def _ended(now: datetime) -> ColumnElement[bool]:
    return or_(_c.closes_at <= now, _c.closed_at <= now)


def _to_enroll(now: datetime) -> ColumnElement[bool]:
    return and_(_c.enrolled_at.is_(None), _c.opens_at <= now)


def _to_settle(now: datetime) -> ColumnElement[bool]:
    return and_(_c.settled_at.is_(None), _ended(now))


def anything_due(connection: Connection, now: datetime) -> bool:
    """Whether a consultation opened, ended or lacks a card in one of its groups. Cheap: asked every second or two."""
    posted = exists().where(card.c.consultation_id == _c.id, card.c.binding_id == binding.c.id)
    posted = posted.correlate(consultation, binding)  # by itself it would look at the cards of any consultation
    uncarded = exists().where(binding.c.community_id == _c.community_id, binding.c.present, ~posted)
    open_uncarded = and_(_c.enrolled_at.is_not(None), _c.closes_at > now, _c.closed_at.is_(None), uncarded)
    due = or_(_to_enroll(now), _to_settle(now), open_uncarded)
    return connection.execute(select(_c.id).where(_c.settled_at.is_(None), due).limit(1)).first() is not None


def to_enroll(connection: Connection, now: datetime) -> list[int]:
    """Consultations that are open (or over) and have no electorate yet."""
    return list(connection.scalars(select(_c.id).where(_to_enroll(now)).order_by(_c.id)))


def to_settle(connection: Connection, now: datetime) -> list[tuple[int, int]]:
    """Ended consultations whose end was not announced yet, as (number, community id)."""
    rows = connection.execute(select(_c.id, _c.community_id).where(_to_settle(now)).order_by(_c.id))
    return [(row[0], row[1]) for row in rows]


def settle(connection: Connection, number: int, now: datetime) -> None:
    """The end was noticed and its announcement planned."""
    connection.execute(update(consultation).where(_c.id == number).values(settled_at=now))
