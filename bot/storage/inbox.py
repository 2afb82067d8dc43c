"""The inbox: every update as received, until its effect is committed.

A row is written before Telegram is told that the update arrived, and is marked done in the transaction of the update's
effect: a program that dies in between does neither or both. Ids of done updates stay for two days, so that an update
that Telegram delivers again has no second effect; whose they were and what they said is gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, select, update

from bot.storage.models import inbox
from bot.storage.upsert import insert

_OPEN = inbox.c.done.is_(False)
# Built once: building a statement costs as much as running it.
_MARK_DONE = (
    update(inbox)
    .where(inbox.c.update_id.in_(bindparam("update_ids", expanding=True)), _OPEN)
    .values(done=True, raw=None, lane=0, received_at=bindparam("now"))
)
_COLUMNS = (inbox.c.update_id, inbox.c.lane, inbox.c.raw, inbox.c.received_at)


@dataclass(frozen=True, slots=True)
class Arrival:
    """One update as received. ``lane`` is the person (or the chat) whose updates stay in order; ``raw`` is JSON."""

    update_id: int
    lane: int
    raw: bytes
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """The oldest undone updates of some lanes, in order, and how many each of those lanes has in all."""

    arrivals: list[Arrival]
    undone: dict[int, int]


def store(connection: Connection, batches: Sequence[Sequence[Arrival]]) -> list[frozenset[int]]:
    """Write updates down; for each batch the ids that were not known before. An id that is known changes nothing."""
    rows = {item.update_id: item for batch in batches for item in batch}
    if not rows:
        return [frozenset() for _ in batches]
    statement = insert(connection, inbox).on_conflict_do_nothing().returning(inbox.c.update_id)
    fresh = set(connection.execute(statement, [_row(item) for item in rows.values()]).scalars())
    outcome = []
    for batch in batches:
        mine = fresh.intersection(item.update_id for item in batch)
        fresh -= mine
        outcome.append(frozenset(mine))
    return outcome


def _row(item: Arrival) -> dict[str, object]:
    return {
        "update_id": item.update_id,
        "lane": item.lane,
        "raw": item.raw,
        "received_at": item.received_at,
        "done": False,
    }


def mark_done(connection: Connection, update_id: int, now: datetime) -> bool:
    """The update's effect is in this transaction; False when it was done before or never stored."""
    return mark_done_many(connection, [update_id], now) == 1


def mark_done_many(connection: Connection, update_ids: Sequence[int], now: datetime) -> int:
    """Like mark_done for several updates; returns how many were not done before.

    The two days for which an id is remembered count from ``now``: a done row's ``received_at`` is moved there.
    """
    return connection.execute(_MARK_DONE, {"update_ids": update_ids, "now": now}).rowcount


def done_already(connection: Connection, update_ids: Sequence[int]) -> set[int]:
    """Which of these updates have had their effect: an earlier run's last commit may come to light after its kill."""
    rows = connection.scalars(select(inbox.c.update_id).where(inbox.c.update_id.in_(update_ids), inbox.c.done))
    return set(rows)


def settle(connection: Connection, items: Sequence[tuple[int, datetime]]) -> list[None]:
    """mark_done_many in the shape of ``Database.write_together``: each item is an update and the instant."""
    mark_done_many(connection, [update_id for update_id, _ in items], max(now for _, now in items))
    return [None] * len(items)


def touch(connection: Connection, update_ids: Sequence[int]) -> list[None]:
    """Write to the rows of these updates without changing them: fails when the database takes no writes at all."""
    same = {"received_at": inbox.c.received_at}
    connection.execute(update(inbox).where(inbox.c.update_id.in_(update_ids)).values(same))
    return [None] * len(update_ids)


def lanes_behind(connection: Connection) -> dict[int, int]:
    """How many undone updates each lane has; the lane that waits longest comes first."""
    rows = connection.execute(
        select(inbox.c.lane, func.count()).where(_OPEN).group_by(inbox.c.lane).order_by(func.min(inbox.c.update_id))
    )
    return {row[0]: row[1] for row in rows}


def waiting(connection: Connection, lanes: Sequence[int], per_lane: int, limit: int) -> Waiting:
    """At most ``limit`` undone updates of these lanes, oldest first, and at most ``per_lane`` of each."""
    place = func.row_number().over(partition_by=inbox.c.lane, order_by=inbox.c.update_id).label("place")
    undone = func.count().over(partition_by=inbox.c.lane).label("undone")
    ranked = select(*_COLUMNS, place, undone).where(_OPEN, inbox.c.lane.in_(lanes)).subquery()
    chosen = select(ranked).where(ranked.c.place <= per_lane).order_by(ranked.c.update_id).limit(limit)
    rows = connection.execute(chosen).all()
    arrivals = [Arrival(row.update_id, row.lane, row.raw, row.received_at) for row in rows]
    return Waiting(arrivals, {row.lane: row.undone for row in rows})


def count_undone(connection: Connection) -> int:
    """How many updates wait for their effect."""
    return connection.execute(select(func.count()).select_from(inbox).where(_OPEN)).scalar_one()


def forget_done(connection: Connection, before: datetime) -> int:
    """Drop updates that were done before that instant; returns how many."""
    return connection.execute(delete(inbox).where(inbox.c.done, inbox.c.received_at < before)).rowcount
