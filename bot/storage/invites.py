"""Invitations to a role: only a digest of the token is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from bot.rules.permissions import Grant, Place, Role
from bot.storage.models import invite


@dataclass(frozen=True, slots=True)
class Invite:
    """What an invitation grants, until when, and who used it."""

    grant: Grant
    expires_at: datetime
    used_by: int | None


def add_invite(connection: Connection, digest: bytes, given: Grant, expires_at: datetime) -> None:
    """Write down an invitation."""
    place = given.place
    connection.execute(
        insert(invite).values(
            digest=digest,
            role=given.role.value,
            subdistrict=place.subdistrict,
            community_id=place.community_id,
            building=place.building,
            expires_at=expires_at,
        )
    )


def find_invite(connection: Connection, digest: bytes) -> Invite | None:
    """The invitation with this digest."""
    row = connection.execute(select(invite).where(invite.c.digest == digest)).first()
    if row is None:
        return None
    given = Grant(Role(row.role), Place(row.subdistrict, row.community_id, row.building))
    return Invite(given, row.expires_at, row.used_by)


def use_invite(connection: Connection, digest: bytes, telegram_id: int, now: datetime) -> None:
    """Write down who used the invitation, so that nobody else can."""
    mine = invite.c.digest == digest
    connection.execute(update(invite).where(mine).values(used_by=telegram_id, used_at=now))
