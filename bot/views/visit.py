"""What a volunteer is told when a home asks for somebody to come by."""

from __future__ import annotations

from datetime import tzinfo

from bot.rules.meeting_overview import VisitTask
from bot.texts import Texts
from bot.views import meeting_payloads as verbs
from bot.views.payloads import encode
from bot.views.rooms import room
from bot.views.screen import Button, Screen, column, shorten
from bot.views.times import moment

_LABEL, _TITLE = 40, 100


def visit_letter(task: VisitTask, words: Texts, zone: tzinfo) -> Screen:
    """Which home, because of which meeting, and a button for when it is done."""
    home, starts = room(task.address, words), moment(task.meeting.starts_at, words, zone)
    facts = {"home": home, "community": task.meeting.community_name, "title": shorten(task.meeting.title, _TITLE)}
    done = words.plain("meeting.button.visited", room=shorten(home, _LABEL))
    return Screen(
        words.html("visit.letter", starts=starts, **facts), column(Button(done, encode(verbs.VISITED, task.id)))
    )
