"""From the building to the entrance to the door, by buttons: how a home is found among many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.rules import paper_walk
from bot.rules.paper import PaperHome
from bot.rules.roster_overview import Page, page_of
from bot.texts import Texts
from bot.views.payloads import encode
from bot.views.rooms import building_name, entrance_name
from bot.views.screen import Button, Screen, column, shorten

PER_PAGE = 8
_LABEL = 48

Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Verbs:
    """What the buttons carry: each verb with the walk's number, then a household's id, then a page."""

    buildings: str
    entrances: str
    rooms: str
    door: str


@dataclass(frozen=True, slots=True)
class Walk:
    """Homes to choose from. ``area`` names the sentences, ``number`` what the home is chosen for, ``back`` the rows
    that lead out of the walk."""

    area: str
    title: str
    number: int
    homes: Sequence[PaperHome]
    verbs: Verbs
    back: Rows


def buildings_screen(walk: Walk, wanted: int, words: Texts) -> Screen:
    """The buildings; where there is one only, its entrances."""
    firsts = paper_walk.buildings(walk.homes)
    if not firsts:
        return Screen(words.html(f"{walk.area}.no_homes", title=walk.title), walk.back)
    if len(firsts) == 1:
        return entrances_screen(walk, firsts[0].household_id, 0, words)
    page = page_of(wanted, len(firsts), PER_PAGE)
    buttons = [
        Button(
            shorten(building_name(home.address.building, words), _LABEL),
            encode(walk.verbs.entrances, walk.number, home.household_id, 0),
        )
        for home in _shown(firsts, page)
    ]
    rows = column(*buttons) + turning(walk.verbs.buildings, page, words, walk.number)
    return Screen(words.html(f"{walk.area}.which_building", title=walk.title), rows + walk.back)


def entrances_screen(walk: Walk, household_id: int, wanted: int, words: Texts) -> Screen:
    """The entrances of a building; where there is one only, its doors."""
    firsts = paper_walk.entrances(walk.homes, household_id)
    if len(firsts) == 1:
        return rooms_screen(walk, household_id, 0, words)
    page = page_of(wanted, len(firsts), PER_PAGE)
    buttons = [
        Button(_entrance(home, words), encode(walk.verbs.rooms, walk.number, home.household_id, 0))
        for home in _shown(firsts, page)
    ]
    rows = column(*buttons) + turning(walk.verbs.entrances, page, words, walk.number, household_id)
    building = building_name(firsts[0].address.building, words)
    text = words.html(f"{walk.area}.which_entrance", title=walk.title, building=building)
    return Screen(text, rows + _other_building(walk, words) + walk.back)


def rooms_screen(walk: Walk, household_id: int, wanted: int | None, words: Texts) -> Screen:
    """The doors behind an entrance, those that are done marked; without a page, the one that shows the home."""
    doors = paper_walk.rooms(walk.homes, household_id)
    at = next(index for index, home in enumerate(doors) if home.household_id == household_id)
    page = page_of(at // PER_PAGE if wanted is None else wanted, len(doors), PER_PAGE)
    buttons = [
        Button(_door(walk, home, words), encode(walk.verbs.door, walk.number, home.household_id))
        for home in _shown(doors, page)
    ]
    rows = column(*buttons) + turning(walk.verbs.rooms, page, words, walk.number, household_id)
    if len(paper_walk.entrances(walk.homes, household_id)) > 1:
        to = encode(walk.verbs.entrances, walk.number, household_id, 0)
        rows += column(Button(words.plain("paper.button.other_entrance"), to))
    where = building_name(doors[0].address.building, words)
    if doors[0].address.entrance:
        where += words.template("room.joiner") + entrance_name(doors[0].address.entrance, words)
    text = words.html(f"{walk.area}.which_room", title=walk.title, where=where)
    return Screen(text, rows + _other_building(walk, words) + walk.back)


def turning(verb: str, page: Page, words: Texts, *numbers: int) -> Rows:
    """Buttons to the page before and the one after, where there are such pages."""
    row = []
    if page.number > 0:
        row.append(Button(words.plain("roles.button.previous"), encode(verb, *numbers, page.number - 1)))
    if page.number + 1 < page.pages:
        row.append(Button(words.plain("roles.button.next"), encode(verb, *numbers, page.number + 1)))
    return (tuple(row),) if row else ()


def _shown(homes: Sequence[PaperHome], page: Page) -> Sequence[PaperHome]:
    return homes[page.number * PER_PAGE :][:PER_PAGE]


def _entrance(home: PaperHome, words: Texts) -> str:
    entrance = home.address.entrance
    name = entrance_name(entrance, words) if entrance else words.template("paper.no_entrance")
    return shorten(name, _LABEL)


def _door(walk: Walk, home: PaperHome, words: Texts) -> str:
    key = f"{walk.area}.button.answered" if home.answered else f"{walk.area}.button.unanswered"
    return words.plain(key, room=shorten(home.address.room, _LABEL))


def _other_building(walk: Walk, words: Texts) -> Rows:
    if len(paper_walk.buildings(walk.homes)) < 2:
        return ()
    to = encode(walk.verbs.buildings, walk.number, 0)
    return column(Button(words.plain("paper.button.other_building"), to))
