"""Questions and answers of every type come back from the database as they went in."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.rules import questionnaire
from bot.rules.answers import SKIPPED, Answer, checked
from bot.rules.consultation import Condition, OptionFacts, OptionKind, Question, QuestionType, ResultsPolicy, Secrecy
from bot.rules.definition import Definition
from bot.storage import ballots, consultations, questions
from bot.storage.ballots import Change
from bot.storage.database import Connection, Database
from bot.storage.models import electorate
from tests.builders import NOON, add_consultation, add_village, definition
from tests.rules.test_definition import accepted, data
from tests.written_questions import Written, answers_to, written_questions

SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
RICH = Question(
    0,
    2,
    "水电怎么改？",
    QuestionType.MULTIPLE,
    ("一户一表", "加装电梯"),
    max_choices=1,
    facts=(OptionFacts("meter", "基础", OptionKind.CONSENT, ("self_funded", "consent"), 80_000, 30), OptionFacts()),
    required=False,
    sensitive=True,
    most_wanted=True,
    role="self_funding",
    condition=Condition(1, frozenset({1, 3})),
)


async def test_everything_that_a_question_carries_is_kept(db: Database) -> None:
    first = definition().questions[0]
    asked = replace(definition(results=ResultsPolicy.AFTER_CLOSE), questions=(first, RICH), template="renovation_menu")

    def there_and_back(connection: Connection) -> tuple[Question, ...]:
        made = add_consultation(connection, add_village(connection).community_id, asked)
        assert (made.secrecy, made.template, made.group_id) == (Secrecy.NAMED, "renovation_menu", None)
        return tuple(replace(each, id=0) for each in made.questions)

    assert await db.write(there_and_back) == asked.questions


async def test_those_asked_at_once_are_found_from_any_of_them(db: Database) -> None:
    def make(connection: Connection) -> list[tuple[int, ...]]:
        here = add_village(connection).community_id
        first, second, alone = (consultations.create(connection, definition(), here, None, NOON) for _ in range(3))
        consultations.group(connection, [second, first])
        found = consultations.load(connection, second)
        assert found is not None
        assert found.group_id == first
        return [consultations.of_group(connection, number) for number in (first, second, alone, 99)]

    first, second, alone, nobody = await db.write(make)
    assert first == second == (1, 2)
    assert (alone, nobody) == ((3,), ())


def _here(connection: Connection) -> int:
    """The community of this test; examples of one test share a database."""
    known = consultations.listed(connection)
    return known[0].community_id if known else add_village(connection, homes=1).community_id


def _asked(written: list[Written]) -> Definition:
    return replace(definition(), questions=accepted(data(written)).questions)


@SLOW
@given(written_questions())
async def test_any_definition_that_is_taken_is_stored_as_it_is(db: Database, written: list[Written]) -> None:
    asked = _asked(written)

    def there_and_back(connection: Connection) -> list[Question]:
        number = consultations.create(connection, asked, _here(connection), None, NOON)
        return questions.load(connection, [number])[number]

    back = await db.write(there_and_back)
    assert tuple(replace(each, id=0) for each in back) == asked.questions
    assert len({each.id for each in back}) == len(back)


def _changes(item_id: int, home: int, asked: list[Question], answers: dict[int, Answer]) -> list[Change]:
    return [
        Change(item_id, each.id, each.type, home, answers.get(each.number, SKIPPED), None, "chat", None)
        for each in asked
    ]


@SLOW
@given(written_questions(), st.data())
async def test_any_answers_are_stored_as_they_are_and_replace_the_earlier_ones(
    db: Database, written: list[Written], given_data: st.DataObject
) -> None:
    asked = _asked(written)
    twice = [
        {each.number: checked(each, given_data.draw(answers_to(each))) for each in asked.questions} for _ in range(2)
    ]

    def there_and_back(connection: Connection) -> list[dict[int, Answer]]:
        item = add_consultation(connection, _here(connection), asked)
        home = connection.scalars(select(electorate.c.household_id)).first() or 0
        read = []
        for answers in (*twice, {}):
            kept = questionnaire.kept(item.questions, answers)
            ballots.store(connection, _changes(item.id, home, list(item.questions), kept), NOON)
            assert ballots.load_answers(connection, item.questions, home) == kept
            read.append(kept)
        return read

    assert (await db.write(there_and_back))[-1] == {}
