"""Consultations: stored once, never changed but for their opening and closing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, insert, select, update

from bot.rules.consultation import Answerers, Consultation, Question, Regime, ResultsPolicy, Scope, Secrecy
from bot.rules.definition import Definition
from bot.storage import questions
from bot.storage.models import community, consultation, question


def create(
    connection: Connection, definition: Definition, community_id: int, created_by: int | None, now: datetime
) -> int:
    """Store a checked definition; returns the new number."""
    row: dict[str, Any] = {
        "community_id": community_id,
        "title": definition.title,
        "regime": definition.regime.value,
        "answerers": definition.answerers.value,
        "results": definition.results.value,
        "scope_building": definition.scope.building,
        "scope_entrance": definition.scope.entrance,
        "opens_at": definition.opens_at,
        "closes_at": definition.closes_at,
        "matter": definition.matter,
        "ruleset": definition.ruleset,
        "secrecy": definition.secrecy.value,
        "template": definition.template,
        "created_by": created_by,
        "created_at": now,
    }
    number: int = connection.execute(insert(consultation).returning(consultation.c.id), row).scalar_one()
    questions.create(connection, number, definition.questions)
    return number


def group(connection: Connection, numbers: Sequence[int]) -> None:
    """Say that these were asked at once, so that their results can be shown together."""
    connection.execute(update(consultation).where(consultation.c.id.in_(numbers)).values(group_id=min(numbers)))


def of_group(connection: Connection, number: int) -> tuple[int, ...]:
    """The numbers of the consultations asked at once with this one (any of them, so ``group_id`` too), the first first.

    One that belongs to no group is alone.
    """
    same = select(consultation.c.group_id).where(consultation.c.id == number).scalar_subquery()
    together = select(consultation.c.id).where((consultation.c.id == number) | (consultation.c.group_id == same))
    return tuple(connection.scalars(together.order_by(consultation.c.id)))


def newest_by(connection: Connection, created_by: int, title: str) -> int | None:
    """The number of the newest consultation with this title that somebody (a Telegram id) created."""
    mine = (consultation.c.created_by == created_by, consultation.c.title == title)
    newest: int | None = connection.scalar(select(func.max(consultation.c.id)).where(*mine))
    return newest


# Built once: building a statement costs as much as running it.
_SELECT = select(consultation, community.c.code, community.c.name).join(community)
_OF_QUESTIONS = _SELECT.where(
    consultation.c.id.in_(
        select(question.c.consultation_id).where(question.c.id.in_(bindparam("question_ids", expanding=True)))
    )
)


def _consultation(row: Row[Any], asked: Sequence[Question]) -> Consultation:
    return Consultation(
        id=row.id,
        community_id=row.community_id,
        community_code=row.code,
        community_name=row.name,
        title=row.title,
        regime=Regime(row.regime),
        answerers=Answerers(row.answerers),
        results=ResultsPolicy(row.results),
        scope=Scope(row.scope_building, row.scope_entrance),
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        closed_at=row.closed_at,
        questions=tuple(asked),
        matter=row.matter,
        ruleset=row.ruleset,
        settled=row.settled_at is not None,
        secrecy=Secrecy(row.secrecy),
        sealed=row.sealed_at is not None,
        template=row.template,
        group_id=row.group_id,
    )


def _build(
    connection: Connection, statement: Select[Any], facts: Mapping[str, Any] | None = None
) -> list[Consultation]:
    rows = connection.execute(statement, facts).all()
    asked = questions.load(connection, [row.id for row in rows]) if rows else {}
    return [_consultation(row, asked.get(row.id, ())) for row in rows]


def load(connection: Connection, number: int) -> Consultation | None:
    """The consultation with this number, or None; also for a number too large to be one."""
    if not 0 < number < 2**31:
        return None
    found = _build(connection, _SELECT.where(consultation.c.id == number))
    return found[0] if found else None


def by_numbers(connection: Connection, numbers: Sequence[int]) -> list[Consultation]:
    """The consultations with these numbers."""
    return _build(connection, _SELECT.where(consultation.c.id.in_(numbers)))


def of_questions(connection: Connection, question_ids: Sequence[int]) -> dict[int, Consultation]:
    """The consultations that these questions belong to, by question id; unknown ids are absent."""
    found = _build(connection, _OF_QUESTIONS, {"question_ids": question_ids})
    return {asked.id: item for item in found for asked in item.questions}


def listed(connection: Connection, community_ids: Sequence[int] | None = None) -> list[Consultation]:
    """All consultations, or those of some communities, newest first."""
    statement = _SELECT.order_by(consultation.c.id.desc())
    if community_ids is not None:
        statement = statement.where(consultation.c.community_id.in_(community_ids))
    return _build(connection, statement)


def open_in(connection: Connection, community_ids: Sequence[int], now: datetime) -> list[Consultation]:
    """What is open in these communities, the one that closes first first."""
    statement = _SELECT.where(
        consultation.c.community_id.in_(community_ids),
        consultation.c.opens_at <= now,
        consultation.c.closes_at > now,
        consultation.c.closed_at.is_(None),
    )
    return _build(connection, statement.order_by(consultation.c.closes_at, consultation.c.id))


def open_now(connection: Connection, number: int, now: datetime) -> None:
    """Let it open at ``now`` instead of later."""
    connection.execute(update(consultation).where(consultation.c.id == number).values(opens_at=now))


def close_now(connection: Connection, number: int, now: datetime) -> None:
    """End it at ``now``; an end already set stays."""
    connection.execute(
        update(consultation)
        .where(consultation.c.id == number, consultation.c.closed_at.is_(None))
        .values(closed_at=now)
    )
