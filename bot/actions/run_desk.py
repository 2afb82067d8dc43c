"""The desk at the door: who came so far, and the homes to choose from for people without a phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.actions import meeting_access
from bot.actions.meeting_cards import MeetingFacts, facts_of
from bot.actions.transact import Request
from bot.rules.meeting_scope import must_have_doors_open
from bot.rules.paper import PaperHome
from bot.storage import attendances, meeting_parts
from bot.storage.database import Connection, Database


@dataclass(frozen=True, slots=True)
class DoorDesk:
    """The meeting and the homes that it invites; ``answered`` tells that somebody of the home came."""

    facts: MeetingFacts
    homes: tuple[PaperHome, ...] = ()


async def open_desk(
    db: Database, request: Request, admins: Sequence[int], meeting_id: int, *, homes: bool = False
) -> DoorDesk:
    """Raises Refusal(NOT_ALLOWED, UNKNOWN_MEETING, MEETING_OUTSIDE_YOURS, MEETING_CANCELLED, CHECK_IN_EARLY)."""

    def fetch(connection: Connection) -> DoorDesk:
        found = meeting_access.readable(connection, admins, request.telegram_id, meeting_id)
        must_have_doors_open(found, request.now)
        facts = facts_of(connection, found)
        if not homes:
            return DoorDesk(facts)
        came = attendances.homes(connection, meeting_id)
        doors = meeting_parts.doors(connection, found.community_id, found.scope)
        return DoorDesk(facts, tuple(PaperHome(number, address, number in came) for number, address in doors))

    return await db.read(fetch)
