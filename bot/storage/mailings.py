"""Mailings become letters when they are due: to everybody whom they concern at that moment.

People who were verified since the planning are found, and those who left, declined or said 退订 are not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Select, literal, select, true

from bot.storage import audiences, outbox, report_mail, vote_mailings
from bot.storage.models import announcement, meeting, meeting_change
from bot.storage.models import outbox as outbox_table
from bot.storage.opinions import DIGEST, DUTY
from bot.storage.outbox import Letter, Why
from bot.storage.reminders import CANCELLED, MOVED, NOTICE, REMINDER
from bot.storage.tasks import VISIT_LETTER
from bot.storage.types import Instant
from bot.storage.upsert import insert

ANNOUNCEMENT = "announcement"
# Their readers serve here, and need not be residents whom we know.
_OF_HELPERS = (VISIT_LETTER, DUTY, DIGEST)

Chats = Select[tuple[int]]


@dataclass(frozen=True, slots=True)
class Announcement:
    """What staff have to say, and to whom: a community, one of its buildings, or (both empty) everybody."""

    id: int
    community_id: int | None
    building: str | None
    text: str
    created_by: int
    stopped_at: datetime | None


def announcement_of(connection: Connection, number: int) -> Announcement | None:
    """The announcement with this number."""
    columns = announcement.c
    row = connection.execute(
        select(
            columns.id,
            columns.community_id,
            columns.scope_building,
            columns.text,
            columns.created_by,
            columns.stopped_at,
        ).where(columns.id == number)
    ).first()
    return None if row is None else Announcement(*row)


def meeting_of(connection: Connection, letter: Letter) -> int | None:
    """The id of the meeting that a letter is about; None for other letters, and when it is gone."""
    if letter.kind in (REMINDER, NOTICE):
        return letter.subject_id
    if letter.kind not in (MOVED, CANCELLED):
        return None
    query = select(meeting_change.c.meeting_id).where(meeting_change.c.id == letter.subject_id)
    return connection.scalar(query)


def edition_of(connection: Connection, letter: Letter) -> int | None:
    """How often what the letter tells about had changed by now; None for what never changes."""
    number = meeting_of(connection, letter)
    return None if number is None else connection.scalar(select(meeting.c.sequence).where(meeting.c.id == number))


def become_letters(connection: Connection, mailing: Letter, now: datetime) -> int:
    """One letter to everybody whom the mailing concerns; returns how many. One that is too late becomes none."""
    why = _hindrance(connection, mailing, now)
    if why is not None:
        outbox.drop(connection, mailing.id, why)
        return 0
    made = sum(_address(connection, mailing, chats) for chats in chats_of(connection, mailing))
    outbox.sent(connection, mailing.id, None)
    return made


def _hindrance(connection: Connection, mailing: Letter, now: datetime) -> Why | None:
    if mailing.useful_until is not None and mailing.useful_until <= now:
        return Why.TOO_LATE
    return vote_mailings.objection(connection, mailing, now) if mailing.kind in vote_mailings.KINDS else None


def chats_of(connection: Connection, mailing: Letter) -> list[Chats]:
    """Groups first, then people."""
    if mailing.kind in vote_mailings.KINDS:
        return vote_mailings.people_of(connection, mailing)
    number = meeting_of(connection, mailing)
    if number is not None:
        people = audiences.invited_people(number)
        return [people] if mailing.kind == NOTICE else [audiences.groups_of_meeting(number), people]
    if mailing.kind == ANNOUNCEMENT and (wanted := announcement_of(connection, mailing.subject_id)):
        return announcement_chats(wanted.community_id, wanted.building)
    return []


def announcement_chats(community_id: int | None, building: str | None) -> list[Chats]:
    """Groups and people; what concerns one building only is not said in the community's groups."""
    people = audiences.residents(community_id, building)
    return [people] if building is not None else [audiences.groups_of_community(community_id), people]


def _address(connection: Connection, mailing: Letter, chats: Chats) -> int:
    to = chats.subquery()
    rows = select(
        literal(mailing.kind),
        literal(mailing.subject_id),
        to.c[0],
        literal(mailing.due_at, Instant),
        literal(mailing.useful_until, Instant),
    ).where(true())
    columns = ["kind", "subject_id", "chat_id", "due_at", "useful_until"]
    statement = outbox.planning(insert(connection, outbox_table).from_select(columns, rows))
    return connection.execute(statement.execution_options(preserve_rowcount=True)).rowcount


def objection(connection: Connection, letter: Letter, now: datetime) -> Why | None:
    """What speaks against sending the letter now; asked in the transaction that claims it."""
    if letter.useful_until is not None and letter.useful_until <= now:
        return Why.TOO_LATE
    if letter.kind in vote_mailings.KINDS:
        return vote_mailings.objection(connection, letter, now)
    if letter.kind == ANNOUNCEMENT:
        wanted = announcement_of(connection, letter.subject_id)
        if wanted is None or wanted.stopped_at is not None:
            return Why.STOPPED
    if letter.chat_id < 0:
        return None
    report = report_mail.kind_of(letter.kind)
    why = audiences.unwilling(connection, letter.chat_id)
    if report is not None:  # asked for on its own, whatever was said to other notices
        asked_for = report in report_mail.kinds_of(connection, letter.chat_id)
        return Why.UNSUBSCRIBED if not asked_for else why if why is Why.UNREACHABLE else None
    if why is Why.STRANGER and letter.kind in _OF_HELPERS:
        return None
    number = meeting_of(connection, letter)
    return why if why or number is None else audiences.not_invited(connection, number, letter.chat_id)
