"""/remind: which consultation, which building, and exactly what would be sent to how many."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

from bot.actions.remind import Ordered, Overview, Preview
from bot.config import Organizer
from bot.rules.consultation import Consultation
from bot.rules.reminding import Limit, Part, SilentHome, together
from bot.rules.roster_overview import page_of
from bot.texts import Texts
from bot.views import remind_payloads as verbs
from bot.views.payloads import encode
from bot.views.rooms import building_name, entrance_name
from bot.views.screen import Button, Screen, column, shorten
from bot.views.times import moment
from bot.views.vote_letters import nudge_letter
from bot.views.walk import turning

_PER_PAGE = 8
_LABEL = 56
_NAME = 40
_DOOR = 24
_MOST_HOMES = 60
_DAY, _HOUR, _MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def menu_screen(found: Sequence[Consultation], wanted: int, words: Texts) -> Screen:
    """The open consultations."""
    page = page_of(wanted, len(found), _PER_PAGE)
    shown = found[page.number * _PER_PAGE :][:_PER_PAGE]
    buttons = [Button(_named(item, words), encode(verbs.PARTS, item.id, 0)) for item in shown]
    return Screen(
        words.html("remind.which" if found else "remind.none_open"), column(*buttons) + turning(verbs.MENU, page, words)
    )


def _named(item: Consultation, words: Texts) -> str:
    facts = {"number": item.id, "title": shorten(item.title, _NAME), "community": item.community_name}
    return shorten(words.plain("remind.consultation", **facts), _LABEL)


def parts_screen(overview: Overview, wanted: int, words: Texts) -> Screen:
    """How many homes of each building have not answered: numbers only."""
    asked, whole = overview.consultation, together(overview.parts)
    page = page_of(wanted, len(overview.parts), _PER_PAGE)
    shown = overview.parts[page.number * _PER_PAGE :][:_PER_PAGE]
    lines = [words.html("remind.silent", title=asked.title, asked=whole.asked, silent=whole.silent), ""]
    lines += [_line(part, words) for part in shown]
    buttons = [Button(words.plain("remind.all", ready=whole.ready), encode(verbs.PART, asked.id, 0))]
    buttons += [_button(part, asked.id, words) for part in shown if part.silent]
    if whole.silent:
        lines += ["", words.html("remind.choose")]
    rows = column(*buttons) if whole.silent else ()
    return Screen("\n".join(lines), rows + turning(verbs.PARTS, page, words, asked.id))


def _line(part: Part, words: Texts) -> str:
    name = shorten(building_name(part.building or "", words), _NAME)
    return words.html("remind.building", building=name, silent=part.silent, asked=part.asked, ready=part.ready)


def _button(part: Part, number: int, words: Texts) -> Button:
    name = shorten(building_name(part.building or "", words), _NAME)
    label = words.plain("remind.button_building", building=name, ready=part.ready)
    return Button(label, encode(verbs.PART, number, part.first_id))


def preview_screen(
    shown: Preview, obstacle: str, organizer: Organizer, words: Texts, zone: tzinfo, now: datetime
) -> Screen:
    """What goes out, to how many homes and people, and when; ``obstacle`` is the sentence that says why not."""
    number, home = shown.consultation.id, shown.home_id
    other = Button(words.plain("remind.other"), encode(verbs.PARTS, number, 0))
    parts = ["\n".join(_counts(shown, words)), *_doors(shown, words)]
    if shown.obstacle is not None:
        return Screen("\n\n".join([*parts, obstacle]), column(other))
    later = shown.starts_at > now
    when = words.html("remind.waits", when=moment(shown.starts_at, words, zone)) if later else ""
    parts += [
        words.html("remind.like_this"),
        nudge_letter(shown.consultation, organizer, words, zone).text,
        words.html("remind.reach", homes=shown.part.ready, people=shown.people)
        + "\n"
        + (when or words.html("remind.at_once")),
        words.html("remind.limit", most=shown.limit.most, every=lasting(shown.limit, words)),
    ]
    send = Button(words.plain("remind.send"), encode(verbs.SEND, number, home))
    return Screen("\n\n".join(parts), column(send, Button(words.plain("remind.drop"), verbs.DROP), other))


def _counts(shown: Preview, words: Texts) -> list[str]:
    part = shown.part
    where = building_name(part.building, words) if part.building else words.plain("remind.everywhere")
    facts = {"title": shown.consultation.title, "where": shorten(where, _NAME)}
    lines = [words.html("remind.preview", asked=part.asked, silent=part.silent, **facts)]
    if part.silent > part.reachable:
        lines.append(words.html("remind.unreachable", count=part.silent - part.reachable))
    if part.ready and part.reachable > part.ready:
        lines.append(words.html("remind.held", count=part.reachable - part.ready, most=shown.limit.most))
    return lines


def _doors(shown: Preview, words: Texts) -> list[str]:
    """For volunteers of the building: where to knock."""
    if not shown.homes:
        return []
    named = [_door(home, words) for home in shown.homes[:_MOST_HOMES]]
    more = len(shown.homes) - len(named)
    text = words.html("remind.homes", homes=words.template("remind.home_joiner").join(named))
    return [text + (words.html("remind.more_homes", count=more) if more else "")]


def _door(home: SilentHome, words: Texts) -> str:
    entrance, room = home.address.entrance, home.address.room
    name = f"{entrance_name(entrance, words)}{words.template('room.joiner')}{room}" if entrance else room
    name = shorten(name, _DOOR)
    return name if home.reachable else words.plain("remind.unreachable_home", home=name)


def sent_screen(ordered: Ordered, words: Texts, zone: tzinfo, now: datetime) -> Screen:
    """It is on its way."""
    later = ordered.starts_at > now
    facts = {"title": ordered.consultation.title, "homes": ordered.homes, "people": ordered.people}
    if later:
        return Screen(words.html("remind.sent_later", when=moment(ordered.starts_at, words, zone), **facts))
    return Screen(words.html("remind.sent", **facts))


def lasting(limit: Limit, words: Texts) -> str:
    """The time between two reminders in words."""
    for unit, key in ((_DAY, "remind.days"), (_HOUR, "remind.hours")):
        if not limit.every % unit:
            return words.plain(key, count=limit.every // unit)
    return words.plain("remind.minutes", count=limit.every // _MINUTE)
