"""What people answered before there were questionnaires is still there after the upgrade, and still there after going
back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, MetaData, Table, func, insert, select
from sqlalchemy.exc import IntegrityError

from bot.rules.answers import Answer, chosen
from bot.rules.consultation import Question, QuestionType, Secrecy
from bot.storage import ballots, consultations
from bot.storage.engines import writer_engine
from bot.storage.models import answer_draft, answering, attachment, participation, sealed_count, sealed_words
from bot.storage.schema import downgrade, upgrade
from tests.builders import NOON, definition

_DAY = datetime(2026, 12, 1, tzinfo=UTC)
_CONSULTATION = {
    "community_id": 1,
    "title": "停车",
    "regime": "consultation",
    "answerers": "residents",
    "results": "live",
    "opens_at": _DAY,
    "closes_at": datetime(2026, 12, 8, tzinfo=UTC),
    "created_at": _DAY,
}
_HOME = {"community_id": 1, "building": "1", "entrance": "1", "floor_area": 5000, "counted": True}
_MARK = {"question_id": 1, "household_id": 1, "slot": 0, "option_number": 2}
_BALLOT = {"household_id": 1, "consultation_id": 1, "channel": "chat", "cast_at": _DAY}
# As a program of version 0002 wrote them: two consultations, one home that answered both.
OLD: list[tuple[str, list[dict[str, Any]]]] = [
    ("community", [{"id": 1, "code": "JX01", "name": "金祥花园"}]),
    ("household", [_HOME | {"id": 1, "room": "101"}, _HOME | {"id": 2, "room": "102"}]),
    ("consultation", [_CONSULTATION | {"id": 1}, _CONSULTATION | {"id": 2, "title": "菜单"}]),
    (
        "question",
        [
            {"id": 1, "consultation_id": 1, "number": 1, "text": "哪个？", "type": "single", "max_choices": None},
            {"id": 2, "consultation_id": 2, "number": 1, "text": "哪些？", "type": "multiple", "max_choices": 2},
        ],
    ),
    ("option", [{"question_id": q, "number": n, "label": f"第{n}项"} for q in (1, 2) for n in (1, 2, 3)]),
    (
        "electorate",
        [
            {"consultation_id": c, "household_id": h, "owner_head": h, "floor_area": 5000, "counted": True}
            for c in (1, 2)
            for h in (1, 2)
        ],
    ),
    ("ballot", [_BALLOT | {"question_id": 1}, _BALLOT | {"question_id": 2, "consultation_id": 2}]),
    ("mark", [_MARK, *({**_MARK, "question_id": 2, "slot": n, "option_number": n} for n in (1, 3))]),
    (
        "ballot_history",
        [
            {
                "consultation_id": 1,
                "question_id": 1,
                "household_id": 1,
                "channel": "chat",
                "choices": "2",
                "recorded_at": _DAY,
            }
        ],
    ),
    (
        "paper_entry",
        [{"question_id": 2, "household_id": 1, "entered_at": _DAY, "entered_as": "volunteer", "state": "entered"}],
    ),
]

OLD_ROWS = {name: rows[0] for name, rows in OLD}


@contextmanager
def beginning(url: str) -> Iterator[Connection]:
    """A transaction in that database."""
    engine = writer_engine(url)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def tables(connection: Connection) -> dict[str, Table]:
    """The tables as the database has them now."""
    found = MetaData()
    found.reflect(connection)
    return dict(found.tables)


def fill(connection: Connection) -> None:
    known = tables(connection)
    for name, rows in OLD:
        connection.execute(insert(known[name]), rows)
    if connection.dialect.name == "postgresql":
        for name in ("consultation", "question"):
            connection.exec_driver_sql(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), 100)")


def everything(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """What stands in the columns that version 0002 knows, in a fixed order."""
    known = tables(connection)
    found = {}
    for name, rows in OLD:
        columns = [known[name].c[column] for column in rows[0]]
        result = connection.execute(select(*columns).order_by(*known[name].primary_key.columns))
        found[name] = [{key: str(value) for key, value in row.items()} for row in result.mappings()]
    return found


@pytest.fixture
def old_url(empty_database_url: str) -> str:
    """A database of version 0002 in use."""
    upgrade(empty_database_url, "0002")
    with beginning(empty_database_url) as connection:
        fill(connection)
    return empty_database_url


def test_every_row_survives_the_way_up_and_the_way_down(old_url: str) -> None:
    with beginning(old_url) as connection:
        before = everything(connection)
    upgrade(old_url, "0003")
    with beginning(old_url) as connection:
        assert everything(connection) == before
    downgrade(old_url, "0002")
    with beginning(old_url) as connection:
        assert everything(connection) == before


def test_what_was_asked_and_answered_reads_as_before(old_url: str) -> None:
    upgrade(old_url)
    with beginning(old_url) as connection:
        first, second = consultations.load(connection, 1), consultations.load(connection, 2)
        assert first is not None
        assert second is not None
        assert (first.secrecy, first.sealed, first.template, first.group_id) == (Secrecy.NAMED, False, None, None)
        assert first.questions == (Question(1, 1, "哪个？", QuestionType.SINGLE, ("第1项", "第2项", "第3项")),)
        assert (second.questions[0].max_choices, second.questions[0].required) == (2, True)
        assert (first.on_card, second.on_card) == (True, True)
        assert ballots.load_answers(connection, first.questions, 1) == {1: chosen(2)}
        assert ballots.load_answers(connection, second.questions, 1) == {1: chosen(1, 3)}
        assert ballots.load_answers(connection, second.questions, 2) == {}
        for table in (answering, answer_draft, attachment, participation, sealed_count, sealed_words):
            assert connection.scalar(select(func.count()).select_from(table)) == 0


def test_going_back_loses_only_what_the_older_program_cannot_count(old_url: str) -> None:
    with beginning(old_url) as connection:
        before = everything(connection)
    upgrade(old_url, "0003")
    words = Question(0, 1, "还有？", QuestionType.TEXT, (), required=False)
    with beginning(old_url) as connection:
        number = consultations.create(connection, replace(definition(), questions=(words,)), 1, None, NOON)
        made = consultations.load(connection, number)
        assert made is not None
        connection.execute(
            insert(tables(connection)["electorate"]),
            {"consultation_id": number, "household_id": 1, "owner_head": 1, "floor_area": 5000, "counted": True},
        )
        answer = Answer(words="修路")
        change = ballots.Change(number, made.questions[0].id, QuestionType.TEXT, 1, answer, None, "chat", None)
        ballots.store(connection, [change], NOON)
        assert ballots.load_answers(connection, made.questions, 1) == {1: answer}
    downgrade(old_url, "0002")
    with beginning(old_url) as connection:
        after = everything(connection)
    assert {name: rows[: len(before[name])] for name, rows in after.items()} == before
    assert [len(after[name]) for name in ("question", "option", "ballot", "mark")] == [2, 6, 2, 3]


WRONG: list[tuple[str, dict[str, Any]]] = [
    ("consultation", {"secrecy": "open"}),
    ("consultation", {"secrecy": "anonymous"}),
    ("consultation", {"sealed_at": _DAY}),
    ("question", {"type": "essay"}),
    ("question", {"type": "single", "most_wanted": True}),
    ("question", {"condition_number": 0}),
    ("question", {"condition_number": 1, "condition_options": "1"}),
    ("question", {"budget": 5}),
    ("question", {"ballot_kind": "approval"}),
    ("option", {"cost": -1}),
    ("option", {"price": 0}),
    ("ballot", {"amount": -1}),
    ("ballot", {"amount": 1, "said": "x"}),
    ("mark", {"value": 0}),
    ("mark", {"slot": 7}),
]


def test_the_database_itself_refuses_what_makes_no_sense(old_url: str) -> None:
    upgrade(old_url, "0003")
    with beginning(old_url) as connection:
        known = tables(connection)
        for table, wrong in WRONG:
            one = {column.name: OLD_ROWS[table][column.name] for column in known[table].primary_key}
            change = known[table].update().filter_by(**one).values(wrong)
            with pytest.raises(IntegrityError), connection.begin_nested():
                connection.execute(change)
