"""Who answered, building by building, as a front door sees it: entrances side by side, floors above each other."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from bot.rules.addresses import street_order
from bot.rules.people import Address
from bot.rules.report import PartTurnout
from bot.rules.report_drawn import House, Stairs, Turnout

LEAST = 5
"""Anonymous: a building is shown when at least so many of its homes were asked."""
_ROOM = re.compile(r"([1-9][0-9]?)(0[1-9]|[1-9][0-9])", re.ASCII)
_HIGHEST = 60
_MOST_FLOORS = 40


@dataclass(frozen=True, slots=True)
class HomeTurnout:
    """One home: how often it was asked and how often it answered."""

    address: Address
    asked: int
    answered: int


def floor_of(room: str) -> int | None:
    """The floor that a room number tells plainly: 301 is on 3, 1204 on 12; None for anything else."""
    found = _ROOM.fullmatch(room)
    floor = int(found[1]) if found else 0
    return floor if 1 <= floor <= _HIGHEST else None


def houses_of(homes: Iterable[HomeTurnout], *, anonymous: bool) -> tuple[House, ...]:
    """The buildings in which homes were asked, in the order of a walk.

    Where answers are anonymous there are no entrances and floors, and small buildings show nothing.
    """
    known = sorted((home for home in homes if home.asked), key=lambda home: street_order(home.address))
    found = []
    for building, group in groupby(known, key=lambda home: home.address.building):
        inside = list(group)
        if anonymous:
            found.append(House(building, _sum(inside) if len(inside) >= LEAST else None))
        else:
            found.append(House(building, _sum(inside), tuple(_stairs(inside))))
    return tuple(found)


def parts_told(parts: Iterable[PartTurnout], houses: Iterable[House]) -> tuple[PartTurnout, ...]:
    """The parts of which as much is told as of the houses: whole buildings, and no small ones, where these have no
    entrances."""
    whole = {house.building: house.turnout is not None for house in houses if not house.stairs}
    found: dict[tuple[str, str | None], PartTurnout] = {}
    for part in parts:
        if not whole.get(part.building, True):
            continue
        key = (part.building, None if part.building in whole else part.entrance)
        old = found.get(key, PartTurnout(*key, 0, 0, 0))
        found[key] = PartTurnout(*key, old.homes + part.homes, old.asked + part.asked, old.answered + part.answered)
    return tuple(found.values())


def _stairs(inside: list[HomeTurnout]) -> Iterable[Stairs]:
    for entrance, group in groupby(inside, key=lambda home: home.address.entrance):
        homes = list(group)
        yield Stairs(entrance, _sum(homes), _floors(homes))


def _floors(homes: list[HomeTurnout]) -> tuple[tuple[int, Turnout], ...]:
    """From the top; none where a single room number does not tell, for a home left out would be wrong."""
    by_floor: dict[int, list[HomeTurnout]] = {}
    for home in homes:
        floor = floor_of(home.address.room)
        if floor is None:
            return ()
        by_floor.setdefault(floor, []).append(home)
    if len(by_floor) > _MOST_FLOORS:
        return ()
    return tuple((floor, _sum(by_floor[floor])) for floor in sorted(by_floor, reverse=True))


def _sum(homes: Iterable[HomeTurnout]) -> Turnout:
    found = list(homes)
    return Turnout(sum(home.asked for home in found), sum(home.answered for home in found))
