"""What was deleted at the end of an anonymous consultation is gone from the files of the database, too."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import make_url

from bot.actions.advance_consultations import advance_consultations
from bot.actions.tidy import scrub_if_asked
from bot.rules.answers import Answer, chosen
from bot.rules.consultation import Consultation, Question
from bot.storage import inbox
from bot.storage.ballots import Change, store
from bot.storage.database import Database
from bot.storage.inbox import Arrival
from bot.storage.scrubbing import ask
from tests import builders
from tests.storage.test_sealing import LATER, answer_all, prepared

SECRET, PRESS = b"a sentence taken back", b'{"data":"qo:1:0:2"}'


def answered(connection: Connection) -> None:
    """An anonymous and a named consultation, whose answers lie between each other on the same pages."""
    item, flats = prepared(connection, {"1": 30})
    longer = builders.definition(closes_at=LATER + timedelta(days=9))
    named = builders.add_consultation(connection, item.community_id, longer)
    words = item.questions[3]
    for home in flats["1"]:
        store(connection, [_change(item, words, home, Answer(words=SECRET.decode()))], builders.NOON)
        store(connection, [_change(named, named.questions[0], home, chosen(1))], builders.NOON)
    answer_all(connection, item, flats, Random(3))
    inbox.store(connection, [[Arrival(5, 77, PRESS, builders.NOON), Arrival(6, 78, b"{}", builders.NOON)]])
    inbox.mark_done(connection, 5, builders.NOON)


def _change(item: Consultation, question: Question, home: int, answer: Answer) -> Change:
    return Change(item.id, question.id, question.type, home, answer, None, "chat", None)


def files(url: str) -> bytes:
    """Everything that the database has on disk of the tables with answers."""
    if make_url(url).get_backend_name() == "sqlite":
        path = make_url(url).database or ""
        return b"".join(Path(path + end).read_bytes() for end in ("", "-wal") if Path(path + end).exists())
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        return _pages(engine)
    finally:
        engine.dispose()


def _pages(engine: Engine) -> bytes:
    tables = ("ballot", "mark", "ballot_history", "inbox")
    with engine.connect() as connection:
        connection.execute(text("CHECKPOINT"))
        folder = Path(connection.execute(text("SHOW data_directory")).scalar_one())
        where = [connection.scalar(text(f"SELECT pg_relation_filepath('{table}')")) for table in tables]
        return b"".join((folder / str(path)).read_bytes() for path in where)


async def test_the_files_keep_no_trace_beside_the_answers_of_others(db: Database) -> None:
    await db.write(answered)
    assert SECRET in files(db.url)
    await advance_consultations(db, LATER)
    assert await scrub_if_asked(db)
    found = files(db.url)
    assert SECRET not in found
    assert PRESS not in found


async def test_who_reads_meanwhile_delays_it_and_is_not_disturbed(postgresql_database_url: str) -> None:
    db, engine = Database(postgresql_database_url), create_engine(postgresql_database_url)
    await db.write(ask)
    with engine.begin() as reading:
        reading.execute(text("SELECT count(*) FROM ballot"))
        assert not await scrub_if_asked(db)
        assert reading.execute(text("SELECT count(*) FROM ballot")).scalar_one() == 0
    assert await scrub_if_asked(db)
    assert not await scrub_if_asked(db)
    engine.dispose()
    await db.close()


@pytest.mark.parametrize("times", [1, 2])
async def test_scrubbing_an_empty_database_is_harmless(db: Database, times: int) -> None:
    assert all([await db.scrub() for _ in range(times)])
