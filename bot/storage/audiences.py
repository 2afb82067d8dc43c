"""Whom something concerns: the chats of people and groups, and what speaks against writing to one of them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select, true

from bot.storage.models import binding, household, meeting, membership, person, rsvp
from bot.storage.outbox import Why

_IN_SCOPE = and_(
    household.c.community_id == meeting.c.community_id,
    or_(meeting.c.scope_building.is_(None), household.c.building == meeting.c.scope_building),
    or_(meeting.c.scope_entrance.is_(None), household.c.entrance == meeting.c.scope_entrance),
)
_HOMES = membership.join(household, household.c.id == membership.c.household_id)
_INVITED = (
    person.join(_HOMES, membership.c.person_id == person.c.id)
    .join(meeting, _IN_SCOPE)
    .outerjoin(rsvp, and_(rsvp.c.meeting_id == meeting.c.id, rsvp.c.household_id == household.c.id))
)
# A home that declined, and one that is visited instead, is left in peace.
_COMES_OR_SILENT = or_(rsvp.c.coming.is_(None), rsvp.c.coming == "yes")
_WILLING = and_(person.c.reachable, person.c.subscribed)


def invited_people(meeting_id: int) -> Select[tuple[int]]:
    """Telegram ids of people with a home in the meeting's scope that comes or has not answered."""
    return (
        select(person.c.telegram_id)
        .distinct()
        .select_from(_INVITED)
        .where(meeting.c.id == meeting_id, _COMES_OR_SILENT, _WILLING)
    )


def residents(community_id: int | None, building: str | None = None) -> Select[tuple[int]]:
    """Telegram ids of the people who live there; both empty means everywhere."""
    where: list[ColumnElement[bool]] = [_WILLING]
    if community_id is not None:
        where.append(household.c.community_id == community_id)
    if building is not None:
        where.append(household.c.building == building)
    joined = person.join(_HOMES, membership.c.person_id == person.c.id)
    return select(person.c.telegram_id).distinct().select_from(joined).where(*where)


def groups_of_meeting(meeting_id: int) -> Select[tuple[int]]:
    """Chat ids of the groups in which the meeting is announced."""
    of_community = binding.c.community_id == meeting.c.community_id
    return select(binding.c.chat_id).join(meeting, of_community).where(meeting.c.id == meeting_id, binding.c.present)


def groups_of_community(community_id: int | None) -> Select[tuple[int]]:
    """Chat ids of a community's groups; empty means all communities."""
    there = true() if community_id is None else binding.c.community_id == community_id
    return select(binding.c.chat_id).where(binding.c.present, there)


def count(connection: Connection, chats: Select[tuple[int]]) -> int:
    """How many chats these are."""
    return int(connection.execute(select(func.count()).select_from(chats.subquery())).scalar_one())


def unwilling(connection: Connection, telegram_id: int) -> Why | None:
    """Why nothing may be written to somebody in private: they are unknown, said 退订, or blocked the bot."""
    row = connection.execute(
        select(person.c.subscribed, person.c.reachable).where(person.c.telegram_id == telegram_id)
    ).first()
    if row is None:
        return Why.STRANGER
    if not row.subscribed:
        return Why.UNSUBSCRIBED
    return None if row.reachable else Why.UNREACHABLE


def not_invited(connection: Connection, meeting_id: int, telegram_id: int) -> Why | None:
    """Why somebody is not reminded of a meeting: no home in its scope, or none of them comes."""
    query = select(rsvp.c.coming).select_from(_INVITED)
    answers: Sequence[str | None] = (
        connection.execute(query.where(meeting.c.id == meeting_id, person.c.telegram_id == telegram_id)).scalars().all()
    )
    if not answers:
        return Why.STRANGER
    return None if any(answer in (None, "yes") for answer in answers) else Why.DECLINED
