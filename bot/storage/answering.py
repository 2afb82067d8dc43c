"""Questionnaires half answered: what is asked now, and every answer as soon as it was given.

``question_number`` is what is asked now, its negative while the one most wanted among the chosen is asked for, 0 at the
summary. ``household_id`` is 0 for the own homes, the home's id for a sheet that a helper reads from paper, and its
negative for the second reading of that sheet.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, select, update

from bot.rules.answer_text import from_json, to_json
from bot.rules.answers import Answer
from bot.rules.paper import Standing
from bot.rules.questionnaire_form import Draft, Sheet
from bot.storage.models import answer_draft, answering, ballot, consultation
from bot.storage.upsert import insert

_KEY = ("telegram_id", "consultation_id", "household_id")


def _kept(sheet: Sheet) -> int:
    return -sheet.household_id if sheet.check else sheet.household_id


def _here(telegram_id: int, number: int, sheet: Sheet) -> ColumnElement[bool]:
    return and_(
        answering.c.telegram_id == telegram_id,
        answering.c.consultation_id == number,
        answering.c.household_id == _kept(sheet),
    )


def _here_too(telegram_id: int, number: int, sheet: Sheet) -> ColumnElement[bool]:
    return and_(
        answer_draft.c.telegram_id == telegram_id,
        answer_draft.c.consultation_id == number,
        answer_draft.c.household_id == _kept(sheet),
    )


def find(connection: Connection, telegram_id: int, number: int, sheet: Sheet) -> Draft | None:
    """What somebody has answered of a consultation; None when they never began."""
    row = connection.execute(select(answering).where(_here(telegram_id, number, sheet))).first()
    if row is None:
        return None
    said = select(answer_draft.c.question_number, answer_draft.c.said).where(_here_too(telegram_id, number, sheet))
    answers = {asked: from_json(text) for asked, text in connection.execute(said)}
    return Draft(row.question_number, row.message_id, row.handed_in_at, row.touched_at, dict(sorted(answers.items())))


def newest(connection: Connection, telegram_id: int) -> tuple[int, Sheet] | None:
    """The questionnaire that somebody had in hand last: the consultation's number, and whose answers."""
    query = select(answering.c.consultation_id, answering.c.household_id).where(answering.c.telegram_id == telegram_id)
    row = connection.execute(query.order_by(answering.c.touched_at.desc()).limit(1)).first()
    return None if row is None else (row[0], Sheet(abs(row[1]), check=row[1] < 0))


def sheets(connection: Connection, telegram_id: int, since: datetime) -> list[tuple[int, Sheet]]:
    """The sheets on paper that somebody has had in hand since then, the newest first."""
    query = select(answering.c.consultation_id, answering.c.household_id).where(
        answering.c.telegram_id == telegram_id, answering.c.household_id != 0, answering.c.touched_at > since
    )
    rows = connection.execute(query.order_by(answering.c.touched_at.desc()))
    return [(number, Sheet(abs(home), check=home < 0)) for number, home in rows]


def begun(connection: Connection, telegram_id: int) -> dict[int, Draft]:
    """The own questionnaires of somebody by consultation, half answered or handed in."""
    mine = (answering.c.telegram_id == telegram_id, answering.c.household_id == 0)
    numbers = connection.scalars(select(answering.c.consultation_id).where(*mine).order_by(answering.c.consultation_id))
    found = {number: find(connection, telegram_id, number, Sheet()) for number in numbers.all()}
    return {number: draft for number, draft in found.items() if draft is not None}


def put(connection: Connection, telegram_id: int, number: int, sheet: Sheet, draft: Draft, now: datetime) -> None:
    """Write down where somebody stands; answers are written by ``say`` and ``say_all``."""
    values = {
        "question_number": draft.place,
        "message_id": draft.message_id,
        "handed_in_at": draft.handed_in_at,
        "touched_at": now,
    }
    key = dict(zip(_KEY, (telegram_id, number, _kept(sheet)), strict=True))
    new = insert(connection, answering).values(**key, **values)
    connection.execute(new.on_conflict_do_update(index_elements=_KEY, set_=values))


def say(connection: Connection, telegram_id: int, number: int, sheet: Sheet, asked: int, answer: Answer | None) -> None:
    """Write one answer down, or take it back; ``put`` comes first."""
    if answer is None:
        mine = (_here_too(telegram_id, number, sheet), answer_draft.c.question_number == asked)
        connection.execute(delete(answer_draft).where(*mine))
        return
    key = dict(zip(_KEY, (telegram_id, number, _kept(sheet)), strict=True)) | {"question_number": asked}
    new = insert(connection, answer_draft).values(**key, said=to_json(answer))
    connection.execute(
        new.on_conflict_do_update(index_elements=[*_KEY, "question_number"], set_={"said": to_json(answer)})
    )


def note_message(connection: Connection, telegram_id: int, number: int, sheet: Sheet, message_id: int) -> None:
    """Write down which message shows the question now."""
    connection.execute(update(answering).where(_here(telegram_id, number, sheet)).values(message_id=message_id))


def remove(connection: Connection, telegram_id: int, number: int, sheet: Sheet) -> None:
    """Forget what somebody has answered here; ballots stay."""
    connection.execute(delete(answering).where(_here(telegram_id, number, sheet)))


def purge(connection: Connection, before: datetime) -> None:
    """Drop what was answered in questionnaires that ended before the instant: ballots say what counted."""
    over = select(consultation.c.id).where(consultation.c.settled_at < before)
    connection.execute(delete(answering).where(answering.c.consultation_id.in_(over)))


def standing(
    connection: Connection, question_ids: Sequence[int], household_ids: Sequence[int]
) -> tuple[Standing, int, bool] | None:
    """The newest ballot of these homes to these questions: its channel and instant, its home, and whether all of the
    homes said something at that instant."""
    mine = and_(ballot.c.question_id.in_(question_ids), ballot.c.household_id.in_(household_ids))
    newest_first = (ballot.c.cast_at.desc(), ballot.c.household_id)
    query = select(ballot.c.channel, ballot.c.cast_at, ballot.c.household_id).where(mine).order_by(*newest_first)
    row = connection.execute(query.limit(1)).first()
    if row is None:
        return None
    together = select(ballot.c.household_id).distinct().where(mine, ballot.c.cast_at == row.cast_at)
    everywhere = len(connection.scalars(together).all()) == len(set(household_ids))
    return Standing(row.channel, row.cast_at), row.household_id, everywhere


def ballots_of(
    connection: Connection, question_ids: Sequence[int], household_ids: Sequence[int]
) -> set[tuple[int, int]]:
    """Which of these homes have a ballot to which of these questions, as (question id, household id)."""
    query = select(ballot.c.question_id, ballot.c.household_id).where(
        ballot.c.question_id.in_(question_ids), ballot.c.household_id.in_(household_ids)
    )
    return {(asked, home) for asked, home in connection.execute(query)}
