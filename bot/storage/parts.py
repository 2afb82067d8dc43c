"""The homes of a part of a community, as a condition."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, or_, select

from bot.rules.consultation import Scope
from bot.storage.models import household, membership


def in_part(community_id: int, scope: Scope) -> ColumnElement[bool]:
    """Homes of the roster in this part of the community."""
    narrowed = [household.c.community_id == community_id]
    if scope.building is not None:
        narrowed.append(household.c.building == scope.building)
    if scope.entrance is not None:
        narrowed.append(household.c.entrance == scope.entrance)
    return and_(*narrowed)


def lived_in() -> ColumnElement[bool]:
    """Homes that vote, or where somebody is registered all the same: rooms of nobody are not invited anywhere."""
    return or_(household.c.counted, exists(select(1).where(membership.c.household_id == household.c.id)))
