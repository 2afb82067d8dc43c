"""Take a roster file over: every row or none."""

from __future__ import annotations

import asyncio
from datetime import datetime

from bot.rules.headers import Found
from bot.rules.roster import check_roster
from bot.rules.roster_changes import RosterImport
from bot.rules.tables import Progress, silent
from bot.storage.database import Connection, Database
from bot.storage.roster import known_communities, preview_roster, store_roster


def _names(connection: Connection) -> dict[str, str]:
    return {code: community.name for code, community in known_communities(connection).items()}


async def import_roster(
    db: Database, found: Found, now: datetime, *, dry_run: bool = False, progress: Progress = silent
) -> RosterImport:
    """Check every row, then add and update flats in one transaction; open consultations follow the roster.

    A flat that the file does not name stays and is reported. ``dry_run`` only reports. Raises BadRows with every fault;
    then nothing has changed.
    """
    known = await db.read(_names)
    roster = await asyncio.to_thread(check_roster, found, known, progress)
    if dry_run:
        return await db.read(lambda connection: preview_roster(connection, roster))
    return await db.write(lambda connection: store_roster(connection, roster, now, progress))
