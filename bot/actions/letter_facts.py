"""What letters are written from."""

from __future__ import annotations

from bot.rules.consultation import Consultation
from bot.rules.meeting_news import News
from bot.rules.meetings import Coming, Meeting
from bot.storage import consultations, mailings, meetings, rsvps, together
from bot.storage.database import Connection, Database
from bot.storage.mailings import Announcement
from bot.storage.outbox import Letter


async def meeting_to_remember(db: Database, number: int) -> tuple[Meeting, int, Consultation | None] | None:
    """The meeting, how many homes said that they come, and the consultation it is about; None when it is gone."""

    def fetch(connection: Connection) -> tuple[Meeting, int, Consultation | None] | None:
        found = meetings.load(connection, number)
        if found is None:
            return None
        linked = None if found.consultation_id is None else consultations.load(connection, found.consultation_id)
        return found, rsvps.answers(connection, found).homes.get(Coming.YES, 0), linked

    return await db.read(fetch)


async def meeting_news(db: Database, letter: Letter) -> list[News]:
    """What this letter's chat has to be told, of one meeting or of several that changed together; empty for nothing."""
    return await db.read(lambda connection: together.news_along(connection, letter))


async def announced(db: Database, number: int) -> Announcement | None:
    """The announcement; None when it is gone."""
    return await db.read(lambda connection: mailings.announcement_of(connection, number))
