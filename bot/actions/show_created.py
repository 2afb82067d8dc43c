"""A consultation just created, and in how many groups it will appear."""

from __future__ import annotations

from dataclasses import dataclass

from bot.actions.end_consultation import known
from bot.rules.consultation import Consultation
from bot.storage import groups
from bot.storage.database import Connection, Database


@dataclass(frozen=True, slots=True)
class Shown:
    """The consultation and the number of groups of its community."""

    consultation: Consultation
    groups: int


async def show_created(db: Database, number: int) -> Shown:
    """Raises Refusal(UNKNOWN_CONSULTATION)."""

    def fetch(connection: Connection) -> Shown:
        found = known(connection, number)
        return Shown(found, len(groups.of_community(connection, found.community_id)))

    return await db.read(fetch)
