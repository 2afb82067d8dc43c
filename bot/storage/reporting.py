"""The facts of a report, each fetched once for the whole scope."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta, tzinfo

from sqlalchemy import ColumnElement, Connection, and_, false, or_, select, true

from bot.rules.meetings import MeetingKind, MeetingState
from bot.rules.permissions import DISTRICT
from bot.rules.permissions import Place as Ground
from bot.rules.report import OpinionSum, Period, Upcoming
from bot.rules.report_facts import HeldMeeting, Place, ReportFacts
from bot.rules.report_period import bounds
from bot.rules.turnout_map import parts_told
from bot.storage import attendances, community_values, ledger, opinion_figures
from bot.storage.models import community, consultation, meeting
from bot.storage.reporting_parts import homes_by_part, homes_inside, parts_of
from bot.storage.reporting_reviews import plan_satisfaction
from bot.storage.reporting_turnout import asked_homes, of_communities
from bot.storage.turnout_homes import houses_opened

_AT_ONCE = 500
_NEXT = timedelta(days=7)
_MOST_UPCOMING = 20


def places(connection: Connection, grounds: Sequence[Ground]) -> tuple[Place, ...]:
    """The communities that lie in any of the places, by code. Whoever serves one building has no whole community."""
    # Without any such place: nothing. An empty condition would be none at all, and show the whole district.
    within = or_(false(), *(_inside(ground) for ground in grounds if ground.building is None))
    columns = (community.c.id, community.c.code, community.c.name, community.c.subdistrict)
    rows = connection.execute(select(*columns).where(within).order_by(community.c.code))
    return tuple(Place(*row) for row in rows)


def _inside(ground: Ground) -> ColumnElement[bool]:
    if ground == DISTRICT:
        return true()
    if ground.community_id is not None:
        return community.c.id == ground.community_id
    return community.c.subdistrict == ground.subdistrict


def load_facts(
    connection: Connection, period: Period, as_of: datetime, zone: tzinfo, found: tuple[Place, ...], *, whole: bool
) -> ReportFacts:
    """Everything about these communities up to ``as_of``; of a ``whole`` district also what belongs to none."""
    start, end = bounds(period, zone)
    last = min(period.last, as_of.astimezone(zone).date())  # what is dated later has not come about yet
    ids = None if whole else [place.id for place in found]
    single = not whole and len(found) == 1
    houses = houses_opened(connection, found[0].id, start, end, as_of) if single else ()
    return ReportFacts(
        places=found,
        sheet=community_values.as_of(connection, last),
        meetings=(
            *ledger.meetings(connection, last, ids),
            *_held(connection, as_of, zone, ids),
        ),
        records=ledger.others(connection, last, ids),
        consultations=asked_homes(connection, start, end, as_of, ids),
        satisfaction=plan_satisfaction(connection, as_of, ids),
        opinions=_opinions(connection, period, as_of, zone),
        parts=parts_told(parts_of(connection, found[0].id, start, end, as_of), houses) if single else (),
        houses=houses,
        upcoming=_upcoming(connection, end, ids),
    )


def _held(
    connection: Connection, as_of: datetime, zone: tzinfo, communities: Collection[int] | None
) -> list[HeldMeeting]:
    """The bot's own meetings that are over, each of the day on which it ended: one over midnight is in no two periods.

    A design review counts only if residents were there (DOMAIN 3.1).
    """
    over = and_(meeting.c.state == MeetingState.SCHEDULED.value, meeting.c.ends_at <= as_of)
    query = select(meeting).where(over)
    if communities is not None:
        query = query.where(meeting.c.community_id.in_(communities))
    rows = connection.execute(query).all()
    homes = homes_by_part(connection, {row.community_id for row in rows})
    came = {}
    for first in range(0, len(rows), _AT_ONCE):
        came.update(attendances.counts(connection, [row.id for row in rows[first : first + _AT_ONCE]]))
    held = [
        HeldMeeting(
            row.community_id,
            row.kind,
            row.ends_at.astimezone(zone).date(),
            came[row.id].people if came[row.id].people or row.headcount is not None else None,
            came[row.id].homes or None,
            homes_inside(homes, row.community_id, row.scope_building, row.scope_entrance),
        )
        for row in rows
    ]
    return [one for one in held if one.headcount or one.kind != MeetingKind.DESIGN_FIRST_REVIEW.value]


def _opinions(connection: Connection, period: Period, as_of: datetime, zone: tzinfo) -> dict[int, OpinionSum]:
    """Received and answered in the period, overdue of all time; 0 where there were only earlier ones."""
    day: date = as_of.astimezone(zone).date()
    inside = opinion_figures.opinion_counts(connection, period.first, period.last, day, zone)
    ever = opinion_figures.opinion_counts(connection, None, period.last, day, zone)
    sums = {}
    for number, counts in ever.items():
        mine = inside.get(number)
        sums[number] = OpinionSum(mine.received if mine else 0, mine.answered if mine else 0, counts.overdue)
    return sums


def _upcoming(connection: Connection, end: datetime, communities: Collection[int] | None) -> tuple[Upcoming, ...]:
    """Meetings that begin and consultations that end in the week after."""
    until = end + _NEXT
    coming = (
        select(meeting.c.starts_at, meeting.c.title, community.c.name)
        .join(community, community.c.id == meeting.c.community_id)
        .where(meeting.c.state == MeetingState.SCHEDULED.value, meeting.c.starts_at >= end, meeting.c.starts_at < until)
    )
    if communities is not None:
        coming = coming.where(meeting.c.community_id.in_(communities))
    closing = (
        select(consultation.c.closes_at, consultation.c.title, community.c.name)
        .join(community, community.c.id == consultation.c.community_id)
        .where(of_communities(communities), consultation.c.closes_at >= end, consultation.c.closes_at < until)
        .where(consultation.c.closed_at.is_(None))
    )
    found = [
        Upcoming("meeting", *row) for row in connection.execute(coming.order_by("starts_at").limit(_MOST_UPCOMING))
    ]
    closes = connection.execute(closing.order_by("closes_at").limit(_MOST_UPCOMING))
    found += [Upcoming("consultation", *row) for row in closes]
    return tuple(sorted(found, key=lambda one: (one.at, one.community, one.title))[:_MOST_UPCOMING])


def subdistricts(connection: Connection) -> list[str]:
    """The names of all subdistricts, sorted."""
    named = select(community.c.subdistrict).where(community.c.subdistrict.is_not(None)).distinct()
    return sorted(str(name) for name in connection.scalars(named))
