"""Who serves, and taking a role back."""

from __future__ import annotations

from datetime import datetime

from bot.rules.permissions import RoleHeld
from bot.storage import audit, grants
from bot.storage.database import Connection, Database


async def list_roles(db: Database) -> tuple[RoleHeld, ...]:
    """Every granted role, oldest first; admins named in the configuration hold no grant."""
    return await db.read(grants.roles_held)


async def revoke_role(db: Database, now: datetime, telegram_id: int) -> int:
    """Take every role from somebody; tells how many there were."""

    def change(connection: Connection) -> int:
        removed = grants.remove_grants(connection, telegram_id)
        if removed:
            audit.note(connection, now, None, "roles_revoked", f"telegram_id={telegram_id}")
        return removed

    return await db.write(change)
