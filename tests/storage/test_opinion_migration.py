"""The migration of the ledger of opinions keeps what was written down before it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text

from bot.storage.engines import writer_engine
from bot.storage.schema import downgrade, upgrade

_ROWS = (
    "INSERT INTO community (id, code, name) VALUES (1, 'JX01', '金祥花园')",
    "INSERT INTO person (id, telegram_id) VALUES (5, 1001)",
    (
        "INSERT INTO opinion (id, community_id, person_id, text, raised_at) "
        "VALUES (1, 1, 5, '路灯不亮', '2026-12-01 04:00:00')"
    ),
    (
        "INSERT INTO opinion (id, community_id, text, state, answer, answered_at, raised_at) "
        "VALUES (2, 1, '车位不够', 'answered', '在办', '2026-12-02 04:00:00', '2026-12-01 04:00:00')"
    ),
    (
        "INSERT INTO opinion (id, community_id, text, state, raised_at) "
        "VALUES (3, 1, '下水道堵', 'answered', '2026-12-01 04:00:00')"
    ),
)


def _run(url: str, statements: Sequence[str]) -> list[tuple[Any, ...]]:
    """Run statements; what the last one finds."""
    engine = writer_engine(url)
    with engine.begin() as connection:
        results = [connection.execute(text(statement)) for statement in statements]
        found = [tuple(row) for row in results[-1]] if results[-1].returns_rows else []
    engine.dispose()
    return found


def test_what_was_raised_before_keeps_its_words_and_gets_a_history(empty_database_url: str) -> None:
    upgrade(empty_database_url, "0003")
    _run(empty_database_url, _ROWS)
    upgrade(empty_database_url, "0004")
    kept = _run(empty_database_url, ["SELECT id, person_id, text, state, category, answer FROM opinion ORDER BY id"])
    assert kept == [
        (1, 5, "路灯不亮", "open", "other", None),
        (2, None, "车位不够", "answered", "other", "在办"),
        (3, None, "下水道堵", "open", "other", None),
    ]
    events = _run(empty_database_url, ["SELECT opinion_id, verb FROM opinion_event ORDER BY id"])
    assert events == [(1, "raised"), (2, "raised"), (3, "raised")]


def test_going_back_keeps_the_words_and_the_answers(empty_database_url: str) -> None:
    upgrade(empty_database_url, "0003")
    _run(empty_database_url, _ROWS)
    upgrade(empty_database_url, "0004")
    _run(empty_database_url, ["UPDATE opinion SET main_id = 1 WHERE id = 2"])
    downgrade(empty_database_url, "0003")
    kept = _run(empty_database_url, ["SELECT id, text, answer FROM opinion ORDER BY id"])
    assert kept == [(1, "路灯不亮", None), (2, "车位不够", "在办"), (3, "下水道堵", None)]
