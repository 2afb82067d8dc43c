"""What a database of an older program knew of its communities stands in their history after the upgrade."""

from __future__ import annotations

from datetime import date

from sqlalchemy import text

from bot.storage.community_values import as_of
from bot.storage.engines import writer_engine
from bot.storage.schema import downgrade, upgrade

_COMMUNITY = """
INSERT INTO community (id, code, name, works_status, building_count, fund_pilot, programme)
VALUES (1, 'JX01', '金祥花园', 'completed', 6, TRUE, NULL), (2, 'JX02', '建新院', NULL, NULL, NULL, NULL)
"""
_INDICATOR = "INSERT INTO indicator (community_id, name, value) VALUES (1, '加装电梯', '2')"


def test_an_upgrade_begins_the_history_with_what_is_known(empty_database_url: str) -> None:
    upgrade(empty_database_url, "0004")
    engine = writer_engine(empty_database_url)
    with engine.begin() as connection:
        connection.execute(text(_COMMUNITY))
        connection.execute(text(_INDICATOR))
    upgrade(empty_database_url)
    with engine.begin() as connection:
        values = as_of(connection, date(2020, 11, 24))
    assert set(values) == {1}
    known = values[1]
    assert (known.works_status, known.buildings, known.fund_pilot, known.programme) == ("completed", 6, True, None)
    assert known.indicators["加装电梯"].value == "2"
    downgrade(empty_database_url, "0004")
    with engine.begin() as connection:
        assert connection.execute(text("SELECT works_status FROM community WHERE id = 1")).scalar_one() == "completed"
    engine.dispose()
