"""What staff and volunteers see of the roster: numbers and flats, never names or choices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.rules.people import Address


@dataclass(frozen=True, slots=True)
class CommunityOverview:
    """How far verification has come in a community; ``waiting`` counts owners whom staff have not confirmed."""

    community_id: int
    code: str
    name: str
    flats: int
    verified: int
    people: int
    waiting: int


@dataclass(frozen=True, slots=True)
class BuildingOverview:
    """How far verification has come in a building; ``first_id`` is the id of one of its households and names it."""

    first_id: int
    community_name: str
    building: str
    flats: int
    verified: int


@dataclass(frozen=True, slots=True)
class FlatOverview:
    """A flat and whether anybody of it is verified."""

    address: Address
    verified: bool


@dataclass(frozen=True, slots=True)
class WaitingOwner:
    """Somebody who says they own a flat and waits for staff to see the papers. Nameless on purpose."""

    person_id: int
    household_id: int
    address: Address
    since: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a longer list: ``number`` counts from 0, ``pages`` is at least 1."""

    number: int
    pages: int


def page_of(wanted: int, items: int, size: int) -> Page:
    """The wanted page of a list of ``items``, ``size`` a page; beyond the end it is the last one."""
    pages = max(1, -(-items // size))
    return Page(min(wanted, pages - 1), pages)
