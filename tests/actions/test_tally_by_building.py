"""Homes by building and option: counted from the ballots, shown to staff after the end, in every file alike."""

from __future__ import annotations

import csv
import io
import json
from random import Random
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import Connection, select

from bot.actions.tally_by_building import StaffTally, tally_by_building
from bot.reports.tally_by_building import by_building_csv, by_building_json
from bot.reports.tally_xlsx import tally_xlsx
from bot.rules.answers import chosen
from bot.rules.consultation import Condition, Consultation, Question, QuestionType
from bot.rules.refusals import Reason, Refusal
from bot.rules.sealing import BuildingCounts
from bot.storage import sealing, tallies_by_building
from bot.storage.database import Database
from bot.storage.models import electorate, household, mark
from bot.texts import texts
from tests.reports.survey_world import answer, ask, random_survey
from tests.reports.tally_samples import ZONE
from tests.reports.tally_world import AFTER, DURING, Flat, add_community

WORDS = texts("zh-CN")
PLAN = Question(0, 1, "=which?", QuestionType.SINGLE, ("=A", "B"))
MORE = Question(0, 2, "what else?", QuestionType.MULTIPLE, ("a", "b", "c"), 3)
WHY = Question(0, 3, "why?", QuestionType.SINGLE, ("x", "y"), condition=Condition(1, frozenset({2})))
SIZES = {"2": 30, "10": 24, "3": 13, "小": 6}


def fill(connection: Connection, **columns: Any) -> Consultation:
    """Four buildings, in the smallest of which hardly anybody chose B; a home that is not counted chose it, too."""
    flats = [
        Flat(f"{building}-{room}", building=building) for building, homes in SIZES.items() for room in range(homes)
    ]
    place, homes = add_community(connection, "JX01", [*flats, Flat("小-99", building="小", counted=False)])
    asked = ask(connection, place, (PLAN, MORE, WHY), **columns)
    for name, home in homes.items():
        building, room = name.split("-")
        first = 1 if building == "小" and room != "99" else 1 + int(room) % 2
        said = {1: chosen(first), 2: chosen(1, 2) if int(room) % 3 else chosen(2, 3)}
        answer(connection, asked, home, said | ({3: chosen(1)} if first == 2 else {}))
    return asked


async def counted(db: Database, **columns: Any) -> StaffTally:
    asked = await db.write(lambda connection: fill(connection, **columns))
    return await tally_by_building(db, asked.id, AFTER)


async def test_the_smallest_building_and_one_more_show_no_options(db: Database) -> None:
    found = await counted(db)
    plan = found.buildings[0]
    assert [each.question.number for each in found.buildings] == [1, 2]
    assert [(each.building, each.respondents, each.counts) for each in plan.buildings] == [
        ("2", 30, (15, 15)),
        ("3", 13, ()),
        ("10", 24, (12, 12)),
        ("小", 6, ()),
    ]
    assert (plan.rest.respondents, plan.rest.counts) == (19, (13, 6))


@pytest.mark.parametrize("columns", [{}, {"results": "after_close"}])
async def test_nothing_is_shown_by_building_before_the_end(db: Database, columns: dict[str, str]) -> None:
    asked = await db.write(lambda connection: fill(connection, **columns))
    assert (await tally_by_building(db, asked.id, DURING)).buildings == ()


async def test_of_an_anonymous_one_there_is_what_sealing_kept(db: Database) -> None:
    asked = await db.write(lambda connection: fill(connection, results="after_close", secrecy="anonymous"))
    assert (await tally_by_building(db, asked.id, AFTER)).buildings == ()
    await db.write(lambda connection: sealing.seal(connection, asked, AFTER))
    plan, more = (await tally_by_building(db, asked.id, AFTER)).buildings
    kept = await db.read(lambda connection: sealing.load(connection, [asked.questions[0].id, asked.questions[1].id]))
    assert sorted((plan.whole, *plan.buildings), key=lambda each: each.scope) == kept[plan.question.id]
    assert [each.building for each in plan.shown] == ["2", "10"]
    assert {each.building for each in more.buildings} == set(SIZES)


async def test_the_sums_are_those_of_the_single_ballots(db: Database) -> None:
    asked = await db.write(lambda connection: random_survey(connection, Random(11), "JX01", 60))

    def look(connection: Connection) -> tuple[dict[int, dict[str, BuildingCounts]], dict[tuple[int, str, int], int]]:
        homes = mark.join(electorate, electorate.c.household_id == mark.c.household_id).join(
            household, household.c.id == mark.c.household_id
        )
        rows = connection.execute(
            select(mark.c.question_id, household.c.building, mark.c.option_number)
            .select_from(homes)
            .where(electorate.c.consultation_id == asked.id, electorate.c.counted)
        ).all()
        single: dict[tuple[int, str, int], int] = {}
        for question, building, option in rows:
            single[question, building, option] = single.get((question, building, option), 0) + 1
        return tallies_by_building.by_building(connection, asked), single

    found, single = await db.read(look)
    assert found
    for question, buildings in found.items():
        for building, each in buildings.items():
            assert each.options == {key[2]: homes for key, homes in single.items() if key[:2] == (question, building)}


async def test_json_has_the_tally_and_buildings_that_add_up_to_it(db: Database) -> None:
    said = json.loads(by_building_json(await counted(db), ZONE, WORDS))
    plan = said["buildings"][0]
    assert [option["households"] for option in said["questions"][0]["options"]] == [
        sum(scope["groups"][place]["households"] for scope in (*plan["buildings"], plan["withheld"]) if scope["groups"])
        for place in (0, 1)
    ]
    assert plan["least"] == 5
    assert plan["withheld"]["buildings"] == 2
    assert plan["buildings"][1] == {"building": "3", "answered": 13, "groups": []}


async def test_csv_has_a_row_for_each_building_and_option(db: Database) -> None:
    rows = list(csv.reader(io.StringIO(by_building_csv(await counted(db)).decode("utf-8-sig"))))
    assert rows[0][2:] == ["building", "answered", "options", "labels", "households"]
    assert [row[2:] for row in rows[1:5]] == [
        ["2", "30", "1", "'=A", "15"],
        ["2", "30", "2", "B", "15"],
        ["3", "13", "", "", ""],
        ["10", "24", "1", "'=A", "12"],
    ]


async def test_the_workbook_of_staff_has_a_sheet_of_buildings(db: Database) -> None:
    found = await counted(db)
    book = CalamineWorkbook.from_filelike(io.BytesIO(tally_xlsx(found.tally, WORDS, ZONE, found.buildings)))
    rows = [row for row in book.get_sheet_by_name("楼栋").to_python()[1:] if row[0] == 1]
    assert [row[2] for row in rows] == ["2", "2", "3", "10", "10", "小", *["没分开列的楼合计"] * 2]
    assert [row[6] for row in rows] == [15, 15, "", 12, 12, "", 13, 6]
    assert "不到 5 户的数不列" in str(rows[2][8])
    assert "楼栋" not in CalamineWorkbook.from_filelike(io.BytesIO(tally_xlsx(found.tally, WORDS, ZONE))).sheet_names


async def test_what_is_not_there_is_refused(db: Database) -> None:
    with pytest.raises(Refusal) as refused:
        await tally_by_building(db, 99, AFTER)
    assert refused.value.reason is Reason.UNKNOWN_CONSULTATION
