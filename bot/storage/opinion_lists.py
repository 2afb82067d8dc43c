"""Opinions as helpers look for them: in their places, overdue first; and who is to be told of what is overdue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, FromClause, and_, case, false, func, or_, select, true

from bot.rules.opinions import LedgerOpinion, OpinionState
from bot.rules.permissions import Place, Role
from bot.storage.models import community, grant, opinion
from bot.storage.opinions import selected, several

_OPEN = opinion.c.state == OpinionState.OPEN.value
_MAIN = opinion.c.main_id.is_(None)
# What is due first comes first, so what is overdue stands on top; what has no date comes last.
_URGENT = (opinion.c.due_on.is_(None), opinion.c.due_on, opinion.c.id)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many main opinions there are in somebody's places: open, of these overdue and theirs; and closed."""

    waiting: int
    overdue: int
    mine: int
    closed: int


def inside(places: Sequence[Place]) -> ColumnElement[bool]:
    """The condition that an opinion, joined with its community, lies in one of the places."""
    return or_(false(), *(_inside(place) for place in places))


def _inside(place: Place) -> ColumnElement[bool]:
    narrowed: list[ColumnElement[bool]] = [true()]
    if place.subdistrict is not None:
        narrowed.append(community.c.subdistrict == place.subdistrict)
    if place.community_id is not None:
        narrowed.append(opinion.c.community_id == place.community_id)
    if place.building is not None:
        narrowed.append(opinion.c.building == place.building)
    return and_(*narrowed)


def _overdue(today: date) -> ColumnElement[bool]:
    return and_(_OPEN, opinion.c.due_on < today.isoformat())


def tally(connection: Connection, places: Sequence[Place], telegram_id: int, today: date) -> Tally:
    """The numbers above a helper's list."""
    query = select(
        func.count(case((_OPEN, 1))),
        func.count(case((_overdue(today), 1))),
        func.count(case((and_(_OPEN, opinion.c.owner == telegram_id), 1))),
        func.count(case((~_OPEN, 1))),
    ).select_from(opinion.join(community, community.c.id == opinion.c.community_id))
    return Tally(*connection.execute(query.where(_MAIN, _reach(places, telegram_id))).one())


def _reach(places: Sequence[Place], telegram_id: int) -> ColumnElement[bool]:
    return or_(inside(places), opinion.c.owner == telegram_id)


def waiting(
    connection: Connection, places: Sequence[Place], telegram_id: int, *, mine: bool, start: int, most: int
) -> tuple[LedgerOpinion, ...]:
    """Open main opinions in the places, or assigned to this helper; overdue first. ``mine``: only the assigned."""
    reach = opinion.c.owner == telegram_id if mine else _reach(places, telegram_id)
    query = selected().where(_OPEN, _MAIN, reach).order_by(*_URGENT)
    return several(connection, query.offset(start).limit(most))


def closed(
    connection: Connection, places: Sequence[Place], telegram_id: int, *, start: int, most: int
) -> tuple[LedgerOpinion, ...]:
    """Answered and rejected main opinions, the newest answer first."""
    newest = (opinion.c.answered_at.desc(), opinion.c.id.desc())
    query = selected().where(~_OPEN, _MAIN, _reach(places, telegram_id)).order_by(*newest)
    return several(connection, query.offset(start).limit(most))


def listed(
    connection: Connection, today: date, community_id: int | None = None, *, overdue: bool = False
) -> tuple[LedgerOpinion, ...]:
    """All opinions, or only the overdue ones, for the command line: open ones first, the most urgent on top."""
    query = selected()
    if community_id is not None:
        query = query.where(opinion.c.community_id == community_id)
    if overdue:
        query = query.where(_overdue(today))
    return several(connection, query.order_by(case((_OPEN, 0), else_=1), *_URGENT))


def alike(connection: Connection, wanted: LedgerOpinion, most: int) -> tuple[LedgerOpinion, ...]:
    """Other main opinions of the community that may say the same: of the same category first, the newest first."""
    main = wanted.main_id or wanted.id
    others = (opinion.c.community_id == wanted.community_id, _MAIN, opinion.c.id != main)
    same = case((opinion.c.category == wanted.category.value, 0), else_=1)
    query = selected().where(*others).order_by(case((_OPEN, 0), else_=1), same, opinion.c.id.desc())
    return several(connection, query.limit(most))


def overdue_for(connection: Connection, telegram_id: int, today: date) -> tuple[LedgerOpinion, ...]:
    """Overdue main opinions where this helper serves, or assigned to them; the longest overdue first."""
    mine = grant.alias()
    served = select(mine.c.id).where(mine.c.telegram_id == telegram_id, _served(mine)).correlate(opinion, community)
    reach = or_(served.exists(), opinion.c.owner == telegram_id)
    return several(connection, selected().where(_overdue(today), _MAIN, reach).order_by(*_URGENT))


def _served(held: FromClause) -> ColumnElement[bool]:
    """The grant covers the opinion's place, and is no administrator's: they serve everywhere and watch reports."""
    return and_(
        held.c.role.in_([Role.VOLUNTEER.value, Role.STAFF.value]),
        or_(held.c.subdistrict.is_(None), held.c.subdistrict == community.c.subdistrict),
        or_(held.c.community_id.is_(None), held.c.community_id == opinion.c.community_id),
        or_(held.c.building.is_(None), held.c.building == opinion.c.building),
    )


def late_helpers(connection: Connection, today: date) -> tuple[int, ...]:
    """Telegram ids of everybody who serves and for whom ``overdue_for`` finds something."""
    found = opinion.join(community, community.c.id == opinion.c.community_id)
    serving = select(grant.c.telegram_id).select_from(found.join(grant, _served(grant))).where(_overdue(today), _MAIN)
    owning = select(opinion.c.owner).join(grant, grant.c.telegram_id == opinion.c.owner).where(_overdue(today), _MAIN)
    return tuple(sorted(connection.scalars(serving.union(owning))))
