"""What the clock brings about: opened consultations get their electorate and cards, ended ones their announcement.

The clock itself decides whether an answer counts; this only writes down and announces, and may run late, twice or
together with another process without harm.
"""

from __future__ import annotations

from datetime import datetime

from bot.storage import cards, consultations, electorate, groups, milestones, outbox
from bot.storage.database import Connection, Database


async def advance_consultations(db: Database, now: datetime) -> bool:
    """Bring every consultation to where it should be at ``now``; True when something changed."""
    if not await db.read(lambda connection: milestones.anything_due(connection, now)):
        return False
    return await db.write(lambda connection: advance(connection, now))


def advance(connection: Connection, now: datetime) -> bool:
    """The same inside a transaction."""
    opened = milestones.to_enroll(connection, now)
    for number in opened:
        consultation = consultations.load(connection, number)
        if consultation is not None:
            electorate.write_down(connection, consultation, now)
    ended = milestones.to_settle(connection, now)
    for number, community_id in ended:
        chats = [group.chat_id for group in groups.of_community(connection, community_id)]
        outbox.plan(connection, outbox.RESULT, number, chats, now)
        milestones.settle(connection, number, now)
    planned = cards.plan_missing(connection, now)
    return bool(opened or ended or planned)
