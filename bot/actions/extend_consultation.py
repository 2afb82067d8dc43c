"""The end of an open consultation is moved to later, with a reason; nothing but closing it ever makes it end sooner."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.actions import access
from bot.actions.end_consultation import known
from bot.actions.transact import Request, transact
from bot.rules.consultation import Consultation, Status
from bot.rules.definition import LONGEST
from bot.rules.new_steps import REASON_LIMIT
from bot.rules.permissions import Right
from bot.rules.refusals import Reason, Refusal
from bot.rules.visible import visible
from bot.storage import audit, new_changes
from bot.storage.database import Connection, Database


async def extend_consultation(
    db: Database,
    number: int,
    closes: datetime,
    reason: str,
    now: datetime,
    request: Request | None = None,
    admins: Sequence[int] = (),
) -> Consultation:
    """Let it end at ``closes``; the reason is kept in the record. By chat, ``request`` names who asks.

    Raises Refusal(UNKNOWN_CONSULTATION, NOT_ALLOWED, NOT_YET_OPEN, ALREADY_CLOSED, EXTEND_ONLY_LATER, EXTEND_REASON,
    NEW_TOO_FAR).
    """

    def change(connection: Connection) -> Consultation:
        return extend(connection, number, closes, reason, now, request, admins)

    return await (db.write(change) if request is None else transact(db, request, change))


def extend(
    connection: Connection,
    number: int,
    closes: datetime,
    reason: str,
    now: datetime,
    request: Request | None,
    admins: Sequence[int],
) -> Consultation:
    """The same inside a transaction."""
    new_changes.lock(connection, number)
    found = known(connection, number)
    if request is not None:
        place = access.place_of_community(connection, found.community_id)
        access.require(connection, admins, request.telegram_id, Right.MANAGE_CONSULTATIONS, place)
    _must_be_open(found, now)
    if closes <= found.closes_at:
        raise Refusal(Reason.EXTEND_ONLY_LATER, closes=found.closes_at)
    if closes - found.opens_at > LONGEST:
        raise Refusal(Reason.NEW_TOO_FAR, days=LONGEST.days)
    because = " ".join(visible(reason).split())[:REASON_LIMIT]
    if not because:
        raise Refusal(Reason.EXTEND_REASON)
    new_changes.extend(connection, number, closes)
    note = f"consultation {number} until {closes.isoformat(timespec='minutes')}: {because}"
    audit.note(connection, now, request.telegram_id if request else None, "extend", note)
    return known(connection, number)


def _must_be_open(found: Consultation, now: datetime) -> None:
    status = found.status(now)
    if status is Status.SCHEDULED:
        raise Refusal(Reason.NOT_YET_OPEN, title=found.title, opens=found.opens_at)
    if status is Status.CLOSED:
        raise Refusal(Reason.ALREADY_CLOSED, title=found.title)
