"""What letters are written from."""

from __future__ import annotations

from bot.rules.meetings import Coming, Meeting
from bot.storage import mailings, meetings, reminders, rsvps
from bot.storage.database import Connection, Database
from bot.storage.mailings import Announcement
from bot.storage.outbox import Letter
from bot.storage.reminders import News


async def meeting_to_remember(db: Database, number: int) -> tuple[Meeting, int] | None:
    """The meeting and how many homes said that they come; None when it is gone."""

    def fetch(connection: Connection) -> tuple[Meeting, int] | None:
        found = meetings.load(connection, number)
        return None if found is None else (found, rsvps.answers(connection, found).homes.get(Coming.YES, 0))

    return await db.read(fetch)


async def meeting_news(db: Database, letter: Letter) -> News | None:
    """What this letter's chat has to be told; None when there is nothing to tell."""
    return await db.read(lambda connection: reminders.news_for(connection, letter.subject_id, letter.chat_id))


async def announced(db: Database, number: int) -> Announcement | None:
    """The announcement; None when it is gone."""
    return await db.read(lambda connection: mailings.announcement_of(connection, number))
