"""Who entered a sheet, and who checked it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, case, delete, func, or_, select, update

from bot.rules.paper import By, ListedEntry, PaperEntry, PaperState
from bot.rules.people import Address
from bot.rules.permissions import Place
from bot.storage.households import inside
from bot.storage.models import ballot, community, consultation, household, paper_entry, question
from bot.storage.upsert import insert


def put(connection: Connection, question_id: int, household_ids: Sequence[int], by: By, now: datetime) -> None:
    """Write down that sheets of these homes were entered; an earlier entry, checked or not, is replaced."""
    if not household_ids:
        return
    new = insert(connection, paper_entry)
    fresh = ("entered_by", "entered_as", "entered_at", "checked_by", "checked_at", "state")
    new = new.on_conflict_do_update(
        index_elements=[paper_entry.c.question_id, paper_entry.c.household_id],
        set_={name: new.excluded[name] for name in fresh},
    )
    entered = {
        "question_id": question_id,
        "entered_by": by.telegram_id,
        "entered_as": by.role.value if by.role else None,
        "entered_at": now,
        "checked_by": None,
        "checked_at": None,
        "state": PaperState.ENTERED.value,
    }
    connection.execute(new, [entered | {"household_id": number} for number in household_ids])


def _standing() -> Select[Any]:
    """Entries that still are the home's ballot: an answer by phone after the sheet leaves nothing to check."""
    return (
        select(paper_entry, question.c.consultation_id)
        .join(question, question.c.id == paper_entry.c.question_id)
        .join(consultation, consultation.c.id == question.c.consultation_id)
        .join(household, household.c.id == paper_entry.c.household_id)
        .join(community, community.c.id == household.c.community_id)
        .join(
            ballot,
            (ballot.c.question_id == paper_entry.c.question_id)
            & (ballot.c.household_id == paper_entry.c.household_id)
            & (ballot.c.channel == "paper"),
        )
    )


def _entry(row: Row[Any]) -> PaperEntry:
    return PaperEntry(
        id=row.id,
        consultation_id=row.consultation_id,
        question_id=row.question_id,
        household_id=row.household_id,
        entered_by=row.entered_by,
        entered_as=row.entered_as,
        entered_at=row.entered_at,
        state=PaperState(row.state),
    )


def by_id(connection: Connection, entry_id: int) -> PaperEntry | None:
    """The entry, as long as it is the home's ballot."""
    row = connection.execute(_standing().where(paper_entry.c.id == entry_id)).first()
    return None if row is None else _entry(row)


def of_home(connection: Connection, question_id: int, household_id: int) -> PaperEntry | None:
    """The entry of a home, as long as it is the home's ballot."""
    mine = (paper_entry.c.question_id == question_id, paper_entry.c.household_id == household_id)
    row = connection.execute(_standing().where(*mine)).first()
    return None if row is None else _entry(row)


def of_sheet(connection: Connection, question_ids: Sequence[int], household_id: int) -> PaperEntry | None:
    """The entry of a sheet with several questions, as long as one of them still is the home's ballot."""
    mine = (paper_entry.c.question_id.in_(question_ids), paper_entry.c.household_id == household_id)
    row = connection.execute(_standing().where(*mine)).first()
    return None if row is None else _entry(row)


def drop(connection: Connection, question_ids: Sequence[int], household_id: int) -> None:
    """Forget who entered a sheet of the home: another is entered in its place."""
    mine = (paper_entry.c.question_id.in_(question_ids), paper_entry.c.household_id == household_id)
    connection.execute(delete(paper_entry).where(*mine))


def _waiting(places: Sequence[Place], telegram_id: int, now: datetime) -> Select[Any]:
    """Entries of others in the places that wait, while their consultation is open."""
    return _standing().where(
        paper_entry.c.state != PaperState.CHECKED.value,
        or_(paper_entry.c.entered_by.is_(None), paper_entry.c.entered_by != telegram_id),
        consultation.c.closes_at > now,
        or_(consultation.c.closed_at.is_(None), consultation.c.closed_at > now),
        inside(places),
    )


def count_waiting(connection: Connection, places: Sequence[Place], telegram_id: int, now: datetime) -> int:
    """How many entries somebody could check."""
    waiting = _waiting(places, telegram_id, now).subquery()
    return connection.execute(select(func.count()).select_from(waiting)).scalar_one()


def waiting(
    connection: Connection, places: Sequence[Place], telegram_id: int, now: datetime, start: int, most: int
) -> tuple[ListedEntry, ...]:
    """A part of them, conflicts first, then the oldest first."""
    where = (consultation.c.title, community.c.name, household.c.building, household.c.entrance, household.c.room)
    conflicts_first = case((paper_entry.c.state == PaperState.CONFLICT.value, 0), else_=1)
    query = _waiting(places, telegram_id, now).add_columns(*where)
    rows = connection.execute(
        query.order_by(conflicts_first, paper_entry.c.entered_at, paper_entry.c.id).offset(start).limit(most)
    )
    return tuple(
        ListedEntry(_entry(row), row.title, row.name, Address(row.building, row.entrance or None, row.room))
        for row in rows
    )


def set_checked(connection: Connection, entry_id: int, state: PaperState, by: int, now: datetime) -> None:
    """Write down what a second reading has made of an entry; ``by`` is a Telegram id."""
    mine = paper_entry.c.id == entry_id
    connection.execute(update(paper_entry).where(mine).values(state=state.value, checked_by=by, checked_at=now))
