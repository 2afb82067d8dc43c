"""Half-finished verifications, and the wrong codes of the last hour."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select
from sqlalchemy import insert as plain_insert

from bot.rules.verification import DRAFT_LIFETIME, TRY_WINDOW, Draft, Home
from bot.storage.households import HOME, home_of
from bot.storage.models import code_try, community, household, verification_draft
from bot.storage.upsert import insert


def find_draft(connection: Connection, telegram_id: int, now: datetime) -> Draft | None:
    """Somebody's half-finished verification, unless it has expired."""
    serial = verification_draft.c.slip_serial.label("shown_serial")
    query = (
        select(*HOME, serial, verification_draft.c.started_at)
        .join(verification_draft, verification_draft.c.household_id == household.c.id)
        .join(community, community.c.id == household.c.community_id)
        .where(verification_draft.c.telegram_id == telegram_id)
    )
    row = connection.execute(query).first()
    if row is None:
        return None
    draft = Draft(telegram_id, home_of(row), row.shown_serial, row.started_at)
    return None if draft.is_expired(now) else draft


def start_draft(connection: Connection, telegram_id: int, home: Home, now: datetime) -> Draft:
    """Begin anew; an earlier draft of the same person is given up."""
    fresh = {
        "household_id": home.household.id,
        "slip_serial": home.household.slip_serial,
        "started_at": now,
    }
    new = insert(connection, verification_draft).values(telegram_id=telegram_id, **fresh)
    connection.execute(new.on_conflict_do_update(index_elements=[verification_draft.c.telegram_id], set_=fresh))
    return Draft(telegram_id, home, home.household.slip_serial, now)


def remove_draft(connection: Connection, telegram_id: int) -> None:
    """Give up or finish a draft."""
    connection.execute(delete(verification_draft).where(verification_draft.c.telegram_id == telegram_id))


def purge(connection: Connection, now: datetime) -> None:
    """Drop expired drafts and tries that no longer count, of everybody."""
    connection.execute(delete(verification_draft).where(verification_draft.c.started_at <= now - DRAFT_LIFETIME))
    connection.execute(delete(code_try).where(code_try.c.tried_at <= now - TRY_WINDOW))


def wrong_codes_of(connection: Connection, telegram_id: int) -> tuple[datetime, ...]:
    """When somebody tried wrong codes."""
    return tuple(connection.scalars(select(code_try.c.tried_at).where(code_try.c.telegram_id == telegram_id)))


def record_wrong_code(connection: Connection, telegram_id: int, now: datetime) -> None:
    """Write down that a wrong code was tried."""
    connection.execute(plain_insert(code_try).values(telegram_id=telegram_id, tried_at=now))
