"""Who is asked: written down at opening, kept up with the roster while a consultation is open, then frozen.

An owner decision's electorate never changes after opening: its denominators are law.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Select, bindparam, case, func, literal, select, update

from bot.rules.consultation import Consultation, Regime
from bot.storage import consultations, milestones, notices
from bot.storage.models import consultation as consultation_table
from bot.storage.models import electorate, household
from bot.storage.upsert import insert

# Built once: building a statement costs as much as running it.
_ENROLLED_AT = select(consultation_table.c.enrolled_at).where(consultation_table.c.id == bindparam("number"))
_AMONG = select(electorate.c.consultation_id, electorate.c.household_id).where(
    electorate.c.consultation_id.in_(bindparam("numbers", expanding=True)),
    electorate.c.household_id.in_(bindparam("homes", expanding=True)),
    electorate.c.counted,
)


def _roster(consultation: Consultation) -> Select[tuple[int, int, int, int, bool]]:
    smallest = func.min(household.c.id).over(partition_by=[household.c.owner_group])
    inside = (
        select(
            household.c.id.label("household_id"),
            case((household.c.owner_group.is_(None), household.c.id), else_=smallest).label("owner_head"),
            household.c.floor_area,
            household.c.counted,
            household.c.building,
            household.c.entrance,
        )
        .where(household.c.community_id == consultation.community_id)
        .subquery()
    )
    statement = select(
        literal(consultation.id), inside.c.household_id, inside.c.owner_head, inside.c.floor_area, inside.c.counted
    ).where(literal(1) == 1)
    if consultation.scope.building is not None:
        statement = statement.where(inside.c.building == consultation.scope.building)
    if consultation.scope.entrance is not None:
        statement = statement.where(inside.c.entrance == consultation.scope.entrance)
    return statement


def write_down(connection: Connection, consultation: Consultation, now: datetime) -> None:
    """Write the electorate from the roster as it is; a second call brings areas, heads and new flats up to date.

    The first call is the opening: everybody who is asked will be told.
    """
    columns = ["consultation_id", "household_id", "owner_head", "floor_area", "counted"]
    statement = insert(connection, electorate).from_select(columns, _roster(consultation))
    statement = statement.on_conflict_do_update(
        index_elements=["consultation_id", "household_id"],
        set_={name: statement.excluded[name] for name in columns[2:]},
    )
    connection.execute(statement)
    opened = connection.execute(
        update(consultation_table)
        .where(consultation_table.c.id == consultation.id, consultation_table.c.enrolled_at.is_(None))
        .values(enrolled_at=now)
    )
    if opened.rowcount:
        notices.plan_opening(connection, consultation, now)


def write_due(connection: Connection, now: datetime) -> list[int]:
    """Write down the electorates of what has opened and has none yet; returns the numbers."""
    numbers = milestones.to_enroll(connection, now)
    for item in consultations.by_numbers(connection, numbers):
        write_down(connection, item, now)
    return numbers


def is_written(connection: Connection, consultation_id: int) -> bool:
    """Whether the electorate stands already."""
    return connection.scalar(_ENROLLED_AT, {"number": consultation_id}) is not None


def refresh_open(connection: Connection, community_ids: Sequence[int], now: datetime) -> None:
    """After a roster import: open consultations of these communities see it; owner decisions keep theirs."""
    for item in consultations.open_in(connection, community_ids, now):
        if item.regime is not Regime.OWNER_DECISION and is_written(connection, item.id):
            write_down(connection, item, now)


def among(
    connection: Connection, consultation_ids: Sequence[int], household_ids: Sequence[int]
) -> set[tuple[int, int]]:
    """Which of these households are asked and counted, as (consultation id, household id)."""
    rows = connection.execute(_AMONG, {"numbers": consultation_ids, "homes": household_ids})
    return {(number, home) for number, home in rows}
