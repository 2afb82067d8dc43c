"""Reports for somebody in chat: what they may see, and the one they chose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from bot.actions import access
from bot.actions.make_report import Wanted, make_report
from bot.rules.permissions import Place as Ground
from bot.rules.permissions import Right, places_of
from bot.rules.refusals import Reason, Refusal
from bot.rules.report import Period, Report
from bot.rules.report_assessment import Weights
from bot.rules.report_facts import Place
from bot.storage import reporting
from bot.storage.database import Connection, Database


@dataclass(frozen=True, slots=True)
class Chosen:
    """A report as a button names it. ``part`` is 0 for everything, else twice a community's id, plus 1 for all of its
    subdistrict: names of people's making do not fit into a button."""

    period: Period
    part: int = 0


async def places_in_reach(db: Database, telegram_id: int, admins: Sequence[int]) -> tuple[Place, ...]:
    """The communities that somebody may see reports on. Raises Refusal(NOT_ALLOWED)."""
    return await db.read(lambda connection: reporting.places(connection, _grounds(connection, telegram_id, admins)))


@dataclass(frozen=True, slots=True)
class Allowed:
    """A report that somebody may see: what it is about, and the places that they serve."""

    wanted: Wanted
    grounds: tuple[Ground, ...]


async def allow(db: Database, telegram_id: int, admins: Sequence[int], chosen: Chosen) -> Allowed:
    """Look at the door, before anything is counted. Raises Refusal(NOT_ALLOWED)."""

    def look(connection: Connection) -> Allowed:
        grounds = _grounds(connection, telegram_id, admins)
        return Allowed(_wanted(chosen, reporting.places(connection, grounds)), grounds)

    return await db.read(look)


async def report_for(db: Database, asked: Allowed, now: datetime, zone: tzinfo, weights: Weights) -> Report:
    """The report. Raises what ``make_report`` raises."""
    return await make_report(db, asked.wanted, now, zone, weights, asked.grounds)


def _grounds(connection: Connection, telegram_id: int, admins: Sequence[int]) -> tuple[Ground, ...]:
    """Where somebody may see reports: these are about whole communities, never about one building alone."""
    actor = access.require_somewhere(connection, admins, telegram_id, Right.SEE_TALLY)
    grounds = tuple(place for place in places_of(actor, Right.SEE_TALLY) if place.building is None)
    if not grounds:
        raise Refusal(Reason.NOT_ALLOWED)
    return grounds


def _wanted(chosen: Chosen, places: Sequence[Place]) -> Wanted:
    if not chosen.part:
        return Wanted(chosen.period)
    number, whole_subdistrict = divmod(chosen.part, 2)
    found = next((place for place in places if place.id == number), None)
    if found is None:
        raise Refusal(Reason.NOT_ALLOWED)
    if whole_subdistrict:
        return Wanted(chosen.period, subdistrict=found.subdistrict)
    return Wanted(chosen.period, community=found.code)
