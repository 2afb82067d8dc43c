"""What somebody gave, and what became of it: for their own eyes."""

from __future__ import annotations

from dataclasses import dataclass

from bot.actions import opinion_access
from bot.actions.transact import Request
from bot.rules.opinions import LedgerOpinion, OpinionFile
from bot.storage import opinions, people
from bot.storage.database import Connection, Database


@dataclass(frozen=True, slots=True)
class MyOpinions:
    """One page of somebody's opinions, newest first; pages count from 0."""

    shown: tuple[LedgerOpinion, ...]
    page: int
    pages: int
    total: int


async def my_opinions(db: Database, request: Request, page: int, most: int) -> MyOpinions:
    """What the one who asks has given."""

    def fetch(connection: Connection) -> MyOpinions:
        person = people.find_person(connection, request.telegram_id)
        given = () if person is None else opinions.of_person(connection, person.id)
        pages = max(1, -(-len(given) // most))
        here = min(page, pages - 1)
        return MyOpinions(given[here * most : (here + 1) * most], here, pages, len(given))

    return await db.read(fetch)


async def my_opinion(db: Database, request: Request, number: int) -> tuple[LedgerOpinion, tuple[OpinionFile, ...]]:
    """One of them, with what was sent along. Raises Refusal(UNKNOWN_OPINION)."""

    def fetch(connection: Connection) -> tuple[LedgerOpinion, tuple[OpinionFile, ...]]:
        found = opinion_access.for_giver(connection, request.telegram_id, number)
        return found, opinions.files_of_opinion(connection, number)

    return await db.read(fetch)
