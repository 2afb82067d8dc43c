"""The language somebody wants to be spoken to, before and after verification; and whether we can speak to them."""

from __future__ import annotations

from bot.actions.transact import Request, transact
from bot.storage import people
from bot.storage.database import Connection, Database


async def choose_language(db: Database, request: Request, language: str) -> None:
    """Write the language down."""

    def change(connection: Connection) -> None:
        people.set_language(connection, request.telegram_id, language)

    await transact(db, request, change)


async def chosen_language(db: Database, telegram_id: int) -> str | None:
    """The language somebody chose, if they did."""

    def fetch(connection: Connection) -> str | None:
        person = people.find_person(connection, telegram_id)
        return None if person is None else person.language

    return await db.read(fetch)


async def note_reachable(db: Database, request: Request, reachable: bool) -> None:
    """Somebody blocked or unblocked the bot."""

    def change(connection: Connection) -> None:
        people.set_reachable(connection, request.telegram_id, reachable)

    await transact(db, request, change)


async def note_unreachable(db: Database, telegram_id: int) -> None:
    """A private message could not be delivered: the person has blocked the bot or is gone."""

    def change(connection: Connection) -> None:
        people.set_reachable(connection, telegram_id, False)

    await db.write(change)
