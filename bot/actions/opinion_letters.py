"""Letters about opinions: to the giver, to the helper whose it is, and the list of what is overdue, once a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from bot.rules.opinions import LedgerOpinion, OpinionState, digest_span
from bot.storage import opinion_lists, opinions, outbox, reminders
from bot.storage.database import Connection, Database
from bot.storage.opinions import ANSWER, DIGEST, DUTY
from bot.storage.settings import read_setting, store_setting

__all__ = [
    "ANSWER",
    "DIGEST",
    "DUTY",
    "answered_opinion",
    "duty",
    "overdue",
    "plan_answers",
    "plan_digests",
    "plan_duty",
]

_PLANNED = "opinion_digest"
"""The setting that remembers the last day for which the lists were planned."""


def plan_answers(connection: Connection, numbers: Sequence[int], now: datetime) -> None:
    """A letter about each to whoever gave it, as far as they are known, after the quiet hours."""
    for number in numbers:
        giver = opinions.giver_of(connection, number)
        if giver is not None:
            outbox.plan(connection, ANSWER, number, [giver], _awake(connection, now))


def plan_duty(connection: Connection, number: int, helper: int, now: datetime) -> None:
    """A helper hears that an opinion is theirs to answer, after the quiet hours."""
    outbox.plan(connection, DUTY, number, [helper], _awake(connection, now))


def _awake(connection: Connection, now: datetime) -> datetime:
    quiet = reminders.quiet_hours(connection).quiet_span(now)
    return quiet[1] if quiet else now


async def plan_digests(db: Database, now: datetime) -> int:
    """Once a day at a decent hour: a letter to every helper with something overdue; returns how many.

    Late or many times a day does no harm.
    """
    if await db.read(lambda connection: _day_to_plan(connection, now)) is None:
        return 0

    def change(connection: Connection) -> int:
        day = _day_to_plan(connection, now)
        span = digest_span(now, reminders.quiet_hours(connection))
        if day is None or span is None:
            return 0
        store_setting(connection, _PLANNED, day.isoformat())
        helpers = opinion_lists.late_helpers(connection, day)
        outbox.plan(connection, DIGEST, day.toordinal(), helpers, span[1].due_at, span[1].useful_until)
        return len(helpers)

    return await db.write(change)


def _day_to_plan(connection: Connection, now: datetime) -> date | None:
    found = digest_span(now, reminders.quiet_hours(connection))
    if found is None or read_setting(connection, _PLANNED) == found[0].isoformat():
        return None
    return found[0]


async def answered_opinion(db: Database, number: int) -> LedgerOpinion | None:
    """What the giver is told of; None when there is no answer after all."""
    found = await db.read(lambda connection: opinions.find(connection, number))
    return found if found is not None and found.state is not OpinionState.OPEN else None


async def duty(db: Database, number: int, helper: int) -> LedgerOpinion | None:
    """What a helper is told of; None when it is answered, or somebody else's by now."""
    found = await db.read(lambda connection: opinions.find(connection, number))
    return found if found is not None and found.state is OpinionState.OPEN and found.owner == helper else None


async def overdue(db: Database, helper: int, today: date) -> tuple[LedgerOpinion, ...]:
    """What a helper is reminded of: as it stands when the letter is written."""
    return await db.read(lambda connection: opinion_lists.overdue_for(connection, helper, today))
