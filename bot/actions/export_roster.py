"""Hand the roster of a community out again, as it can be imported."""

from __future__ import annotations

from dataclasses import dataclass

from bot.actions.find_community import community_named
from bot.rules.addresses import street_order
from bot.rules.roster import Flat
from bot.storage.communities import Community
from bot.storage.database import Connection, Database
from bot.storage.roster import flats_of


@dataclass(frozen=True, slots=True)
class RosterExport:
    """A community and its flats in the order in which somebody walks by."""

    community: Community
    flats: tuple[Flat, ...]


async def export_roster(db: Database, code: str) -> RosterExport:
    """The roster of the community ``code``. Raises Refusal(UNKNOWN_COMMUNITY)."""
    return await db.read(lambda connection: _load(connection, code))


def _load(connection: Connection, code: str) -> RosterExport:
    community = community_named(connection, code)
    flats = flats_of(connection, community.id).values()
    return RosterExport(community, tuple(sorted(flats, key=lambda flat: street_order(flat.address))))
