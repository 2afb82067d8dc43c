"""A community with people, a volunteer for one building and staff, for tests about meetings."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.actions.create_consultation import Author
from bot.actions.create_meeting import create_meeting
from bot.actions.transact import Request
from bot.rules.meeting_draft import MeetingDraft
from bot.rules.meetings import Meeting, MeetingKind
from bot.rules.permissions import DISTRICT, Place, Role
from bot.storage import meetings
from bot.storage.database import Connection, Database
from tests import builders
from tests.actions.people_world import ADMIN, World, make_config
from tests.builders import NOON

SHANGHAI = ZoneInfo("Asia/Shanghai")
WANG, LI, ZHAO, OUTSIDER = 1001, 1002, 1003, 1009
VOLUNTEER, STAFF, STRANGER = 2001, 2002, 2003
ADMINS = [ADMIN]
START = NOON + timedelta(days=2)
END = START + timedelta(minutes=90)


def draft(starts_at: datetime = START, **changes: object) -> MeetingDraft:
    """A meeting for the whole community two days from now."""
    facts: dict[str, object] = {
        "community": "JX01",
        "kind": MeetingKind.OPINION_COLLECTION,
        "title": "楼院改造意见征集会",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=90),
        "place": "党群服务中心二楼",
        "topics": ("停车位", "加装电梯"),
    }
    return MeetingDraft(**(facts | changes))  # type: ignore[arg-type]


async def make_village(db: Database) -> World:
    """Building 1: 101, 102, 103; building 2: 101, 102, 103; a second community with one flat.

    Wang and Li live in 1-101 (Wang has 1-102 too), Zhao in 2-101, somebody in the other community. The volunteer
    serves building 1, staff the district.
    """

    def fill(connection: Connection) -> tuple[int, list[int]]:
        here = builders.add_community(connection)
        there = builders.add_community(connection, "HY02", "红云里")
        places = [(building, str(101 + i)) for building in ("1", "2") for i in range(3)]
        homes = [builders.add_household(connection, here, room, building=block) for block, room in places]
        elsewhere = builders.add_household(connection, there, "101")
        people = {who: builders.add_person(connection, who) for who in (WANG, LI, ZHAO, OUTSIDER)}
        ties = [(WANG, homes[0]), (WANG, homes[1]), (LI, homes[0]), (ZHAO, homes[3]), (OUTSIDER, elsewhere)]
        for who, home in ties:
            builders.add_member(connection, people[who], home)
        return here, homes

    community_id, homes = await db.write(fill)
    world = World(db, make_config(), community_id, homes)
    await world.serves(VOLUNTEER, Role.VOLUNTEER, Place(community_id=community_id, building="1"))
    await world.serves(STAFF, Role.STAFF, DISTRICT)
    return world


def author(world: World, who: int) -> Author:
    """Somebody who schedules by chat."""
    return Author(world.request(who), ADMINS)


def at(world: World, who: int, instant: datetime) -> Request:
    """Somebody asks for something at this instant."""
    world.later = instant - NOON
    return world.request(who)


async def held(world: World, wanted: MeetingDraft | None = None) -> Meeting:
    """A meeting that is stored."""
    [number] = await create_meeting(world.db, wanted or draft(), NOON)
    return await stored(world, number)


async def stored(world: World, number: int) -> Meeting:
    """The meeting as it stands now."""
    found = await world.db.read(lambda connection: meetings.load(connection, number))
    assert found is not None
    return found
