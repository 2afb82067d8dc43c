"""A bundle can be counted again by anybody, and whoever changes it is found out."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import Connection
from typer.testing import CliRunner

from bot.actions.export_consultation import Export, export_consultation
from bot.cli.main import app
from bot.reports.bundle import README, RESPONSES, SUMS, TALLY, bundle
from bot.reports.bundle_check import Checked, check_bundle
from bot.rules.answers import chosen
from bot.rules.consultation import Consultation, OptionFacts, OptionKind, Question, QuestionType
from bot.storage import consultations, sealing
from bot.storage.database import Database
from bot.texts import LANGUAGES, texts
from tests.reports.survey_world import answer, ask, random_answers, random_survey
from tests.reports.tally_samples import ZONE
from tests.reports.tally_world import AFTER, DURING, Flat, add_community, random_consultation

WORDS = texts("zh-CN")
PLANS = Question(0, 1, "=cmd|' /c calc'!A1", QuestionType.SINGLE, ("+A", "B", "neither"))
RATING = Question(
    0,
    2,
    "how is it?",
    QuestionType.RATING,
    ("1", "2", "3", "4", "5", "6"),
    facts=tuple(OptionFacts(kind=OptionKind.UNSURE if number == 6 else None) for number in range(1, 7)),
)
SAID = Question(0, 3, "anything else?", QuestionType.TEXT, (), required=False)


async def exported(db: Database, change: Callable[[Connection], Consultation]) -> Export:
    asked = await db.write(change)
    return await export_consultation(db, asked.id, AFTER)


def small(connection: Connection, **columns: Any) -> Consultation:
    """Sixty homes, three questions."""
    number, homes = add_community(connection, "JX01", [Flat(str(room), building=str(room % 2)) for room in range(60)])
    asked = ask(connection, number, (PLANS, RATING, SAID), **columns)
    random = Random(7)
    for home in homes.values():
        answer(connection, asked, home, random_answers(random, asked))
    return asked


def zipped(export: Export) -> bytes:
    return bundle(export.tally, export.homes, WORDS, ZONE)


def files_of(content: bytes) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed(content: bytes, name: str, edit: Callable[[str], str], *, honest_sum: bool = False) -> Checked:
    """The bundle with one file edited; ``honest_sum`` gives it a checksum that fits again."""
    from hashlib import sha256

    files = files_of(content)
    before = sha256(files[name]).hexdigest()
    files[name] = edit(files[name].decode()).encode()
    if honest_sum:
        files[SUMS] = files[SUMS].decode().replace(before, sha256(files[name]).hexdigest()).encode()
    again = io.BytesIO()
    with ZipFile(again, "w") as archive:
        for file, raw in files.items():
            archive.writestr(file, raw)
    return check_bundle(again)


@pytest.mark.parametrize("seed", range(12))
async def test_random_surveys_are_counted_again_from_their_rows(db: Database, seed: int) -> None:
    found = await exported(db, lambda connection: random_survey(connection, Random(seed), "JX01"))
    checked = check_bundle(io.BytesIO(zipped(found)))
    assert checked.faults == ()
    assert checked.rows == found.tally.turnout.weight.households


@pytest.mark.parametrize("seed", range(8))
async def test_decisions_are_counted_again_in_owners_and_in_area(db: Database, seed: int) -> None:
    found = await exported(db, lambda connection: random_consultation(connection, Random(seed), "JX01"))
    assert check_bundle(io.BytesIO(zipped(found))).faults == ()


async def test_rows_name_no_home_and_no_time_and_come_in_an_order_of_chance(db: Database) -> None:
    asked = await db.write(small)
    first, second = [await export_consultation(db, asked.id, AFTER) for _ in range(2)]
    rows = [
        list(csv.DictReader(io.StringIO(files_of(zipped(each))[RESPONSES].decode("utf-8-sig"))))
        for each in (first, second)
    ]
    assert list(rows[0][0]) == ["respondent", "building", "channel", "owner", "floor_area", "q1", "q2", "q3"]
    assert [row["respondent"] for row in rows[0]] == [str(number) for number in range(1, len(rows[0]) + 1)]
    assert {row["owner"] + row["floor_area"] for row in rows[0]} == {""}
    assert rows[0] != rows[1]


async def test_a_building_where_few_answered_is_not_named(db: Database) -> None:
    """Beside a building with one home that answered, its row would be that home's ballot."""

    def change(connection: Connection) -> Consultation:
        flats = [Flat(str(room), building="1" if room < 5 else "2") for room in range(9)]
        number, homes = add_community(connection, "JX01", flats)
        asked = ask(connection, number, (PLANS,))
        for home in homes.values():
            answer(connection, asked, home, {1: chosen(1)})
        return asked

    export = await exported(db, change)
    assert export.homes is not None
    assert sorted(home.building for home in export.homes) == [*[""] * 4, *["1"] * 5]
    assert check_bundle(io.BytesIO(zipped(export))).faults == ()


async def test_rows_with_areas_say_that_they_are_not_for_everybody(db: Database) -> None:
    plain = await exported(db, small)

    def decide(connection: Connection) -> Consultation:
        number, _homes = add_community(connection, "JX02", [Flat("101")])
        return ask(connection, number, (PLANS,), regime="owner_decision", answerers="owners", matter="pm_select")

    decided = await exported(db, decide)
    warning = WORDS.plain("export.readme_areas")
    assert [warning in files_of(zipped(each))[README].decode() for each in (decided, plain)] == [True, False]


async def test_the_same_export_makes_the_same_bytes(db: Database) -> None:
    found = await exported(db, small)
    assert zipped(found) == zipped(found)


async def test_a_changed_row_is_found_even_with_a_new_checksum(db: Database) -> None:
    content = zipped(await exported(db, small))

    def other_choice(table: str) -> str:
        lines = table.splitlines(keepends=True)
        cells = lines[1].split(",")
        cells[5] = "2" if cells[5] == "1" else "1"
        return "".join([lines[0], ",".join(cells), *lines[2:]])

    assert next(fault.reason for fault in changed(content, RESPONSES, other_choice).faults) == "changed"
    recounted = changed(content, RESPONSES, other_choice, honest_sum=True).faults
    assert {fault.reason for fault in recounted} == {"differs"}
    assert any("questions[1].options" in str(fault.facts["path"]) for fault in recounted)


@pytest.mark.parametrize(
    "edit",
    [
        lambda table: table + table.splitlines()[1] + "\r\n",
        lambda table: table.replace("respondent", "home"),
        lambda table: table.replace("\r\n1,", "\r\n1,x", 1).replace(",chat,,,", ",chat,,,9", 1),
        lambda _table: "",
        lambda _table: "\x00",
    ],
)
async def test_rows_that_cannot_be_are_refused(db: Database, edit: Callable[[str], str]) -> None:
    content = zipped(await exported(db, small))
    assert changed(content, RESPONSES, edit, honest_sum=True).faults


async def test_a_changed_result_is_found(db: Database) -> None:
    content = zipped(await exported(db, small))

    def one_more(written: str) -> str:
        facts = json.loads(written)
        facts["questions"][0]["options"][0]["households"] += 1
        return json.dumps(facts)

    (fault,) = changed(content, TALLY, one_more, honest_sum=True).faults
    assert fault.facts["path"] == "questions[1].options[1].households"


@pytest.mark.parametrize("name", [RESPONSES, TALLY, "definition.json", SUMS, "codebook.csv"])
async def test_a_missing_file_is_named(db: Database, name: str) -> None:
    files = files_of(zipped(await exported(db, small)))
    del files[name]
    again = io.BytesIO()
    with ZipFile(again, "w") as archive:
        for file, raw in files.items():
            archive.writestr(file, raw)
    assert "missing" in {fault.reason for fault in check_bundle(again).faults}


def sealed_survey(connection: Connection) -> Consultation:
    asked = small(connection, secrecy="anonymous", results="after_close")
    assert sealing.seal(connection, asked, AFTER)
    found = consultations.load(connection, asked.id)
    assert found is not None
    return found


async def test_an_anonymous_survey_has_only_what_is_published(db: Database) -> None:
    found = await exported(db, sealed_survey)
    files = files_of(zipped(found))
    assert RESPONSES not in files
    assert "published.csv" in files
    assert check_bundle(io.BytesIO(zipped(found))).faults == ()


async def test_an_anonymous_survey_has_no_rows_before_it_is_sealed(db: Database) -> None:
    asked = await db.write(lambda connection: small(connection, secrecy="anonymous", results="after_close"))
    for now in (DURING, AFTER + timedelta(days=1)):
        found = await export_consultation(db, asked.id, now)
        assert found.homes is None
        assert all(question.withheld for question in found.tally.questions)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_command_verifies_without_a_database(
    db: Database, tmp_path: Path, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, bad = tmp_path / "bundle.zip", tmp_path / "bad.zip"
    file.write_bytes(zipped(await exported(db, small)))
    bad.write_bytes(b"PK")
    monkeypatch.chdir(tmp_path)
    good = CliRunner().invoke(app, ["verify", str(file), "--language", language])
    assert (good.exit_code, "60" in good.output) == (0, True)
    assert CliRunner().invoke(app, ["verify", str(bad), "--language", language]).exit_code == 1
    said = json.loads(CliRunner().invoke(app, ["verify", str(file), "--json"]).output)
    assert said == {"ok": True, "id": said["id"], "rows": 60, "faults": []}
