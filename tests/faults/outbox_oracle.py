"""What must be true of the outbox, whatever happens: kept apart from the database by an oracle that watches.

It knows who lives where, what the homes answered, and what everybody was told.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, select

from bot.rules.meetings import Coming, Meeting, MeetingState
from bot.rules.reminders import Hours, reminder_spans
from bot.storage import mailings, people, reminders, together
from bot.storage.models import meeting_change
from bot.storage.outbox import Letter
from tests import builders

NEVER_QUIET = Hours(quiet_until=Hours().quiet_from)

Known = tuple[datetime, str, bool, datetime]
"""Start, place, whether the meeting takes place, and its end: what somebody believes."""
Key = tuple[str, int, int, datetime]
"""A letter: kind, subject, chat and when it was due."""


@dataclass
class Resident:
    """Somebody as the oracle sees them."""

    telegram_id: int
    number: int
    homes: set[int]
    subscribed: bool = True
    blocked: bool = False


@dataclass
class Oracle:
    """One history. ``now`` is the clock of the machine, right or wrong."""

    connection: Connection
    chance: random.Random
    now: datetime = builders.NOON
    residents: dict[int, Resident] = field(default_factory=dict)
    homes: list[int] = field(default_factory=list)
    community_id: int = 0
    meetings: dict[int, Meeting] = field(default_factory=dict)
    planned_at: dict[int, datetime] = field(default_factory=dict)
    answers: dict[tuple[int, int], Coming] = field(default_factory=dict)
    willing_since: dict[tuple[int, int], datetime] = field(default_factory=dict)
    known: dict[tuple[int, int], Known] = field(default_factory=dict)
    sent: Counter[Key] = field(default_factory=Counter)
    in_flight_at_a_crash: Counter[Key] = field(default_factory=Counter)
    messages: Counter[tuple[int, int]] = field(default_factory=Counter)
    messages_lost_sight_of: Counter[tuple[int, int]] = field(default_factory=Counter)
    came: Counter[int] = field(default_factory=Counter)
    crash_chance: float = 0.0

    def arrives(self, letter: Letter) -> bool:
        """Telegram shows the letter; False when it has nothing to tell."""
        if letter.kind in reminders.NEWS:
            return self._news_arrive(letter)
        number = mailings.meeting_of(self.connection, letter)
        assert number is not None
        meeting = self.meetings[number]
        self._wanted(letter, meeting)
        assert meeting.state is MeetingState.SCHEDULED, "a reminder of a cancelled meeting"
        assert self.now < meeting.starts_at, "a reminder after the start"
        self.known[letter.chat_id, number] = truth(meeting)
        self._once(letter)
        return True

    def _news_arrive(self, letter: Letter) -> bool:
        """One message, whatever changed with it."""
        told = together.news_along(self.connection, letter)
        for news in told:
            meeting = self.meetings[news.meeting.id]
            self._wanted(letter, meeting)
            assert self.now < meeting.ends_at
            self.known[letter.chat_id, meeting.id] = truth(meeting)
        if not told:
            return False
        for one in (letter, *together.along(self.connection, letter)):
            self._once(one)
        batch = self.batch_of(letter)
        self.messages[batch] += 1
        assert self.messages[batch] <= 1 + self.messages_lost_sight_of[batch], "two messages for one change"
        return True

    def batch_of(self, letter: Letter) -> tuple[int, int]:
        """What changed in one go, and who is told."""
        batch = self.connection.scalar(select(meeting_change.c.batch).where(meeting_change.c.id == letter.subject_id))
        return batch or -letter.subject_id, letter.chat_id

    def _wanted(self, letter: Letter, meeting: Meeting) -> None:
        who = self.residents.get(letter.chat_id)
        assert who is None or self._is_willing(who, meeting), "a letter to somebody who does not want it"

    def _once(self, letter: Letter) -> None:
        key = key_of(letter)
        self.sent[key] += 1
        assert self.sent[key] <= 1 + self.in_flight_at_a_crash[key], "the same letter twice"

    def all_were_told(self) -> None:
        """After a round that went well, nothing is missing."""
        for meeting in self.meetings.values():
            for who in self.residents.values():
                since = self.willing_since.get((who.telegram_id, meeting.id))
                if since is not None and not who.blocked and self.now < meeting.starts_at:
                    self._was_told(who, meeting, since)

    def _was_told(self, who: Resident, meeting: Meeting, since: datetime) -> None:
        planned = self.planned_at[meeting.id]
        believes = self.known.get((who.telegram_id, meeting.id))
        if since <= planned and believes is not None:
            assert believes == truth(meeting), f"{who} still believes {believes}"
        for span in reminder_spans(meeting, NEVER_QUIET):
            if planned <= span.due_at and since <= span.due_at <= self.now < span.useful_until:
                key = (reminders.REMINDER, meeting.id, who.telegram_id, span.due_at)
                assert self.sent[key], f"no reminder for {who} at {span.due_at}"

    def note_willing(self) -> None:
        for meeting in self.meetings.values():
            for who in self.residents.values():
                key = (who.telegram_id, meeting.id)
                if not self._is_willing(who, meeting) or who.blocked or not self._reachable(who):
                    self.willing_since.pop(key, None)
                else:
                    self.willing_since.setdefault(key, self.now)

    def _is_willing(self, who: Resident, meeting: Meeting) -> bool:
        mine = who.homes & set(self.invited_homes(meeting))
        return who.subscribed and any(self.answers.get((meeting.id, home)) in (None, Coming.YES) for home in mine)

    def _reachable(self, who: Resident) -> bool:
        found = people.find_person(self.connection, who.telegram_id)
        return found is not None and found.reachable

    def upcoming(self) -> list[Meeting]:
        return [
            meeting
            for meeting in self.meetings.values()
            if meeting.state is MeetingState.SCHEDULED and meeting.starts_at > self.now
        ]

    def invited_homes(self, meeting: Meeting) -> list[int]:
        return self.homes if meeting.scope.building is None else self.homes[:3]


def truth(meeting: Meeting) -> Known:
    return meeting.starts_at, meeting.place, meeting.state is MeetingState.SCHEDULED, meeting.ends_at


def key_of(letter: Letter) -> tuple[str, int, int, datetime]:
    return letter.kind, letter.subject_id, letter.chat_id, letter.due_at
