"""The only door to a thing: who asks, the right claimed, and the place the thing is in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.rules.permissions import Actor, Place, Right, may, rights_of
from bot.rules.refusals import Reason, Refusal
from bot.storage import communities, grants
from bot.storage.database import Connection


def actor_of(connection: Connection, admins: Sequence[int], telegram_id: int) -> Actor:
    """Who somebody is to the house. ``admins`` are the Telegram ids named in the configuration."""
    return Actor(telegram_id, grants.grants_of(connection, telegram_id), telegram_id in admins)


def place_of_community(connection: Connection, community_id: int) -> Place:
    """A community as a place. Raises Refusal(UNKNOWN_COMMUNITY)."""
    found = communities.by_id(connection, community_id) if community_id < 2**31 else None
    if found is None:
        raise Refusal(Reason.UNKNOWN_COMMUNITY, community=community_id)
    return Place(found.subdistrict, found.id)


def place_of_building(connection: Connection, community_id: int, building: str) -> Place:
    """A building as a place. Raises Refusal(UNKNOWN_COMMUNITY)."""
    return replace(place_of_community(connection, community_id), building=building)


def require(connection: Connection, admins: Sequence[int], telegram_id: int, right: Right, place: Place) -> Actor:
    """The actor, when the right is held for all of the place. Raises Refusal(NOT_ALLOWED) otherwise."""
    actor = actor_of(connection, admins, telegram_id)
    if not may(actor, right, place):
        raise Refusal(Reason.NOT_ALLOWED)
    return actor


def require_somewhere(connection: Connection, admins: Sequence[int], telegram_id: int, right: Right) -> Actor:
    """The actor, when the right is held at all: asked before anything is looked up. Raises Refusal(NOT_ALLOWED)."""
    actor = actor_of(connection, admins, telegram_id)
    if right not in rights_of(actor.roles):
        raise Refusal(Reason.NOT_ALLOWED)
    return actor
