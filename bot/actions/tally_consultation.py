"""Count a consultation as it stands now."""

from __future__ import annotations

from datetime import datetime

from bot.rules.refusals import Reason, Refusal
from bot.rules.tally import Tally, tally
from bot.storage import consultations, tallies
from bot.storage.database import Connection, Database


async def tally_consultation(db: Database, consultation_id: int, now: datetime, *, with_words: bool = False) -> Tally:
    """The tally at ``now``, from one snapshot; the free words themselves, which are for staff, only ``with_words``.

    Raises Refusal (unknown consultation), and ValueError when the stored votes contradict each other.
    """

    def fetch(connection: Connection) -> Tally:
        consultation = consultations.load(connection, consultation_id)
        if consultation is None:
            raise Refusal(Reason.UNKNOWN_CONSULTATION, number=consultation_id)
        return tally(consultation, tallies.load_facts(connection, consultation, with_words=with_words), now)

    return await db.read(fetch)
