"""Ledger files and dated community sheets: all rows or none, once each, and every value of its day."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, func, insert, select

from bot.actions.export_ledger import export_ledger
from bot.actions.import_ledger import import_ledger
from bot.actions.import_sheet import import_sheet
from bot.actions.make_report import Wanted, make_report
from bot.actions.take_table import keeps_ledger, take_table
from bot.actions.transact import Request
from bot.rules.headers import recognise
from bot.rules.ledger import LEDGER, LedgerImport
from bot.rules.ledger_table import LedgerLine
from bot.rules.meeting_draft import MeetingDraft
from bot.rules.meetings import MeetingKind
from bot.rules.refusals import Reason, Refusal
from bot.rules.report import Period, Report
from bot.rules.report_assessment import Weights
from bot.rules.sheet import COMMUNITY_SHEET, SheetImport
from bot.rules.tables import BadRows, Cell, Sheet
from bot.storage import announcements, meetings
from bot.storage.database import Database
from bot.storage.models import ballot, community, grant, ledger_record, opinion
from tests.builders import NOON, add_community, add_consultation, add_village

ZONE = ZoneInfo("Asia/Shanghai")
HOUR = timedelta(hours=1)
HEADER: list[Cell] = ["record", "date", "community_code", "kind", "name", "headcount", "value"]
MEETING: list[Cell] = ["meeting", "2020-05-01", "JX01", "exchange", "交流会", "45", ""]
INDICATOR: list[Cell] = ["indicator", "2020-05-01", "", "", "管网更新", "", "13.6"]
SHEET: list[Cell] = ["小区编码", "小区名称", "工程状态", "加装电梯"]


async def take(db: Database, *rows: list[Cell], dry: bool = False) -> LedgerImport:
    found = recognise([Sheet("1", [HEADER, *rows])], (LEDGER,))
    return await import_ledger(db, found, NOON, dry_run=dry)


async def take_sheet(
    db: Database, *rows: list[Cell], header: list[Cell] = SHEET, today: date = date(2026, 12, 1), later: int = 0
) -> SheetImport:
    found = recognise([Sheet("1", [header, *rows])], (COMMUNITY_SHEET,))
    return await import_sheet(db, found, NOON + timedelta(days=later), today=today)


async def as_of(db: Database, last: date) -> Report:
    period = Period(date(last.year, 1, 1), last)
    return await make_report(db, Wanted(period), NOON + timedelta(days=90), ZONE, Weights())


def kept(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(ledger_record)).scalar_one()


@pytest.fixture
async def garden(db: Database) -> Database:
    """A database with one community."""
    await db.write(lambda connection: add_community(connection))
    return db


async def test_the_same_file_twice_changes_nothing(garden: Database) -> None:
    first = await take(garden, MEETING, MEETING, INDICATOR)
    assert (first.added, first.known) == ({"meeting": 2, "indicator": 1}, 0)
    again = await take(garden, MEETING, MEETING, INDICATOR)
    assert (again.added, again.known) == ({}, 3)
    assert await garden.read(kept) == 3


async def test_a_file_with_one_row_more_adds_that_row(garden: Database) -> None:
    await take(garden, MEETING)
    more = await take(garden, MEETING, MEETING, INDICATOR)
    assert (more.added, more.known) == ({"meeting": 1, "indicator": 1}, 1)


async def test_one_bad_row_and_nothing_changes(garden: Database) -> None:
    with pytest.raises(BadRows) as refused:
        await take(garden, MEETING, ["meeting", "2020-05-01", "JX1", "exchange", "", "", ""])
    assert refused.value.faults[0].facts["near"] == "JX01"
    assert await garden.read(kept) == 0


async def test_a_dry_run_says_the_same_and_changes_nothing(garden: Database) -> None:
    trial = await take(garden, MEETING, INDICATOR, dry=True)
    assert (trial.added, trial.dry_run, await garden.read(kept)) == ({"meeting": 1, "indicator": 1}, True, 0)


async def test_a_day_in_the_past_is_reported_as_it_was(db: Database) -> None:
    header: list[Cell] = [*SHEET, "日期"]
    old: list[Cell] = ["JX01", "金祥花园", "在建", "1", "2020-11-24"]
    await take_sheet(db, old, ["JX01", "", "完工", "3", "2021-06-30"], header=header)
    before, after = await as_of(db, date(2020, 11, 24)), await as_of(db, date(2021, 6, 30))
    assert (before.totals.works_status["under_construction"], before.totals.indicators) == (1, {"加装电梯": "1"})
    assert (after.totals.works_status["completed"], after.totals.indicators) == (1, {"加装电梯": "3"})
    unknown = (await as_of(db, date(2020, 11, 23))).totals
    assert (unknown.works_status["completed"], unknown.indicators) == (None, {})


async def test_an_older_sheet_taken_over_later_leaves_what_holds_today(db: Database) -> None:
    header: list[Cell] = [*SHEET, "日期"]
    await take_sheet(db, ["JX01", "金祥花园", "完工", "3", "2021-06-30"], header=header)
    done = await take_sheet(db, ["JX01", "", "在建", "", "2020-11-24"], header=header)
    assert done.changed == ("JX01",)
    standing = await db.read(lambda connection: connection.execute(select(community.c.works_status)).scalar_one())
    assert standing == "completed"
    assert (await as_of(db, date(2020, 12, 1))).totals.works_status["under_construction"] == 1


async def test_an_undated_sheet_holds_since_ever_until_the_next_one_changes_it(db: Database) -> None:
    await take_sheet(db, ["JX01", "金祥花园", "在建", "1"])
    assert (await as_of(db, date(2020, 11, 24))).totals.works_status["under_construction"] == 1
    await take_sheet(db, ["JX01", "", "完工", "1"], today=date(2027, 1, 5), later=35)
    assert (await as_of(db, date(2020, 11, 24))).totals.works_status["under_construction"] == 1
    assert (await as_of(db, date(2027, 1, 4))).totals.works_status["completed"] == 0
    assert (await as_of(db, date(2027, 1, 5))).totals.works_status["completed"] == 1


async def test_an_undated_sheet_corrected_on_the_same_day_was_never_otherwise(db: Database) -> None:
    await take_sheet(db, ["JX01", "金祥花园", "在建", "1"])
    await take_sheet(db, ["JX01", "", "完工", "1"])
    assert (await as_of(db, date(2020, 11, 24))).totals.works_status["completed"] == 1


async def test_two_rows_of_one_community_need_two_days(db: Database) -> None:
    with pytest.raises(BadRows) as refused:
        await take_sheet(db, ["JX01", "金祥花园", "在建", "1"], ["JX01", "", "完工", "3"])
    assert [fault.expected for fault in refused.value.faults] == ["community_once"]


async def test_the_export_has_a_line_of_everything_and_no_choice(db: Database) -> None:
    def fill(connection: Connection) -> None:
        village = add_village(connection, homes=2)
        add_consultation(connection, village.community_id)
        row = {"community_id": village.community_id, "text": "=1+1", "raised_at": NOON, "due_on": "2026-12-08"}
        connection.execute(insert(opinion), row)
        row = {"telegram_id": 77, "role": "volunteer", "community_id": village.community_id, "building": "1"}
        connection.execute(insert(grant), row | {"granted_at": NOON})

    await db.write(fill)
    await take(db, MEETING, INDICATOR)
    lines = await export_ledger(db, ZONE, NOON)
    assert [line.kind for line in lines] == ["meeting", "indicator", "consultation", "assignment", "opinion"]
    meeting, asked, said = lines[0], lines[2], lines[4]
    assert (meeting.date, meeting.community, meeting.headcount) == (date(2020, 5, 1), "金祥花园", 45)
    assert (asked.households, asked.status, said.status, said.content) == (2, "open", "open", "=1+1")
    assert all(isinstance(line, LedgerLine) for line in lines)


async def test_votes_meetings_and_notices_of_the_bot_stand_in_the_export_as_counts(db: Database) -> None:
    def fill(connection: Connection) -> None:
        village = add_village(connection, homes=4)
        asked = add_consultation(connection, village.community_id)
        ballots = [
            {"question_id": asked.questions[0].id, "household_id": home, "consultation_id": asked.id, "cast_at": NOON}
            for home in village.homes[:3]
        ]
        for channel, cast in (("chat", ballots[:2]), ("paper", ballots[2:])):
            connection.execute(insert(ballot), [row | {"channel": channel} for row in cast])
        draft = MeetingDraft("JX01", MeetingKind.EXCHANGE, "交流会", NOON - HOUR, NOON, "院里")
        meetings.create(connection, draft, village.community_id, 77, NOON - HOUR)
        announcements.create(connection, "明天停水", village.community_id, None, 77, NOON)

    await db.write(fill)
    lines = {line.ledger_id: line for line in await export_ledger(db, ZONE, NOON)}
    assert set(lines) == {"consultation-1", "vote-1-chat", "vote-1-paper", "meeting-1", "notice-1"}
    assert [lines[f"vote-1-{channel}"].households for channel in ("chat", "paper")] == [2, 1]
    assert (lines["meeting-1"].status, lines["meeting-1"].headcount) == ("done", None)
    assert (lines["notice-1"].content, lines["notice-1"].created_by) == ("明天停水", 77)


def serves(connection: Connection, telegram_id: int, community_id: int | None) -> None:
    row = {"telegram_id": telegram_id, "role": "staff", "community_id": community_id, "granted_at": NOON}
    connection.execute(insert(grant), row)


async def test_by_chat_staff_write_about_their_own_part(db: Database) -> None:
    def fill(connection: Connection) -> None:
        serves(connection, 77, add_community(connection))
        add_community(connection, "JX02", "建新院")
        serves(connection, 88, None)

    await db.write(fill)
    found = recognise([Sheet("1", [HEADER, MEETING])], (LEDGER,))
    done = await take_table(db, found, Request(1, 77, NOON), (), ZONE)
    assert isinstance(done, LedgerImport)
    assert done.added == {"meeting": 1}
    everywhere = recognise([Sheet("1", [HEADER, INDICATOR])], (LEDGER,))
    with pytest.raises(BadRows) as refused:
        await take_table(db, everywhere, Request(2, 77, NOON), (), ZONE)
    assert refused.value.faults[0].expected == "not_yours"
    assert await db.read(kept) == 1
    assert isinstance(await take_table(db, everywhere, Request(3, 88, NOON), (), ZONE), LedgerImport)


async def test_a_community_sheet_by_chat_takes_the_whole_district(db: Database) -> None:
    def fill(connection: Connection) -> None:
        serves(connection, 77, add_community(connection))
        serves(connection, 88, None)

    await db.write(fill)
    found = recognise([Sheet("1", [SHEET, ["JX01", "", "完工", "3"]])], (COMMUNITY_SHEET,))
    with pytest.raises(Refusal) as refused:
        await take_table(db, found, Request(1, 77, NOON), (), ZONE)
    assert refused.value.reason is Reason.NOT_ALLOWED
    done = await take_table(db, found, Request(2, 88, NOON), (), ZONE)
    assert isinstance(done, SheetImport)
    assert done.changed == ("JX01",)
    assert [await keeps_ledger(db, who, ()) for who in (77, 88, 99)] == [True, True, False]
