"""Revoke slips: the codes printed for these flats stop working, the next print carries new ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.actions.issue_slips import load_homes
from bot.rules.addresses import named
from bot.rules.people import Address, Household
from bot.rules.refusals import Reason, Refusal
from bot.storage.database import Connection, Database
from bot.storage.slips import raise_serials


async def revoke_slips(db: Database, code: str, lines: Sequence[str], now: datetime) -> tuple[Address, ...]:
    """Revoke the slips of the flats written as ``BUILDING/ENTRANCE/ROOM``, all or none; people verified before stay.

    Raises Refusal: UNKNOWN_COMMUNITY, or UNKNOWN_HOUSEHOLD naming the first line that is not exactly one flat.
    """

    def change(connection: Connection) -> tuple[Address, ...]:
        community, homes = load_homes(connection, code)
        by_address = {home.address: home for home in homes}
        chosen = {home.id: home for home in (_find(line, by_address) for line in lines)}
        raise_serials(connection, community.code, list(chosen.values()), now)
        return tuple(home.address for home in chosen.values())

    return await db.write(change)


def _find(line: str, homes: dict[Address, Household]) -> Household:
    address = named(line, homes)
    if address is None:
        raise Refusal(Reason.UNKNOWN_HOUSEHOLD, household=line)
    return homes[address]
