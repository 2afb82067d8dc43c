"""A meeting as a calendar file (RFC 5545, iTIP methods of RFC 5546): the same UID for ever, a higher SEQUENCE after
every change, METHOD REQUEST while it stands and CANCEL when it was called off.

The organizer and the invited community have addresses that nobody can mail to: people answer to the bot.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from urllib.parse import quote
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, vCalAddress

from bot.rules.meetings import Meeting, MeetingState
from bot.texts import Texts, clean

_PRODUCT = "-//Louyuan//meetings//ZH"


def meeting_ics(
    meeting: Meeting, now: datetime, words: Texts, zone: ZoneInfo, bot: str, host: str, phone: str
) -> bytes:
    """The file; times in ``zone`` with its rules, so that a calendar elsewhere shows the right instant.

    ``bot`` is its user name, ``host`` who organizes (may be empty, as may ``phone``).
    """
    cancelled = meeting.state is MeetingState.CANCELLED
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancelled else "REQUEST")
    calendar.add_component(_zone(meeting, zone))
    event = Event()
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", meeting.starts_at.astimezone(zone))
    event.add("dtend", meeting.ends_at.astimezone(zone))
    event.add("summary", clean(meeting.title))
    event.add("location", clean(meeting.place))
    event.add("description", _description(meeting, words, phone))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("organizer", _address(f"https://t.me/{quote(bot)}", host or bot))
    event.add("attendee", _invited(meeting))
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _zone(meeting: Meeting, zone: tzinfo) -> Timezone:
    """The rules of the years around the meeting; history would only make the file long."""
    year = meeting.starts_at.astimezone(zone).year
    return Timezone.from_tzinfo(zone, first_date=date(year - 1, 1, 1), last_date=date(year + 2, 1, 1))


def _address(uri: str, name: str) -> vCalAddress:
    address = vCalAddress(uri)
    address.params["CN"] = clean(name)
    return address


def _invited(meeting: Meeting) -> vCalAddress:
    """The community as a group; who of it comes is nobody else's business."""
    group = _address(f"urn:x-louyuan:{quote(meeting.community_code, safe='')}", meeting.community_name)
    group.params["CUTYPE"] = "GROUP"
    group.params["RSVP"] = "FALSE"
    return group


def _description(meeting: Meeting, words: Texts, phone: str) -> str:
    lines = []
    if meeting.topics:
        joined = words.template("reminder.topic_joiner").join(meeting.topics)
        lines.append(words.plain("meeting.ics.topics", topics=joined))
    if meeting.reason:
        lines.append(words.plain("reminder.reason", reason=meeting.reason))
    lines.append(words.plain("meeting.ics.one_each"))
    for key, name in (("host", meeting.host), ("contact", meeting.contact)):
        if name:
            lines.append(words.plain(f"meeting_people.{key}", name=name))
    if meeting.phone or phone:
        lines.append(words.plain("meeting.ics.phone", phone=meeting.phone or phone))
    return "\n".join(lines)
