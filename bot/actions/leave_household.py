"""Somebody moves out: the tie to the flat ends, the household's answers stay the household's."""

from __future__ import annotations

from bot.actions.transact import Request, transact
from bot.rules.refusals import Reason, Refusal
from bot.rules.verification import Tenure
from bot.storage import memberships
from bot.storage.database import Connection, Database


async def find_own_home(db: Database, request: Request, household_id: int) -> Tenure:
    """One of the person's own homes, to ask before leaving it. Raises Refusal(NOT_A_MEMBER)."""
    return await db.read(lambda connection: _tenure(connection, request, household_id))


async def leave_household(db: Database, request: Request, household_id: int) -> Tenure:
    """End the membership and tell what it was. Raises Refusal(NOT_A_MEMBER)."""

    def change(connection: Connection) -> Tenure:
        tenure = _tenure(connection, request, household_id)
        memberships.remove_membership(connection, tenure.membership.person_id, household_id)
        return tenure

    return await transact(db, request, change)


def _tenure(connection: Connection, request: Request, household_id: int) -> Tenure:
    tenure = memberships.find_tenure(connection, request.telegram_id, household_id)
    if tenure is None:
        raise Refusal(Reason.NOT_A_MEMBER)
    return tenure
