"""Who was written down at the door, for the helper who takes a mistake off; and which meeting somebody is at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from bot.actions.remove_attendee import WrittenDown
from bot.rules.meeting_overview import AttendanceLine
from bot.rules.meetings import Meeting
from bot.rules.roster_overview import page_of
from bot.rules.visible import visible
from bot.texts import Texts
from bot.views import meeting_payloads as verbs
from bot.views.payloads import encode
from bot.views.rooms import room
from bot.views.screen import Button, Screen, column, shorten
from bot.views.walk import turning

PER_PAGE = 8
_LABEL = 48
_MOST_MEETINGS = 8


def attendees_screen(written: WrittenDown, wanted: int, words: Texts, zone: tzinfo) -> Screen:
    """One button a line; a press takes it off."""
    meeting = written.meeting
    page = page_of(wanted, len(written.lines), PER_PAGE)
    shown = written.lines[page.number * PER_PAGE :][:PER_PAGE]
    buttons = [
        Button(
            words.plain("attendees.remove", who=shorten(named(line, words, zone), _LABEL)),
            encode(verbs.REMOVE, meeting.id, line.id),
        )
        for line in shown
    ]
    back = Button(words.plain("check_in.button.desk"), encode(verbs.DESK, meeting.id))
    key = "attendees.title" if written.lines else "attendees.nobody"
    text = words.html(key, title=meeting.title, count=len(written.lines))
    return Screen(text, column(*buttons) + turning(verbs.LINES, page, words, meeting.id) + column(back))


def named(line: AttendanceLine, words: Texts, zone: tzinfo) -> str:
    """The home, when, and how: by a phone of their own or by a helper."""
    home = words.template("attendees.no_home") if line.address is None else room(line.address, words)
    how = words.template("attendees.by_helper" if line.by_helper else "attendees.by_phone")
    clock = f"{line.came_at.astimezone(zone):%H:%M}"
    return words.plain("attendees.line", home=home, clock=clock, how=how)


def which_screen(meetings: Sequence[Meeting], words: Texts, zone: tzinfo) -> Screen:
    """Several meetings are on: which one is it?"""
    buttons = [
        Button(
            words.plain(
                "attendees.at",
                number=number,
                title=shorten(visible(each.title), _LABEL),
                clock=f"{each.starts_at.astimezone(zone):%H:%M}",
            ),
            encode(verbs.ARRIVED, each.id),
        )
        for number, each in enumerate(meetings[:_MOST_MEETINGS], start=1)
    ]
    return Screen(words.html("attendees.which", count=len(meetings)), column(*buttons))
