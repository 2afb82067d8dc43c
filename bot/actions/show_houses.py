"""Which buildings have answered a consultation: for those who may see its tally."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.actions.list_consultations import require_tally
from bot.rules.consultation import Consultation
from bot.rules.report_drawn import House
from bot.storage import turnout_homes
from bot.storage.database import Database


async def houses_of_consultation(
    db: Database, telegram_id: int, admins: Sequence[int], number: int, now: datetime
) -> tuple[Consultation, tuple[House, ...]]:
    """Taking part only, never a choice; of an anonymous one whole buildings only.

    Raises Refusal(UNKNOWN_CONSULTATION, NOT_ALLOWED).
    """
    found = await require_tally(db, telegram_id, admins, number)
    return found, await db.read(lambda connection: turnout_homes.houses_asked(connection, number, now))
