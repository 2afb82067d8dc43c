"""Checking in: what somebody is told who has come, the helper's desk, and the slide for the door."""

from __future__ import annotations

from bot.actions.run_desk import DoorDesk
from bot.rules.meeting_overview import CheckIn
from bot.texts import Texts
from bot.views import meeting_payloads as verbs
from bot.views import walk
from bot.views.payloads import encode
from bot.views.receipt import homes_named
from bot.views.screen import Button, Screen, column

_VERBS = walk.Verbs(verbs.BUILDINGS, verbs.ENTRANCES, verbs.ROOMS, verbs.CAME)


def arrived_screen(arrived: CheckIn, words: Texts) -> Screen:
    """Written down, for which home; never how the others answered."""
    homes = homes_named([tie.household.address for tie in arrived.memberships], words)
    key = "check_in.again" if arrived.again else "check_in.done"
    return Screen(words.html(key, title=arrived.meeting.title, homes=homes))


def arrived_in_group(arrived: CheckIn, words: Texts) -> Screen:
    """The same before everybody: no home is named."""
    facts = {"title": arrived.meeting.title, "homes": arrived.homes, "people": arrived.people}
    return Screen(words.html("check_in.in_group", **facts))


def desk_screen(desk: DoorDesk, words: Texts, note: str = "") -> Screen:
    """The count so far and what a helper can add; ``note`` (already worded) says what was just written down."""
    meeting, came = desk.facts.meeting, desk.facts.attendance
    lines = [note] if note else []
    lines += [words.html("check_in.desk", title=meeting.title, homes=came.homes, people=came.people)]
    if meeting.headcount is not None:
        lines.append(words.html("check_in.corrected"))
    lines.append(words.html("check_in.hint"))
    named = [("refresh", encode(verbs.DESK, meeting.id)), ("slide", encode(verbs.SLIDE, meeting.id))]
    named.append(("add_home", encode(verbs.BUILDINGS, meeting.id, 0)))
    named.append(("add_unknown", encode(verbs.UNKNOWN_HOME, meeting.id)))
    named.append(("remove", encode(verbs.LINES, meeting.id, 0)))
    named.append(("headcount", encode(verbs.HEADCOUNT, meeting.id, 1)))
    if meeting.headcount is not None:
        named.append(("as_written", encode(verbs.HEADCOUNT, meeting.id, 0)))
    named.append(("manage", encode(verbs.MANAGE, meeting.id)))
    return Screen("\n".join(lines), column(*(Button(words.plain(f"check_in.button.{key}"), to) for key, to in named)))


def walk_of(desk: DoorDesk, words: Texts) -> walk.Walk:
    """The way to a home's door."""
    meeting = desk.facts.meeting
    back = column(Button(words.plain("check_in.button.desk"), encode(verbs.DESK, meeting.id)))
    return walk.Walk("check_in", meeting.title, meeting.id, desk.homes, _VERBS, back)
