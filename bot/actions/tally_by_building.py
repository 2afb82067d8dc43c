"""Count a consultation as it stands now, with its buildings: for staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.rules.refusals import Reason, Refusal
from bot.rules.tally import Tally, tally
from bot.rules.tally_buildings import ByBuilding, by_building
from bot.storage import consultations, tallies, tallies_by_building
from bot.storage.database import Connection, Database


@dataclass(frozen=True, slots=True)
class StaffTally:
    """The tally with the free words, and its questions by building; none of these before the end."""

    tally: Tally
    buildings: tuple[ByBuilding, ...]


async def tally_by_building(db: Database, number: int, now: datetime) -> StaffTally:
    """Both, from one snapshot.

    Raises Refusal(UNKNOWN_CONSULTATION), and ValueError when the stored votes contradict each other.
    """

    def fetch(connection: Connection) -> StaffTally:
        found = consultations.load(connection, number)
        if found is None:
            raise Refusal(Reason.UNKNOWN_CONSULTATION, number=number)
        counted = tally(found, tallies.load_facts(connection, found, with_words=True), now)
        return StaffTally(counted, by_building(counted, tallies_by_building.by_building(connection, found)))

    return await db.read(fetch)
