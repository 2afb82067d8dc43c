"""A table that staff hand in by chat: a ledger file for their part of the district, a community sheet for all of it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import tzinfo

from bot.actions.access import actor_of, require_somewhere
from bot.actions.import_ledger import names_of
from bot.actions.transact import Request, transact
from bot.rules.headers import Found
from bot.rules.ledger import LEDGER, LedgerImport
from bot.rules.ledger_rows import check_ledger
from bot.rules.permissions import DISTRICT, Place, Right, places_of, rights_of
from bot.rules.refusals import Reason, Refusal
from bot.rules.sheet import SheetImport, check_sheet
from bot.storage import reporting
from bot.storage.community_sheet import store_sheet
from bot.storage.database import Connection, Database
from bot.storage.ledger import store_ledger


async def keeps_ledger(db: Database, telegram_id: int, admins: Sequence[int]) -> bool:
    """Whether somebody may hand in tables at all; asked before a file is fetched."""
    actor = await db.read(lambda connection: actor_of(connection, admins, telegram_id))
    return Right.KEEP_LEDGER in rights_of(actor.roles)


async def take_table(
    db: Database, found: Found, request: Request, admins: Sequence[int], zone: tzinfo
) -> LedgerImport | SheetImport:
    """Check every row, then take the table over in one transaction.

    Raises BadRows with every fault, and Refusal(NOT_ALLOWED) to those who may not; then nothing has changed.
    """
    places = await db.read(lambda connection: _places(connection, request, admins))
    if found.layout is LEDGER:
        return await _take_ledger(db, found, request, places)
    if DISTRICT not in places:
        raise Refusal(Reason.NOT_ALLOWED)
    sheet = await asyncio.to_thread(check_sheet, found, await db.read(names_of))
    today, by = request.now.astimezone(zone).date(), request.telegram_id
    return await transact(db, request, lambda connection: store_sheet(connection, sheet, request.now, today, by))


def _places(connection: Connection, request: Request, admins: Sequence[int]) -> tuple[Place, ...]:
    actor = require_somewhere(connection, admins, request.telegram_id, Right.KEEP_LEDGER)
    return places_of(actor, Right.KEEP_LEDGER)


async def _take_ledger(db: Database, found: Found, request: Request, places: Sequence[Place]) -> LedgerImport:
    known = await db.read(names_of)
    mine = {place.code for place in await db.read(lambda connection: reporting.places(connection, places))}
    whole = DISTRICT in places

    def allowed(code: str | None) -> bool:
        return whole or code in mine

    file = await asyncio.to_thread(lambda: check_ledger(found, known, allowed=allowed))
    by = request.telegram_id
    return await transact(db, request, lambda connection: store_ledger(connection, file, request.now, by))
