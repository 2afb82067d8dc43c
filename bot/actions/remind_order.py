"""A reminder to vote, previewed and ordered: by helpers in chat, and by the command line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.actions import access
from bot.actions.paper_access import enrol
from bot.actions.remind_access import Asking, by_command, open_one
from bot.rules.consultation import Consultation
from bot.rules.refusals import Reason, Refusal
from bot.rules.reminding import Limit, Part, SilentHome, helps_there, must_be_ready, reminder_span, together
from bot.storage import audit, consultations, electorate, nudges, reminders
from bot.storage.database import Connection, Database


@dataclass(frozen=True, slots=True)
class Preview:
    """A reminder before it is sent: ``people`` of ``part.ready`` homes would get it at ``starts_at``.

    ``obstacle`` says why nothing can be sent now. ``homes`` are the doors to knock at, for volunteers of the building
    only, else None. ``home_id`` is any home of the building, 0 for all that the asker serves.
    """

    consultation: Consultation
    part: Part
    people: int
    starts_at: datetime
    limit: Limit
    obstacle: Refusal | None
    homes: tuple[SilentHome, ...] | None
    home_id: int = 0


@dataclass(frozen=True, slots=True)
class Ordered:
    """A reminder that is on its way."""

    consultation: Consultation
    building: str | None
    homes: int
    people: int
    starts_at: datetime


async def remind_by_command(
    db: Database, number: int, building: str | None, limit: Limit, now: datetime, *, dry_run: bool
) -> Preview | Ordered:
    """By the command line, everywhere; a dry run only tells what it would do.

    Raises Refusal(UNKNOWN_CONSULTATION, NOT_YET_OPEN, CLOSED, UNKNOWN_BUILDING) and those of ``order``.
    """
    await enrolled(db, number, now)

    def change(connection: Connection) -> Preview | Ordered:
        asking = by_command(connection, number, building, now)
        if dry_run:
            return preview(connection, asking, limit, now)
        nudges.lock(connection, number)
        return order(connection, asking, limit, now, None)

    return await (db.read(change) if dry_run else db.write(change))


async def enrolled(db: Database, number: int, now: datetime) -> None:
    """Write the electorate down if the vote opened a moment ago, before the tick that does it.

    Raises Refusal(UNKNOWN_CONSULTATION, NOT_YET_OPEN, CLOSED).
    """

    def missing(connection: Connection) -> bool:
        open_one(connection, number, now)
        return not electorate.is_written(connection, number)

    if await db.read(missing):
        await db.write(lambda connection: enrol(connection, consultations.load(connection, number), now))


def order(connection: Connection, asking: Asking, limit: Limit, now: datetime, by: int | None) -> Ordered:
    """Plan it inside a transaction that holds ``nudges.lock``; the audit says how many homes, never which.

    Raises Refusal(REMIND_OUTSIDE_YOURS, REMIND_TOO_LATE) and those of ``must_be_ready``.
    """
    span = reminder_span(asking.consultation, now, reminders.quiet_hours(connection), limit)
    must_be_ready(together(parts_of(connection, asking, limit, span.due_at)), limit)
    homes, people = nudges.order(connection, asking.homes, limit, by, now, span)
    consultation, building = asking.consultation, asking.homes.building
    subject = f"consultation {consultation.id}: {homes} homes, {people} people"
    audit.note(connection, now, by, "remind", f"{subject}, building {building}" if building else subject)
    return Ordered(consultation, building, homes, people, span.due_at)


def preview(connection: Connection, asking: Asking, limit: Limit, now: datetime, home_id: int = 0) -> Preview:
    """What would be sent now, or what stands against it. Raises Refusal(REMIND_OUTSIDE_YOURS)."""
    consultation, homes = asking.consultation, asking.homes
    hours = reminders.quiet_hours(connection)
    too_late = _refused(lambda: reminder_span(consultation, now, hours, limit))
    at = now if too_late else reminder_span(consultation, now, hours, limit).due_at
    found = parts_of(connection, asking, limit, at)
    part = found[0] if homes.building is not None else together(found)
    obstacle = too_late or _refused(lambda: must_be_ready(part, limit))
    people = 0 if obstacle else nudges.count_people(connection, homes, limit, at)
    doors = nudges.silent_homes(connection, homes, limit, at) if _may_see_doors(connection, asking) else None
    return Preview(consultation, part, people, at, limit, obstacle, doors, home_id)


def parts_of(connection: Connection, asking: Asking, limit: Limit, at: datetime) -> tuple[Part, ...]:
    """The buildings with homes that are asked. Raises Refusal(REMIND_OUTSIDE_YOURS) when there are none."""
    found = nudges.parts(connection, asking.homes, limit, at)
    if not found:
        raise Refusal(Reason.REMIND_OUTSIDE_YOURS)
    return found


def _refused(attempt: Callable[[], object]) -> Refusal | None:
    try:
        attempt()
    except Refusal as refusal:
        return refusal
    return None


def _may_see_doors(connection: Connection, asking: Asking) -> bool:
    building, actor = asking.homes.building, asking.actor
    if building is None or actor is None:
        return False
    return helps_there(actor, access.place_of_building(connection, asking.consultation.community_id, building))
