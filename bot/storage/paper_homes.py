"""What can be entered from paper, and where: open consultations, homes that are asked, and who has answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, exists, or_, select

from bot.rules.consultation import Consultation
from bot.rules.paper import PaperHome, Standing
from bot.rules.people import Address
from bot.rules.permissions import Place
from bot.storage.answered import has_answered
from bot.storage.households import inside
from bot.storage.models import ballot, community, consultation, electorate, household


def open_numbers(connection: Connection, places: Sequence[Place], now: datetime) -> list[int]:
    """The open consultations that ask at least one counted home in the places, the one that closes first first."""
    asked = exists().where(
        community.c.id == consultation.c.community_id,
        household.c.community_id == community.c.id,
        household.c.counted,
        or_(consultation.c.scope_building.is_(None), consultation.c.scope_building == household.c.building),
        or_(consultation.c.scope_entrance.is_(None), consultation.c.scope_entrance == household.c.entrance),
        inside(places),
    )
    is_open = (
        consultation.c.opens_at <= now,
        consultation.c.closes_at > now,
        or_(consultation.c.closed_at.is_(None), consultation.c.closed_at > now),
    )
    query = select(consultation.c.id).where(*is_open, asked)
    return list(connection.scalars(query.order_by(consultation.c.closes_at, consultation.c.id)))


def asked_homes(connection: Connection, asked: Consultation, places: Sequence[Place]) -> tuple[PaperHome, ...]:
    """The counted homes of the electorate in the places, each with whether it has answered."""
    answered = has_answered(asked.id, electorate.c.household_id)
    query = (
        select(household.c.id, household.c.building, household.c.entrance, household.c.room, answered)
        .select_from(
            electorate.join(household, household.c.id == electorate.c.household_id).join(
                community, community.c.id == household.c.community_id
            )
        )
        .where(electorate.c.consultation_id == asked.id, electorate.c.counted, inside(places))
    )
    return tuple(
        PaperHome(number, Address(building, entrance or None, room), bool(said))
        for number, building, entrance, room, said in connection.execute(query)
    )


def standings(
    connection: Connection, question_ids: Sequence[int], household_id: int | None = None
) -> dict[int, Standing]:
    """When and by which channel homes have answered these questions last, by household id: one home or all. Never
    what."""
    query = select(ballot.c.household_id, ballot.c.channel, ballot.c.cast_at)
    query = query.where(ballot.c.question_id.in_(question_ids)).order_by(ballot.c.cast_at)
    if household_id is not None:
        query = query.where(ballot.c.household_id == household_id)
    return {number: Standing(channel, cast_at) for number, channel, cast_at in connection.execute(query)}
