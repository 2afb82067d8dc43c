"""Announcements: choosing the place, the preview, what people get, and how far it has come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from bot.actions.announcements import Draft, Progress
from bot.rules.roster_overview import BuildingOverview, CommunityOverview
from bot.texts import Texts
from bot.views import payloads
from bot.views.payloads import encode
from bot.views.rooms import building_name
from bot.views.screen import BUTTON_LIMIT, Button, Screen, column, shorten
from bot.views.times import moment

_LABEL = 40


def places_screen(found: Sequence[CommunityOverview], everywhere: bool, words: Texts) -> Screen:
    """Which community; for admins of the district also everybody."""
    buttons = [Button(shorten(one.name, _LABEL), encode(payloads.ANNOUNCE_IN, one.community_id)) for one in found]
    if everywhere:
        buttons.insert(0, Button(words.plain("announce.district"), encode(payloads.ANNOUNCE_TO, 0, 0)))
    return Screen(words.html("announce.where"), column(*buttons[:BUTTON_LIMIT]))


def parts_screen(community_id: int, found: Sequence[BuildingOverview], words: Texts) -> Screen:
    """All of the community, or one of its buildings, two on a row."""
    name = found[0].community_name if found else ""
    buildings = [
        Button(
            shorten(building_name(one.building, words), _LABEL),
            encode(payloads.ANNOUNCE_TO, community_id, one.first_id),
        )
        for one in found[: BUTTON_LIMIT - 1]
    ]
    rows = [tuple(buildings[start : start + 2]) for start in range(0, len(buildings), 2)]
    whole = Button(words.plain("announce.whole"), encode(payloads.ANNOUNCE_TO, community_id, 0))
    return Screen(words.html("announce.which_part", community=name), ((whole,), *rows))


def announcement_screen(text: str, organizer: str, words: Texts, *, private: bool) -> Screen:
    """What people read."""
    lines = [words.html("announce.body", text=text)]
    lines += [words.html("announce.from_", name=organizer)] if organizer else []
    lines += ["", words.html("reminder.unsubscribe")] if private else []
    return Screen("\n".join(lines))


def preview_screen(draft: Draft, organizer: str, words: Texts, zone: tzinfo, now: datetime) -> Screen:
    """How it will look, whom it reaches, and when."""
    reached = draft.audience
    reach = words.html("announce.reach", people=reached.people, groups=reached.groups)
    later = draft.starts_at > now
    when = words.html("announce.waits", when=moment(draft.starts_at, words, zone)) if later else ""
    lines = [
        words.html("announce.preview"),
        "",
        announcement_screen(draft.text, organizer, words, private=False).text,
        "",
        reach if reached.people or reached.groups else words.html("announce.nobody"),
        when or words.html("announce.at_once"),
    ]
    send = Button(words.plain("announce.send"), payloads.ANNOUNCE_SEND)
    return Screen("\n".join(lines), column(send, Button(words.plain("announce.drop"), payloads.ANNOUNCE_DROP)))


def progress_screen(progress: Progress, words: Texts, zone: tzinfo, now: datetime) -> Screen:
    """How many have it, with a button to look again and one to stop."""
    number = progress.announcement.id
    if progress.announcement.stopped_at is not None:
        return Screen(counts(progress, words) + "\n" + words.html("announce.stopped"))
    if progress.is_over(now) and (progress.sent or progress.dropped):
        return Screen(counts(progress, words) + "\n" + words.html("announce.done"))
    begins = words.html("announce.begins", number=number, when=moment(progress.starts_at, words, zone))
    return Screen(
        begins if progress.starts_at > now else counts(progress, words),
        column(
            Button(words.plain("announce.refresh"), encode(payloads.ANNOUNCE_PROGRESS, number)),
            Button(words.plain("announce.stop"), encode(payloads.ANNOUNCE_STOP, number)),
        ),
    )


def counts(progress: Progress, words: Texts) -> str:
    """Sent, to go, not delivered."""
    facts = {"sent": progress.sent, "waiting": progress.waiting, "dropped": progress.dropped}
    return words.html("announce.progress", number=progress.announcement.id, **facts)
