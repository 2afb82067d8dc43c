"""An invitation to serve: a link that grants a role once."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.rules.permissions import Grant, Place, Role
from bot.rules.refusals import Reason, Refusal
from bot.storage import audit, communities, households, invites
from bot.storage.database import Connection, Database

INVITE_LIFETIME = timedelta(days=7)
INVITE_PREFIX = "r_"


@dataclass(frozen=True, slots=True)
class Invitation:
    """What to hand over: the deep link's payload, and until when it works.

    ``communities`` counts the communities with flats that the role's place holds now.
    """

    payload: str
    expires_at: datetime
    communities: int


def invite_digest(token: str) -> bytes:
    """What is kept of a token: enough to know it again, not enough to use it."""
    return hashlib.sha256(token.encode()).digest()


async def invite_staff(
    db: Database,
    now: datetime,
    role: Role,
    subdistrict: str | None = None,
    community: str | None = None,
    building: str | None = None,
) -> Invitation:
    """Write down an invitation for the role and the place; the token itself is not kept. ``community`` is a code.

    Raises Refusal(UNKNOWN_COMMUNITY) or (UNKNOWN_BUILDING); the latter also for a building without a community.
    """
    token = secrets.token_urlsafe(24)

    def change(connection: Connection) -> Invitation:
        given = Grant(role, _place(connection, subdistrict, community, building))
        invites.add_invite(connection, invite_digest(token), given, now + INVITE_LIFETIME)
        audit.note(connection, now, None, "role_offered", subject_of(given))
        reached = len(households.community_overviews(connection, (given.place,)))
        return Invitation(INVITE_PREFIX + token, now + INVITE_LIFETIME, reached)

    return await db.write(change)


def subject_of(given: Grant) -> str:
    """A grant in one line of the audit."""
    place = given.place
    parts = [("subdistrict", place.subdistrict), ("community", place.community_id), ("building", place.building)]
    return " ".join([given.role.value, *(f"{name}={value}" for name, value in parts if value is not None)])


def _place(connection: Connection, subdistrict: str | None, code: str | None, building: str | None) -> Place:
    if code is None:
        if building is not None:
            raise Refusal(Reason.UNKNOWN_BUILDING, building=building)
        return Place(subdistrict)
    found = communities.by_code(connection, code)
    if found is None or subdistrict not in (None, found.subdistrict):
        raise Refusal(Reason.UNKNOWN_COMMUNITY, community=code)
    if building is not None and not communities.has_part(connection, found.id, building, None):
        raise Refusal(Reason.UNKNOWN_BUILDING, building=building)
    return Place(None, found.id, building)
