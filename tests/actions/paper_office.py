"""An office that receives paper ballots: two buildings, a volunteer, two of the staff, a resident with a phone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import count

from sqlalchemy import Connection

from bot.actions.cast_ballot import Press, cast_ballot
from bot.actions.fill_paper import Sheet, start_check, start_entry, take_step
from bot.actions.list_paper import check_list
from bot.actions.record_paper import Done, record_paper
from bot.actions.tally_consultation import tally_consultation
from bot.actions.transact import Request
from bot.rules.consultation import Consultation
from bot.rules.definition import Definition
from bot.rules.paper import Deed, Step
from bot.rules.permissions import Grant, Place, Role
from bot.storage import grants
from bot.storage.database import Database
from tests import builders
from tests.builders import NOON

VOLUNTEER, STAFF, COLLEAGUE, ADMIN, RESIDENT = 71, 72, 73, 900_001, 1000
HOUR = timedelta(hours=1)
_updates = count(1)


@dataclass
class Office:
    """Two buildings of two flats (ids in ``homes``); the volunteer serves building 1, staff the community."""

    db: Database
    community_id: int
    homes: list[int]
    asked: Consultation

    @property
    def question(self) -> int:
        """The question's id."""
        return self.asked.questions[0].id

    def request(self, who: int, later: timedelta = timedelta(0)) -> Request:
        """Somebody asks for something at noon or later."""
        return Request(next(_updates), who, NOON + later)

    def key(self, home: int) -> tuple[int, int]:
        """What the buttons of a home's sheet name."""
        return self.question, self.homes[home]

    async def opens(self, who: int, home: int, later: timedelta = timedelta(0)) -> Sheet:
        """Somebody takes a home's sheet in hand."""
        return await start_entry(self.db, self.request(who, later), (ADMIN,), self.asked.id, self.homes[home])

    async def does(self, who: int, home: int, deed: Deed, option: int = 0, later: timedelta = timedelta(0)) -> Sheet:
        """Somebody answers the question that waits."""
        return await take_step(self.db, self.request(who, later), (ADMIN,), self.key(home), deed, option)

    async def records(self, who: int, home: int, later: timedelta = timedelta(0)) -> Done | Sheet:
        """Somebody confirms."""
        return await record_paper(self.db, self.request(who, later), (ADMIN,), self.key(home))

    async def enters(self, who: int, home: int, option: int, later: timedelta = timedelta(0)) -> Done | Sheet:
        """All of it; an earlier answer is replaced."""
        if (await self.opens(who, home, later)).step is Step.REPLACE:
            await self.does(who, home, Deed.REPLACE, later=later)
        await self.does(who, home, Deed.CHOOSE, option, later)
        return await self.records(who, home, later)

    async def checks(self, who: int, home: int, option: int) -> Done | Sheet:
        """Somebody reads the only sheet that waits."""
        listed = await check_list(self.db, self.request(who), (ADMIN,), 0)
        await start_check(self.db, self.request(who), (ADMIN,), listed.entries[0].entry.id)
        await self.does(who, home, Deed.CHOOSE, option)
        return await self.records(who, home)

    async def presses(self, who: int, option: int, later: timedelta = timedelta(0)) -> None:
        """Somebody presses a button of the card."""
        await cast_ballot(self.db, Press(self.request(who, later), self.question, option))

    async def counts(self) -> tuple[list[int], dict[str, int]]:
        """Households per option, and by channel."""
        counted = await tally_consultation(self.db, self.asked.id, NOON + HOUR)
        options = [option.weight.households for option in counted.questions[0].options]
        return options, dict(counted.turnout.by_channel)


async def office(db: Database, wanted: Definition | None = None, *, enrolled: bool = True) -> Office:
    """The office with one open consultation."""

    def make(connection: Connection) -> Office:
        number = builders.add_community(connection)
        homes = [
            builders.add_household(connection, number, room, building=building)
            for building in ("1", "2")
            for room in ("101", "102")
        ]
        builders.add_member(connection, builders.add_person(connection, RESIDENT), homes[0])
        place = Place(community_id=number)
        for who in (STAFF, COLLEAGUE):
            grants.add_grant(connection, who, Grant(Role.STAFF, place), NOON)
        grants.add_grant(connection, VOLUNTEER, Grant(Role.VOLUNTEER, Place(community_id=number, building="1")), NOON)
        return Office(db, number, homes, builders.add_consultation(connection, number, wanted, enrolled=enrolled))

    return await db.write(make)
