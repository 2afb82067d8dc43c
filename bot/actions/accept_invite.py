"""Somebody opens an invitation to serve."""

from __future__ import annotations

from bot.actions.invite_staff import INVITE_PREFIX, invite_digest, subject_of
from bot.actions.transact import Request, transact
from bot.rules.permissions import RoleHeld
from bot.rules.refusals import Reason, Refusal
from bot.rules.visible import visible
from bot.storage import audit, grants, invites
from bot.storage.database import Connection, Database


async def accept_invite(db: Database, request: Request, payload: str) -> RoleHeld:
    """Grant the role that the invitation names; opening it again changes nothing.

    Raises Refusal(INVITE_INVALID) when it is unknown, older than 7 days, used by somebody else, or revoked since.
    """
    digest = invite_digest(visible(payload).removeprefix(INVITE_PREFIX))

    def change(connection: Connection) -> RoleHeld:
        found = invites.find_invite(connection, digest)
        if found is None or found.used_by not in (None, request.telegram_id):
            raise Refusal(Reason.INVITE_INVALID)
        if found.used_by is None:
            if found.expires_at <= request.now:
                raise Refusal(Reason.INVITE_INVALID)
            invites.use_invite(connection, digest, request.telegram_id, request.now)
            grants.add_grant(connection, request.telegram_id, found.grant, request.now)
            audit.note(connection, request.now, request.telegram_id, "role_accepted", subject_of(found.grant))
        held = grants.roles_held_by(connection, request.telegram_id)
        granted = next((role for role in held if role.grant == found.grant), None)
        if granted is None:  # used, and taken back since
            raise Refusal(Reason.INVITE_INVALID)
        return granted

    return await transact(db, request, change)
