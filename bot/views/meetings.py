"""/meetings: what invites me, what I run, visits to pay, and figures by month."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo

from bot.actions.show_meeting import ShownMeeting
from bot.config import Organizer
from bot.rules.meeting_overview import HelperMeetings, MonthLine, MyMeeting, VisitTask
from bot.rules.meetings import Meeting, Phase
from bot.rules.visible import visible
from bot.texts import Texts
from bot.views import meeting_payloads as verbs
from bot.views.meeting_card import answer_rows, invitation
from bot.views.payloads import encode
from bot.views.rooms import room
from bot.views.screen import TEXT_LIMIT, Button, Screen, column, seen, shorten
from bot.views.times import moment

_LABEL = 40
_MOST_LISTED = 12
_MOST_MONTHS = 12

Lines = list[str]


def meetings_screen(
    mine: Sequence[MyMeeting], verified: bool, helping: HelperMeetings | None, staff: bool, words: Texts, zone: tzinfo
) -> Screen:
    """Everything at a glance, one button a meeting; ``helping`` is None for people without a role."""
    lines, buttons = _mine(mine, verified, helping is not None, words, zone)
    if helping is not None:
        more, their_buttons = _helping(helping, len(buttons), words, zone)
        lines += ["", *more] if lines else more
        buttons += their_buttons
        buttons.append(Button(words.plain("meeting.button.schedule"), verbs.SCHEDULE))
        if helping.tasks:
            buttons.append(Button(words.plain("meeting.button.visits", count=len(helping.tasks)), verbs.VISITS))
    if staff:
        buttons.append(Button(words.plain("meeting.button.months"), verbs.MONTHS))
    return Screen("\n".join(lines), column(*buttons))


def _mine(
    mine: Sequence[MyMeeting], verified: bool, helps: bool, words: Texts, zone: tzinfo
) -> tuple[Lines, list[Button]]:
    if not mine:
        silent = helps and not verified
        return [] if silent else [words.html("meeting.none" if verified else "meeting.not_verified")], []
    lines, buttons = [words.html("meeting.mine.title")], []
    for number, each in enumerate(mine[:_MOST_LISTED], start=1):
        lines.append(_line("meeting.mine.line", number, each.meeting, words, zone))
        lines.append(words.html(f"meeting.mine.line_{each.coming.value if each.coming else 'silent'}"))
        buttons.append(_open(number, each.meeting, verbs.SHOW, words))
    return lines + _left_out(len(mine), words), buttons


def _helping(helping: HelperMeetings, first: int, words: Texts, zone: tzinfo) -> tuple[Lines, list[Button]]:
    lines, buttons, number = [words.html("meeting.helper.title")], [], first
    for key, some in (("to_prepare", helping.to_prepare), ("to_minute", helping.to_minute)):
        if some:
            lines.append(words.html(f"meeting.helper.{key}"))
        for meeting in some[:_MOST_LISTED]:
            number += 1
            lines.append(_line("meeting.helper.line", number, meeting, words, zone))
            buttons.append(_open(number, meeting, verbs.MANAGE, words))
        lines += _left_out(len(some), words)
    if not helping.to_prepare:
        lines.append(words.html("meeting.helper.nothing"))
    return lines, buttons


def _left_out(count: int, words: Texts) -> Lines:
    return [words.html("meeting.helper.more", count=count - _MOST_LISTED)] if count > _MOST_LISTED else []


def _line(key: str, number: int, meeting: Meeting, words: Texts, zone: tzinfo) -> str:
    facts = {"title": shorten(visible(meeting.title), 60), "place": shorten(visible(meeting.place), 40)}
    return words.html(key, number=number, when=moment(meeting.starts_at, words, zone), **facts)


def _open(number: int, meeting: Meeting, verb: str, words: Texts) -> Button:
    title = shorten(visible(meeting.title), _LABEL)
    return Button(words.plain("meeting.button.open", number=number, title=title), encode(verb, meeting.id))


def page_screen(
    shown: ShownMeeting, now: datetime, words: Texts, zone: tzinfo, organizer: Organizer, username: str = ""
) -> Screen:
    """One meeting in private: the invitation, what my home said, the calendar file."""
    meeting, phase = shown.facts.meeting, shown.facts.meeting.phase(now)
    lines = invitation(shown.facts, now, words, zone, organizer, username)
    rows: tuple[tuple[Button, ...], ...] = ()
    if shown.is_invited and phase in (Phase.UPCOMING, Phase.RUNNING):
        lines += ["", words.html(f"meeting.mine.{shown.coming.value if shown.coming else 'silent'}")]
        lines.append(words.html("meeting.card.answer"))
        rows = answer_rows(verbs.MINE, meeting.id, words)
    more = [Button(words.plain("meeting.button.calendar"), encode(verbs.CALENDAR, meeting.id))]
    if shown.runs_it:
        more.append(Button(words.plain("meeting.button.manage"), encode(verbs.MANAGE, meeting.id)))
    more.append(Button(words.plain("meeting.button.all"), verbs.LIST))
    return Screen("\n".join(lines), rows + column(*more))


def visits_screen(tasks: Sequence[VisitTask], words: Texts, zone: tzinfo) -> Screen:
    """Homes that asked for somebody to come by, each with a button that says it is done."""
    shown = tasks[:_MOST_LISTED]
    lines = [words.html("meeting.helper.visits_title" if tasks else "meeting.helper.visits_none")]
    for task in shown:
        facts = {"room": room(task.address, words), "title": shorten(visible(task.meeting.title), 40)}
        lines.append(words.html("meeting.helper.visits_line", since=moment(task.created_at, words, zone), **facts))
    buttons = [
        Button(
            words.plain("meeting.button.visited", room=shorten(room(task.address, words), _LABEL)),
            encode(verbs.VISITED, task.id),
        )
        for task in shown
    ]
    lines += _left_out(len(tasks), words)
    return Screen("\n".join(lines), column(*buttons, Button(words.plain("meeting.button.all"), verbs.LIST)))


def months_screen(lines: Sequence[MonthLine], words: Texts) -> Screen:
    """Meetings held by month and kind, and their sums; the newest months, as many as fit."""
    back = column(Button(words.plain("meeting.button.all"), verbs.LIST))
    if not lines:
        return Screen(words.html("meeting.months.none"), back)
    text = [words.html("meeting.months.title"), words.html("meeting.months.total", **_sums(lines))]
    for month in list(dict.fromkeys(line.month for line in lines))[:_MOST_MONTHS]:
        part = ["", words.html("meeting.months.month", month=month)]
        part += [_month_line(line, words) for line in lines if line.month == month]
        if seen("\n".join([*text, *part])) > TEXT_LIMIT:
            break
        text += part
    return Screen("\n".join(text), back)


def _month_line(line: MonthLine, words: Texts) -> str:
    kind = words.template(f"reminder.kind.{line.kind.value}")
    return words.html("meeting.months.line", kind=kind, count=line.count, people=line.people, homes=line.homes)


def _sums(lines: Iterable[MonthLine]) -> dict[str, int]:
    every = tuple(lines)
    return {name: sum(getattr(line, name) for line in every) for name in ("count", "people", "homes")}
