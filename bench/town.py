"""A town's database for measurements: 297 communities, 300,000 flats, one of them with a vote and its residents."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select

from bot.rules.consultation import Answerers, Question, QuestionType, Regime, ResultsPolicy, Scope
from bot.rules.definition import Definition
from bot.storage import consultations, electorate, groups
from bot.storage.engines import writer_engine
from bot.storage.models import community, household, membership, person
from bot.storage.schema import upgrade

OPTIONS = ("方案A", "方案B", "都不同意")
FIRST_RESIDENT = 20_000_001
_COMMUNITIES = 297
_ROWS_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Size:
    """How large a town is: flats in all, flats where the vote is, residents who may vote there."""

    flats: int = 300_000
    voting_flats: int = 2_500
    residents: int = 2_000


@dataclass(frozen=True, slots=True)
class Town:
    """A database with a town in it; ``residents`` are Telegram ids, one a flat."""

    url: str
    community_id: int
    residents: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Vote:
    """An open consultation with one question."""

    number: int
    question_id: int


def sqlite_url(file: Path) -> str:
    """The address of a file as the configuration writes it."""
    return f"sqlite+aiosqlite:///{file}"


def build(url: str, size: Size) -> Town:
    """Create the tables and the town."""
    upgrade(url)
    engine = writer_engine(url)
    try:
        with engine.begin() as connection:
            return _fill(connection, url, size)
    finally:
        engine.dispose()


def copied(town: Town, template: Path, folder: Path) -> Town:
    """The same town in a file of its own: a measurement must not find what an earlier one left."""
    file = folder / "louyuan.db"
    shutil.copyfile(template, file)
    return replace(town, url=sqlite_url(file))


def _fill(connection: Connection, url: str, size: Size) -> Town:
    rows = [{"code": f"JX{number:03d}", "name": f"第{number}小区"} for number in range(1, _COMMUNITIES + 1)]
    connection.execute(insert(community), rows)
    ids = list(connection.execute(select(community.c.id).order_by(community.c.id)).scalars())
    batch: list[dict[str, Any]] = []
    for row in _flats(ids, size):
        batch.append(row)
        if len(batch) == _ROWS_AT_ONCE:
            connection.execute(insert(household), batch)
            batch.clear()
    if batch:
        connection.execute(insert(household), batch)
    return Town(url, ids[0], _settle_in(connection, ids[0], size.residents))


def _flats(communities: list[int], size: Size) -> Iterator[dict[str, Any]]:
    """The first community has the vote; the others share the rest evenly."""
    others = len(communities) - 1
    rest = size.flats - size.voting_flats
    for position, number in enumerate(communities):
        count = size.voting_flats if position == 0 else rest // others + (position <= rest % others)
        for index in range(count):
            yield {
                "community_id": number,
                "building": str(index // 60 + 1),
                "entrance": str(index % 60 // 12 + 1),
                "room": f"{index % 12 // 2 + 1}0{index % 2 + 1}",
                "floor_area": 4000 + index * 37 % 5000,
            }


def _settle_in(connection: Connection, community_id: int, count: int) -> tuple[int, ...]:
    now = datetime.now(UTC)
    residents = tuple(range(FIRST_RESIDENT, FIRST_RESIDENT + count))
    connection.execute(insert(person), [{"telegram_id": who, "consented_at": now} for who in residents])
    people = connection.execute(select(person.c.id).order_by(person.c.telegram_id)).scalars().all()
    mine = select(household.c.id).where(household.c.community_id == community_id).order_by(household.c.id)
    homes = connection.execute(mine.limit(count)).scalars().all()
    tie = {"relation": "owner", "owner_confirmed": False, "verified_at": now}
    rows = [{"person_id": who, "household_id": home} | tie for who, home in zip(people, homes, strict=True)]
    connection.execute(insert(membership), rows)
    return residents


def open_vote(town: Town, chat: int | None = None) -> Vote:
    """A consultation that is open from now on; with a group, its card will be posted there."""
    now = datetime.now(UTC)
    engine = writer_engine(town.url)
    try:
        with engine.begin() as connection:
            number = consultations.create(connection, _definition(now), town.community_id, None, now)
            made = consultations.load(connection, number)
            if made is None:
                raise LookupError(number)
            electorate.write_down(connection, made, now)
            if chat is not None:
                groups.bind(connection, chat, None, town.community_id, 1, now)
            return Vote(number, made.questions[0].id)
    finally:
        engine.dispose()


def _definition(now: datetime) -> Definition:
    return Definition(
        title="停车与绿地怎么改",
        community="JX001",
        regime=Regime.CONSULTATION,
        answerers=Answerers.RESIDENTS,
        results=ResultsPolicy.LIVE,
        scope=Scope(),
        opens_at=now - timedelta(minutes=1),
        closes_at=now + timedelta(days=7),
        questions=(Question(0, 1, "您家选哪个方案？", QuestionType.SINGLE, OPTIONS),),
        matter=None,
        ruleset=None,
    )
