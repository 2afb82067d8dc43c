"""Looking after the cards of consultations, and what Telegram tells about the groups they stand in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.actions.advance_consultations import announce
from bot.actions.card_care import CardCare
from bot.rules.consultation import Consultation
from bot.storage import audit, ballots, cards, consultations, groups
from bot.storage.cards import Card
from bot.storage.database import Connection, Database

__all__ = ["CARE", "Card", "Desk", "desk", "end_unposted", "follow", "leave", "leave_topic"]

CARE = CardCare(cards.TABLE)


@dataclass(frozen=True, slots=True)
class Desk:
    """All cards that may still change, with their consultations and the number of the last change of each.

    ``revision`` grows when staff change anything, such as the roster.
    """

    cards: tuple[Card, ...]
    consultations: Mapping[int, Consultation]
    versions: Mapping[int, int]
    revision: int


async def desk(db: Database) -> Desk:
    """What lies on the desk now, from one snapshot."""

    def fetch(connection: Connection) -> Desk:
        unfinished = cards.unfinished(connection)
        numbers = sorted({card.subject_id for card in unfinished})
        found = consultations.by_numbers(connection, numbers)
        last = ballots.versions(connection, numbers)
        return Desk(tuple(unfinished), {item.id: item for item in found}, last, audit.revision(connection))

    return await db.read(fetch)


async def end_unposted(db: Database, card: Card) -> None:
    """It closed before it was posted (again): an older post is closed in its place, and the group is told the result.

    That is a group the bot came back to. Without an older post nothing is left to draw.
    """

    def change(connection: Connection) -> None:
        if cards.take_back(connection, card.id):
            announce(connection, card.subject_id, [card.chat_id])
        else:
            cards.finish(connection, card.id)

    await db.write(change)


async def follow(db: Database, old_chat_id: int, new_chat_id: int) -> None:
    """The group has another id now."""
    await db.write(lambda connection: groups.migrate(connection, old_chat_id, new_chat_id))


async def leave(db: Database, chat_id: int) -> None:
    """The bot cannot write in the group any more; Telegram tells when it is back."""
    await db.write(lambda connection: groups.set_present(connection, chat_id, False))


async def leave_topic(db: Database, chat_id: int) -> None:
    """The forum topic is gone: write in the general one."""
    await db.write(lambda connection: groups.leave_topic(connection, chat_id))
