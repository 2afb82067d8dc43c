"""Who had answered at an instant, although the ballot was changed or taken back since: read from the presses kept."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, CompoundSelect, Connection, Select, and_, func, or_, select, union

from bot.storage.models import ballot, ballot_history, consultation, participation, question


def moved_on(connection: Connection, inside: ColumnElement[bool], as_of: datetime) -> list[int]:
    """The consultations that were open at the instant and of which a press is known that came after it.

    Of all others the ballots themselves say who had answered. Anonymous ones keep no presses once they are sealed.
    """
    ended = consultation.c.closed_at
    still_open = and_(inside, consultation.c.closes_at > as_of, or_(ended.is_(None), ended > as_of))
    newest = (
        select(ballot_history.c.recorded_at)
        .where(ballot_history.c.consultation_id == consultation.c.id)
        .order_by(ballot_history.c.id.desc())
        .limit(1)
        .correlate(consultation)
        .scalar_subquery()
    )
    return list(connection.scalars(select(consultation.c.id).where(still_open, newest > as_of)))


def homes_then(numbers: Collection[int], as_of: datetime) -> Select[int, int]:
    """Homes (consultation, household) whose last press on some question by ``as_of`` said something."""
    key = (ballot_history.c.question_id, ballot_history.c.household_id)
    by_then = and_(ballot_history.c.consultation_id.in_(numbers), ballot_history.c.recorded_at <= as_of)
    last = select(func.max(ballot_history.c.id)).where(by_then).group_by(*key)
    return select(ballot_history.c.consultation_id, ballot_history.c.household_id).where(
        ballot_history.c.id.in_(last), ballot_history.c.choices != ""
    )


def homes_by(connection: Connection, inside: ColumnElement[bool], as_of: datetime) -> CompoundSelect[int, int]:
    """Homes (consultation, household) that had answered some of these consultations by ``as_of``, each once.

    Ballots as they stand, those of before a later change, and who took part where answers were cut loose.
    """
    numbers = select(consultation.c.id).where(inside)
    questions = select(question.c.id).where(question.c.consultation_id.in_(numbers))
    said = select(ballot.c.consultation_id, ballot.c.household_id).where(
        ballot.c.question_id.in_(questions), ballot.c.cast_at <= as_of
    )
    took_part = select(participation.c.consultation_id, participation.c.household_id).where(
        participation.c.consultation_id.in_(numbers)
    )
    return union(said, took_part, homes_then(moved_on(connection, inside, as_of), as_of))
