"""What becomes of a card, whatever it shows: one short transaction for each step."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.storage.card_tables import Card, CardTable
from bot.storage.database import Database

# A first post that was not confirmed in this time is tried again.
LEASE = timedelta(seconds=45)
_MOST_DOUBLINGS = 6


class CardCare:
    """Looks after the cards of one kind."""

    def __init__(self, table: CardTable) -> None:
        self._table = table

    async def claim_post(self, db: Database, card: Card, now: datetime, lost_sight_of: int = 0) -> bool:
        """Take the card for its first post; each post of unknown fate before it doubles the time until the next."""
        until = now + LEASE * 2 ** min(lost_sight_of, _MOST_DOUBLINGS)
        return await db.write(lambda connection: self._table.claim(connection, card.id, now, until))

    async def part_sent(self, db: Database, card: Card, count: int, now: datetime) -> None:
        """So many messages of its album stand in the group; the rest and the card follow."""
        await db.write(lambda connection: self._table.part_sent(connection, card.id, count, now + LEASE))

    async def posted(self, db: Database, card: Card, message_id: int, shown: str) -> None:
        """It stands in the group."""
        await db.write(lambda connection: self._table.posted(connection, card.id, message_id, shown))

    async def redrawn(self, db: Database, card: Card, shown: str, final: bool) -> None:
        """It shows this now."""
        await db.write(lambda connection: self._table.redrawn(connection, card.id, shown, final))

    async def release(self, db: Database, card: Card) -> None:
        """The first post certainly did not go out."""
        await db.write(lambda connection: self._table.release(connection, card.id))

    async def lost(self, db: Database, card: Card) -> None:
        """Somebody deleted it: post again."""
        await db.write(lambda connection: self._table.lost(connection, card.id))

    async def retired(self, db: Database, card: Card) -> None:
        """The older post says that the card has moved."""
        await db.write(lambda connection: self._table.retired(connection, card.id))
