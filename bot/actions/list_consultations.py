"""Consultations that a staff member may see or manage."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from itertools import islice

from bot.actions import access
from bot.rules.consultation import Consultation, Status
from bot.rules.permissions import Right, may
from bot.rules.refusals import Reason, Refusal
from bot.storage import consultations
from bot.storage.database import Connection, Database

_NEWEST = 20


async def all_consultations(db: Database) -> list[Consultation]:
    """Every consultation, newest first; for the command line."""
    return await db.read(consultations.listed)


async def manageable(db: Database, telegram_id: int, admins: Sequence[int], now: datetime) -> list[Consultation]:
    """Those that are not over and that this person may close, newest first. Raises Refusal(NOT_ALLOWED)."""
    return await db.read(
        _allowed(telegram_id, admins, Right.MANAGE_CONSULTATIONS, lambda item: item.status(now) is not Status.CLOSED)
    )


async def visible(db: Database, telegram_id: int, admins: Sequence[int]) -> list[Consultation]:
    """Those whose tally this person may see, newest first. Raises Refusal(NOT_ALLOWED)."""
    return await db.read(_allowed(telegram_id, admins, Right.SEE_TALLY, lambda _item: True))


async def require_tally(db: Database, telegram_id: int, admins: Sequence[int], number: int) -> Consultation:
    """The consultation, when this person may see its tally. Raises Refusal(UNKNOWN_CONSULTATION, NOT_ALLOWED)."""

    def fetch(connection: Connection) -> Consultation:
        access.require_somewhere(connection, admins, telegram_id, Right.SEE_TALLY)
        found = consultations.load(connection, number)
        if found is None:
            raise Refusal(Reason.UNKNOWN_CONSULTATION, number=number)
        place = access.place_of_community(connection, found.community_id)
        access.require(connection, admins, telegram_id, Right.SEE_TALLY, place)
        return found

    return await db.read(fetch)


def _allowed(
    telegram_id: int, admins: Sequence[int], right: Right, wanted: Callable[[Consultation], bool]
) -> Callable[[Connection], list[Consultation]]:
    def fetch(connection: Connection) -> list[Consultation]:
        actor = access.require_somewhere(connection, admins, telegram_id, right)
        place_of = cache(lambda community_id: access.place_of_community(connection, community_id))
        found = (
            item
            for item in consultations.listed(connection)
            if wanted(item) and may(actor, right, place_of(item.community_id))
        )
        return list(islice(found, _NEWEST))

    return fetch
