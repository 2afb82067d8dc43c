"""An anonymous consultation after its end: no home can be joined to a choice, by nobody, the disk's reader included."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Connection, delete, func, select
from sqlalchemy.engine import make_url

from bot.actions.advance_consultations import advance_consultations
from bot.actions.tidy import scrub_if_asked
from bot.rules.answers import Answer, chosen
from bot.rules.consultation import Consultation, Question, QuestionType, ResultsPolicy, Secrecy
from bot.rules.definition_options import LEVELS
from bot.rules.privacy import Publication, Shown, Table
from bot.rules.privacy_tables import as_shown
from bot.rules.sealing import BuildingCounts, rule_of, sealed
from bot.storage import consultations, groups, outbox, sealing
from bot.storage.ballots import Change, store
from bot.storage.database import Database
from bot.storage.models import ballot, ballot_history, household, mark, metadata, participation
from tests import builders
from tests.rules.test_privacy_attack import found_by_equations

CLOSES = builders.NOON + timedelta(days=7)
LATER = CLOSES + timedelta(minutes=1)
LEVEL_LABELS = tuple(label for label, _kind in LEVELS)


def asked() -> tuple[Question, ...]:
    return (
        Question(0, 1, "您家选哪个？", QuestionType.SINGLE, ("甲", "乙", "都不同意")),
        Question(0, 2, "您家要哪几样？", QuestionType.MULTIPLE, ("路灯", "车位", "绿地"), 2, sensitive=True),
        Question(0, 3, "总的来说？", QuestionType.RATING, LEVEL_LABELS),
        Question(0, 4, "还有什么话？", QuestionType.TEXT, (), required=False),
    )


def prepared(connection: Connection, homes_by_building: dict[str, int]) -> tuple[Consultation, dict[str, list[int]]]:
    community = builders.add_community(connection)
    homes = {
        building: [builders.add_household(connection, community, str(at), building=building) for at in range(count)]
        for building, count in homes_by_building.items()
    }
    wanted = replace(
        builders.definition(results=ResultsPolicy.AFTER_CLOSE, closes_at=CLOSES),
        questions=asked(),
        secrecy=Secrecy.ANONYMOUS,
    )
    return builders.add_consultation(connection, community, wanted), homes


def answer_all(connection: Connection, item: Consultation, homes: dict[str, list[int]], random: Random) -> None:
    def change(question: Question, home: int, answer: Answer) -> Change:
        return Change(item.id, question.id, question.type, home, answer, None, random.choice(["chat", "paper"]), None)

    single, several, rating, text = item.questions
    for flats in homes.values():
        for home in flats:
            picked = random.sample([1, 2, 3], random.choice([1, 2]))
            changes = [
                change(single, home, chosen(random.choice([1, 1, 1, 2, 2, 3]))),
                change(several, home, chosen(*picked)),
                change(rating, home, chosen(random.choice([1, 1, 2, 2, 3, 4, 6]))),
                change(text, home, Answer(words=f"要修-{home:05d}-号门前的路")),
            ]
            store(connection, changes, builders.NOON)


async def ended(db: Database, homes: dict[str, int], seed: int = 1) -> tuple[Consultation, dict[str, list[int]]]:
    def begin(connection: Connection) -> tuple[Consultation, dict[str, list[int]]]:
        item, flats = prepared(connection, homes)
        answer_all(connection, item, flats, Random(seed))
        return item, flats

    item, flats = await db.write(begin)
    await advance_consultations(db, LATER)
    return item, flats


async def test_after_the_end_there_is_no_ballot_left_and_everybody_who_took_part_is(db: Database) -> None:
    item, flats = await ended(db, {"1": 12, "2": 30})

    def look(connection: Connection) -> tuple[list[int], dict[int, str], bool]:
        left = [connection.scalar(select(func.count()).select_from(t)) or 0 for t in (ballot, mark, ballot_history)]
        found = consultations.load(connection, item.id)
        return left, sealing.participants(connection, item.id), found is not None and found.sealed

    left, took_part, is_sealed = await db.read(look)
    assert left == [0, 0, 0]
    assert set(took_part) == {home for each in flats.values() for home in each}
    assert is_sealed


async def test_nothing_that_is_kept_beside_a_home_depends_on_what_it_said(db: Database) -> None:
    """Two ends with opposite answers leave the same rows in every table that names homes."""
    await ended(db, {"1": 12, "2": 30})
    homes_tables = [t for t in metadata.sorted_tables if "household_id" in t.c]
    assert participation in homes_tables

    def rows(connection: Connection) -> dict[str, list[dict[str, object]]]:
        return {t.name: [dict(row._mapping) for row in connection.execute(select(t))] for t in homes_tables}

    kept = await db.read(rows)
    assert {name for name, found in kept.items() if found} == {"electorate", "participation"}
    assert set(kept["participation"][0]) == {"consultation_id", "household_id", "channel"}
    order = [str(row["household_id"]) for row in kept["participation"]]
    assert order == sorted(order, key=int)


async def test_free_words_stay_in_an_order_of_chance(db: Database) -> None:
    item, flats = await ended(db, {"1": 40})
    words = await db.read(lambda connection: sealing.words(connection, item.questions[3].id))
    given = [f"要修-{home:05d}-号门前的路" for home in flats["1"]]
    assert sorted(words) == sorted(given)
    assert words != given


async def test_sealing_happens_once(db: Database) -> None:
    item, _flats = await ended(db, {"1": 40})
    again = await db.read(lambda connection: consultations.load(connection, item.id))
    assert again is not None
    assert not await db.write(lambda connection: sealing.seal(connection, again, LATER))


async def test_a_named_consultation_keeps_its_ballots(db: Database) -> None:
    def begin(connection: Connection) -> Consultation:
        village = builders.add_village(connection)
        item = builders.add_consultation(connection, village.community_id, builders.definition(closes_at=CLOSES))
        question = item.questions[0]
        change = Change(item.id, question.id, question.type, village.homes[0], chosen(1), None, "chat", None)
        store(connection, [change], builders.NOON)
        return item

    await db.write(begin)
    await advance_consultations(db, LATER)
    assert await db.read(lambda connection: connection.scalar(select(func.count()).select_from(ballot))) == 1


@pytest.mark.parametrize("seed", range(6))
async def test_no_small_cell_follows_from_all_that_is_kept(db: Database, seed: int) -> None:
    """The attack on every published table at once: linear equations over all scopes."""
    random = Random(seed)
    homes = {str(number): random.randint(1, 25) for number in range(1, 5)}

    def begin(connection: Connection) -> tuple[Consultation, dict[int, Table]]:
        item, flats = prepared(connection, homes)
        answer_all(connection, item, flats, random)
        return item, {question.id: _truth(connection, question) for question in item.questions[:3]}

    item, truth = await db.write(begin)
    await advance_consultations(db, LATER)
    kept = await db.read(lambda connection: sealing.load(connection, list(truth)))
    for question in item.questions[:3]:
        published: Publication = {
            each.scope: Shown(each.scope, each.respondents, each.grouping, each.counts)
            for each in kept[question.id]
            if each.grouping
        }
        assert {each.scope for each in kept[question.id]} == {table.scope for table in truth[question.id].walk()}
        for scope, shown in published.items():
            table = next(each for each in truth[question.id].walk() if each.scope == scope)
            assert shown == as_shown(table, shown.grouping)
        assert found_by_equations(truth[question.id], published, rule_of(question)) == []


def _truth(connection: Connection, question: Question) -> Table:
    """Counted one by one from the ballots while they are there."""
    counts: dict[str, list[int]] = {}
    answered: dict[str, set[int]] = {}
    rows = connection.execute(
        select(household.c.building, mark.c.household_id, mark.c.option_number)
        .join(household, household.c.id == mark.c.household_id)
        .where(mark.c.question_id == question.id)
    )
    for building, home, option in rows:
        counts.setdefault(building, [0] * len(question.options))[option - 1] += 1
        answered.setdefault(building, set()).add(home)
    parts = tuple(Table(f"JX01|{name}", len(answered[name]), tuple(each)) for name, each in sorted(counts.items()))
    totals = tuple(map(sum, zip(*(part.counts for part in parts), strict=True)))
    return Table("JX01", sum(part.respondents for part in parts), totals, parts)


def test_sensitive_questions_need_ten_homes_a_cell() -> None:
    question = Question(1, 1, "?", QuestionType.SINGLE, ("a", "b"), sensitive=True)
    item = _consultation(question)
    few = sealed(item, question, {"1": BuildingCounts(18, {1: 9, 2: 9})})
    enough = sealed(item, question, {"1": BuildingCounts(20, {1: 10, 2: 10})})
    assert [each.counts for each in few] == [(), ()]
    assert enough[0].counts == (10, 10)


def test_nobody_having_answered_shows_nothing() -> None:
    question = Question(1, 1, "?", QuestionType.SINGLE, ("a", "b"))
    assert [(each.scope, each.respondents, each.counts) for each in sealed(_consultation(question), question, {})] == [
        ("JX01", 0, ())
    ]


def _consultation(question: Question) -> Consultation:
    wanted = builders.definition()
    return Consultation(
        *(1, 1, "JX01", "金祥花园", "?", wanted.regime, wanted.answerers, wanted.results, wanted.scope),
        *(wanted.opens_at, wanted.closes_at, None, (question,)),
    )


async def test_the_file_itself_keeps_no_trace(sqlite_database_url: str) -> None:
    """Words that were taken back before the end are nowhere in the database file, nor in the log beside it."""
    db = Database(sqlite_database_url)
    secret = "后来改掉的一句话"

    def begin(connection: Connection) -> None:
        item, flats = prepared(connection, {"1": 30})
        text = item.questions[3]
        for home in flats["1"]:
            first = Change(item.id, text.id, text.type, home, Answer(words=secret), None, "chat", None)
            store(connection, [first], builders.NOON)
        answer_all(connection, item, flats, Random(2))

    await db.write(begin)
    path = Path(make_url(sqlite_database_url).database or "")
    assert secret.encode() in _bytes(path)
    await advance_consultations(db, LATER)
    assert await scrub_if_asked(db)
    assert not await scrub_if_asked(db)
    assert secret.encode() not in _bytes(path)
    await db.close()


def _bytes(path: Path) -> bytes:
    return b"".join(Path(f"{path}{ending}").read_bytes() for ending in ("", "-wal") if Path(f"{path}{ending}").exists())


async def test_scrubbing_is_asked_for_in_the_same_transaction_and_done_once(db: Database) -> None:
    assert not await scrub_if_asked(db)
    await ended(db, {"1": 12})
    assert await scrub_if_asked(db)
    assert not await scrub_if_asked(db)


async def test_an_end_that_cannot_be_sealed_is_not_announced_and_holds_nobody_else_up(db: Database) -> None:
    """A ballot without a mark contradicts itself: no count of it may be shown, and nothing of it is deleted."""

    def begin(connection: Connection) -> list[Consultation]:
        broken, homes = prepared(connection, {"1": 12})
        answer_all(connection, broken, homes, Random(1))
        connection.execute(delete(mark).where(mark.c.household_id == homes["1"][0]))
        groups.bind(connection, -100, None, broken.community_id, 1, builders.NOON)
        named = builders.definition(closes_at=CLOSES)
        return [broken, builders.add_consultation(connection, broken.community_id, named)]

    items = await db.write(begin)
    assert await advance_consultations(db, LATER)
    assert not await advance_consultations(db, LATER)

    def look(connection: Connection) -> tuple[list[tuple[int, bool]], list[int], int]:
        found = sorted((each.id, each.settled) for each in consultations.by_numbers(connection, [i.id for i in items]))
        told = [letter.subject_id for letter in outbox.due(connection, LATER, 50)]
        return found, told, connection.scalar(select(func.count()).select_from(ballot_history)) or 0

    assert await db.read(look) == ([(items[0].id, False), (items[1].id, True)], [items[1].id], 48)
