"""Looking after the cards of meetings: which there are, and what each has to show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.actions.card_care import CardCare
from bot.actions.meeting_access import seen
from bot.rules.consultation import Consultation
from bot.rules.meeting_overview import Opinion
from bot.rules.meetings import Answers, Attendance, Meeting
from bot.storage import consultations, groups, meeting_cards, meetings, opinions, reminders
from bot.storage.card_tables import Card
from bot.storage.database import Connection, Database

CARE = CardCare(meeting_cards.TABLE)


@dataclass(frozen=True, slots=True)
class Desk:
    """All cards that may still change, with their meetings and what tells that one has changed."""

    cards: tuple[Card, ...]
    meetings: Mapping[int, Meeting]
    versions: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """Everything that is shown of a meeting. ``moved_from`` is the start that people knew before the last move,
    ``groups`` counts the groups in which it stands, ``linked`` is the consultation that is discussed."""

    meeting: Meeting
    answers: Answers
    attendance: Attendance
    moved_from: datetime | None = None
    groups: int = 0
    linked: Consultation | None = None


async def plan_cards(db: Database, now: datetime) -> bool:
    """Every meeting that stands has a card in every group of its community; True when one is new."""
    if not await db.read(lambda connection: meeting_cards.any_missing(connection, now)):
        return False
    return bool(await db.write(lambda connection: meeting_cards.plan_missing(connection, now)))


async def desk(db: Database) -> Desk:
    """What lies on the desk now, from one snapshot."""

    def fetch(connection: Connection) -> Desk:
        unfinished = meeting_cards.TABLE.unfinished(connection)
        numbers = sorted({card.subject_id for card in unfinished})
        found = meetings.by_numbers(connection, numbers)
        return Desk(tuple(unfinished), found, meeting_cards.versions(connection, numbers))

    return await db.read(fetch)


async def end_unposted(db: Database, card: Card) -> None:
    """It was over or cancelled before it was posted (again): an older post shows that, else nothing is left to draw."""

    def change(connection: Connection) -> None:
        if not meeting_cards.TABLE.take_back(connection, card.id):
            meeting_cards.TABLE.finish(connection, card.id)

    await db.write(change)


async def meeting_facts(db: Database, number: int) -> MeetingFacts:
    """What a card or a message shows of the meeting. Raises Refusal(UNKNOWN_MEETING)."""
    return await db.read(lambda connection: facts_of(connection, seen(connection, number)))


async def minutes_to_tell(db: Database, number: int) -> tuple[MeetingFacts, tuple[Opinion, ...], int] | None:
    """The meeting, its opinions and how many papers belong to its minutes; None when it is gone."""

    def fetch(connection: Connection) -> tuple[MeetingFacts, tuple[Opinion, ...], int] | None:
        found = meetings.load(connection, number)
        if found is None:
            return None
        files = len(opinions.files_of(connection, number))
        return facts_of(connection, found), opinions.of_meeting(connection, number), files

    return await db.read(fetch)


def facts_of(connection: Connection, meeting: Meeting) -> MeetingFacts:
    """The same inside a transaction."""
    moves = [change for change in reminders.changes_of(connection, meeting.id) if change.verb == "move"]
    moved = [change.old_starts_at for change in moves if change.old_starts_at != change.new_starts_at]
    linked = None if meeting.consultation_id is None else consultations.load(connection, meeting.consultation_id)
    return MeetingFacts(
        meeting,
        meetings.answers(connection, meeting),
        meetings.attendance(connection, meeting.id),
        moved[-1] if moved else None,
        len(groups.of_community(connection, meeting.community_id)),
        linked,
    )
