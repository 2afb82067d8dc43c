"""Ballots: loaded and written for many presses at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Executable, bindparam, delete, func, select
from sqlalchemy import insert as plain_insert

from bot.rules import answer_text
from bot.rules.answers import Answer
from bot.rules.balloting import Choices
from bot.rules.consultation import ONE_OPTION, Question, QuestionType
from bot.storage.models import ballot, ballot_history, mark
from bot.storage.upsert import insert_for

Key = tuple[int, int]  # question id, household id

# Built once: building a statement costs as much as running it.
_MARKS = select(mark.c.question_id, mark.c.household_id, mark.c.option_number).where(
    mark.c.question_id.in_(bindparam("questions", expanding=True)),
    mark.c.household_id.in_(bindparam("homes", expanding=True)),
)
_HISTORY = plain_insert(ballot_history)


@cache
def _upsert_ballot(dialect: str) -> Executable:
    statement = insert_for(dialect, ballot)
    return statement.on_conflict_do_update(
        index_elements=["question_id", "household_id"],
        set_={name: statement.excluded[name] for name in ("channel", "cast_at", "amount", "said")},
    )


@cache
def _upsert_mark(dialect: str) -> Executable:
    statement = insert_for(dialect, mark)
    return statement.on_conflict_do_update(
        index_elements=["question_id", "household_id", "slot"],
        set_={name: statement.excluded[name] for name in ("option_number", "value", "most_wanted")},
    )


@dataclass(frozen=True, slots=True)
class Change:
    """One ballot as it stands after a press; an answer that says nothing withdraws it."""

    consultation_id: int
    question_id: int
    type: QuestionType
    household_id: int
    answer: Answer
    person_id: int | None
    channel: str
    update_id: int | None


def load(connection: Connection, question_ids: Sequence[int], household_ids: Sequence[int]) -> dict[Key, Choices]:
    """What the ballots of these households to these questions say; no ballot, no entry."""
    found: dict[Key, set[int]] = {}
    rows = connection.execute(_MARKS, {"questions": question_ids, "homes": household_ids})
    for question_id, household_id, number in rows:
        found.setdefault((question_id, household_id), set()).add(number)
    return {key: frozenset(numbers) for key, numbers in found.items()}


def load_answers(connection: Connection, questions: Sequence[Question], household_id: int) -> dict[int, Answer]:
    """What a home's ballots to these questions say, by question number; no ballot, no entry."""
    by_id = {question.id: question for question in questions}
    here = (ballot.c.question_id.in_(by_id), ballot.c.household_id == household_id)
    marks: dict[int, dict[int, int]] = {}
    wanted: dict[int, int] = {}
    for row in connection.execute(
        select(mark).where(mark.c.question_id.in_(by_id), mark.c.household_id == household_id)
    ):
        marks.setdefault(row.question_id, {})[row.option_number] = row.value
        if row.most_wanted:
            wanted[row.question_id] = row.option_number
    found = {}
    for row in connection.execute(select(ballot.c.question_id, ballot.c.amount, ballot.c.said).where(*here)):
        question = by_id[row.question_id]
        words = row.said if question.type is QuestionType.TEXT else None
        found[question.number] = Answer(marks.get(row.question_id, {}), row.amount, words, wanted.get(row.question_id))
    return found


def store(connection: Connection, changes: Sequence[Change], now: datetime) -> None:
    """Write every change to the history and the last one of each ballot as its state."""
    if not changes:
        return
    connection.execute(_HISTORY, [_history(change, now) for change in changes])
    last = {(change.question_id, change.household_id): change for change in changes}
    standing = [change for change in last.values() if not change.answer.skipped]
    gone = [change for change in last.values() if change.answer.skipped]
    if gone:
        _delete(connection, gone)
    if standing:
        _write(connection, standing, now)


def _history(change: Change, now: datetime) -> dict[str, Any]:
    return {
        "consultation_id": change.consultation_id,
        "question_id": change.question_id,
        "household_id": change.household_id,
        "person_id": change.person_id,
        "channel": change.channel,
        "choices": answer_text.spoken(change.type, change.answer),
        "update_id": change.update_id,
        "recorded_at": now,
    }


def _delete(connection: Connection, changes: Sequence[Change]) -> None:
    statement = delete(ballot).where(
        ballot.c.question_id == bindparam("question"), ballot.c.household_id == bindparam("household")
    )
    connection.execute(
        statement, [{"question": change.question_id, "household": change.household_id} for change in changes]
    )


def _write(connection: Connection, changes: Sequence[Change], now: datetime) -> None:
    _upsert_ballots(connection, changes, now)
    several = [change for change in changes if change.type not in ONE_OPTION]
    if several:
        _clear_marks(connection, several)
    _upsert_marks(connection, changes)


def _upsert_ballots(connection: Connection, changes: Sequence[Change], now: datetime) -> None:
    connection.execute(
        _upsert_ballot(connection.dialect.name),
        [
            {
                "question_id": change.question_id,
                "household_id": change.household_id,
                "consultation_id": change.consultation_id,
                "channel": change.channel,
                "cast_at": now,
                "amount": change.answer.amount,
                "said": answer_text.said(change.type, change.answer),
            }
            for change in changes
        ],
    )


def _clear_marks(connection: Connection, changes: Sequence[Change]) -> None:
    statement = delete(mark).where(
        mark.c.question_id == bindparam("question"), mark.c.household_id == bindparam("household")
    )
    connection.execute(
        statement, [{"question": change.question_id, "household": change.household_id} for change in changes]
    )


def _upsert_marks(connection: Connection, changes: Sequence[Change]) -> None:
    rows = [
        {
            "question_id": change.question_id,
            "household_id": change.household_id,
            "slot": _slot(change.type, option, value),
            "option_number": option,
            "value": value,
            "most_wanted": option == change.answer.most_wanted,
        }
        for change in changes
        for option, value in change.answer.marks.items()
    ]
    if rows:
        connection.execute(_upsert_mark(connection.dialect.name), rows)


def _slot(kind: QuestionType, option: int, value: int) -> int:
    """Where a mark lives, so that a second choice, or a second option at one place, cannot be written."""
    if kind in ONE_OPTION:
        return 0
    return value if kind is QuestionType.RANKING else option


def versions(connection: Connection, consultation_ids: Sequence[int]) -> dict[int, int]:
    """The number of the last recorded change of each consultation; grows with every change, absent without any."""
    rows = connection.execute(
        select(ballot_history.c.consultation_id, func.max(ballot_history.c.id))
        .where(ballot_history.c.consultation_id.in_(consultation_ids))
        .group_by(ballot_history.c.consultation_id)
    )
    return {row[0]: row[1] for row in rows}
