"""The sample world fits together."""

import csv
import json
from collections import Counter
from decimal import Decimal
from pathlib import Path

from demo.people import HELPERS, flats, residents, roster_path
from demo.product import Product
from demo.story import Story, default_steps


def test_the_roster_has_six_houses_of_twenty_flats_with_plausible_areas() -> None:
    with roster_path().open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert Counter(row["楼栋"] for row in rows) == {str(number): 20 for number in range(1, 7)}
    assert len({(row["楼栋"], row["单元"], row["房号"]) for row in rows}) == 120
    assert all(Decimal(38) <= Decimal(row["建筑面积"]) <= Decimal(92) for row in rows)
    assert [row["计入表决"] for row in rows].count("否") == 2
    assert [row["小区名称"] for row in rows if row["小区名称"]] == ["金祥花园"]


def test_one_owner_has_three_flats() -> None:
    groups = Counter(flat.owner_group for flat in flats() if flat.owner_group)
    assert list(groups.values()) == [3]
    assert max(len(one.flats) for one in residents()) == 3


def test_about_a_hundred_neighbours_with_names_of_their_own_live_in_counted_flats() -> None:
    people = residents()
    assert 95 <= len(people) <= 110
    assert len({one.name for one in people}) == len(people)
    assert all(flat.counted for one in people for flat in one.flats)
    assert people[0].name == "3号楼2单元 王阿姨"
    assert people[0].guest
    assert {helper.role for helper in HELPERS} == {"volunteer", "staff"}


def test_eighty_households_can_vote_on_a_busy_evening_and_some_are_left_for_paper() -> None:
    ready = {one.flats[0] for one in residents() if not one.guest}
    assert len(ready) >= 80
    assert len({flat for flat in flats() if flat.counted} - {flat for one in residents() for flat in one.flats}) >= 10


async def test_the_world_is_furnished_by_the_bots_own_actions(tmp_path: Path) -> None:
    product = Product(tmp_path, 8080)
    product.prepare()
    for act in ("start", "more"):
        if act == "more":
            await product.command("consultation", "open", "1")
        await product.furnish(act)
    listed = json.loads(await product.command("consultation", "list", "--json"))
    states = {each["id"]: each["status"] for each in listed}
    assert states == {1: "open", 2: "open", 3: "closed", 4: "open", 5: "open", 6: "open", 7: "open"}
    opinions = json.loads(await product.command("opinion", "list", "--json"))
    assert sorted(each["state"] for each in opinions) == ["answered", "open", "open"]
    answered = json.loads(await product.command("tally", "3", "--format", "json"))
    assert answered["turnout"]["households"] == 70


def test_a_story_names_its_run_so_that_an_open_page_notices_a_new_world() -> None:
    first, second = Story(-1, (), default_steps(5)), Story(-1, (), default_steps(5))
    assert first.as_json()["run"] != second.as_json()["run"]
    assert len(first.steps) == 4
    assert first.steps[0].user == 5
