"""What a report may not say: of places that somebody does not serve, and of days that have not come."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, insert, update

from bot.actions.make_report import Wanted, make_report
from bot.actions.report_desk import Chosen, allow, places_in_reach
from bot.actions.take_table import take_table
from bot.actions.transact import Request
from bot.reports.district_facts import scope_name
from bot.reports.report_words import ReportWords
from bot.rules.headers import recognise
from bot.rules.ledger import LEDGER
from bot.rules.permissions import DISTRICT
from bot.rules.permissions import Place as Ground
from bot.rules.refusals import Reason, Refusal
from bot.rules.report import PartTurnout, Period, Report
from bot.rules.report_assessment import Weights
from bot.rules.report_period import week_of, year_of
from bot.rules.tables import BadRows, Cell, Sheet
from bot.storage.database import Database
from bot.storage.models import (
    ballot,
    ballot_history,
    community,
    community_value,
    consultation,
    grant,
    ledger_record,
    meeting,
)
from bot.texts import texts
from tests.builders import NOON, add_community, add_consultation, add_household, add_village

ZONE = ZoneInfo("Asia/Shanghai")
YEAR = year_of(NOON.date())
HEADER: list[Cell] = ["record", "date", "community_code", "kind"]
WORDS = texts("zh-CN")


async def report(db: Database, period: Period = YEAR, now: datetime = NOON, *grounds: Ground) -> Report:
    return await make_report(db, Wanted(period), now, ZONE, Weights(), grounds or (DISTRICT,))


def serve(connection: Connection, telegram_id: int, **place: object) -> None:
    connection.execute(insert(grant), {"telegram_id": telegram_id, "role": "staff", "granted_at": NOON} | place)


@pytest.fixture
async def three(db: Database) -> Database:
    """Three communities in two subdistricts; 77 serves one building of the first, 88 the first and the third."""

    def fill(connection: Connection) -> None:
        first = add_village(connection, homes=2).community_id
        second, third = add_community(connection, "JX02", "建新院"), add_community(connection, "JX03", "淮北院")
        for number, name in ((first, "东街"), (second, "东街"), (third, "西街")):
            connection.execute(update(community).where(community.c.id == number).values(subdistrict=name))
        serve(connection, 77, community_id=first, building="1")
        serve(connection, 88, community_id=first)
        serve(connection, 88, community_id=third)

    await db.write(fill)
    return db


async def test_whoever_serves_one_building_gets_no_report_on_anything(three: Database) -> None:
    with pytest.raises(Refusal) as refused:
        await places_in_reach(three, 77, ())
    assert refused.value.reason is Reason.NOT_ALLOWED
    for part in (0, 2, 3, 4, 5):
        with pytest.raises(Refusal):
            await allow(three, 77, (), Chosen(YEAR, part))


async def test_of_one_building_no_community_is_in_a_report(three: Database) -> None:
    made = await report(three, YEAR, NOON, Ground(None, 1, "1"))
    assert (made.communities, made.totals.communities) == ((), 0)


async def test_whoever_serves_one_building_writes_no_ledger_of_a_community(three: Database) -> None:
    for code in ("JX01", "JX02", ""):
        found = recognise([Sheet("1", [HEADER, ["meeting", "2026-05-01", code, "exchange"]])], (LEDGER,))
        with pytest.raises(BadRows) as refused:
            await take_table(three, found, Request(1, 77, NOON), (), ZONE)
        assert [fault.expected for fault in refused.value.faults] == ["not_yours"]


async def test_a_report_on_some_communities_does_not_call_itself_the_district_or_the_subdistrict(
    three: Database,
) -> None:
    asked = await allow(three, 88, (), Chosen(YEAR))
    across = await make_report(three, asked.wanted, NOON, ZONE, Weights(), asked.grounds)
    assert [one.code for one in across.communities] == ["JX01", "JX03"]
    part = await allow(three, 88, (), Chosen(YEAR, 3))
    inside = await make_report(three, part.wanted, NOON, ZONE, Weights(), part.grounds)
    assert [one.code for one in inside.communities] == ["JX01"]
    for made in (across, inside):
        title, scope = ReportWords(made, WORDS, ZONE).title(), scope_name(made, WORDS)
        assert "全区" not in title + scope
        assert "东街老旧" not in title
        assert scope in title
    whole = await report(three, YEAR, NOON, Ground("西街"))
    assert ReportWords(whole, WORDS, ZONE).title().startswith("淮北院")


async def test_a_whole_subdistrict_keeps_its_name(three: Database) -> None:
    made = await report(three, YEAR, NOON, Ground("东街"))
    assert ReportWords(made, WORDS, ZONE).title().startswith("东街")


async def test_what_the_ledger_and_the_sheet_say_of_days_to_come_is_not_counted_yet(db: Database) -> None:
    def fill(connection: Connection) -> None:
        number = add_community(connection)
        known = {"community_id": number, "recorded_at": NOON, "occurrence": 1}
        for index, day in enumerate(("2026-11-30", "2026-12-01", "2026-12-02", "2026-12-31")):
            held = {"record": "meeting", "kind": "exchange", "day": day, "headcount": 10, "digest": f"{index:064d}"}
            connection.execute(insert(ledger_record), known | held)
        for since, value in (("2026-11-01", "under_construction"), ("2026-12-20", "completed")):
            said = {"field": "works_status", "name": "", "since": since, "value": value}
            connection.execute(insert(community_value), {"community_id": number, "recorded_at": NOON} | said)

    await db.write(fill)
    for period in (YEAR, year_of(date(2027, 1, 1))):
        made = await report(db, period)
        assert made.to_date["exchange"].count == 2
        assert made.totals.works_status["under_construction"] == 1
    assert (await report(db)).totals.meetings["exchange"].headcount == 20
    later = await report(db, YEAR, NOON + timedelta(days=60))
    assert later.totals.meetings["exchange"].count == 4
    assert later.totals.works_status["completed"] == 1


async def test_a_meeting_over_midnight_is_counted_in_one_year_and_not_in_none(db: Database) -> None:
    def fill(connection: Connection) -> None:
        row = {"community_id": add_community(connection), "title": "守岁", "place": "院里", "kind": "exchange"}
        begins = datetime(2026, 12, 31, 15, tzinfo=UTC)
        times = {"starts_at": begins, "ends_at": begins + timedelta(hours=2), "created_at": NOON}
        connection.execute(
            insert(meeting),
            row | times | {"uid": "over-midnight", "topics": "[]", "reminders": "", "check_in_code": "abc"},
        )

    await db.write(fill)
    later = NOON + timedelta(days=90)
    counts = [
        (await report(db, year_of(date(year, 1, 1)), later)).totals.meetings["exchange"].count for year in (2026, 2027)
    ]
    assert [count or 0 for count in counts] == [0, 1]


async def test_who_changed_or_took_back_an_answer_later_had_answered_all_the_same(db: Database) -> None:
    early, lately = NOON + timedelta(days=1), NOON + timedelta(days=9)

    def fill(connection: Connection) -> None:
        village = add_village(connection, homes=5)
        asked = add_consultation(connection, village.community_id)
        connection.execute(update(consultation).values(closes_at=NOON + timedelta(days=14)))
        key = {"consultation_id": asked.id, "question_id": asked.questions[0].id, "channel": "chat"}
        changed, taken_back, came_back, late, _never = village.homes
        pressed = [
            *((changed, "1", early), (changed, "2", lately), (taken_back, "1", early), (taken_back, "", lately)),
            *((came_back, "1", NOON), (came_back, "", early), (came_back, "2", lately), (late, "1", lately)),
        ]
        rows = [{"household_id": home, "choices": said, "recorded_at": at} for home, said, at in pressed]
        connection.execute(insert(ballot_history), [key | row for row in rows])
        standing = [{"household_id": home, "cast_at": lately} for home in (changed, came_back, late)]
        connection.execute(insert(ballot), [key | row for row in standing])

    await db.write(fill)
    week, later = week_of(NOON.date()), NOON + timedelta(days=20)
    then = await report(db, week, later, Ground(None, 1))
    assert (then.totals.households_asked, then.totals.households_answered) == (5, 2)
    assert sum(part.answered for part in then.parts) == 2
    assert [house.turnout and house.turnout.answered for house in then.houses] == [2]
    now = await report(db, Period(week.first, later.date()), later, Ground(None, 1))
    assert now.totals.households_answered == sum(part.answered for part in now.parts) == 3


async def test_of_an_anonymous_consultation_no_entrance_and_no_small_building_is_told(db: Database) -> None:
    def fill(connection: Connection) -> None:
        number = add_community(connection)
        for stairs in ("1", "2"):
            homes = [add_household(connection, number, str(room), entrance=stairs) for room in (101, 102, 103)]
        small = add_household(connection, number, "101", building="2")
        asked = add_consultation(connection, number)
        key = {"consultation_id": asked.id, "question_id": asked.questions[0].id, "channel": "chat", "cast_at": NOON}
        connection.execute(insert(ballot), [key | {"household_id": home} for home in (homes[0], small)])

    await db.write(fill)
    named = await report(db, YEAR, NOON, Ground(None, 1))
    told = [("1", "1", 3, 3, 0), ("1", "2", 3, 3, 1), ("2", "1", 1, 1, 1)]
    assert [(part.building, part.entrance, part.homes, part.asked, part.answered) for part in named.parts] == told
    await db.write(
        lambda connection: connection.execute(update(consultation).values(secrecy="anonymous", results="after_close"))
    )
    secret = await report(db, YEAR, NOON, Ground(None, 1))
    assert secret.parts == (PartTurnout("1", None, 6, 6, 1),)
    assert secret.totals.households_answered == 2
