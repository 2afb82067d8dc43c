"""How far verification has come: by community for staff, by flat for a building's volunteers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.actions.access import actor_of, place_of_community, require
from bot.actions.transact import Request
from bot.rules.permissions import Place, Right, covers, places_of
from bot.rules.refusals import Reason, Refusal
from bot.rules.roster_overview import BuildingOverview, CommunityOverview, FlatOverview, Page, WaitingOwner, page_of
from bot.storage import households, memberships
from bot.storage.database import Connection, Database

WAITING_PER_PAGE = 8


@dataclass(frozen=True, slots=True)
class WaitingList:
    """One community and a page of the owners who wait there."""

    overview: CommunityOverview
    waiting: tuple[WaitingOwner, ...]
    page: Page


@dataclass(frozen=True, slots=True)
class BuildingFlats:
    """One building and its flats."""

    overview: BuildingOverview
    flats: tuple[FlatOverview, ...]


def _places(connection: Connection, admins: Sequence[int], request: Request, right: Right) -> tuple[Place, ...]:
    places = places_of(actor_of(connection, admins, request.telegram_id), right)
    if not places:
        raise Refusal(Reason.NOT_ALLOWED)
    return places


async def list_communities(db: Database, request: Request, admins: Sequence[int]) -> tuple[CommunityOverview, ...]:
    """The communities whose owners the asker may confirm. Raises Refusal(NOT_ALLOWED) when there can be none."""

    def fetch(connection: Connection) -> tuple[CommunityOverview, ...]:
        places = _places(connection, admins, request, Right.CONFIRM_OWNERS)
        return households.community_overviews(connection, places)

    return await db.read(fetch)


async def list_waiting(
    db: Database, request: Request, admins: Sequence[int], community_id: int, page: int
) -> WaitingList:
    """A page (from 0) of a community's owners who wait. Raises Refusal(NOT_ALLOWED), (UNKNOWN_COMMUNITY)."""

    def fetch(connection: Connection) -> WaitingList:
        whole = place_of_community(connection, community_id)
        places = _narrowed(_places(connection, admins, request, Right.CONFIRM_OWNERS), whole)
        overviews = households.community_overviews(connection, places)
        if not overviews:
            raise Refusal(Reason.NOT_ALLOWED)
        shown = page_of(page, overviews[0].waiting, WAITING_PER_PAGE)
        start = shown.number * WAITING_PER_PAGE
        waiting = memberships.waiting_owners(connection, community_id, places, start, WAITING_PER_PAGE)
        return WaitingList(overviews[0], waiting, shown)

    return await db.read(fetch)


def _narrowed(places: Sequence[Place], whole: Place) -> tuple[Place, ...]:
    """The parts of one community that the places reach."""
    return tuple(
        replace(whole, building=place.building) for place in places if covers(replace(place, building=None), whole)
    )


async def list_buildings(db: Database, request: Request, admins: Sequence[int]) -> tuple[BuildingOverview, ...]:
    """The buildings whose flats the asker may see. Raises Refusal(NOT_ALLOWED) when there can be none."""

    def fetch(connection: Connection) -> tuple[BuildingOverview, ...]:
        places = _places(connection, admins, request, Right.SEE_HOUSEHOLDS)
        return households.building_overviews(connection, places)

    return await db.read(fetch)


async def list_flats(db: Database, request: Request, admins: Sequence[int], household_id: int) -> BuildingFlats:
    """The flats of the building in which the household is. Raises Refusal(NOT_ALLOWED), (UNKNOWN_HOUSEHOLD)."""

    def fetch(connection: Connection) -> BuildingFlats:
        home = households.find_home(connection, household_id)
        if home is None:
            raise Refusal(Reason.UNKNOWN_HOUSEHOLD, household=household_id)
        community_id, building = home.household.community_id, home.household.address.building
        place = replace(place_of_community(connection, community_id), building=building)
        require(connection, admins, request.telegram_id, Right.SEE_HOUSEHOLDS, place)
        overview = households.building_overviews(connection, (place,))[0]
        return BuildingFlats(overview, households.flats_of_building(connection, community_id, building))

    return await db.read(fetch)
