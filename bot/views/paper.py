"""Where a sheet belongs: the consultation, the building, the entrance, the door; and the entries to be checked."""

from __future__ import annotations

from datetime import tzinfo

from bot.actions.list_paper import AskedHomes, CheckList, PaperMenu
from bot.rules.consultation import Consultation
from bot.rules.paper import ListedEntry, PaperState
from bot.rules.roster_overview import page_of
from bot.texts import Texts
from bot.views import paper_payloads as verbs
from bot.views import walk
from bot.views.payloads import encode
from bot.views.questionnaire_payloads import OPEN, sheet_number
from bot.views.rooms import room
from bot.views.screen import Button, Screen, column, shorten
from bot.views.times import moment
from bot.views.walk import PER_PAGE, Rows, turning

_LABEL = 48
_MOST_SHEETS = 3


def menu_screen(menu: PaperMenu, wanted: int, words: Texts) -> Screen:
    """The open consultations; a sheet half read, and what waits for a check."""
    page = page_of(wanted, len(menu.consultations), PER_PAGE)
    buttons = []
    if menu.unfinished:
        buttons.append(Button(words.plain("paper.button.resume"), encode(verbs.RESUME)))
    buttons += [
        Button(words.plain("paper.button.resume"), encode(OPEN, number, sheet_number(sheet)))
        for number, sheet in menu.sheets[:_MOST_SHEETS]
    ]
    if menu.to_check:
        buttons.append(Button(words.plain("paper.button.checks", count=menu.to_check), encode(verbs.CHECKS, 0)))
    shown = menu.consultations[page.number * PER_PAGE :][:PER_PAGE]
    buttons += [Button(_named(item, words), encode(verbs.BUILDINGS, item.id, 0)) for item in shown]
    lines = [words.html("paper.which" if shown else "paper.none_open")]
    if menu.to_check == 0:
        lines.append(words.html("paper.nothing_to_check"))
    return Screen("\n\n".join(lines), column(*buttons) + turning(verbs.MENU, page, words))


def _named(item: Consultation, words: Texts) -> str:
    facts = {"number": item.id, "title": shorten(item.title, 40), "community": item.community_name}
    return shorten(words.plain("paper.button.consultation", **facts), 60)


def buildings_screen(asked: AskedHomes, wanted: int, words: Texts) -> Screen:
    """The buildings; where there is one only, its entrances."""
    return walk.buildings_screen(_walk(asked, words), wanted, words)


def entrances_screen(asked: AskedHomes, household_id: int, wanted: int, words: Texts) -> Screen:
    """The entrances of a building; where there is one only, its doors."""
    return walk.entrances_screen(_walk(asked, words), household_id, wanted, words)


def rooms_screen(asked: AskedHomes, household_id: int, wanted: int | None, words: Texts) -> Screen:
    """The doors behind an entrance, those that have answered marked; without a page, the one that shows the home."""
    return walk.rooms_screen(_walk(asked, words), household_id, wanted, words)


def _walk(asked: AskedHomes, words: Texts) -> walk.Walk:
    consultation = asked.consultation
    carried = walk.Verbs(verbs.BUILDINGS, verbs.ENTRANCES, verbs.ROOMS, verbs.SHEET)
    return walk.Walk("paper", consultation.title, consultation.id, asked.homes, carried, _way_back(words))


def checks_screen(listed: CheckList, words: Texts, zone: tzinfo) -> Screen:
    """Entries of others, conflicts first, each with a button to read its sheet again; never a choice."""
    lines = [words.html("paper.checks" if listed.entries else "paper.no_checks")]
    lines += [_listed(number, each, words, zone) for number, each in enumerate(listed.entries, start=1)]
    buttons = [
        Button(f"{number} {shorten(room(each.address, words), _LABEL)}", encode(verbs.CHECK, each.entry.id))
        for number, each in enumerate(listed.entries, start=1)
    ]
    rows = column(*buttons) + turning(verbs.CHECKS, listed.page, words)
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


def _way_back(words: Texts) -> Rows:
    return column(Button(words.plain("paper.button.menu"), encode(verbs.MENU, 0)))
