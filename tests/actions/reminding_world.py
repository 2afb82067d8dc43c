"""Two buildings, an open consultation, people, and a clock: for tests of a vote's private letters."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from sqlalchemy import Connection, delete, select

from bot.actions import letters
from bot.actions.remind import Ordered, Preview, preview_reminder, send_reminder
from bot.actions.transact import Request
from bot.rules.consultation import Consultation
from bot.rules.definition import Definition
from bot.rules.permissions import Grant, Place, Role
from bot.rules.reminding import Limit
from bot.storage import consultations, electorate, grants
from bot.storage.database import Database
from bot.storage.models import ballot
from bot.storage.models import outbox as table
from tests import builders
from tests.builders import NOON

LIMIT = Limit(timedelta(days=2), 3)
ADMIN, VOLUNTEER, STAFF = 900_001, 900_002, 900_003
MORNING = NOON - timedelta(hours=8)
"""Noon in Shanghai; ``builders.NOON`` is eight in the evening there, an hour before the quiet hours."""


@dataclass
class World:
    """Homes 0 to 2 stand in building 1, homes 3 to 5 in building 2; person 1000 + i owns home i, but nobody home 5."""

    db: Database
    community_id: int
    homes: list[int]
    people: list[int]
    asked: Consultation
    now: datetime = MORNING
    _updates: count[int] = field(default_factory=lambda: count(1))

    def request(self, who: int) -> Request:
        """Somebody asks for something now."""
        return Request(next(self._updates), who, self.now)

    async def preview(self, who: int = ADMIN, home: int | None = None) -> Preview:
        """What somebody would send, to the building of a home or wherever they serve."""
        home_id = 0 if home is None else self.homes[home]
        return await preview_reminder(self.db, self.request(who), [ADMIN], LIMIT, self.asked.id, home_id)

    async def remind(self, who: int = ADMIN, home: int | None = None) -> Ordered:
        """Somebody sends it."""
        home_id = 0 if home is None else self.homes[home]
        return await send_reminder(self.db, self.request(who), [ADMIN], LIMIT, self.asked.id, home_id)

    async def votes(self, *homes: int) -> None:
        """Homes answer the first question."""
        first = self.asked.questions[0].id

        def change(connection: Connection) -> None:
            connection.execute(
                ballot.insert(),
                [
                    {
                        "question_id": first,
                        "household_id": self.homes[home],
                        "consultation_id": self.asked.id,
                        "channel": "chat",
                        "cast_at": self.now,
                    }
                    for home in homes
                ],
            )

        await self.db.write(change)

    async def takes_back(self, home: int) -> None:
        """A home withdraws."""
        await self.db.write(lambda c: c.execute(delete(ballot).where(ballot.c.household_id == self.homes[home])))

    async def delivered(self, kind: str | None = None) -> list[int]:
        """Send what is due now; to whom."""
        await letters.address_mailings(self.db, self.now)
        chats = []
        for letter in await letters.due(self.db, self.now, 1000):
            ticket = await letters.take(self.db, letter, self.now)
            if ticket is not None:
                await letters.sent(self.db, letter, 1)
                if kind in (None, letter.kind):
                    chats.append(letter.chat_id)
        return sorted(chats)

    async def rows(self, kind: str) -> list[tuple[int, str, str | None]]:
        """Chat, state and why of the letters of a kind, mailings left out."""
        query = select(table.c.chat_id, table.c.state, table.c.why).where(table.c.kind == kind, table.c.chat_id != 0)
        return await self.db.read(lambda c: [(r[0], r[1], r[2]) for r in c.execute(query.order_by(table.c.id))])


async def make_world(db: Database, wanted: Definition | None = None, *, enrolled: bool = True) -> World:
    """The community at noon; the vote opened an hour ago unless ``enrolled`` is false."""

    def make(connection: Connection) -> World:
        here = builders.add_community(connection)
        homes = [builders.add_household(connection, here, str(101 + i), building=str(1 + i // 3)) for i in range(6)]
        people = [builders.add_person(connection, 1000 + i) for i in range(5)]
        for who, home in zip(people, homes[:5], strict=True):
            builders.add_member(connection, who, home)
        definition = wanted or builders.definition(opens_at=MORNING - timedelta(hours=1))
        number = consultations.create(connection, definition, here, None, MORNING - timedelta(days=1))
        asked = consultations.load(connection, number)
        assert asked is not None
        if enrolled:
            electorate.write_down(connection, asked, MORNING - timedelta(hours=1))
        building = Place(community_id=here, building="1")
        grants.add_grant(connection, VOLUNTEER, Grant(Role.VOLUNTEER, building), MORNING)
        grants.add_grant(connection, STAFF, Grant(Role.STAFF, Place(community_id=here)), MORNING)
        return World(db, here, homes, people, asked)

    return await db.write(make)
