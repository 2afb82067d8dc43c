"""Announcements of staff: written down with their mailing, their progress counted, stopped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, insert, select, update

from bot.rules.reminders import Span, notice_span
from bot.storage import audiences, mailings, outbox
from bot.storage.mailings import ANNOUNCEMENT, Announcement
from bot.storage.models import announcement
from bot.storage.models import outbox as outbox_table
from bot.storage.outbox import EVERYBODY, Why
from bot.storage.reminders import quiet_hours

# News that is older than this is none.
_USEFUL = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Audience:
    """How many people in private and how many groups an announcement goes to."""

    people: int
    groups: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an announcement has come. ``starts_at`` is when it begins to be sent."""

    announcement: Announcement
    starts_at: datetime
    sent: int
    waiting: int
    dropped: int

    def is_over(self, now: datetime) -> bool:
        """Whether nothing more will be sent."""
        return now >= self.starts_at and not self.waiting


def audience(connection: Connection, community_id: int | None, building: str | None) -> Audience:
    """Whom an announcement would reach now."""
    people = audiences.count(connection, audiences.residents(community_id, building))
    groups = 0 if building is not None else audiences.count(connection, audiences.groups_of_community(community_id))
    return Audience(people, groups)


def when_to_send(connection: Connection, now: datetime) -> Span:
    """At once, or after the quiet hours."""
    return notice_span(now, now + _USEFUL, now + _USEFUL, quiet_hours(connection))


def create(
    connection: Connection, text: str, community_id: int | None, building: str | None, by: int, now: datetime
) -> int:
    """Write it down and plan its mailing; returns its number."""
    row = {
        "community_id": community_id,
        "scope_building": building,
        "text": text,
        "created_by": by,
        "created_at": now,
    }
    number: int = connection.execute(insert(announcement).returning(announcement.c.id), row).scalar_one()
    span = when_to_send(connection, now)
    outbox.plan(connection, ANNOUNCEMENT, number, [EVERYBODY], span.due_at, span.useful_until)
    return number


def progress(connection: Connection, number: int) -> Progress | None:
    """How far it has come; None for a number that nobody gave."""
    found = mailings.announcement_of(connection, number)
    if found is None:
        return None
    mine = (outbox_table.c.kind == ANNOUNCEMENT, outbox_table.c.subject_id == number)
    starts: datetime = connection.execute(select(func.min(outbox_table.c.due_at)).where(*mine)).scalar_one()
    counting = select(outbox_table.c.state, func.count()).where(*mine, outbox_table.c.chat_id != EVERYBODY)
    states: dict[str, int] = {row[0]: row[1] for row in connection.execute(counting.group_by(outbox_table.c.state))}
    waiting = states.get("planned", 0) + states.get("sending", 0)
    return Progress(found, starts, states.get("sent", 0), waiting, states.get("dropped", 0))


def watch(connection: Connection, number: int, message_id: int) -> None:
    """This message, in the private chat of who sent it, shows the progress."""
    connection.execute(update(announcement).where(announcement.c.id == number).values(message_id=message_id))


def watched(connection: Connection) -> list[tuple[int, int, int]]:
    """Announcements whose progress somebody watches and that were not said to be over: number, chat and message."""
    columns = (announcement.c.id, announcement.c.created_by, announcement.c.message_id)
    open_ = (announcement.c.message_id.is_not(None), announcement.c.final.is_(False))
    return [(row[0], row[1], row[2]) for row in connection.execute(select(*columns).where(*open_))]


def end_watching(connection: Connection, number: int) -> None:
    """The message says how it ended, or is gone."""
    connection.execute(update(announcement).where(announcement.c.id == number).values(final=True))


def stop(connection: Connection, number: int, now: datetime) -> None:
    """Nothing more of it is sent; a second stop changes nothing."""
    unstopped = (announcement.c.id == number, announcement.c.stopped_at.is_(None))
    connection.execute(update(announcement).where(*unstopped).values(stopped_at=now))
    outbox.supersede(connection, [ANNOUNCEMENT], [number], why=Why.STOPPED)
