"""Staff open a consultation early, close it early, or have it shown again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.actions import access
from bot.actions.advance_consultations import advance
from bot.actions.transact import Request, transact
from bot.rules.consultation import Consultation, Status
from bot.rules.permissions import Right
from bot.rules.refusals import Reason, Refusal
from bot.storage import audit, cards, consultations, groups, outbox
from bot.storage.database import Connection, Database


def known(connection: Connection, number: int) -> Consultation:
    """The consultation; raises Refusal(UNKNOWN_CONSULTATION)."""
    found = consultations.load(connection, number)
    if found is None:
        raise Refusal(Reason.UNKNOWN_CONSULTATION, number=number)
    return found


async def close_consultation(
    db: Database, number: int, now: datetime, request: Request | None = None, admins: Sequence[int] = ()
) -> Consultation:
    """Close now; the result is announced within seconds. By chat, ``request`` names who asks.

    Raises Refusal(UNKNOWN_CONSULTATION, ALREADY_CLOSED, NOT_ALLOWED).
    """

    def change(connection: Connection) -> Consultation:
        found = known(connection, number)
        if request is not None:
            place = access.place_of_community(connection, found.community_id)
            access.require(connection, admins, request.telegram_id, Right.MANAGE_CONSULTATIONS, place)
        if found.status(now) is Status.CLOSED:
            raise Refusal(Reason.ALREADY_CLOSED, title=found.title)
        consultations.close_now(connection, number, now)
        audit.note(connection, now, request.telegram_id if request else None, "close", f"consultation {number}")
        advance(connection, now)
        return known(connection, number)

    return await (db.write(change) if request is None else transact(db, request, change))


async def open_consultation(db: Database, number: int, now: datetime) -> Consultation:
    """Open now instead of later. Raises Refusal(UNKNOWN_CONSULTATION, ALREADY_CLOSED)."""

    def change(connection: Connection) -> Consultation:
        found = known(connection, number)
        if found.status(now) is Status.CLOSED:
            raise Refusal(Reason.ALREADY_CLOSED, title=found.title)
        if found.status(now) is Status.SCHEDULED:
            consultations.open_now(connection, number, now)
            audit.note(connection, now, None, "open", f"consultation {number}")
        advance(connection, now)
        return known(connection, number)

    return await db.write(change)


async def publish_consultation(db: Database, number: int, now: datetime) -> Consultation:
    """Show it again at the bottom of every bound group: the card while open, the result once closed.

    Raises Refusal(UNKNOWN_CONSULTATION, NOT_YET_OPEN, NOT_BOUND).
    """

    def change(connection: Connection) -> Consultation:
        found = known(connection, number)
        status = found.status(now)
        if status is Status.SCHEDULED:
            raise Refusal(Reason.NOT_YET_OPEN, title=found.title, opens=found.opens_at)
        chats = [group.chat_id for group in groups.of_community(connection, found.community_id)]
        if not chats:
            raise Refusal(Reason.NOT_BOUND, community=found.community_code)
        advance(connection, now)  # first: an end that nobody had noticed yet must not be announced twice
        if status is Status.CLOSED:
            outbox.forget(connection, outbox.RESULT, number)
            outbox.plan(connection, outbox.RESULT, number, chats, now)
        else:
            cards.TABLE.repost(connection, cards.of_consultation(number))
        return found

    return await db.write(change)
