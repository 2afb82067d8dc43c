"""Who people are to a household, and who a household is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Relation(StrEnum):
    """What a person says they are to the flat (DOMAIN: 与房屋的关系)."""

    OWNER = "owner"
    FAMILY = "family"
    TENANT = "tenant"
    PUBLIC_TENANT = "public_tenant"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a household is: building, optional entrance, room, as the roster writes them."""

    building: str
    entrance: str | None
    room: str


@dataclass(frozen=True, slots=True)
class Household:
    """One flat of the roster. ``floor_area`` in 0.01 ㎡; ``owner_group`` marks flats with the same owner(s)."""

    id: int
    community_id: int
    address: Address
    floor_area: int
    owner_group: str | None
    counted: bool
    slip_serial: int


@dataclass(frozen=True, slots=True)
class Membership:
    """A verified person's tie to a household.

    ``owner_confirmed`` is true when ownership counts as proven (by staff, or by the slip where the district says so).
    """

    person_id: int
    household: Household
    relation: Relation
    owner_confirmed: bool
