"""From the building to the entrance to the door: the homes of a consultation in the order of a walk."""

from __future__ import annotations

from collections.abc import Sequence

from bot.rules.addresses import street_order
from bot.rules.paper import PaperHome
from bot.rules.refusals import Reason, Refusal

Homes = Sequence[PaperHome]


def in_order(homes: Homes) -> tuple[PaperHome, ...]:
    """Building by building, entrance by entrance, room by room; 2 comes before 10."""
    return tuple(sorted(homes, key=lambda home: street_order(home.address)))


def buildings(homes: Homes) -> tuple[PaperHome, ...]:
    """The first home of each building."""
    first: dict[str, PaperHome] = {}
    for home in in_order(homes):
        first.setdefault(home.address.building, home)
    return tuple(first.values())


def building_of(homes: Homes, household_id: int) -> tuple[PaperHome, ...]:
    """The homes in the building of one of them. Raises Refusal(PAPER_NOT_ASKED) when it is none of them."""
    building = _home(homes, household_id).address.building
    return tuple(home for home in homes if home.address.building == building)


def entrances(homes: Homes, household_id: int) -> tuple[PaperHome, ...]:
    """The first home of each entrance of the building. Raises Refusal(PAPER_NOT_ASKED)."""
    first: dict[str | None, PaperHome] = {}
    for home in in_order(building_of(homes, household_id)):
        first.setdefault(home.address.entrance, home)
    return tuple(first.values())


def rooms(homes: Homes, household_id: int) -> tuple[PaperHome, ...]:
    """The homes behind the same entrance. Raises Refusal(PAPER_NOT_ASKED)."""
    entrance = _home(homes, household_id).address.entrance
    inside = building_of(homes, household_id)
    return in_order([home for home in inside if home.address.entrance == entrance])


def _home(homes: Homes, household_id: int) -> PaperHome:
    found = next((home for home in homes if home.household_id == household_id), None)
    if found is None:
        raise Refusal(Reason.PAPER_NOT_ASKED)
    return found
