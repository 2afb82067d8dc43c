"""What slips are made from: flats with the serial of their current code."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select, update

from bot.rules.addresses import one_line
from bot.rules.people import Household
from bot.storage import audit
from bot.storage.households import household_of
from bot.storage.models import household


def households_of(connection: Connection, community_id: int) -> tuple[Household, ...]:
    """Every flat of a community, counted or not: people may live in each."""
    columns = [household.c.id.label("household_id"), *(column for column in household.c if column.name != "id")]
    rows = connection.execute(select(*columns).where(household.c.community_id == community_id))
    return tuple(household_of(row) for row in rows)


def raise_serials(connection: Connection, code: str, homes: Sequence[Household], now: datetime) -> None:
    """Revoke the current codes of these flats of the community ``code``."""
    for home in homes:
        statement = update(household).where(household.c.id == home.id)
        connection.execute(statement.values(slip_serial=household.c.slip_serial + 1))
        audit.note(connection, now, None, "slip_revoked", f"{code} {one_line(home.address)}")
