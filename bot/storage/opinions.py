"""The ledger of opinions: entered, looked up, changed; and the papers of a meeting's minutes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, case, func, insert, select, update

from bot.rules.meeting_overview import MinuteFile, Opinion, OpinionDraft
from bot.rules.opinions import Category, LedgerOpinion, OpinionEvent, OpinionFile, OpinionState
from bot.storage.models import community, minute_file, opinion, opinion_event, opinion_file, person
from bot.storage.opinion_figures import OpinionRow, opinion_counts, rows

__all__ = [
    "ANSWER",
    "DIGEST",
    "DUTY",
    "MINUTES",
    "OpinionRow",
    "add",
    "add_files",
    "close",
    "events_of",
    "files_of",
    "files_of_opinion",
    "find",
    "fulfil",
    "given_since",
    "giver_of",
    "group_of",
    "note",
    "of_meeting",
    "of_person",
    "opinion_counts",
    "relink",
    "rows",
    "selected",
    "several",
    "store",
]

MINUTES = "meeting_minutes"
"""The kind of letter that brings the minutes to a group; its subject is the meeting."""
ANSWER = "opinion_answer"
"""The letter that tells the giver; its subject is the opinion."""
DUTY = "opinion_task"
"""The letter that tells a helper that an opinion is theirs to answer; its subject is the opinion."""
DIGEST = "opinion_overdue"
"""The letter that lists to a helper what is overdue; its subject is the day (``date.toordinal``)."""

_FILES = func.count(opinion_file.c.id)
_VOICES = func.count(case((opinion_file.c.kind == "voice", 1)))


def add(
    connection: Connection,
    community_id: int,
    meeting_id: int | None,
    drafts: Sequence[OpinionDraft],
    now: datetime,
    person_id: int | None = None,
) -> tuple[int, ...]:
    """Enter opinions of a meeting; returns their numbers. ``person_id`` is who wrote them, if a resident did."""
    common = {"community_id": community_id, "meeting_id": meeting_id, "person_id": person_id, "raised_at": now}
    return tuple(store(connection, common | _drafted(draft)) for draft in drafts)


def _drafted(draft: OpinionDraft) -> dict[str, Any]:
    due = draft.due_on.isoformat() if draft.due_on else None
    return {"text": draft.text, "owner": draft.owner, "owner_name": draft.owner_name, "due_on": due}


def store(connection: Connection, values: dict[str, Any], files: Sequence[OpinionFile] = ()) -> int:
    """Enter one opinion, given as the columns' values, with its files; returns its number."""
    number: int = connection.execute(insert(opinion).returning(opinion.c.id), values).scalar_one()
    given = [{"opinion_id": number, "kind": one.kind, "file_id": one.file_id, "name": one.name} for one in files]
    if given:
        connection.execute(insert(opinion_file), given)
    note(connection, [number], "raised", None, None, values["raised_at"])
    return number


def note(
    connection: Connection, numbers: Sequence[int], verb: str, detail: str | None, actor: int | None, at: datetime
) -> None:
    """Append a step to the history of each; ``actor`` is a helper's Telegram id, never a resident's."""
    lines = [{"opinion_id": each, "verb": verb, "detail": detail, "actor": actor, "at": at} for each in numbers]
    if lines:
        connection.execute(insert(opinion_event), lines)


def selected() -> Select[Any]:
    """Every column of a ledger line, one row an opinion."""
    files = (
        select(opinion_file.c.opinion_id, _FILES.label("files"), _VOICES.label("voices"))
        .group_by(opinion_file.c.opinion_id)
        .subquery()
    )
    linked = opinion.alias()
    alike = select(func.count()).where(linked.c.main_id == opinion.c.id).correlate(opinion).scalar_subquery()
    return (
        select(opinion, community.c.code, community.c.name, community.c.subdistrict)
        .add_columns(files.c.files, files.c.voices, alike.label("alike"))
        .join(community, community.c.id == opinion.c.community_id)
        .outerjoin(files, files.c.opinion_id == opinion.c.id)
    )


def several(connection: Connection, query: Select[Any]) -> tuple[LedgerOpinion, ...]:
    """What a query on ``selected`` finds."""
    return tuple(_ledger(row) for row in connection.execute(query))


def _ledger(row: Row[Any]) -> LedgerOpinion:
    return LedgerOpinion(
        id=row.id,
        community_id=row.community_id,
        community_code=row.code,
        community_name=row.name,
        subdistrict=row.subdistrict,
        building=row.building,
        category=Category(row.category),
        place=row.place,
        text=row.text,
        transcript=row.transcript,
        state=OpinionState(row.state),
        owner=row.owner,
        owner_name=row.owner_name,
        due_on=date.fromisoformat(row.due_on) if row.due_on else None,
        answer=row.answer,
        answered_at=row.answered_at,
        raised_at=row.raised_at,
        meeting_id=row.meeting_id,
        main_id=row.main_id,
        files=row.files or 0,
        voices=row.voices or 0,
        alike=row.alike,
    )


def find(connection: Connection, number: int) -> LedgerOpinion | None:
    """The opinion with this number, or None; also for a number too large to be one."""
    found = several(connection, selected().where(opinion.c.id == number)) if 0 < number < 2**31 else ()
    return found[0] if found else None


def group_of(connection: Connection, main_id: int) -> tuple[LedgerOpinion, ...]:
    """The main opinion and those linked to it, oldest first."""
    mine: ColumnElement[bool] = (opinion.c.id == main_id) | (opinion.c.main_id == main_id)
    return several(connection, selected().where(mine).order_by(opinion.c.id))


def of_person(connection: Connection, person_id: int) -> tuple[LedgerOpinion, ...]:
    """What somebody gave, newest first."""
    return several(connection, selected().where(opinion.c.person_id == person_id).order_by(opinion.c.id.desc()))


def given_since(connection: Connection, person_id: int, since: datetime | None = None) -> int:
    """How many opinions somebody gave, from an instant on or at all."""
    mine = [opinion.c.person_id == person_id]
    if since is not None:
        mine.append(opinion.c.raised_at >= since)
    return int(connection.execute(select(func.count()).select_from(opinion).where(*mine)).scalar_one())


def giver_of(connection: Connection, number: int) -> int | None:
    """The Telegram id of who gave it, for telling them; None when nobody is known, or they were forgotten."""
    query = select(person.c.telegram_id).join(opinion, opinion.c.person_id == person.c.id)
    return connection.scalar(query.where(opinion.c.id == number))


def fulfil(connection: Connection, numbers: Sequence[int], **values: Any) -> None:
    """Change columns of these opinions."""
    connection.execute(update(opinion).where(opinion.c.id.in_(numbers)).values(**values))


def close(
    connection: Connection, numbers: Sequence[int], state: OpinionState, words: str, now: datetime
) -> tuple[int, ...]:
    """Answer or reject those of them that are open; returns which."""
    mine = (opinion.c.id.in_(numbers), opinion.c.state == OpinionState.OPEN.value)
    closing = update(opinion).where(*mine).values(state=state.value, answer=words, answered_at=now)
    return tuple(sorted(connection.scalars(closing.returning(opinion.c.id))))


def relink(connection: Connection, numbers: Sequence[int], main_id: int | None) -> None:
    """Link opinions to an older one, or to none."""
    fulfil(connection, numbers, main_id=main_id)


def events_of(connection: Connection, number: int) -> tuple[OpinionEvent, ...]:
    """The history of an opinion, oldest first."""
    query = select(opinion_event).where(opinion_event.c.opinion_id == number).order_by(opinion_event.c.id)
    return tuple(OpinionEvent(row.verb, row.detail, row.actor, row.at) for row in connection.execute(query))


def files_of_opinion(connection: Connection, number: int) -> tuple[OpinionFile, ...]:
    """What was sent with an opinion, in the order in which it came."""
    query = select(opinion_file).where(opinion_file.c.opinion_id == number).order_by(opinion_file.c.id)
    return tuple(OpinionFile(row.kind, row.file_id, row.name) for row in connection.execute(query))


def of_meeting(connection: Connection, meeting_id: int) -> tuple[Opinion, ...]:
    """What was raised at a meeting, in the order of the ledger."""
    rows = connection.execute(select(opinion).where(opinion.c.meeting_id == meeting_id).order_by(opinion.c.id))
    return tuple(_opinion(row) for row in rows)


def _opinion(row: Row[Any]) -> Opinion:
    due = date.fromisoformat(row.due_on) if row.due_on else None
    return Opinion(row.id, row.meeting_id, row.text, row.owner_name, row.owner, due, row.answer, row.raised_at)


def add_files(connection: Connection, meeting_id: int, files: Sequence[MinuteFile]) -> None:
    """Photos and documents that belong to the minutes."""
    rows = [{"meeting_id": meeting_id, "kind": one.kind, "file_id": one.file_id, "name": one.name} for one in files]
    if rows:
        connection.execute(insert(minute_file), rows)


def files_of(connection: Connection, meeting_id: int) -> tuple[MinuteFile, ...]:
    """The photos and documents of a meeting, in the order in which they came."""
    query = select(minute_file).where(minute_file.c.meeting_id == meeting_id).order_by(minute_file.c.id)
    return tuple(MinuteFile(row.kind, row.file_id, row.name) for row in connection.execute(query))
