"""An announcement that goes out: written down by chat or command line, watched, stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.actions import access
from bot.actions.find_community import community_named
from bot.actions.transact import Request, transact
from bot.rules.permissions import Place, Right
from bot.rules.refusals import Reason, Refusal
from bot.rules.visible import visible
from bot.storage import announcements, audit, communities, people
from bot.storage.announcements import Progress
from bot.storage.database import Connection, Database

MOST_CHARACTERS = 3000


def checked_text(text: str) -> str:
    """What can be seen of it. Raises Refusal(ANNOUNCEMENT_EMPTY, ANNOUNCEMENT_TOO_LONG)."""
    words = visible(text).strip()
    if not words:
        raise Refusal(Reason.ANNOUNCEMENT_EMPTY)
    length = len(words.encode("utf-16-le")) // 2  # as Telegram counts
    if length > MOST_CHARACTERS:
        raise Refusal(Reason.ANNOUNCEMENT_TOO_LONG, most=MOST_CHARACTERS, length=length)
    return words


def require_announcing(
    connection: Connection, admins: Sequence[int], telegram_id: int, community_id: int | None, building: str | None
) -> None:
    """Raises Refusal(UNKNOWN_COMMUNITY, NOT_ALLOWED) unless somebody may announce there; no place is the district."""
    place = Place() if community_id is None else access.place_of_community(connection, community_id)
    if community_id is not None and building is not None:
        place = access.place_of_building(connection, community_id, building)
    access.require(connection, admins, telegram_id, Right.ANNOUNCE, place)


def create(
    connection: Connection, text: str, community_id: int | None, building: str | None, by: int, now: datetime
) -> Progress:
    """Write it down inside a transaction; ``by`` is 0 for the command line."""
    number = announcements.create(connection, text, community_id, building, by, now)
    audit.note(connection, now, by or None, "announce", f"announcement {number}")
    return _progress(connection, number)


def _must_exist(connection: Connection, community_id: int, building: str) -> None:
    if not communities.has_part(connection, community_id, building, None):
        raise Refusal(Reason.UNKNOWN_BUILDING, building=building)


async def announce(db: Database, text: str, code: str | None, building: str | None, now: datetime) -> Progress:
    """By the command line. Raises Refusal(UNKNOWN_COMMUNITY, UNKNOWN_BUILDING) and those of ``checked_text``."""
    words = checked_text(text)

    def change(connection: Connection) -> Progress:
        community_id = None if code is None else community_named(connection, code).id
        if community_id is not None and building is not None:
            _must_exist(connection, community_id, building)
        return create(connection, words, community_id, building, 0, now)

    return await db.write(change)


async def announcement_progress(
    db: Database, number: int, request: Request | None = None, admins: Sequence[int] = ()
) -> Progress:
    """How far it has come. Raises Refusal(ANNOUNCEMENT_GONE, NOT_ALLOWED)."""
    return await db.read(lambda connection: _permitted(connection, number, request, admins))


async def stop_announcement(
    db: Database, number: int, now: datetime, request: Request | None = None, admins: Sequence[int] = ()
) -> Progress:
    """Nothing more of it goes out. Raises Refusal(ANNOUNCEMENT_GONE, NOT_ALLOWED)."""

    def change(connection: Connection) -> Progress:
        _permitted(connection, number, request, admins)
        announcements.stop(connection, number, now)
        by = request.telegram_id if request else None
        audit.note(connection, now, by, "stop", f"announcement {number}")
        return _progress(connection, number)

    return await (db.write(change) if request is None else transact(db, request, change))


def _permitted(connection: Connection, number: int, request: Request | None, admins: Sequence[int]) -> Progress:
    found = _progress(connection, number)
    if request is not None:
        require_announcing(
            connection, admins, request.telegram_id, found.announcement.community_id, found.announcement.building
        )
    return found


def _progress(connection: Connection, number: int) -> Progress:
    found = announcements.progress(connection, number)
    if found is None:
        raise Refusal(Reason.ANNOUNCEMENT_GONE)
    return found


@dataclass(frozen=True, slots=True)
class Watched:
    """An announcement whose sender looks at its progress in a message of their private chat."""

    number: int
    chat_id: int
    message_id: int
    progress: Progress
    language: str | None

    def is_over(self, now: datetime) -> bool:
        """Whether the message will never have to change again."""
        return self.progress.announcement.stopped_at is not None or self.progress.is_over(now)


async def watched_announcements(db: Database) -> list[Watched]:
    """All whose end has not been shown yet."""

    def fetch(connection: Connection) -> list[Watched]:
        return [
            Watched(number, chat_id, message_id, _progress(connection, number), _language(connection, chat_id))
            for number, chat_id, message_id in announcements.watched(connection)
        ]

    return await db.read(fetch)


def _language(connection: Connection, telegram_id: int) -> str | None:
    reader = people.find_person(connection, telegram_id)
    return None if reader is None else reader.language


async def watching_ends(db: Database, number: int) -> None:
    """The end is shown, or the message is gone."""
    await db.write(lambda connection: announcements.end_watching(connection, number))
