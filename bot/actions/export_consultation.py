"""Everything that a count follows from, from one snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.rules.refusals import Reason, Refusal
from bot.rules.responses import Respondent
from bot.rules.tally import Tally, tally
from bot.storage import consultations, exports, tallies
from bot.storage.database import Connection, Database


@dataclass(frozen=True, slots=True)
class Export:
    """A tally and the homes it counts; ``homes`` is None where the answers were cut loose from them."""

    tally: Tally
    homes: Sequence[Respondent] | None


async def export_consultation(db: Database, number: int, now: datetime) -> Export:
    """The tally at ``now`` with its rows; no rows while counts are withheld. Raises as ``tally_consultation`` does."""

    def fetch(connection: Connection) -> Export:
        consultation = consultations.load(connection, number)
        if consultation is None:
            raise Refusal(Reason.UNKNOWN_CONSULTATION, number=number)
        counted = tally(consultation, tallies.load_facts(connection, consultation, with_words=True), now)
        closed_book = consultation.sealed or any(question.withheld for question in counted.questions)
        return Export(counted, None if closed_book else exports.respondents(connection, consultation))

    return await db.read(fetch)
