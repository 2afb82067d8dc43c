"""Take a ledger file (台账流水) over: every row or none."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from bot.rules.headers import Found
from bot.rules.ledger import LedgerImport
from bot.rules.ledger_rows import check_ledger
from bot.rules.tables import Progress, silent
from bot.storage.database import Connection, Database
from bot.storage.ledger import preview_ledger, store_ledger
from bot.storage.roster import known_communities


def names_of(connection: Connection) -> dict[str, str]:
    """The names of all communities by code."""
    return {code: community.name for code, community in known_communities(connection).items()}


async def import_ledger(
    db: Database,
    found: Found,
    now: datetime,
    *,
    by: int | None = None,
    allowed: Callable[[str | None], bool] = lambda _code: True,
    dry_run: bool = False,
    progress: Progress = silent,
) -> LedgerImport:
    """Check every row, then write down the records that are not known yet, in one transaction.

    ``allowed`` says whether whoever hands the file in (``by``, a Telegram id) may write about a community, None being
    the whole district. ``dry_run`` only reports. Raises BadRows with every fault; then nothing has changed.
    """
    known = await db.read(names_of)
    file = await asyncio.to_thread(check_ledger, found, known, progress, allowed)
    if dry_run:
        return await db.read(lambda connection: preview_ledger(connection, file))
    return await db.write(lambda connection: store_ledger(connection, file, now, by))
