"""A meeting as its card in a group and its page in private show it (DOMAIN T7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from bot.actions.meeting_cards import MeetingFacts
from bot.config import Organizer
from bot.rules.meeting_overview import RsvpReceipt
from bot.rules.meetings import Coming, Meeting, MeetingState, Phase
from bot.rules.visible import visible
from bot.texts import Texts
from bot.views import meeting_payloads as verbs
from bot.views.card import deep_link
from bot.views.meeting_people import about_lines, host_lines
from bot.views.payloads import COMING, encode
from bot.views.receipt import homes_named
from bot.views.rooms import building_name, entrance_name
from bot.views.screen import TOAST_LIMIT, Button, Screen, column, shorten
from bot.views.times import moment

ANSWERS = {1: Coming.YES, 2: Coming.NO, 3: Coming.VISIT}
"""The numbers of the buttons."""
_MOST = 300
_MOST_TOPICS = 1500
_ASKS = (Phase.UPCOMING, Phase.RUNNING)


def meeting_card(
    facts: MeetingFacts, now: datetime, words: Texts, zone: tzinfo, organizer: Organizer, username: str
) -> Screen:
    """The card in a group; without buttons once it is over or cancelled."""
    meeting, phase = facts.meeting, facts.meeting.phase(now)
    lines = [*invitation(facts, now, words, zone, organizer, username), ""]
    if phase not in _ASKS:
        return Screen("\n".join([*lines, *_came(facts, phase, words)]))
    lines += [_counts(facts, words), *_came(facts, phase, words)]
    if phase is Phase.RUNNING:
        lines.append(words.html("meeting.card.door", bot=username))
    lines.append(words.html("meeting.card.answer"))
    link = deep_link(username, f"{verbs.CALENDAR_LINK}{meeting.id}")
    calendar = column(Button(words.plain("meeting.card.calendar"), url=link)) if username else ()
    return Screen("\n".join(lines), answer_rows(COMING, meeting.id, words) + calendar)


def answer_rows(verb: str, meeting_id: int, words: Texts) -> tuple[tuple[Button, ...], ...]:
    """The three numbered answers, each on a row of its own."""
    return column(
        *(
            Button(words.plain(f"meeting.button.{coming.value}"), encode(verb, meeting_id, number))
            for number, coming in ANSWERS.items()
        )
    )


def calendar_row(meeting: Meeting, words: Texts) -> tuple[tuple[Button, ...], ...]:
    """The way to the newest calendar file, below news of a meeting; in private only."""
    key = "calendar_gone" if meeting.state is MeetingState.CANCELLED else "calendar_new"
    return column(Button(words.plain(f"meeting.button.{key}"), encode(verbs.CALENDAR, meeting.id)))


def invitation(
    facts: MeetingFacts, now: datetime, words: Texts, zone: tzinfo, organizer: Organizer, username: str = ""
) -> list[str]:
    """What it is, when, where and about what, as lines; without the bot's ``username`` there are no links."""
    meeting, phase = facts.meeting, facts.meeting.phase(now)
    kind = words.template(f"reminder.kind.{meeting.kind.value}")
    lines = [words.html(f"meeting.card.{phase.value}", title=meeting.title)]
    if kind.casefold() not in meeting.title.casefold():
        lines.append(words.html("meeting.card.kind", kind=kind))
    lines.append(words.html("meeting.card.community", place=whole_place(meeting, words)))
    time = "meeting.card.time_cancelled" if phase is Phase.CANCELLED else "meeting.card.time"
    lines.append(words.html(time, when=moment(meeting.starts_at, words, zone), end=end_clock(meeting, zone)))
    lines.append(words.html("meeting.card.place", place=shorten(visible(meeting.place), _MOST)))
    lines += _news(facts, phase, words, zone)
    if meeting.topics:
        joined = words.template("reminder.topic_joiner").join(map(visible, meeting.topics))
        lines.append(words.html("meeting.card.topics", topics=shorten(joined, _MOST_TOPICS)))
    lines += about_lines(facts.linked, now, words, username)
    if phase in _ASKS:
        lines += [
            *host_lines(meeting, organizer, words),
            words.html("meeting.card.one_each"),
            words.html("meeting.card.cannot_come"),
        ]
    return lines


def _news(facts: MeetingFacts, phase: Phase, words: Texts, zone: tzinfo) -> list[str]:
    """What has changed since people first read it."""
    meeting = facts.meeting
    if meeting.sequence == 0:
        return []
    lines = []
    old = facts.moved_from
    if phase is not Phase.CANCELLED and old is not None and old != meeting.starts_at:
        lines.append(words.html("meeting.card.moved", old=moment(old, words, zone)))
    elif phase is not Phase.CANCELLED:
        lines.append(words.html("meeting.card.changed"))
    if meeting.reason:
        lines.append(words.html("meeting.card.reason", reason=shorten(visible(meeting.reason), _MOST)))
    return lines


def _counts(facts: MeetingFacts, words: Texts) -> str:
    homes = {coming.value: facts.answers.homes.get(coming, 0) for coming in Coming}
    return words.html("meeting.card.counts", invited=facts.answers.invited, **homes)


def _came(facts: MeetingFacts, phase: Phase, words: Texts) -> list[str]:
    if phase is Phase.CANCELLED or (phase is Phase.UPCOMING and not facts.attendance.people):
        return []
    came = facts.attendance
    key = "counted" if came.people and not came.homes else "came"  # a headcount alone says nothing about homes
    return [words.html(f"meeting.card.{key}", homes=came.homes, people=came.people)]


def whole_place(meeting: Meeting, words: Texts) -> str:
    """The community, and the part of it that is invited."""
    parts: Sequence[str] = (
        meeting.community_name,
        building_name(meeting.scope.building, words) if meeting.scope.building is not None else "",
        entrance_name(meeting.scope.entrance, words) if meeting.scope.entrance is not None else "",
    )
    return " ".join(part for part in parts if part)


def end_clock(meeting: Meeting, zone: tzinfo) -> str:
    """The end as the clock on the wall shows it."""
    return f"{meeting.ends_at.astimezone(zone):%H:%M}"


def rsvp_toast(receipt: RsvpReceipt, words: Texts) -> str:
    """What was recorded for which home."""
    homes = homes_named([tie.household.address for tie in receipt.memberships], words)
    return shorten(words.plain(f"meeting.toast.{receipt.coming.value}", homes=homes), TOAST_LIMIT)
