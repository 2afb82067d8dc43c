"""A community with slips in its letter boxes, for tests about people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import TypeVar

from pydantic import SecretStr
from sqlalchemy import Connection

from bot.actions.begin_verification import begin_verification
from bot.actions.choose_relation import choose_relation
from bot.actions.give_consent import give_consent
from bot.actions.transact import Request
from bot.config import Config, Roles, Telegram, Verification
from bot.rules.people import Relation
from bot.rules.permissions import Grant, Place, Role
from bot.rules.refusals import Refusal
from bot.rules.slips import slip_code
from bot.rules.verification import NOT_MY_HOME, RELATIONS, YES, Progress, Tenure
from bot.storage import grants, memberships
from bot.storage.database import Database
from tests.builders import NOON, add_community, add_household

T = TypeVar("T")
KEY = bytes(range(32))
ADMIN = 900_001


def make_config(owner_confirmation: str = "staff", people: int = 8, tries: int = 5) -> Config:
    """A configuration with one admin."""
    rules = Verification.model_validate(
        {"owner_confirmation": owner_confirmation, "people_per_household": people, "wrong_codes_per_hour": tries}
    )
    return Config(telegram=Telegram(token=SecretStr("1:T")), roles=Roles(admins=[ADMIN]), verification=rules)


@dataclass
class World:
    """Flats in building 1 and 2, three each; ``later`` moves the clock."""

    db: Database
    config: Config
    community_id: int
    homes: list[int]
    later: timedelta = timedelta(0)
    _updates: count[int] = field(default_factory=lambda: count(1))

    @property
    def now(self) -> datetime:
        """The instant at which the next request comes."""
        return NOON + self.later

    def request(self, who: int) -> Request:
        """Somebody asks for something now."""
        return Request(next(self._updates), who, self.now)

    def code(self, home: int, serial: int = 1) -> str:
        """The code of a slip."""
        return slip_code(KEY, self.homes[home], serial)

    async def shows(self, who: int, code: str) -> Progress:
        """Somebody shows a code."""
        return await begin_verification(self.db, self.request(who), self.config, KEY, code)

    async def consents(self, who: int, home: int, choice: int = YES) -> Progress:
        """Somebody answers the privacy notice."""
        return await give_consent(self.db, self.request(who), self.config, self.homes[home], choice)

    async def says(self, who: int, home: int, relation: Relation) -> Progress:
        """Somebody says what they are to the flat."""
        number = RELATIONS.index(relation) + 1
        return await choose_relation(self.db, self.request(who), self.config, self.homes[home], number)

    async def disowns(self, who: int, home: int) -> Progress:
        """Somebody says that the slip is for another home."""
        return await choose_relation(self.db, self.request(who), self.config, self.homes[home], NOT_MY_HOME)

    async def moves_in(self, who: int, home: int, relation: Relation = Relation.OWNER) -> Progress:
        """The whole verification."""
        await self.shows(who, self.code(home))
        await self.consents(who, home)
        return await self.says(who, home, relation)

    async def tenures(self, who: int) -> tuple[Tenure, ...]:
        """Somebody's homes."""
        return await self.db.read(lambda connection: memberships.tenures_of(connection, who))

    async def serves(self, who: int, role: Role, place: Place) -> None:
        """Somebody is given a role."""
        await self.db.write(lambda connection: grants.add_grant(connection, who, Grant(role, place), NOON))

    async def do(self, change: Callable[[Connection], T]) -> T:
        """Anything else in the database."""
        return await self.db.write(change)


async def make_world(db: Database, config: Config | None = None) -> World:
    """The community as it is before anybody has come."""

    def make(connection: Connection) -> tuple[int, list[int]]:
        number = add_community(connection)
        places = [(building, str(101 + i)) for building in ("1", "2") for i in range(3)]
        return number, [add_household(connection, number, room, building=block) for block, room in places]

    community_id, homes = await db.write(make)
    return World(db, config or make_config(), community_id, homes)


async def refusal_of(asking: object) -> Refusal:
    """What is refused; an answer that is no refusal is an error of the test."""
    try:
        answer = await asking  # type: ignore[misc]
    except Refusal as refusal:
        return refusal
    raise AssertionError(f"not refused: {answer!r}")
