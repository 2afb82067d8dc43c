"""One question of several communities at once, each with its own numbers."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.actions.tally_by_community import ByCommunity, tally_by_community
from bot.actions.tally_consultation import tally_consultation
from bot.reports.tally_by_community import by_community_csv, by_community_json
from bot.rules.answers import chosen
from bot.rules.consultation import Consultation, Question, QuestionType
from bot.rules.refusals import Reason, Refusal
from bot.storage import consultations, sealing
from bot.storage.database import Database
from tests.reports.survey_world import answer, ask
from tests.reports.tally_world import AFTER, DURING, Flat, add_community

PLAN = Question(0, 1, "which?", QuestionType.SINGLE, ("=A", "B"))
MORE = Question(0, 2, "what else?", QuestionType.MULTIPLE, ("a", "b", "c"), 3)
HOMES = {"JX01": 20, "JX02": 12, "JX03": 3}


def fill(connection: Connection, **columns: Any) -> list[Consultation]:
    """Three communities asked at once; in the third nobody answers."""
    members = []
    for code, homes in HOMES.items():
        flats = [Flat(str(room), counted=room != 0, group="li" if room < 3 else None) for room in range(homes)]
        number, ids = add_community(connection, code, flats)
        asked = ask(connection, number, (PLAN, MORE), **columns)
        for room, home in ids.items():
            if code != "JX03":
                answer(connection, asked, home, {1: chosen(1 + int(room) % 2), 2: chosen(1, 3)})
        members.append(asked)
    consultations.group(connection, [each.id for each in members])
    return members


async def counted(db: Database, number: int, now: datetime = AFTER, question: int = 1) -> ByCommunity:
    return await tally_by_community(db, number, question, now)


@pytest.mark.parametrize("question", [1, 2])
async def test_every_community_has_what_its_own_tally_says(db: Database, question: int) -> None:
    members = await db.write(fill)
    found = await counted(db, members[1].id, question=question)
    for member, each in zip(members, found.communities, strict=True):
        whole = await tally_consultation(db, member.id, AFTER)
        asked = whole.questions[question - 1]
        assert (each.code, each.asked, each.answered) == (
            member.community_code,
            whole.electorate.households,
            asked.answered,
        )
        assert list(each.homes.values()) == [option.weight.households for option in asked.options]


@pytest.mark.parametrize("columns", [{"results": "after_close"}, {"results": "after_close", "secrecy": "anonymous"}])
async def test_what_is_withheld_is_withheld_community_by_community(db: Database, columns: dict[str, str]) -> None:
    members = await db.write(lambda connection: fill(connection, **columns))
    found = await counted(db, members[0].id, DURING)
    assert {each.answered for each in found.communities} == {None}
    assert {homes for each in found.communities for homes in each.homes.values()} == {None}


async def test_anonymous_communities_show_what_each_publishes(db: Database) -> None:
    members = await db.write(lambda connection: fill(connection, results="after_close", secrecy="anonymous"))
    assert {each.answered for each in (await counted(db, members[0].id)).communities} == {None}

    def seal(connection: Connection) -> None:
        for member in members:
            sealing.seal(connection, member, AFTER)

    await db.write(seal)
    found = await counted(db, members[0].id)
    assert [(each.answered, list(each.homes.values())) for each in found.communities] == [
        (19, [9, 10]),
        (11, [5, 6]),
        (0, [None, None]),
    ]


async def test_json_and_csv_say_the_same(db: Database) -> None:
    members = await db.write(fill)
    found = await counted(db, members[0].id)
    said = json.loads(by_community_json(found))
    rows = list(csv.reader(io.StringIO(by_community_csv(found).decode("utf-8-sig"))))
    assert rows[0] == ["consultation", "community", "name", "asked", "answered", "1 =A", "2 B"]
    assert [row[3:] for row in rows[1:]] == [
        [str(cell) for cell in (each["asked"], each["answered"], *(one["households"] for one in each["options"]))]
        for each in said["communities"]
    ]


@pytest.mark.parametrize(
    ("number", "question", "reason"), [(99, 1, Reason.UNKNOWN_CONSULTATION), (None, 9, Reason.QUESTION_GONE)]
)
async def test_what_is_not_there_is_refused(db: Database, number: int | None, question: int, reason: Reason) -> None:
    members = await db.write(fill)
    with pytest.raises(Refusal) as refused:
        await counted(db, number or members[0].id, question=question)
    assert refused.value.reason is reason
