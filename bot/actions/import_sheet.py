"""Take a community sheet (台账) over: every row or none."""

from __future__ import annotations

import asyncio
from datetime import datetime

from bot.rules.headers import Found
from bot.rules.sheet import SheetImport, check_sheet
from bot.rules.tables import Progress, silent
from bot.storage.community_sheet import preview_sheet, store_sheet
from bot.storage.database import Database
from bot.storage.roster import known_communities


async def import_sheet(
    db: Database, found: Found, now: datetime, *, dry_run: bool = False, progress: Progress = silent
) -> SheetImport:
    """Check every row, then add and update communities and their indicators in one transaction.

    ``dry_run`` only reports. Raises BadRows with every fault; then nothing has changed.
    """
    known = await db.read(known_communities)
    names = {code: community.name for code, community in known.items()}
    sheet = await asyncio.to_thread(check_sheet, found, names, progress)
    if dry_run:
        return await db.read(lambda connection: preview_sheet(connection, sheet))
    return await db.write(lambda connection: store_sheet(connection, sheet, now))
