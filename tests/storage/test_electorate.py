"""Who is asked is written down at opening; areas and heads do not change under a count."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update

from bot.rules.consultation import Consultation, Regime, Scope
from bot.storage import electorate
from bot.storage.database import Connection, Database
from bot.storage.models import electorate as table
from bot.storage.models import household
from tests import builders
from tests.builders import NOON

Row = tuple[int, int, int, bool]


def town(connection: Connection) -> list[int]:
    """Two buildings, two flats of one owner, a garage that is not counted; elsewhere a flat of the same group."""
    here = builders.add_community(connection)
    flats = [
        builders.add_household(connection, here, "101", area=5000),
        builders.add_household(connection, here, "102", area=6000, owner_group="li"),
        builders.add_household(connection, here, "201", area=7000, owner_group="li", building="2"),
        builders.add_household(connection, here, "车库", area=1000, counted=False),
        builders.add_household(connection, here, "102", area=8000, entrance="2"),
    ]
    there = builders.add_community(connection, "CF02", "春风里")
    return [*flats, builders.add_household(connection, there, "101", owner_group="li")]


async def asked(db: Database, **wanted: object) -> tuple[list[int], Consultation]:
    def make(connection: Connection) -> tuple[list[int], Consultation]:
        flats = town(connection)
        definition = builders.definition(**wanted)  # type: ignore[arg-type]
        return flats, builders.add_consultation(connection, 1, definition)

    return await db.write(make)


def written(connection: Connection, number: int) -> list[Row]:
    """Household, head, area and counted, by household."""
    columns = (table.c.household_id, table.c.owner_head, table.c.floor_area, table.c.counted)
    rows = connection.execute(select(*columns).where(table.c.consultation_id == number).order_by(table.c.household_id))
    return [(row[0], row[1], row[2], row[3]) for row in rows]


async def test_flats_of_the_community_are_written_with_area_and_head(db: Database) -> None:
    flats, made = await asked(db)
    rows = await db.read(lambda connection: written(connection, made.id))
    assert rows == [
        (flats[0], flats[0], 5000, True),
        (flats[1], flats[1], 6000, True),
        (flats[2], flats[1], 7000, True),
        (flats[3], flats[3], 1000, False),
        (flats[4], flats[4], 8000, True),
    ]


async def test_a_scope_narrows_it_to_a_building_or_an_entrance(db: Database) -> None:
    flats, building = await asked(db, scope=Scope("1"))
    rows = await db.read(lambda connection: written(connection, building.id))
    assert [row[0] for row in rows] == [flats[0], flats[1], flats[3], flats[4]]
    narrow = await db.write(
        lambda connection: builders.add_consultation(connection, 1, builders.definition(scope=Scope("1", "2")))
    )
    assert [row[0] for row in await db.read(lambda connection: written(connection, narrow.id))] == [flats[4]]


async def test_only_counted_flats_are_among_those_asked(db: Database) -> None:
    flats, made = await asked(db)
    found = await db.read(lambda connection: electorate.among(connection, [made.id, 999], flats))
    assert {home for _, home in found} == {flats[0], flats[1], flats[2], flats[4]}


async def test_opening_is_noted_once(db: Database) -> None:
    _, made = await asked(db)
    assert await db.read(lambda connection: electorate.is_written(connection, made.id))
    scheduled = await db.write(
        lambda connection: builders.add_consultation(connection, 1, builders.definition(), enrolled=False)
    )
    assert not await db.read(lambda connection: electorate.is_written(connection, scheduled.id))


def _renovate(connection: Connection, flats: list[int]) -> None:
    connection.execute(update(household).where(household.c.id == flats[0]).values(floor_area=5555))
    builders.add_household(connection, 1, "103")


async def test_after_an_import_open_consultations_follow_the_roster(db: Database) -> None:
    flats, made = await asked(db)

    def change(connection: Connection) -> list[Row]:
        _renovate(connection, flats)
        electorate.refresh_open(connection, [1], NOON)
        return written(connection, made.id)

    rows = await db.write(change)
    assert rows[0][2] == 5555
    assert len(rows) == 6


async def test_a_decision_keeps_the_denominators_of_its_opening(db: Database) -> None:
    flats, made = await asked(db, regime=Regime.OWNER_DECISION, options=("同意", "反对", "弃权"))
    before = await db.read(lambda connection: written(connection, made.id))

    def change(connection: Connection) -> list[Row]:
        _renovate(connection, flats)
        electorate.refresh_open(connection, [1], NOON)
        return written(connection, made.id)

    assert await db.write(change) == before


async def test_what_is_over_or_elsewhere_is_not_touched(db: Database) -> None:
    flats, made = await asked(db)
    before = await db.read(lambda connection: written(connection, made.id))

    def change(connection: Connection) -> list[Row]:
        _renovate(connection, flats)
        electorate.refresh_open(connection, [2], NOON)
        electorate.refresh_open(connection, [1], NOON + timedelta(days=8))
        return written(connection, made.id)

    assert await db.write(change) == before
