"""How far verification has come: waiting owners for staff, flats for volunteers. No names, no choices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from bot.actions.list_roster import BuildingFlats, WaitingList
from bot.rules.roster_overview import BuildingOverview, CommunityOverview, Page, WaitingOwner, page_of
from bot.texts import Texts
from bot.views import people_payloads as verbs
from bot.views.payloads import encode
from bot.views.rooms import building_name, room
from bot.views.screen import TEXT_LIMIT, Button, Screen, column, shorten
from bot.views.times import moment

_LIST_SIZE = 8
_FLATS_SIZE = 40

Rows = tuple[tuple[Button, ...], ...]


def _turning(page: Page, words: Texts, *, before: str, after: str) -> Rows:
    """Buttons to the page before and the one after, where there are such pages."""
    back = Button(words.plain("roles.button.previous"), before) if page.number > 0 else None
    on = Button(words.plain("roles.button.next"), after) if page.number + 1 < page.pages else None
    row = tuple(button for button in (back, on) if button is not None)
    return (row,) if row else ()


def _paged(verb: str, page: Page, words: Texts, *numbers: int) -> Rows:
    before = encode(verb, *numbers, max(0, page.number - 1))
    return _turning(page, words, before=before, after=encode(verb, *numbers, page.number + 1))


def communities_screen(overviews: Sequence[CommunityOverview], wanted: int, words: Texts) -> Screen:
    """A page of communities, each with a button to its waiting owners."""
    page = page_of(wanted, len(overviews), _LIST_SIZE)
    shown = overviews[page.number * _LIST_SIZE :][:_LIST_SIZE]
    lines = [words.html("roles.roster.title", page=page.number + 1, pages=page.pages)]
    lines += [_community_line(overview, words) for overview in shown] or [words.html("roles.roster.empty")]
    buttons = [
        Button(shorten(f"{overview.code} {overview.name}", 60), encode(verbs.WAITING, overview.community_id, 0))
        for overview in shown
    ]
    return Screen(shorten("\n".join(lines), TEXT_LIMIT), column(*buttons) + _paged(verbs.COMMUNITIES, page, words))


def _community_line(overview: CommunityOverview, words: Texts) -> str:
    return words.html(
        "roles.roster.community",
        code=overview.code,
        name=shorten(overview.name, 100),
        flats=overview.flats,
        verified=overview.verified,
        people=overview.people,
        waiting=overview.waiting,
    )


def waiting_screen(listed: WaitingList, words: Texts, zone: tzinfo) -> Screen:
    """The owners of one community who wait, eight a page, each with a button for yes and one for no."""
    lines = [_community_line(listed.overview, words), ""]
    if listed.waiting:
        lines.append(words.html("roles.roster.waiting", page=listed.page.number + 1, pages=listed.page.pages))
    else:
        lines.append(words.html("roles.roster.nobody_waits"))
    rows: Rows = ()
    for number, owner in enumerate(listed.waiting, start=1):
        since = moment(owner.since, words, zone)
        home = room(owner.address, words)
        lines.append(words.html("roles.roster.owner", number=number, room=home, since=since))
        rows += (_verdict_row(number, owner, listed.page, words),)
    rows += _paged(verbs.WAITING, listed.page, words, listed.overview.community_id)
    rows += column(Button(words.plain("roles.button.all_communities"), encode(verbs.COMMUNITIES, 0)))
    return Screen(shorten("\n".join(lines), TEXT_LIMIT), rows)


def _verdict_row(number: int, owner: WaitingOwner, page: Page, words: Texts) -> tuple[Button, ...]:
    facts = {"number": number, "room": shorten(room(owner.address, words), 24)}
    named = (owner.person_id, owner.household_id, page.number)
    return (
        Button(words.plain("roles.button.owner", **facts), encode(verbs.OWNER, *named)),
        Button(words.plain("roles.button.no_owner", **facts), encode(verbs.NO_OWNER, *named)),
    )


def buildings_screen(overviews: Sequence[BuildingOverview], wanted: int, words: Texts) -> Screen:
    """A page of buildings, each with a button to its flats."""
    page = page_of(wanted, len(overviews), _LIST_SIZE)
    shown = overviews[page.number * _LIST_SIZE :][:_LIST_SIZE]
    lines = [words.html("roles.households.title", page=page.number + 1, pages=page.pages)]
    lines += [_building_line(overview, words) for overview in shown] or [words.html("roles.roster.empty")]
    buttons = [
        Button(shorten(_building(overview, words), 60), encode(verbs.FLATS, overview.first_id, 0)) for overview in shown
    ]
    return Screen(shorten("\n".join(lines), TEXT_LIMIT), column(*buttons) + _paged(verbs.BUILDINGS, page, words))


def _building(overview: BuildingOverview, words: Texts) -> str:
    return f"{shorten(overview.community_name, 40)} {building_name(overview.building, words)}"


def _building_line(overview: BuildingOverview, words: Texts) -> str:
    building = _building(overview, words)
    facts = {"flats": overview.flats, "verified": overview.verified}
    return words.html("roles.households.building", building=building, **facts)


def flats_screen(listed: BuildingFlats, wanted: int, words: Texts) -> Screen:
    """The flats of one building, each verified or not; nothing about people or choices."""
    page = page_of(wanted, len(listed.flats), _FLATS_SIZE)
    lines = [_building_line(listed.overview, words)]
    if page.pages > 1:
        lines.append(words.html("roles.households.page", page=page.number + 1, pages=page.pages))
    lines.append("")
    for flat in listed.flats[page.number * _FLATS_SIZE :][:_FLATS_SIZE]:
        key = "roles.households.verified" if flat.verified else "roles.households.missing"
        lines.append(words.html(key, room=shorten(room(flat.address, words), 60)))
    rows = _paged(verbs.FLATS, page, words, listed.overview.first_id)
    rows += column(Button(words.plain("roles.button.all_buildings"), encode(verbs.BUILDINGS, 0)))
    return Screen(shorten("\n".join(lines), TEXT_LIMIT), rows)
