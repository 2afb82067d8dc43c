"""The whole ledger, or that of a part of the district, as a table can be made of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from bot.rules.ledger_table import LedgerLine
from bot.rules.permissions import DISTRICT, Place
from bot.storage import ledger_export, reporting
from bot.storage.database import Connection, Database


async def export_ledger(
    db: Database, zone: tzinfo, now: datetime, grounds: Sequence[Place] = (DISTRICT,)
) -> list[LedgerLine]:
    """Everything that was recorded in these places, in the bot or by file, by day; days are those of ``zone``."""

    def fetch(connection: Connection) -> list[LedgerLine]:
        lines = ledger_export.lines(connection, zone, now)
        if DISTRICT in grounds:
            return lines
        mine = {place.code for place in reporting.places(connection, grounds)}
        return [line for line in lines if line.community_code in mine]

    return await db.read(fetch)
