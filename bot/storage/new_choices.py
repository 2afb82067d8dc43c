"""What staff choose from while they put a consultation together: communities, and older consultations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy import ColumnElement, Connection, and_, exists, false, func, or_, select, true

from bot.rules.permissions import Place
from bot.storage.models import (
    answer_draft,
    ballot,
    ballot_history,
    binding,
    community,
    consultation,
    household,
    paper_draft,
    paper_entry,
    participation,
    question,
)


@dataclass(frozen=True, slots=True)
class Known:
    """A community to choose."""

    id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Reach:
    """How many homes a consultation would ask, and how many groups would show it."""

    homes: int
    groups: int


@dataclass(frozen=True, slots=True)
class Older:
    """A consultation to copy or to change."""

    id: int
    title: str
    community: str


def _served(places: Sequence[Place]) -> ColumnElement[bool]:
    """Communities with homes that are asked, of which somebody serves all."""
    whole = [_inside(place) for place in places if place.building is None]
    lived_in = exists().where(household.c.community_id == community.c.id, household.c.counted)
    return and_(lived_in, or_(false(), *whole))


def _inside(place: Place) -> ColumnElement[bool]:
    narrowed: list[ColumnElement[bool]] = [true()]
    if place.subdistrict is not None:
        narrowed.append(community.c.subdistrict == place.subdistrict)
    if place.community_id is not None:
        narrowed.append(community.c.id == place.community_id)
    return and_(*narrowed)


def _named(search: str) -> ColumnElement[bool]:
    """Whose code or name contains the words, letters large or small."""
    if not search:
        return true()
    words = search.casefold()
    return or_(
        func.lower(community.c.code).contains(words, autoescape=True),
        func.lower(community.c.name).contains(words, autoescape=True),
    )


def communities(connection: Connection, places: Sequence[Place], search: str = "") -> tuple[Known, ...]:
    """Those that may be chosen, by code; ``search`` is part of a code or name."""
    query = select(community.c.id, community.c.code, community.c.name)
    rows = connection.execute(query.where(_served(places), _named(search)).order_by(community.c.code))
    return tuple(Known(*row) for row in rows)


def chosen(connection: Connection, ids: Sequence[int]) -> tuple[Known, ...]:
    """These communities, by code."""
    query = select(community.c.id, community.c.code, community.c.name).where(community.c.id.in_(ids))
    return tuple(Known(*row) for row in connection.execute(query.order_by(community.c.code)))


def reach(connection: Connection, ids: Sequence[int], building: str | None, entrance: str | None = None) -> Reach:
    """How many counted homes and how many groups these communities have."""
    asked = [household.c.community_id.in_(ids), household.c.counted]
    if building is not None:
        asked.append(household.c.building == building)
    if entrance is not None:
        asked.append(household.c.entrance == entrance)
    homes = connection.scalar(select(func.count()).select_from(household).where(*asked))
    bound = (binding.c.community_id.in_(ids), binding.c.present)
    groups = connection.scalar(select(func.count()).select_from(binding).where(*bound))
    return Reach(homes or 0, groups or 0)


def is_untouched(connection: Connection, number: int) -> bool:
    """Whether nobody has begun to answer the consultation, in chat or on paper, nor ever did."""
    return bool(connection.scalar(select(_untouched(number))))


def _untouched(number: ColumnElement[int] | int) -> ColumnElement[bool]:
    its = select(question.c.id).where(question.c.consultation_id == number)
    begun = (
        exists().where(ballot_history.c.consultation_id == number),
        exists().where(ballot.c.question_id.in_(its)),
        exists().where(answer_draft.c.consultation_id == number),
        exists().where(paper_draft.c.question_id.in_(its)),
        exists().where(paper_entry.c.question_id.in_(its)),
        exists().where(participation.c.consultation_id == number),
    )
    return ~or_(*begun)


class Wanted(Enum):
    """Which older consultations are listed."""

    ANY = "any"  # of those asked at once, the first stands for all
    UNANSWERED = "unanswered"  # not over, and nobody has answered; likewise
    OPEN = "open"


def older(
    connection: Connection, places: Sequence[Place], now: datetime, wanted: Wanted, start: int, most: int
) -> tuple[Older, ...]:
    """Consultations in these places, newest first."""
    query = (
        select(consultation.c.id, consultation.c.title, community.c.name)
        .join(community, community.c.id == consultation.c.community_id)
        .where(_served(places), *_conditions(wanted, now))
        .order_by(consultation.c.id.desc())
    )
    return tuple(Older(*row) for row in connection.execute(query.offset(start).limit(most)))


def _conditions(wanted: Wanted, now: datetime) -> list[ColumnElement[bool]]:
    its = consultation.c
    first = or_(its.group_id.is_(None), its.group_id == its.id)
    going = and_(its.closed_at.is_(None), its.closes_at > now, its.settled_at.is_(None))
    if wanted is Wanted.ANY:
        return [first]
    return [first, going, _untouched(its.id)] if wanted is Wanted.UNANSWERED else [going, its.opens_at <= now]
