"""A report for whoever may see it: the whole district, or the part of it that was asked for or that somebody serves."""

from __future__ import annotations

import asyncio
import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from bot.actions.find_community import community_named
from bot.rules.permissions import DISTRICT
from bot.rules.permissions import Place as Ground
from bot.rules.refusals import Reason, Refusal
from bot.rules.report import Period, Report, ReportScope
from bot.rules.report_assessment import Weights
from bot.rules.report_build import build
from bot.rules.report_facts import Place, ReportFacts
from bot.rules.report_period import counted_until
from bot.storage import reporting
from bot.storage.database import Connection, Database


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks for: the days, and a community (by code) or a subdistrict (by name), if not everything."""

    period: Period
    community: str | None = None
    subdistrict: str | None = None


async def make_report(
    db: Database,
    wanted: Wanted,
    now: datetime,
    zone: tzinfo,
    weights: Weights,
    grounds: Sequence[Ground] = (DISTRICT,),
) -> Report:
    """Count everything that was recorded, in one snapshot; ``grounds`` are the places that the asker may see.

    Raises Refusal(UNKNOWN_COMMUNITY, UNKNOWN_COMMUNITY_NEAR, REPORT_UNKNOWN_SUBDISTRICT,
    REPORT_UNKNOWN_SUBDISTRICT_NEAR, REPORT_OUTSIDE_YOURS).
    """
    as_of = counted_until(wanted.period, now, zone)

    def fetch(connection: Connection) -> tuple[ReportScope, ReportFacts]:
        scope, found, whole = _scope(connection, wanted, grounds)
        return scope, reporting.load_facts(connection, wanted.period, as_of, zone, found, whole=whole)

    scope, facts = await db.read(fetch)
    return await asyncio.to_thread(build, wanted.period, as_of, scope, facts, weights)


def _scope(
    connection: Connection, wanted: Wanted, grounds: Sequence[Ground]
) -> tuple[ReportScope, tuple[Place, ...], bool]:
    """What is reported on, its communities, and whether that is the whole district."""
    mine, everything = reporting.places(connection, grounds), reporting.places(connection, (DISTRICT,))
    if wanted.community is not None:
        known = community_named(connection, wanted.community)
        found = tuple(place for place in mine if place.id == known.id)
        _must_be_some(found, known.name)
        return ReportScope(known.subdistrict, known.code), found, False
    if wanted.subdistrict is not None:
        name = _subdistrict(connection, wanted.subdistrict)
        found = tuple(place for place in mine if place.subdistrict == name)
        _must_be_some(found, name)
        return ReportScope(name, some=len(found) < _size(everything, name)), found, False
    if DISTRICT in grounds:
        return ReportScope(), mine, True
    return _own(mine, everything), mine, False


def _must_be_some(found: Sequence[Place], name: str) -> None:
    if not found:
        raise Refusal(Reason.REPORT_OUTSIDE_YOURS, place=name)


def _size(places: Sequence[Place], subdistrict: str | None) -> int:
    return sum(place.subdistrict == subdistrict for place in places)


def _own(mine: Sequence[Place], everything: Sequence[Place]) -> ReportScope:
    """How the places of somebody who serves a part of the district are called together."""
    if len(mine) == 1:
        return ReportScope(mine[0].subdistrict, mine[0].code)
    names = {place.subdistrict for place in mine}
    name = names.pop() if len(names) == 1 else None
    return ReportScope(name, some=name is None or len(mine) < _size(everything, name))


def _subdistrict(connection: Connection, name: str) -> str:
    names = reporting.subdistricts(connection)
    if name in names:
        return name
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.3)
    if near:
        raise Refusal(Reason.REPORT_UNKNOWN_SUBDISTRICT_NEAR, subdistrict=name, near=near[0])
    raise Refusal(Reason.REPORT_UNKNOWN_SUBDISTRICT, subdistrict=name)
