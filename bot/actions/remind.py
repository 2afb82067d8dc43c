"""/remind: helpers see how many homes have not answered where they serve, and remind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.actions import access
from bot.actions.remind_access import Asking, in_building, served
from bot.actions.remind_order import Ordered, Preview, enrolled, order, parts_of, preview
from bot.actions.transact import Request, transact
from bot.rules.consultation import Consultation
from bot.rules.permissions import Right, places_of
from bot.rules.reminding import Limit, Part
from bot.storage import consultations, nudges, paper_homes
from bot.storage.database import Connection, Database

__all__ = ["Ordered", "Overview", "Preview"]


@dataclass(frozen=True, slots=True)
class Overview:
    """One open consultation and the buildings that the asker serves, in the roster's order."""

    consultation: Consultation
    parts: tuple[Part, ...]


async def list_remindable(db: Database, request: Request, admins: Sequence[int]) -> tuple[Consultation, ...]:
    """Open consultations that ask homes where the asker serves, the first to close first.

    Raises Refusal(NOT_ALLOWED).
    """

    def fetch(connection: Connection) -> tuple[Consultation, ...]:
        actor = access.require_somewhere(connection, admins, request.telegram_id, Right.REMIND)
        numbers = paper_homes.open_numbers(connection, places_of(actor, Right.REMIND), request.now)
        found = {item.id: item for item in consultations.by_numbers(connection, numbers)}
        return tuple(found[number] for number in numbers)

    return await db.read(fetch)


async def see_parts(db: Database, request: Request, admins: Sequence[int], limit: Limit, number: int) -> Overview:
    """Who has not answered, building by building.

    Raises Refusal(NOT_ALLOWED, UNKNOWN_CONSULTATION, NOT_YET_OPEN, CLOSED, REMIND_OUTSIDE_YOURS).
    """
    await _may_remind(db, request, admins, number)

    def fetch(connection: Connection) -> Overview:
        asking = served(connection, admins, request, number)
        return Overview(asking.consultation, parts_of(connection, asking, limit, request.now))

    return await db.read(fetch)


async def preview_reminder(
    db: Database, request: Request, admins: Sequence[int], limit: Limit, number: int, home_id: int
) -> Preview:
    """What would be sent, to how many; ``home_id`` is any home of the chosen building, 0 for all the asker serves.

    Raises those of ``see_parts`` and Refusal(UNKNOWN_HOUSEHOLD).
    """
    await _may_remind(db, request, admins, number)

    def fetch(connection: Connection) -> Preview:
        return preview(connection, _chosen(connection, admins, request, number, home_id), limit, request.now, home_id)

    return await db.read(fetch)


async def send_reminder(
    db: Database, request: Request, admins: Sequence[int], limit: Limit, number: int, home_id: int
) -> Ordered:
    """Send what was previewed to those who have not answered by then; a second press is too soon.

    Raises those of ``preview_reminder`` and Refusal(REMIND_ALL_ANSWERED, REMIND_NOBODY, REMIND_TOO_SOON,
    REMIND_OFTEN_ENOUGH, REMIND_TOO_LATE).
    """

    def change(connection: Connection) -> Ordered:
        nudges.lock(connection, number)
        asking = _chosen(connection, admins, request, number, home_id)
        return order(connection, asking, limit, request.now, request.telegram_id)

    return await transact(db, request, change)


def _chosen(connection: Connection, admins: Sequence[int], request: Request, number: int, home_id: int) -> Asking:
    asking = served(connection, admins, request, number)
    return in_building(connection, asking, home_id) if home_id else asking


async def _may_remind(db: Database, request: Request, admins: Sequence[int], number: int) -> None:
    """Whoever serves nowhere changes nothing, not even by asking early."""
    await db.read(lambda c: access.require_somewhere(c, admins, request.telegram_id, Right.REMIND))
    await enrolled(db, number, request.now)
