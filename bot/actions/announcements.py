"""Staff tell something to a community, one of its buildings or the whole district: preview, send, progress, stop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.actions import access
from bot.actions.announcing import checked_text, create, require_announcing
from bot.actions.transact import Request, transact
from bot.rules.permissions import DISTRICT, Right, places_of
from bot.rules.refusals import Reason, Refusal
from bot.rules.roster_overview import BuildingOverview, CommunityOverview
from bot.storage import announcements, communities, dialogues, households
from bot.storage.announcements import Audience, Progress
from bot.storage.database import Connection, Database

__all__ = ["Audience", "Draft", "Progress"]

DIALOGUE = "announcement"


@dataclass(frozen=True, slots=True)
class Draft:
    """An announcement before it is sent. ``starts_at`` is when it would go out; both places empty is the district."""

    community_id: int | None
    community_name: str | None
    building: str | None
    text: str
    audience: Audience
    starts_at: datetime


async def places_to_announce(
    db: Database, request: Request, admins: Sequence[int]
) -> tuple[tuple[CommunityOverview, ...], bool]:
    """Communities in which the asker may announce, and whether they may to everybody. Raises Refusal(NOT_ALLOWED)."""

    def fetch(connection: Connection) -> tuple[tuple[CommunityOverview, ...], bool]:
        actor = access.require_somewhere(connection, admins, request.telegram_id, Right.ANNOUNCE)
        places = places_of(actor, Right.ANNOUNCE)
        return households.community_overviews(connection, places), DISTRICT in places

    return await db.read(fetch)


async def buildings_to_announce(
    db: Database, request: Request, admins: Sequence[int], community_id: int
) -> tuple[BuildingOverview, ...]:
    """The buildings of a community. Raises Refusal(UNKNOWN_COMMUNITY, NOT_ALLOWED)."""

    def fetch(connection: Connection) -> tuple[BuildingOverview, ...]:
        place = access.place_of_community(connection, community_id)
        access.require(connection, admins, request.telegram_id, Right.ANNOUNCE, place)
        return households.building_overviews(connection, [place])

    return await db.read(fetch)


async def begin_announcement(
    db: Database, request: Request, admins: Sequence[int], community_id: int | None, household_id: int | None
) -> None:
    """The place is chosen: the next message is the text. ``household_id`` is any home of the chosen building.

    Raises Refusal(UNKNOWN_COMMUNITY, UNKNOWN_HOUSEHOLD, NOT_ALLOWED).
    """

    def change(connection: Connection) -> None:
        building = None if household_id is None else _building(connection, community_id, household_id)
        require_announcing(connection, admins, request.telegram_id, community_id, building)
        facts = {"community_id": community_id, "building": building}
        dialogues.begin(connection, request.telegram_id, DIALOGUE, facts, request.now)

    await transact(db, request, change)


def _building(connection: Connection, community_id: int | None, household_id: int) -> str:
    home = households.find_home(connection, household_id)
    if home is None or home.household.community_id != community_id:
        raise Refusal(Reason.UNKNOWN_HOUSEHOLD, household=household_id)
    return home.household.address.building


async def write_announcement(db: Database, request: Request, text: str) -> Draft | None:
    """The text is typed: how it would look and whom it would reach; None when no place was chosen before.

    Raises Refusal(ANNOUNCEMENT_EMPTY, ANNOUNCEMENT_TOO_LONG).
    """
    facts = await db.read(lambda c: dialogues.facts_of(c, request.telegram_id, DIALOGUE, request.now))
    if facts is None:
        return None
    words = checked_text(text)

    def change(connection: Connection) -> Draft:
        dialogues.begin(connection, request.telegram_id, DIALOGUE, facts | {"text": words}, request.now)
        return _draft(connection, facts["community_id"], facts["building"], words, request.now)

    return await transact(db, request, change)


def _draft(connection: Connection, community_id: int | None, building: str | None, text: str, now: datetime) -> Draft:
    community = None if community_id is None else communities.by_id(connection, community_id)
    reached = announcements.audience(connection, community_id, building)
    starts = announcements.when_to_send(connection, now).due_at
    return Draft(community_id, community.name if community else None, building, text, reached, starts)


async def send_announcement(
    db: Database, request: Request, admins: Sequence[int], message_id: int | None = None
) -> Progress:
    """Send what was previewed, once: a second press finds nothing. ``message_id`` is where the progress is shown.

    Raises Refusal(ANNOUNCEMENT_GONE, NOT_ALLOWED).
    """

    def change(connection: Connection) -> Progress:
        facts = dialogues.facts_of(connection, request.telegram_id, DIALOGUE, request.now)
        if facts is None or "text" not in facts:
            raise Refusal(Reason.ANNOUNCEMENT_GONE)
        place = facts["community_id"], facts["building"]
        require_announcing(connection, admins, request.telegram_id, *place)
        dialogues.end(connection, request.telegram_id, DIALOGUE)
        made = create(connection, facts["text"], *place, request.telegram_id, request.now)
        if message_id is not None:
            announcements.watch(connection, made.announcement.id, message_id)
        return made

    return await transact(db, request, change)


async def drop_announcement(db: Database, request: Request) -> None:
    """It is not sent after all."""
    await transact(db, request, lambda connection: dialogues.end(connection, request.telegram_id, DIALOGUE))
