"""What the clock brings about: opened consultations get electorate, notices and cards, ended ones their announcement.

The clock itself decides whether an answer counts; this only writes down and announces, and may run late, twice or
together with another process without harm.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import structlog

from bot.logs import outline
from bot.storage import cards, consultations, electorate, groups, milestones, notices, outbox, scrubbing, sealing
from bot.storage.database import Connection, Database

log = structlog.get_logger(__name__)
_TOLD: set[int] = set()
"""Tried again with every tick, said once."""


async def advance_consultations(db: Database, now: datetime) -> bool:
    """Bring every consultation to where it should be at ``now``; True when something changed."""
    if not await db.read(lambda connection: milestones.anything_due(connection, now)):
        return False
    return await db.write(lambda connection: advance(connection, now))


def advance(connection: Connection, now: datetime) -> bool:
    """The same inside a transaction."""
    opened = electorate.write_due(connection, now)
    ended = [_settle(connection, *each, now) for each in milestones.to_settle(connection, now)]
    planned = cards.plan_missing(connection, now)
    return bool(opened or any(ended) or planned)


def _settle(connection: Connection, number: int, community_id: int, now: datetime) -> bool:
    """The end of one consultation: all of it, or (False) nothing.

    One whose answers cannot be cut loose from the homes stays closed and says nothing; the others go on.
    """
    try:
        with connection.begin_nested():
            _seal(connection, number, now)
            announce(connection, number, [group.chat_id for group in groups.of_community(connection, community_id)])
            notices.plan_result(connection, number, now)
            milestones.settle(connection, number, now)
    except ValueError as error:  # stored answers contradict each other
        if number not in _TOLD:
            log.error("a consultation cannot be settled", consultation=number, error=outline(error))
        _TOLD.add(number)
        return False
    return True


def _seal(connection: Connection, number: int, now: datetime) -> None:
    consultation = consultations.load(connection, number)
    if consultation is not None and sealing.seal(connection, consultation, now):
        scrubbing.ask(connection)


def announce(connection: Connection, number: int, chat_ids: Sequence[int]) -> None:
    """Plan the result of an ended consultation for these groups, at most once for each: due when it ended."""
    consultation = consultations.load(connection, number)
    if consultation is not None:
        outbox.plan(connection, outbox.RESULT, number, chat_ids, consultation.ends_at)
