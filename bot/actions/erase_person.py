"""Somebody wants to be forgotten (PIPL article 47)."""

from __future__ import annotations

from bot.actions.transact import Request, transact
from bot.storage import people
from bot.storage.database import Connection, Database


async def erase_person(db: Database, request: Request) -> None:
    """Delete the person, their memberships, drafts, tries and letters; a second time changes nothing.

    The household's ballots stay, for they are the household's; their history no longer says who pressed.
    """

    def change(connection: Connection) -> None:
        people.erase_person(connection, request.telegram_id)

    await transact(db, request, change)
