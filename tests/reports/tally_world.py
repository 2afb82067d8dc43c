"""Small communities with votes in a real database, and a recount of them that shares nothing with the program."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Connection, insert, select

from bot.rules.consultation import Consultation
from bot.storage import consultations, electorate
from bot.storage.models import ballot, community, household, mark, option, question
from bot.storage.models import consultation as consultation_table
from bot.storage.models import electorate as electorate_table

OPENS = datetime(2026, 12, 1, 1, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=7)
DURING, AFTER = OPENS + timedelta(days=3), CLOSES + timedelta(hours=1)
HOSTILE = (
    "=1+1",
    "-2",
    "@SUM(A1)",
    "\t=x",
    "*x* #panic() $y$",
    "\u202e反向",
    "a,b;\"c'\nd",
    "<b>&amp;",
    "方案A",
    "长" * 90,
)


@dataclass(frozen=True)
class Flat:
    """A row of the roster; ``area`` in 0.01 square metres."""

    room: str
    area: int = 80_00
    group: str | None = None
    counted: bool = True
    building: str = "1"
    entrance: str = ""


@dataclass(frozen=True)
class Asked:
    """One question to be stored."""

    options: Sequence[str] = ("A", "B", "neither")
    type: str = "single"
    text: str = "which plan?"


def add_community(connection: Connection, code: str, flats: Iterable[Flat]) -> tuple[int, dict[str, int]]:
    """The community's id, and the flats' ids by room."""
    number = connection.execute(insert(community).values(code=code, name=code).returning(community.c.id)).scalar_one()
    rows = [
        {
            "community_id": number,
            "building": flat.building,
            "entrance": flat.entrance,
            "room": flat.room,
            "floor_area": flat.area,
            "owner_group": flat.group,
            "counted": flat.counted,
        }
        for flat in flats
    ]
    connection.execute(insert(household), rows)
    found = connection.execute(select(household.c.room, household.c.id).where(household.c.community_id == number))
    return number, {row.room: row.id for row in found}


def add_consultation(
    connection: Connection, community_id: int, questions: Sequence[Asked] = (Asked(),), **columns: object
) -> Consultation:
    """A stored consultation, not yet opened."""
    values = {
        "community_id": community_id,
        "title": "plans",
        "regime": "consultation",
        "answerers": "residents",
        "results": "live",
        "opens_at": OPENS,
        "closes_at": CLOSES,
        "created_at": OPENS,
        **columns,
    }
    number = connection.execute(
        insert(consultation_table).values(values).returning(consultation_table.c.id)
    ).scalar_one()
    for position, asked in enumerate(questions, start=1):
        values = {"consultation_id": number, "number": position, "text": asked.text, "type": asked.type}
        stored = connection.execute(insert(question).values(values).returning(question.c.id)).scalar_one()
        labels = enumerate(asked.options, start=1)
        connection.execute(
            insert(option), [{"question_id": stored, "number": each, "label": label} for each, label in labels]
        )
    loaded = consultations.load(connection, number)
    assert loaded is not None
    return loaded


def open_it(connection: Connection, asked: Consultation) -> Consultation:
    """The electorate is written down."""
    electorate.write_down(connection, asked, OPENS)
    return asked


def vote(
    connection: Connection,
    asked: Consultation,
    home: int,
    choices: Iterable[int],
    *,
    number: int = 1,
    channel: str = "chat",
) -> None:
    """One ballot of one home."""
    item = asked.questions[number - 1]
    key = {"question_id": item.id, "household_id": home}
    connection.execute(insert(ballot).values(**key, consultation_id=asked.id, channel=channel, cast_at=DURING))
    rows = [{**key, "slot": 0 if item.type == "single" else each, "option_number": each} for each in choices]
    connection.execute(insert(mark), rows)


def random_consultation(connection: Connection, random: Random, code: str) -> Consultation:
    """A community of some twenty flats, one to three questions, and whatever people answered."""
    groups = [None, None, "g1", "g2", "g3"]
    flats = [
        Flat(str(room), random.randint(1, 200_00), random.choice(groups), random.random() < 0.85, random.choice("12"))
        for room in range(random.randint(1, 24))
    ]
    community_id, _homes = add_community(connection, code, flats)
    decides = random.random() < 0.4
    columns: dict[str, Any] = {"title": random.choice(HOSTILE)}
    if random.random() < 0.3:
        columns["scope_building"] = "1"
    if decides:
        questions = [Asked(("同意", "反对", "弃权"))]
        columns |= {"regime": "owner_decision", "matter": random.choice(["pm_select", "fund_raise"])}
    else:
        questions = [_random_question(random) for _ in range(random.randint(1, 3))]
    asked = open_it(connection, add_consultation(connection, community_id, questions, **columns))
    _random_votes(connection, random, asked)
    return asked


def _random_question(random: Random) -> Asked:
    labels = random.sample(HOSTILE, random.randint(2, len(HOSTILE)))
    return Asked(labels, random.choice(["single", "multiple"]), random.choice(HOSTILE))


def _random_votes(connection: Connection, random: Random, asked: Consultation) -> None:
    mine = electorate_table.c.consultation_id == asked.id
    for home in connection.scalars(select(electorate_table.c.household_id).where(mine)).all():
        for item in asked.questions:
            if random.random() < 0.6:
                most = 1 if item.type == "single" else len(item.options)
                choices = random.sample(range(1, len(item.options) + 1), random.randint(1, most))
                channel = "paper" if random.random() < 0.3 else "chat"
                vote(connection, asked, home, choices, number=item.number, channel=channel)


@dataclass(frozen=True)
class Recount:
    """Counts as plain tuples of households, owners and area."""

    electorate: tuple[int, int, int]
    turnout: tuple[int, int, int]
    paper: int
    answered: list[int]
    options: list[list[tuple[int, int, int]]]
    participating: tuple[int, int]
    consenting: tuple[int, int]
    conflicts: int


def recount(connection: Connection, asked: Consultation) -> Recount:
    """Count row by row, in Python."""
    rows = connection.execute(select(electorate_table).where(electorate_table.c.consultation_id == asked.id))
    flats = {row.household_id: (row.owner_head, row.floor_area) for row in rows if row.counted}

    def weigh(homes: Iterable[int]) -> tuple[int, int, int]:
        inside = {home for home in homes if home in flats}
        return len(inside), len({flats[home][0] for home in inside}), sum(flats[home][1] for home in inside)

    ballots = connection.execute(select(ballot).where(ballot.c.consultation_id == asked.id)).all()
    marks = connection.execute(select(mark)).all()
    chosen: dict[tuple[int, int], set[int]] = defaultdict(set)
    for row in marks:
        chosen[row.question_id, row.option_number].add(row.household_id)
    by_question = {
        item.id: {row.household_id for row in ballots if row.question_id == item.id} for item in asked.questions
    }
    said: dict[int, set[int]] = defaultdict(set)
    area: dict[int, int] = defaultdict(int)
    for row in marks:
        if row.question_id == asked.questions[0].id and row.household_id in flats:
            head, size = flats[row.household_id]
            said[head].add(row.option_number)
            area[head] += size
    clear = [head for head, choices in said.items() if len(choices) == 1]
    consent = [head for head in clear if said[head] == {1}]
    return Recount(
        electorate=weigh(flats),
        turnout=weigh(row.household_id for row in ballots),
        paper=weigh(row.household_id for row in ballots if row.channel == "paper")[0],
        answered=[weigh(by_question[item.id])[0] for item in asked.questions],
        options=[
            [weigh(chosen[item.id, number]) for number in range(1, len(item.options) + 1)] for item in asked.questions
        ],
        participating=(len(clear), sum(area[head] for head in clear)),
        consenting=(len(consent), sum(area[head] for head in consent)),
        conflicts=len(said) - len(clear),
    )
