"""Which buildings have answered, as the database knows it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import insert

from bot.rules.report_drawn import House, Stairs, Turnout
from bot.storage.database import Connection, Database
from bot.storage.models import participation
from bot.storage.turnout_homes import houses_asked, houses_opened
from tests.reports.tally_world import AFTER, DURING, OPENS, Asked, Flat, add_community, add_consultation, open_it, vote

FLATS = [
    Flat("101", entrance="1"),
    Flat("201", entrance="1"),
    Flat("202", entrance="1", counted=False),
    *(Flat(f"30{number}", building="2") for number in range(1, 6)),
]


def world(connection: Connection) -> tuple[int, int, int]:
    """A consultation of two questions, an anonymous one, and one of another community."""
    place, homes = add_community(connection, "JX01", FLATS)
    named = open_it(connection, add_consultation(connection, place, (Asked(), Asked())))
    for room in ("101", "202", "301"):
        for number in (1, 2):
            vote(connection, named, homes[room], [1], number=number)
    secret = open_it(
        connection, add_consultation(connection, place, (Asked(),), secrecy="anonymous", results="after_close")
    )
    rows = [
        {"consultation_id": secret.id, "household_id": homes[room], "channel": "chat"} for room in ("101", "302", "303")
    ]
    connection.execute(insert(participation), rows)
    other, theirs = add_community(connection, "HY02", [Flat("101")])
    vote(connection, open_it(connection, add_consultation(connection, other)), theirs["101"], [1])
    return place, named.id, secret.id


async def test_a_home_counts_once_however_many_questions_it_answered(db: Database) -> None:
    _, named, _ = await db.write(world)
    first, second = await db.read(lambda connection: houses_asked(connection, named, AFTER))
    assert first == House("1", Turnout(2, 1), (Stairs("1", Turnout(2, 1), ((2, Turnout(1, 0)), (1, Turnout(1, 1)))),))
    assert second == House("2", Turnout(5, 1), (Stairs(None, Turnout(5, 1), ((3, Turnout(5, 1)),)),))
    before = await db.read(lambda connection: houses_asked(connection, named, DURING - timedelta(hours=1)))
    assert [house.turnout for house in before] == [Turnout(2, 0), Turnout(5, 0)]


async def test_an_anonymous_one_tells_of_large_buildings_only(db: Database) -> None:
    _, _, secret = await db.write(world)
    found = await db.read(lambda connection: houses_asked(connection, secret, AFTER))
    assert found == (House("1", None), House("2", Turnout(5, 2)))


async def test_a_period_adds_up_its_consultations_and_one_anonymous_hides_the_floors(db: Database) -> None:
    place, *_ = await db.write(world)
    later = OPENS + timedelta(days=1)
    found = await db.read(lambda connection: houses_opened(connection, place, OPENS, later, AFTER))
    assert found == (House("1", None), House("2", Turnout(10, 3)))
    assert await db.read(lambda connection: houses_opened(connection, place, later, AFTER, AFTER)) == ()
