"""A small community, its people and a consultation, made in the database for tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, insert

from bot.rules.consultation import (
    ONE_OPTION,
    Answerers,
    Consultation,
    Question,
    QuestionType,
    Regime,
    ResultsPolicy,
    Scope,
)
from bot.rules.definition import Definition
from bot.storage import consultations, electorate
from bot.storage.models import community, household, membership, person

CARD_TYPES = tuple(kind for kind in QuestionType if kind in ONE_OPTION or kind is QuestionType.MULTIPLE)
"""What is answered by pressing a card."""

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)


def add_community(connection: Connection, code: str = "JX01", name: str = "金祥花园") -> int:
    """A community; returns its id."""
    return int(
        connection.execute(insert(community).returning(community.c.id), {"code": code, "name": name}).scalar_one()
    )


def add_household(
    connection: Connection,
    community_id: int,
    room: str,
    *,
    building: str = "1",
    entrance: str = "1",
    area: int = 6000,
    owner_group: str | None = None,
    counted: bool = True,
) -> int:
    """A flat of ``area`` 0.01 ㎡; returns its id."""
    row = {
        "community_id": community_id,
        "building": building,
        "entrance": entrance,
        "room": room,
        "floor_area": area,
        "owner_group": owner_group,
        "counted": counted,
    }
    return int(connection.execute(insert(household).returning(household.c.id), row).scalar_one())


def add_person(connection: Connection, telegram_id: int, language: str | None = None) -> int:
    """A person who has agreed; returns their id."""
    row = {"telegram_id": telegram_id, "consented_at": NOON, "language": language}
    return int(connection.execute(insert(person).returning(person.c.id), row).scalar_one())


def add_member(
    connection: Connection, person_id: int, household_id: int, relation: str = "owner", *, confirmed: bool = False
) -> None:
    """Tie a person to a flat."""
    connection.execute(
        insert(membership),
        {
            "person_id": person_id,
            "household_id": household_id,
            "relation": relation,
            "owner_confirmed": confirmed,
            "verified_at": NOON,
        },
    )


@dataclass(frozen=True)
class Village:
    """A community with ``homes`` flats; person ``1000 + i`` lives in flat ``i``."""

    community_id: int
    homes: tuple[int, ...]
    people: tuple[int, ...]


def add_village(connection: Connection, homes: int = 3, code: str = "JX01") -> Village:
    """Flats 101, 102, … each with one verified owner whose Telegram id is 1000, 1001, …"""
    number = add_community(connection, code)
    flats = tuple(add_household(connection, number, str(101 + i), area=5000 + i) for i in range(homes))
    people = tuple(add_person(connection, 1000 + i) for i in range(homes))
    for who, flat in zip(people, flats, strict=True):
        add_member(connection, who, flat)
    return Village(number, flats, people)


def definition(
    *,
    options: tuple[str, ...] = ("方案A 保留绿地", "方案B 增加车位", "都不同意"),
    kind: QuestionType = QuestionType.SINGLE,
    max_choices: int | None = None,
    regime: Regime = Regime.CONSULTATION,
    answerers: Answerers = Answerers.RESIDENTS,
    results: ResultsPolicy = ResultsPolicy.LIVE,
    scope: Scope | None = None,
    opens_at: datetime = NOON - timedelta(hours=1),
    closes_at: datetime = NOON + timedelta(days=7),
    title: str = "停车与绿地怎么改",
) -> Definition:
    """A checked definition with one question."""
    decision = regime is Regime.OWNER_DECISION
    return Definition(
        title=title,
        community="JX01",
        regime=regime,
        answerers=Answerers.OWNERS if decision else answerers,
        results=results,
        scope=scope or Scope(),
        opens_at=opens_at,
        closes_at=closes_at,
        questions=(Question(0, 1, "您家选哪个方案？", kind, options, max_choices),),
        matter="pm_select" if decision else None,
        ruleset="civil_code_2021" if decision else None,
    )


def add_consultation(
    connection: Connection, community_id: int, wanted: Definition | None = None, *, enrolled: bool = True
) -> Consultation:
    """Store a consultation and, unless told otherwise, write its electorate down."""
    number = consultations.create(connection, wanted or definition(), community_id, None, NOON - timedelta(days=1))
    made = consultations.load(connection, number)
    assert made is not None
    if enrolled:
        electorate.write_down(connection, made, NOON - timedelta(hours=1))
    return made
