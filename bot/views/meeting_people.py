"""Who leads a meeting and whom one may call (DOMAIN T7), and the consultation it is about, with the way to answer."""

from __future__ import annotations

from datetime import datetime

from bot.config import Organizer
from bot.rules.consultation import Consultation, Status
from bot.rules.meetings import Meeting
from bot.rules.visible import visible
from bot.texts import Texts
from bot.views import meeting_payloads as verbs
from bot.views.card import deep_link
from bot.views.screen import shorten

_MOST = 300
_GAP = "  "


def people_lines(meeting: Meeting, words: Texts) -> list[str]:
    """主持 and 分包干部 with the telephone, in one line; none for a meeting without."""
    said = [
        words.html(f"meeting_people.{key}", name=visible(name))
        for key, name in (("host", meeting.host), ("contact", meeting.contact))
        if name
    ]
    if meeting.phone:
        phone = visible(meeting.phone)
        alone = words.html("meeting_people.phone", phone=phone)
        said = [*said[:-1], said[-1] + words.html("meeting_people.and_phone", phone=phone)] if said else [alone]
    return [_GAP.join(said)] if said else []


def host_lines(meeting: Meeting, organizer: Organizer, words: Texts) -> list[str]:
    """Who holds it; the district's telephone stands there unless the meeting has one of its own."""
    phone = "" if meeting.phone else organizer.phone
    said = [name for name, value in (("host", organizer.name), ("phone", phone)) if value]
    held = [words.html("meeting.card." + "_".join(said), name=organizer.name, phone=phone)] if said else []
    return held + people_lines(meeting, words)


def about_lines(linked: Consultation | None, now: datetime, words: Texts, username: str) -> list[str]:
    """The consultation that is discussed; while it is open, its title opens the private chat to answer it."""
    if linked is None:
        return []
    title = shorten(visible(linked.title), _MOST)
    if not username or linked.status(now) is not Status.OPEN:
        return [words.html("meeting.card.about", title=title)]
    link = deep_link(username, f"{verbs.ANSWER_LINK}{linked.id}")
    return [words.html("meeting_people.about", title=title, link=link)]
