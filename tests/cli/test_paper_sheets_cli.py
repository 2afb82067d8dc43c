"""``louyuan paper --import``: sheets of a questionnaire, a column for each question."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from bot.rules.answers import Answer, chosen, ranked
from bot.storage import ballots, consultations
from bot.storage.models import ballot, household, paper_entry
from tests import builders
from tests.cli.test_paper_cli import call, within
from tests.cli.test_paper_cli import config as config
from tests.questionnaires import questionnaire

HEADER = "building,entrance,room," + ",".join(f"q{number}" for number in range(1, 11))


@pytest.fixture
def number(config: Path) -> int:
    """A questionnaire with a question of every type, open now."""
    now = datetime.now(UTC)

    def make(connection: Connection) -> int:
        community = builders.add_community(connection)
        for room in ("101", "102", "103"):
            builders.add_household(connection, community, room)
        wanted = questionnaire(opens_at=now - timedelta(hours=1), closes_at=now + timedelta(days=7))
        return consultations.create(connection, wanted, community, None, now - timedelta(hours=2))

    return within(config, make)


def table(tmp_path: Path, *rows: str, header: str = HEADER) -> Path:
    """A file with these rows."""
    path = tmp_path / "sheets.csv"
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return path


def said(config: Path, number: int, room: str) -> dict[int, Answer]:
    """What the ballots of a home say."""

    def fetch(connection: Connection) -> dict[int, Answer]:
        asked = consultations.load(connection, number)
        assert asked is not None
        home = connection.execute(select(household.c.id).where(household.c.room == room)).scalar_one()
        return ballots.load_answers(connection, asked.questions, home)

    return within(config, fetch)


def test_every_type_is_read_and_twice_changes_nothing(config: Path, number: int, tmp_path: Path) -> None:
    file = table(
        tmp_path,
        "1,1,101,2,先修屋顶,1 4*,3 1 2,1,八毛,一百块,1 3,1:3 2:2,没有",
        "1,1,102,1,,5,,6,5,0,,,",
    )
    first = call(config, number, "--import", file, "--json")
    assert first.exit_code == 0, first.output
    assert json.loads(first.stdout)["recorded"] == 2
    assert said(config, number, "101") == {
        1: chosen(2),
        2: Answer(words="先修屋顶"),
        3: Answer({1: 1, 4: 1}, most_wanted=4),
        4: ranked(3, 1, 2),
        5: chosen(1),
        6: chosen(3),
        7: Answer(amount=10000),
        8: chosen(1, 3),
        9: Answer({1: 3, 2: 2}),
        10: Answer(words="没有"),
    }
    assert said(config, number, "102") == {
        1: chosen(1),
        3: Answer({5: 1}),
        5: chosen(6),
        6: chosen(5),
        7: Answer(amount=0),
    }
    again = call(config, number, "--import", file, "--json")
    assert json.loads(again.stdout) == {"id": number, "recorded": 0, "replaced": 0, "unchanged": 2}
    assert within(config, lambda c: c.scalar(select(func.count()).select_from(paper_entry))) == 2


def test_an_answer_to_a_question_that_is_not_asked_does_not_count(config: Path, number: int, tmp_path: Path) -> None:
    assert call(config, number, "--import", table(tmp_path, "1,1,101,1,没什么,1,,,,,,,")).exit_code == 0
    assert said(config, number, "101") == {1: chosen(1), 3: Answer({1: 1})}


def test_a_second_sheet_replaces_the_first_with_all_it_leaves_blank(config: Path, number: int, tmp_path: Path) -> None:
    assert call(config, number, "--import", table(tmp_path, "1,1,101,1,,1,,2,,,,,")).exit_code == 0
    assert call(config, number, "--import", table(tmp_path, "1,1,101,,,,,3,,,,,"), "--yes").exit_code == 0
    assert said(config, number, "101") == {5: chosen(3)}
    assert within(config, lambda c: c.scalar(select(func.count()).select_from(paper_entry))) == 1


def test_every_bad_cell_is_named_and_nothing_is_recorded(config: Path, number: int, tmp_path: Path) -> None:
    file = table(
        tmp_path,
        "1,1,101,1 和 3,,1,,,,,,,",
        "1,1,102,1,,1 2 3 4,,,,很多,,,",
        "1,1,103,,,,,,,,,,",
        "9,1,101,1,,,,,,,,,",
    )
    result = call(config, number, "--import", file)
    assert result.exit_code == 1
    for row, column in ((2, "q1"), (3, "q3"), (3, "q7"), (4, "q1"), (5, "room")):
        assert any(f"{row}" in line and column in line for line in result.stderr.splitlines()), (row, column)
    assert within(config, lambda c: c.scalar(select(func.count()).select_from(ballot))) == 0


def test_a_file_without_a_column_for_each_question_is_refused(config: Path, number: int, tmp_path: Path) -> None:
    result = call(config, number, "--import", table(tmp_path, "1,1,101,1", header="building,entrance,room,q1"))
    assert result.exit_code == 1
    assert "q10" in result.stderr


def test_one_sheet_by_options_is_sent_to_the_table(config: Path, number: int) -> None:
    result = call(config, number, "--home", "1/1/101", "--option", 1, "--yes")
    assert result.exit_code == 1
    assert "q1 到 q10" in result.stderr
