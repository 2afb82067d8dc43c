"""The door to reminding: an open consultation, and the homes for which somebody serves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.actions import access
from bot.actions.transact import Request
from bot.rules.balloting import must_be_open
from bot.rules.consultation import Consultation
from bot.rules.permissions import DISTRICT, Actor, Place, Right, may, places_of
from bot.rules.refusals import Reason, Refusal
from bot.storage import communities, consultations, households
from bot.storage.database import Connection
from bot.storage.nudges import Homes


@dataclass(frozen=True, slots=True)
class Asking:
    """Who wants to remind whom; nobody (None) is the command line."""

    consultation: Consultation
    homes: Homes
    actor: Actor | None


def open_one(connection: Connection, number: int, now: datetime) -> Consultation:
    """The consultation, while it is open. Raises Refusal(UNKNOWN_CONSULTATION, NOT_YET_OPEN, CLOSED)."""
    found = consultations.load(connection, number)
    if found is None:
        raise Refusal(Reason.UNKNOWN_CONSULTATION, number=number)
    must_be_open(found, now)
    return found


def served(connection: Connection, admins: Sequence[int], request: Request, number: int) -> Asking:
    """All homes of the consultation where the asker serves.

    Raises Refusal(NOT_ALLOWED) before anything is looked up, then those of ``open_one``.
    """
    actor = access.require_somewhere(connection, admins, request.telegram_id, Right.REMIND)
    found = open_one(connection, number, request.now)
    return Asking(found, Homes(number, places_of(actor, Right.REMIND)), actor)


def in_building(connection: Connection, asking: Asking, home_id: int) -> Asking:
    """The same for the building of a home. Raises Refusal(UNKNOWN_HOUSEHOLD, REMIND_OUTSIDE_YOURS)."""
    community_id = asking.consultation.community_id
    home = households.find_home(connection, home_id)
    if home is None or home.household.community_id != community_id:
        raise Refusal(Reason.UNKNOWN_HOUSEHOLD, household=home_id)
    building = home.household.address.building
    place = access.place_of_building(connection, community_id, building)
    if asking.actor is None or not may(asking.actor, Right.REMIND, place):
        raise Refusal(Reason.REMIND_OUTSIDE_YOURS)
    return replace(asking, homes=replace(asking.homes, building=building))


def by_command(connection: Connection, number: int, building: str | None, now: datetime) -> Asking:
    """All homes of the consultation, or those of one building. Raises Refusal(UNKNOWN_BUILDING) and as ``open_one``."""
    found = open_one(connection, number, now)
    if building is not None and not communities.has_part(connection, found.community_id, building, None):
        raise Refusal(Reason.UNKNOWN_BUILDING, building=building)
    everywhere: tuple[Place, ...] = (DISTRICT,)
    return Asking(found, Homes(number, everywhere, building), None)
