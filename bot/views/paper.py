"""Where a sheet belongs: the consultation, the building, the entrance, the door; and the entries to be checked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from bot.actions.list_paper import AskedHomes, CheckList, PaperMenu
from bot.rules import paper_walk
from bot.rules.consultation import Consultation
from bot.rules.paper import ListedEntry, PaperHome, PaperState
from bot.rules.roster_overview import Page, page_of
from bot.texts import Texts
from bot.views import paper_payloads as verbs
from bot.views.payloads import encode
from bot.views.rooms import building_name, entrance_name, room
from bot.views.screen import Button, Screen, column, shorten
from bot.views.times import moment

PER_PAGE = 8
_LABEL = 48

Rows = tuple[tuple[Button, ...], ...]


def menu_screen(menu: PaperMenu, wanted: int, words: Texts) -> Screen:
    """The open consultations; a sheet half read, and what waits for a check."""
    page = page_of(wanted, len(menu.consultations), PER_PAGE)
    buttons = []
    if menu.unfinished:
        buttons.append(Button(words.plain("paper.button.resume"), encode(verbs.RESUME)))
    if menu.to_check:
        buttons.append(Button(words.plain("paper.button.checks", count=menu.to_check), encode(verbs.CHECKS, 0)))
    shown = menu.consultations[page.number * PER_PAGE :][:PER_PAGE]
    buttons += [Button(_named(item, words), encode(verbs.BUILDINGS, item.id, 0)) for item in shown]
    lines = [words.html("paper.which" if shown else "paper.none_open")]
    if menu.to_check == 0:
        lines.append(words.html("paper.nothing_to_check"))
    return Screen("\n\n".join(lines), column(*buttons) + _turning(verbs.MENU, page, words))


def _named(item: Consultation, words: Texts) -> str:
    facts = {"number": item.id, "title": shorten(item.title, 40), "community": item.community_name}
    return shorten(words.plain("paper.button.consultation", **facts), 60)


def buildings_screen(asked: AskedHomes, wanted: int, words: Texts) -> Screen:
    """The buildings; where there is one only, its entrances."""
    firsts = paper_walk.buildings(asked.homes)
    if not firsts:
        return Screen(words.html("paper.no_homes", title=asked.consultation.title), _way_back(words))
    if len(firsts) == 1:
        return entrances_screen(asked, firsts[0].household_id, 0, words)
    page = page_of(wanted, len(firsts), PER_PAGE)
    buttons = [
        Button(
            shorten(building_name(home.address.building, words), _LABEL),
            encode(verbs.ENTRANCES, asked.consultation.id, home.household_id, 0),
        )
        for home in _shown(firsts, page)
    ]
    rows = column(*buttons) + _turning(verbs.BUILDINGS, page, words, asked.consultation.id)
    text = words.html("paper.which_building", title=asked.consultation.title)
    return Screen(text, rows + _way_back(words))


def entrances_screen(asked: AskedHomes, household_id: int, wanted: int, words: Texts) -> Screen:
    """The entrances of a building; where there is one only, its doors."""
    firsts = paper_walk.entrances(asked.homes, household_id)
    if len(firsts) == 1:
        return rooms_screen(asked, household_id, 0, words)
    page = page_of(wanted, len(firsts), PER_PAGE)
    buttons = [
        Button(_entrance(home, words), encode(verbs.ROOMS, asked.consultation.id, home.household_id, 0))
        for home in _shown(firsts, page)
    ]
    rows = column(*buttons) + _turning(verbs.ENTRANCES, page, words, asked.consultation.id, household_id)
    building = building_name(firsts[0].address.building, words)
    text = words.html("paper.which_entrance", title=asked.consultation.title, building=building)
    return Screen(text, rows + _other_building(asked, words) + _way_back(words))


def rooms_screen(asked: AskedHomes, household_id: int, wanted: int | None, words: Texts) -> Screen:
    """The doors behind an entrance, those that have answered marked; without a page, the one that shows the home."""
    doors = paper_walk.rooms(asked.homes, household_id)
    at = next(index for index, home in enumerate(doors) if home.household_id == household_id)
    page = page_of(at // PER_PAGE if wanted is None else wanted, len(doors), PER_PAGE)
    buttons = [
        Button(_door(home, words), encode(verbs.SHEET, asked.consultation.id, home.household_id))
        for home in _shown(doors, page)
    ]
    rows = column(*buttons) + _turning(verbs.ROOMS, page, words, asked.consultation.id, household_id)
    if len(paper_walk.entrances(asked.homes, household_id)) > 1:
        to = encode(verbs.ENTRANCES, asked.consultation.id, household_id, 0)
        rows += column(Button(words.plain("paper.button.other_entrance"), to))
    where = building_name(doors[0].address.building, words)
    if doors[0].address.entrance:
        where += words.template("room.joiner") + entrance_name(doors[0].address.entrance, words)
    text = words.html("paper.which_room", title=asked.consultation.title, where=where)
    return Screen(text, rows + _other_building(asked, words) + _way_back(words))


def checks_screen(listed: CheckList, words: Texts, zone: tzinfo) -> Screen:
    """Entries of others, conflicts first, each with a button to read its sheet again; never a choice."""
    lines = [words.html("paper.checks" if listed.entries else "paper.no_checks")]
    lines += [_listed(number, each, words, zone) for number, each in enumerate(listed.entries, start=1)]
    buttons = [
        Button(f"{number} {shorten(room(each.address, words), _LABEL)}", encode(verbs.CHECK, each.entry.id))
        for number, each in enumerate(listed.entries, start=1)
    ]
    rows = column(*buttons) + _turning(verbs.CHECKS, listed.page, words)
    return Screen("\n".join(lines), rows + column(Button(words.plain("paper.button.menu"), encode(verbs.MENU, 0))))


def _listed(number: int, each: ListedEntry, words: Texts, zone: tzinfo) -> str:
    entry = each.entry
    key = "paper.listed_conflict" if entry.state is PaperState.CONFLICT else "paper.listed"
    who = words.template(f"roles.name.{entry.entered_as}" if entry.entered_as else "paper.command_line")
    return words.html(
        key,
        number=number,
        home=shorten(room(each.address, words), 60),
        title=shorten(each.title, 40),
        community=shorten(each.community_name, 40),
        when=moment(entry.entered_at, words, zone),
        who=who,
    )


def _shown(homes: Sequence[PaperHome], page: Page) -> Sequence[PaperHome]:
    return homes[page.number * PER_PAGE :][:PER_PAGE]


def _entrance(home: PaperHome, words: Texts) -> str:
    entrance = home.address.entrance
    name = entrance_name(entrance, words) if entrance else words.template("paper.no_entrance")
    return shorten(name, _LABEL)


def _door(home: PaperHome, words: Texts) -> str:
    key = "paper.button.answered" if home.answered else "paper.button.unanswered"
    return words.plain(key, room=shorten(home.address.room, _LABEL))


def _turning(verb: str, page: Page, words: Texts, *numbers: int) -> Rows:
    row = []
    if page.number > 0:
        row.append(Button(words.plain("roles.button.previous"), encode(verb, *numbers, page.number - 1)))
    if page.number + 1 < page.pages:
        row.append(Button(words.plain("roles.button.next"), encode(verb, *numbers, page.number + 1)))
    return (tuple(row),) if row else ()


def _other_building(asked: AskedHomes, words: Texts) -> Rows:
    if len(paper_walk.buildings(asked.homes)) < 2:
        return ()
    return column(Button(words.plain("paper.button.other_building"), encode(verbs.BUILDINGS, asked.consultation.id, 0)))


def _way_back(words: Texts) -> Rows:
    return column(Button(words.plain("paper.button.menu"), encode(verbs.MENU, 0)))
