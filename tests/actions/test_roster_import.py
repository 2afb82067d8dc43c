"""Importing a roster: all rows or none, again and again, and open consultations follow it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, func, select

from bot.actions.advance_consultations import advance_consultations
from bot.actions.export_roster import export_roster
from bot.actions.import_roster import import_roster
from bot.actions.import_sheet import import_sheet
from bot.rules.consultation import Regime
from bot.rules.headers import recognise
from bot.rules.people import Address
from bot.rules.refusals import Reason, Refusal
from bot.rules.roster import ROSTER
from bot.rules.roster_changes import RosterImport
from bot.rules.sheet import COMMUNITY_SHEET, SheetImport
from bot.rules.tables import BadRows, Cell, Sheet
from bot.storage.database import Database
from bot.storage.models import community, electorate, household, indicator
from tests.builders import NOON, add_consultation, add_village, definition
from tests.rules.roster_tables import HEADER, row

LATER = NOON + timedelta(minutes=1)


async def take(
    db: Database, rows: Iterable[list[Cell]], *, header: list[Cell] = HEADER, dry: bool = False
) -> RosterImport:
    found = recognise([Sheet("1", [header, *rows])], (ROSTER,))
    return await import_roster(db, found, LATER, dry_run=dry)


async def take_sheet(db: Database, *rows: list[Cell], dry: bool = False) -> SheetImport:
    return await import_sheet(db, recognise([Sheet("1", rows)], (COMMUNITY_SHEET,)), LATER, dry_run=dry)


def counts(report: RosterImport) -> list[tuple[int, int, int, int]]:
    return [(each.added, each.changed, each.unchanged, each.missing) for each in report.communities]


def rooms(connection: Connection) -> list[tuple[str, int]]:
    rows = connection.execute(select(household.c.room, household.c.floor_area).order_by(household.c.id))
    return [(room, area) for room, area in rows]


def numbers_and_serials(connection: Connection) -> list[tuple[str, int, int]]:
    rows = connection.execute(select(household.c.room, household.c.id, household.c.slip_serial))
    return sorted((room, number, serial) for room, number, serial in rows)


async def test_a_file_imported_twice_is_imported_once(db: Database) -> None:
    rows = [row(), row(room="302", area="70", entrance="")]
    assert counts(await take(db, rows)) == [(2, 0, 0, 0)]
    assert counts(await take(db, rows)) == [(0, 0, 2, 0)]
    assert await db.read(rooms) == [("301", 6235), ("302", 7000)]


async def test_a_changed_row_updates_its_flat_and_keeps_its_number_and_slip(db: Database) -> None:
    await take(db, [row(), row(room="302")])
    before = await db.read(numbers_and_serials)
    assert counts(await take(db, [row(area="80", group="李"), row(room="302")])) == [(0, 1, 1, 0)]
    assert await db.read(numbers_and_serials) == before
    assert await db.read(rooms) == [("301", 8000), ("302", 6235)]


async def test_a_flat_missing_from_the_file_is_reported_and_stays(db: Database) -> None:
    await take(db, [row(), row(room="302")])
    (report,) = (await take(db, [row(room="302")])).communities
    assert (report.missing, report.missing_first) == (1, (Address("1", "2", "301"),))
    assert len(await db.read(rooms)) == 2


async def test_communities_that_the_file_does_not_name_are_left_alone(db: Database) -> None:
    await take(db, [row()])
    report = await take(db, [row(code="JX02", name="建新院")])
    assert [each.code for each in report.communities] == ["JX02"]
    assert counts(report) == [(1, 0, 0, 0)]


async def test_one_bad_row_and_nothing_changes(db: Database) -> None:
    with pytest.raises(BadRows):
        await take(db, [row(), row(room="302", area="x")])
    assert await db.read(rooms) == []
    assert await db.read(lambda connection: connection.scalar(select(func.count()).select_from(community))) == 0


async def test_a_dry_run_says_the_same_and_changes_nothing(db: Database) -> None:
    await take(db, [row(), row(room="302")])
    rows = [row(area="1"), row(room="303"), row(code="JX02", name="建新院")]
    trial = await take(db, rows, dry=True)
    assert trial.dry_run
    assert await db.read(rooms) == [("301", 6235), ("302", 6235)]
    assert counts(await take(db, rows)) == counts(trial) == [(1, 1, 0, 1), (1, 0, 0, 0)]


async def test_a_known_community_needs_no_name_and_a_new_name_renames_it(db: Database) -> None:
    await take(db, [row()])
    (report,) = (await take(db, [row(name="", room="302")])).communities
    assert (report.name, report.new) == ("金祥花园", False)
    await take(db, [row(name="金祥新苑")])
    assert await db.read(lambda connection: connection.scalar(select(community.c.name))) == "金祥新苑"


async def test_open_consultations_follow_the_roster(db: Database) -> None:
    village = await db.write(lambda connection: add_village(connection, homes=2))
    asked = await db.write(lambda connection: add_consultation(connection, village.community_id))
    await take(db, [row(code="JX01", name="", room="999", area="77.70")])
    listed = await db.read(
        lambda connection: connection.execute(
            select(electorate.c.floor_area).where(electorate.c.consultation_id == asked.id)
        ).all()
    )
    assert len(listed) == 3
    assert (7770,) in listed


async def test_a_decision_that_opened_while_nothing_ran_asks_the_roster_of_its_opening(db: Database) -> None:
    village = await db.write(lambda connection: add_village(connection, homes=2))
    wanted = definition(regime=Regime.OWNER_DECISION, options=("同意", "反对", "弃权"))
    asked = await db.write(lambda c: add_consultation(c, village.community_id, wanted, enrolled=False))
    await take(db, [row(code="JX01", name="", room="999", area="77.70")])
    await advance_consultations(db, LATER)
    mine = select(electorate.c.household_id).where(electorate.c.consultation_id == asked.id)
    listed = await db.read(lambda connection: connection.scalars(mine).all())
    assert sorted(listed) == sorted(village.homes)


async def test_what_is_exported_can_be_imported_and_changes_nothing(db: Database) -> None:
    await take(db, [row(room=name) for name in ("10", "9", "=1+1", "'=x")])
    export = await export_roster(db, "JX01")
    assert [flat.address.room for flat in export.flats] == ["9", "10", "'=x", "=1+1"]


async def test_a_community_that_does_not_exist_is_refused_with_the_nearest_code(db: Database) -> None:
    await take(db, [row()])
    with pytest.raises(Refusal) as raised:
        await export_roster(db, "JX1")
    assert raised.value.reason is Reason.UNKNOWN_COMMUNITY_NEAR
    assert raised.value.facts == {"community": "JX1", "near": "JX01"}


async def test_fifty_thousand_flats_come_in_whole(db: Database) -> None:
    rows = [row(building=str(number // 500), room=str(number % 500)) for number in range(50_000)]
    assert counts(await take(db, rows)) == [(50_000, 0, 0, 0)]
    assert await db.read(lambda connection: connection.scalar(select(func.count()).select_from(household))) == 50_000
    assert counts(await take(db, rows)) == [(0, 0, 50_000, 0)]


texts = st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=5)
lines = st.builds(
    lambda building, room, area, group: row(building=f"b{building}", room=f"r{room}", area=str(area), group=group),
    texts,
    texts,
    st.integers(1, 99_999),
    st.just("") | texts,
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(lines, min_size=1, max_size=6))
async def test_any_file_that_is_taken_is_stored_as_it_is(db: Database, several: list[list[Cell]]) -> None:
    try:
        await take(db, several)
    except BadRows as bad:
        assert {fault.expected for fault in bad.faults} == {"flat_once"}  # noqa: PT017 - generated rows may repeat
        return
    again = await take(db, several)
    assert [(each.added, each.changed, each.unchanged) for each in again.communities] == [(0, 0, len(several))]


SHEET: list[Cell] = ["小区编码", "小区名称", "工程状态", "户数", "加装电梯"]


async def test_a_community_sheet_is_stored_and_twice_is_once(db: Database) -> None:
    rows: list[list[Cell]] = [SHEET, ["JX01", "金祥花园", "在建", "120", "2"], ["JX02", "建新院", "", "", ""]]
    assert (await take_sheet(db, *rows, dry=True)).added == ("JX01", "JX02")
    assert (await take_sheet(db, *rows)).added == ("JX01", "JX02")
    again = await take_sheet(db, *rows)
    assert (again.added, again.changed, again.unchanged) == ((), (), 2)
    stored = await db.read(
        lambda connection: connection.execute(
            select(community.c.code, community.c.works_status, community.c.household_count).order_by(community.c.code)
        ).all()
    )
    assert stored == [("JX01", "under_construction", 120), ("JX02", None, None)]


async def test_a_sheet_changes_its_own_columns_and_no_others(db: Database) -> None:
    await take_sheet(db, SHEET, ["JX01", "金祥花园", "在建", "120", "2"])
    report = await take_sheet(db, ["小区编码", "工程状态", "拆违"], ["JX01", "完工", "5"])
    assert report.changed == ("JX01",)
    await take_sheet(db, SHEET, ["JX01", "", "", "120", ""])
    numbers = await db.read(lambda connection: connection.execute(select(indicator.c.name, indicator.c.value)).all())
    status = await db.read(lambda connection: connection.execute(select(community.c.works_status)).all())
    assert numbers == [("拆违", "5")]
    assert status == [(None,)]
