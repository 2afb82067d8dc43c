"""Meetings on the terminal: a table, one meeting in lines, the row for scripts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from rich.console import Console
from rich.table import Table

from bot.rules.meeting_overview import Conflict
from bot.rules.meeting_times import read_when
from bot.rules.meetings import Answers, Attendance, Meeting
from bot.texts import Texts
from bot.views.rooms import building_name, entrance_name
from bot.views.times import moment


def typed_instant(text: str, now: datetime, zone: tzinfo) -> datetime:
    """ISO 8601 (in the district's zone when it has no offset), or words as volunteers type them.

    Raises the Refusals of ``read_when``.
    """
    try:
        given = datetime.fromisoformat(text)
    except ValueError:
        return read_when(text, now, zone).starts_at
    return given if given.tzinfo else given.replace(tzinfo=zone)


def as_row(item: Meeting, now: datetime) -> dict[str, object]:
    """A meeting for scripts. Instants are ISO 8601 with an offset; ``phase`` is told by the clock."""
    return {
        "id": item.id,
        "community": item.community_code,
        "scope": {"building": item.scope.building, "entrance": item.scope.entrance} if item.scope.building else None,
        "kind": item.kind.value,
        "title": item.title,
        "starts": item.starts_at.isoformat(),
        "ends": item.ends_at.isoformat(),
        "place": item.place,
        "topics": list(item.topics),
        "phase": item.phase(now).value,
        "reason": item.reason,
        "sequence": item.sequence,
        "uid": item.uid,
        "consultation": item.consultation_id,
        "series": item.series_id,
        "host": item.host,
        "contact": item.contact,
        "phone": item.phone,
    }


def listing(found: Sequence[Meeting], words: Texts, zone: tzinfo, now: datetime) -> None:
    """Print a table."""
    table = Table()
    for column in ("number", "title", "community", "status", "opens", "place"):
        table.add_column(words.plain(f"cli.column_{column}"))
    for item in found:
        phase = words.plain(f"cli.phase_{item.phase(now).value}")
        starts = moment(item.starts_at, words, zone)
        table.add_row(str(item.id), item.title, item.community_code, phase, starts, item.place)
    Console().print(table)


def details(item: Meeting, answers: Answers, came: Attendance, words: Texts, zone: tzinfo, now: datetime) -> list[str]:
    """One meeting, a fact a line."""
    phase = words.plain(f"cli.phase_{item.phase(now).value}")
    until = moment(item.ends_at, words, zone)
    counts = {coming.value: homes for coming, homes in answers.homes.items()}
    lines = [
        words.plain("cli.meeting_title", number=item.id, title=item.title, phase=phase),
        words.plain("cli.meeting_where", community=item.community_name, part=_part(item, words), place=item.place),
        words.plain("cli.meeting_when", starts=moment(item.starts_at, words, zone), ends=until),
        *(words.plain("cli.meeting_topic", topic=topic) for topic in item.topics),
        words.plain("cli.meeting_answers", invited=answers.invited, **counts),
        words.plain("cli.meeting_came", homes=came.homes, people=came.people),
    ]
    return [*lines, words.plain("cli.meeting_reason", reason=item.reason)] if item.reason else lines


def _part(item: Meeting, words: Texts) -> str:
    if item.scope.building is None:
        return words.plain("cli.meeting_all")
    names = [building_name(item.scope.building, words)]
    if item.scope.entrance is not None:
        names.append(entrance_name(item.scope.entrance, words))
    return words.template("room.joiner").join(names)


def conflict_line(conflict: Conflict, words: Texts, zone: tzinfo) -> str:
    """What else is on at the same time."""
    other = conflict.meeting
    starts = moment(other.starts_at, words, zone)
    key = f"cli.conflict_{conflict.kind.value}"
    return words.plain(key, number=other.id, title=other.title, starts=starts, place=other.place)
