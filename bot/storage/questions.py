"""The questions of consultations and their options."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select

from bot.rules.consultation import PLAIN, Condition, OptionFacts, OptionKind, Question, QuestionType
from bot.storage.models import option, question

# Built once: building a statement costs as much as running it.
_NUMBERS = question.c.consultation_id.in_(bindparam("numbers", expanding=True))
_OPTIONS_OF = (
    select(option)
    .join(question, question.c.id == option.c.question_id)
    .where(_NUMBERS)
    .order_by(option.c.question_id, option.c.number)
)
_QUESTIONS_OF = select(question).where(_NUMBERS).order_by(question.c.consultation_id, question.c.number)
_SAME = (
    *("number", "text", "max_choices", "required", "sensitive", "most_wanted", "role"),
    *("budget", "ballot_kind", "points", "unit", "least", "most", "monthly_cost"),
)


def create(connection: Connection, consultation_id: int, questions: Sequence[Question]) -> None:
    """Store checked questions with their options; their ids are given by the database."""
    for asked in questions:
        question_id: int = connection.execute(
            insert(question).returning(question.c.id), _row(consultation_id, asked)
        ).scalar_one()
        options = [_option_row(question_id, asked, number) for number in range(1, len(asked.options) + 1)]
        if options:
            connection.execute(insert(option), options)


def _row(consultation_id: int, asked: Question) -> dict[str, Any]:
    condition = asked.condition
    return {
        "consultation_id": consultation_id,
        "type": asked.type.value,
        "condition_number": condition.number if condition else None,
        "condition_options": ",".join(map(str, sorted(condition.options))) if condition else None,
        **{name: getattr(asked, name) for name in _SAME},
    }


def _option_row(question_id: int, asked: Question, number: int) -> dict[str, Any]:
    facts = asked.facts_of(number)
    return {
        "question_id": question_id,
        "number": number,
        "label": asked.options[number - 1],
        "code": facts.code,
        "category": facts.category,
        "kind": facts.kind.value if facts.kind else None,
        "marks": ",".join(facts.marks) or None,
        "cost": facts.cost,
        "price": facts.price,
    }


def load(connection: Connection, consultation_ids: Sequence[int]) -> dict[int, list[Question]]:
    """The questions of these consultations in their order, by consultation."""
    options: dict[int, list[Row[Any]]] = {}
    for row in connection.execute(_OPTIONS_OF, {"numbers": consultation_ids}):
        options.setdefault(row.question_id, []).append(row)
    found: dict[int, list[Question]] = {}
    for row in connection.execute(_QUESTIONS_OF, {"numbers": consultation_ids}):
        found.setdefault(row.consultation_id, []).append(_question(row, options.get(row.id, ())))
    return found


def _question(row: Row[Any], options: Sequence[Row[Any]]) -> Question:
    facts = tuple(_facts(each) for each in options)
    return Question(
        id=row.id,
        type=QuestionType(row.type),
        options=tuple(each.label for each in options),
        facts=facts if any(each != PLAIN for each in facts) else (),
        condition=_condition(row),
        **{name: getattr(row, name) for name in _SAME},
    )


def _condition(row: Row[Any]) -> Condition | None:
    if row.condition_number is None:
        return None
    return Condition(row.condition_number, frozenset(map(int, row.condition_options.split(","))))


def _facts(row: Row[Any]) -> OptionFacts:
    return OptionFacts(
        code=row.code,
        category=row.category,
        kind=OptionKind(row.kind) if row.kind else None,
        marks=tuple(row.marks.split(",")) if row.marks else (),
        cost=row.cost,
        price=row.price,
    )
