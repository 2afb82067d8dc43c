"""Staff weigh in chat which of their compounds could share one property management."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.actions.report_desk import Chosen, allow
from bot.actions.weigh_viability import Weighed, weigh_viability
from bot.rules.report_facts import Place
from bot.rules.report_period import year_of
from bot.storage import ladders, reporting
from bot.storage.database import Connection, Database

MOST = 62
"""A button can carry the choice of so many communities."""


async def weighable(
    db: Database, telegram_id: int, admins: Sequence[int], part: int, now: datetime
) -> tuple[Place, ...]:
    """The communities of a part (as under a report) that were asked for prices, the oldest entry first.

    Raises Refusal(NOT_ALLOWED).
    """
    asked = await allow(db, telegram_id, admins, Chosen(year_of(now.date()), part))

    def look(connection: Connection) -> tuple[Place, ...]:
        known = ladders.communities_asked_for_prices(connection, now)
        found = (place for place in reporting.places(connection, asked.grounds) if place.id in known)
        inside = [place for place in found if asked.wanted.community in (None, place.code)]
        if asked.wanted.subdistrict is not None:
            inside = [place for place in inside if place.subdistrict == asked.wanted.subdistrict]
        return tuple(sorted(inside, key=lambda place: place.id)[:MOST])

    return await db.read(look)


async def weigh(db: Database, places: Sequence[Place], now: datetime) -> Weighed:
    """The newest price ladder of each."""
    return await weigh_viability(db, [place.code for place in places], {}, now)
