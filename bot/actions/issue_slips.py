"""Make the slips of a community: for every flat its address, its code and the link in the QR code."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.actions.find_community import community_named
from bot.rules.addresses import street_order
from bot.rules.people import Address, Household
from bot.rules.refusals import Reason, Refusal
from bot.rules.slips import slip_code
from bot.storage.communities import Community
from bot.storage.database import Connection, Database
from bot.storage.slips import households_of


@dataclass(frozen=True, slots=True)
class Slip:
    """What one slip says. ``link`` opens the bot with the code."""

    address: Address
    code: str
    link: str


@dataclass(frozen=True, slots=True)
class SlipSet:
    """The slips of a community in the order in which somebody walks by."""

    community: Community
    bot: str
    slips: tuple[Slip, ...]


async def issue_slips(
    db: Database, code: str, key: bytes, bot: str, building: str | None = None, only: Collection[Address] | None = None
) -> SlipSet:
    """The slips of the community ``code``, of one building, or of the flats ``only``; printing again gives the same.

    ``bot`` is the bot's user name without @. Raises Refusal: UNKNOWN_COMMUNITY, UNKNOWN_BUILDING, NO_HOUSEHOLDS.
    """
    community, homes = await db.read(lambda connection: load_homes(connection, code))
    if building is not None:
        homes = [home for home in homes if home.address.building == building]
        if not homes:
            raise Refusal(Reason.UNKNOWN_BUILDING, building=building)
    if not homes:
        raise Refusal(Reason.NO_HOUSEHOLDS, community=code)
    chosen = [home for home in homes if only is None or home.address in only]
    slips = (_slip(home, key, bot) for home in sorted(chosen, key=lambda home: street_order(home.address)))
    return SlipSet(community, bot, tuple(slips))


def load_homes(connection: Connection, code: str) -> tuple[Community, Sequence[Household]]:
    """A community and its flats. Raises Refusal(UNKNOWN_COMMUNITY)."""
    community = community_named(connection, code)
    return community, households_of(connection, community.id)


def _slip(home: Household, key: bytes, bot: str) -> Slip:
    code = slip_code(key, home.id, home.slip_serial)
    return Slip(home.address, code, f"https://t.me/{bot}?start={code}")
