"""Changing a consultation that nobody has answered, and moving the end of one that is open."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from bot.rules.consultation import Consultation
from bot.rules.definition import Definition
from bot.storage import consultations, questions
from bot.storage.models import answering, card, consultation, question

_ASIDE = 1000
"""More than the questions of any consultation: old ones step aside before new ones take their numbers."""


def lock(connection: Connection, number: int) -> Consultation | None:
    """The consultation, kept from being changed by others until the transaction ends."""
    if not 0 < number < 2**31:
        return None
    connection.execute(select(consultation.c.id).where(consultation.c.id == number).with_for_update())
    return consultations.load(connection, number)


def rewrite(connection: Connection, number: int, definition: Definition) -> None:
    """Other words, questions and end.

    The new questions get new ids, so that a press on an old card cannot mean an option that nobody saw.
    """
    values = {"title": definition.title, "closes_at": definition.closes_at}
    connection.execute(update(consultation).where(consultation.c.id == number).values(values))
    old = list(connection.scalars(select(question.c.id).where(question.c.consultation_id == number)))
    connection.execute(update(question).where(question.c.id.in_(old)).values(number=question.c.number + _ASIDE))
    questions.create(connection, number, definition.questions)
    connection.execute(delete(question).where(question.c.id.in_(old)))
    connection.execute(delete(answering).where(answering.c.consultation_id == number))


def extend(connection: Connection, number: int, closes: datetime) -> None:
    """It ends later."""
    connection.execute(update(consultation).where(consultation.c.id == number).values(closes_at=closes))


def show_drawings_anew(connection: Connection, number: int) -> None:
    """The album goes out once more, before the card that is posted again after it."""
    connection.execute(update(card).where(card.c.consultation_id == number).values(parts_sent=0))
