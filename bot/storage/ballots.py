"""Ballots: loaded and written for many presses at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Executable, bindparam, delete, func, select
from sqlalchemy import insert as plain_insert

from bot.rules.balloting import Choices
from bot.rules.consultation import QuestionType
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
        set_={"channel": statement.excluded.channel, "cast_at": statement.excluded.cast_at},
    )


@cache
def _upsert_mark(dialect: str) -> Executable:
    statement = insert_for(dialect, mark)
    return statement.on_conflict_do_update(
        index_elements=["question_id", "household_id", "slot"],
        set_={"option_number": statement.excluded.option_number},
    )


@dataclass(frozen=True, slots=True)
class Change:
    """One ballot as it stands after a press; empty ``choices`` withdraw it."""

    consultation_id: int
    question_id: int
    type: QuestionType
    household_id: int
    choices: Choices
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


def store(connection: Connection, changes: Sequence[Change], now: datetime) -> None:
    """Write every change to the history and the last one of each ballot as its state."""
    if not changes:
        return
    connection.execute(_HISTORY, [_history(change, now) for change in changes])
    last = {(change.question_id, change.household_id): change for change in changes}
    standing = [change for change in last.values() if change.choices]
    gone = [change for change in last.values() if not change.choices]
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
        "choices": ",".join(map(str, sorted(change.choices))),
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
    multiple = [change for change in changes if change.type is QuestionType.MULTIPLE]
    if multiple:
        _clear_marks(connection, multiple)
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
            "slot": 0 if change.type is QuestionType.SINGLE else number,
            "option_number": number,
        }
        for change in changes
        for number in sorted(change.choices)
    ]
    connection.execute(_upsert_mark(connection.dialect.name), rows)


def versions(connection: Connection, consultation_ids: Sequence[int]) -> dict[int, int]:
    """The number of the last recorded change of each consultation; grows with every change, absent without any."""
    rows = connection.execute(
        select(ballot_history.c.consultation_id, func.max(ballot_history.c.id))
        .where(ballot_history.c.consultation_id.in_(consultation_ids))
        .group_by(ballot_history.c.consultation_id)
    )
    return {row[0]: row[1] for row in rows}
