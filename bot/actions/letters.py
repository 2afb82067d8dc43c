"""Letters of the outbox: taken with a lease, and what became of them. One short transaction each."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.storage import cards, groups, outbox
from bot.storage.database import Connection, Database
from bot.storage.groups import Binding
from bot.storage.outbox import RESULT, Letter

__all__ = ["RESULT", "Binding", "Letter", "address_of", "drop", "due", "postpone", "sent", "take"]

LEASE = timedelta(seconds=45)
_MOST = 50


async def due(db: Database, now: datetime) -> list[Letter]:
    """What is to be sent now."""
    return await db.read(lambda connection: outbox.due(connection, now, _MOST))


async def take(db: Database, letter: Letter, now: datetime) -> bool:
    """Claim it, committed before it is sent."""
    return await db.write(lambda connection: outbox.claim(connection, letter.id, now, now + LEASE))


async def address_of(db: Database, letter: Letter) -> tuple[Binding | None, int | None]:
    """The group it goes to, if it is still bound, and the card it answers."""

    def fetch(connection: Connection) -> tuple[Binding | None, int | None]:
        cards_at = cards.message_ids(connection, [letter.subject_id])
        return groups.of_chat(connection, letter.chat_id), cards_at.get((letter.subject_id, letter.chat_id))

    return await db.read(fetch)


async def sent(db: Database, letter: Letter, message_id: int) -> None:
    """It stands in the chat."""
    await db.write(lambda connection: outbox.sent(connection, letter.id, message_id))


async def postpone(db: Database, letter: Letter, until: datetime) -> None:
    """Not sent; try again from ``until``."""
    await db.write(lambda connection: outbox.postpone(connection, letter.id, until))


async def drop(db: Database, letter: Letter) -> None:
    """It cannot be sent any more."""
    await db.write(lambda connection: outbox.drop(connection, letter.id))
