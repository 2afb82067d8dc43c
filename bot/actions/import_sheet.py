"""Take a community sheet (台账) over: every row or none."""

from __future__ import annotations

import asyncio
from datetime import date, datetime

from bot.rules.headers import Found
from bot.rules.sheet import SheetImport, check_sheet
from bot.rules.tables import Progress, silent
from bot.storage.community_sheet import preview_sheet, store_sheet
from bot.storage.database import Database
from bot.storage.roster import known_communities


async def import_sheet(
    db: Database,
    found: Found,
    now: datetime,
    *,
    today: date | None = None,
    by: int | None = None,
    dry_run: bool = False,
    progress: Progress = silent,
) -> SheetImport:
    """Check every row, then add and update communities and their indicators in one transaction.

    Rows without a day of their own hold from ``today`` on, the day on the district's calendar (by default that of
    ``now`` as it stands). ``by`` is a Telegram id. ``dry_run`` only reports. Raises BadRows with every fault; then
    nothing has changed.
    """
    known = await db.read(known_communities)
    names = {code: community.name for code, community in known.items()}
    sheet = await asyncio.to_thread(check_sheet, found, names, progress)
    day = today or now.date()
    if dry_run:
        return await db.read(lambda connection: preview_sheet(connection, sheet, now, day))
    return await db.write(lambda connection: store_sheet(connection, sheet, now, day, by))
