"""Private letters of a vote: whom they go to when they are due, and what speaks against sending one then."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, Select, or_, select

from bot.storage import answered, audiences, notices
from bot.storage.models import consultation, nudge
from bot.storage.notices import OPENING, RESULT_NOTICE
from bot.storage.outbox import Letter, Why

NUDGE = "vote_reminder"
"""Its subject is the helper's order (``nudge``), not the consultation."""
KINDS = (OPENING, RESULT_NOTICE, NUDGE)


def consultation_of(connection: Connection, letter: Letter) -> int | None:
    """The number of the consultation that a letter is about; None when it is gone."""
    if letter.kind != NUDGE:
        return letter.subject_id
    return connection.scalar(select(nudge.c.consultation_id).where(nudge.c.id == letter.subject_id))


def people_of(connection: Connection, mailing: Letter) -> list[Select[tuple[int]]]:
    """Whom it concerns now."""
    number = consultation_of(connection, mailing)
    if number is None:
        return []
    if mailing.kind == NUDGE:
        return [answered.nudged_people(number, mailing.subject_id)]
    return [answered.asked_people(number) if mailing.kind == RESULT_NOTICE else answered.silent_people(number)]


def objection(connection: Connection, letter: Letter, now: datetime) -> Why | None:
    """What speaks against sending it to this person now; of a mailing, against sending it to anybody."""
    number = consultation_of(connection, letter)
    if number is None:
        return Why.STOPPED
    why = _hindrance(connection, letter, number, now)
    if why is not None or not letter.chat_id:
        return why
    order = letter.subject_id if letter.kind == NUDGE else None
    silent_only = letter.kind != RESULT_NOTICE
    return audiences.unwilling(connection, letter.chat_id) or answered.why_not(
        connection, number, letter.chat_id, nudge_id=order, silent_only=silent_only
    )


def _hindrance(connection: Connection, letter: Letter, number: int, now: datetime) -> Why | None:
    if letter.kind == RESULT_NOTICE:
        return None if notices.wanted(connection).result else Why.STOPPED
    if letter.kind == OPENING and not notices.wanted(connection).opening:
        return Why.STOPPED
    return None if _is_open(connection, number, now) else Why.TOO_LATE


def _is_open(connection: Connection, number: int, now: datetime) -> bool:
    """As ``Consultation.status`` says, without loading it for each of thousands of letters."""
    its = consultation.c
    query = select(its.id).where(
        its.id == number,
        its.settled_at.is_(None),
        its.opens_at <= now,
        its.closes_at > now,
        or_(its.closed_at.is_(None), its.closed_at > now),
    )
    return connection.execute(query).first() is not None
