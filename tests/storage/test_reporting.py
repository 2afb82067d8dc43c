"""The facts of a report as the database adds them up: the same as tallies and meetings say, on either server."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, insert, update

from bot.actions.make_report import Wanted, make_report
from bot.actions.tally_consultation import tally_consultation
from bot.rules.permissions import DISTRICT
from bot.rules.permissions import Place as Ground
from bot.rules.refusals import Reason, Refusal
from bot.rules.report import Period, Report
from bot.rules.report_assessment import Weights
from bot.storage.database import Database
from bot.storage.models import (
    attendance,
    ballot,
    community,
    consultation,
    meeting,
    opinion,
    option,
    participation,
    question,
)
from bot.storage.models import mark as mark_table
from tests.builders import NOON, add_consultation, add_household, add_village

ZONE = ZoneInfo("Asia/Shanghai")
LATER = NOON + timedelta(days=3)
_UIDS = count(1)
WEEK = Period(date(2026, 11, 30), date(2026, 12, 6))


async def report(
    db: Database, wanted: Wanted | None = None, now: datetime = LATER, grounds: tuple[Ground, ...] = (DISTRICT,)
) -> Report:
    return await make_report(db, wanted or Wanted(WEEK), now, ZONE, Weights(), grounds)


def answer(connection: Connection, number: int, question_id: int, homes: tuple[int, ...], at: datetime = NOON) -> None:
    rows = [
        {"question_id": question_id, "household_id": home, "consultation_id": number, "channel": "chat", "cast_at": at}
        for home in homes
    ]
    connection.execute(insert(ballot), rows)


async def test_homes_asked_and_answered_are_those_of_the_tally(db: Database) -> None:
    def fill(connection: Connection) -> int:
        village = add_village(connection, homes=5)
        uncounted = add_household(connection, village.community_id, "车位", counted=False)
        asked = add_consultation(connection, village.community_id)
        homes, first = (*village.homes[:3], uncounted), asked.questions[0].id
        answer(connection, asked.id, first, homes)
        marks = [{"question_id": first, "household_id": home, "slot": 0, "option_number": 1} for home in homes]
        connection.execute(insert(mark_table), marks)
        return asked.id

    number = await db.write(fill)
    counted = await tally_consultation(db, number, LATER)
    totals = (await report(db)).totals
    assert (totals.consultations, totals.households_asked, totals.households_answered) == (1, 5, 3)
    assert totals.households_asked == counted.electorate.households
    assert totals.households_answered == counted.turnout.weight.households


async def test_a_home_that_answers_several_questions_has_answered_once(db: Database) -> None:
    def fill(connection: Connection) -> None:
        village = add_village(connection, homes=4)
        asked = add_consultation(connection, village.community_id)
        second = {"consultation_id": asked.id, "number": 2, "text": "还有呢？", "type": "single"}
        more: int = connection.execute(insert(question).returning(question.c.id), second).scalar_one()
        answer(connection, asked.id, asked.questions[0].id, village.homes[:2])
        answer(connection, asked.id, more, village.homes[1:3])

    await db.write(fill)
    assert (await report(db)).totals.households_answered == 3


async def test_where_answers_were_cut_loose_taking_part_counts(db: Database) -> None:
    def fill(connection: Connection) -> None:
        village = add_village(connection, homes=4)
        asked = add_consultation(connection, village.community_id)
        changed = {"secrecy": "anonymous", "results": "after_close", "sealed_at": NOON}
        connection.execute(update(consultation).where(consultation.c.id == asked.id).values(changed))
        rows = [{"consultation_id": asked.id, "household_id": home, "channel": "chat"} for home in village.homes[:3]]
        connection.execute(insert(participation), rows)

    await db.write(fill)
    assert (await report(db)).totals.households_answered == 3


async def test_what_came_after_the_last_day_is_not_counted(db: Database) -> None:
    def fill(connection: Connection) -> None:
        village = add_village(connection, homes=3)
        asked = add_consultation(connection, village.community_id)
        answer(connection, asked.id, asked.questions[0].id, village.homes[:1])
        answer(connection, asked.id, asked.questions[0].id, village.homes[1:2], at=NOON + timedelta(days=8))

    await db.write(fill)
    later = NOON + timedelta(days=30)
    assert (await report(db, now=later)).totals.households_answered == 1
    before = Wanted(Period(date(2026, 11, 1), date(2026, 11, 30)))
    assert (await report(db, before, now=later)).totals.consultations is None
    after = Wanted(Period(date(2026, 12, 7), date(2026, 12, 31)))
    assert (await report(db, after, now=later)).totals.consultations == 0


async def test_a_community_is_shown_entrance_by_entrance(db: Database) -> None:
    def fill(connection: Connection) -> None:
        village = add_village(connection, homes=3)
        other = add_household(connection, village.community_id, "101", building="2", entrance="")
        asked = add_consultation(connection, village.community_id)
        answer(connection, asked.id, asked.questions[0].id, (*village.homes[:2], other))

    await db.write(fill)
    made = await report(db, Wanted(WEEK, community="JX01"))
    assert [(one.building, one.entrance, one.homes, one.asked, one.answered) for one in made.parts] == [
        ("1", "1", 3, 3, 2),
        ("2", None, 1, 1, 1),
    ]
    assert sum(one.answered for one in made.parts) == made.totals.households_answered


def hold(connection: Connection, community_id: int, kind: str, **changed: object) -> int:
    row = {
        "community_id": community_id,
        "kind": kind,
        "title": "会",
        "starts_at": NOON,
        "ends_at": NOON + timedelta(hours=1),
        "place": "院里",
        "topics": "[]",
        "reminders": "",
        "uid": str(next(_UIDS)),
        "check_in_code": "abc",
        "created_at": NOON - timedelta(days=2),
    }
    made: int = connection.execute(insert(meeting).returning(meeting.c.id), row | changed).scalar_one()
    return made


async def test_meetings_of_the_bot_count_when_they_were_held(db: Database) -> None:
    def fill(connection: Connection) -> None:
        village = add_village(connection, homes=4)
        held = hold(connection, village.community_id, "exchange")
        rows = [
            {"meeting_id": held, "person_id": who, "household_id": home, "came_at": NOON}
            for who, home in zip(village.people[:3], village.homes[:3], strict=True)
        ]
        connection.execute(insert(attendance), rows)
        hold(connection, village.community_id, "exchange", state="cancelled")
        hold(connection, village.community_id, "exchange", starts_at=LATER, ends_at=LATER + timedelta(hours=1))
        hold(connection, village.community_id, "meet_and_greet", headcount=50)
        hold(connection, village.community_id, "opinion_collection")
        hold(connection, village.community_id, "design_first_review")

    await db.write(fill)
    totals = (await report(db)).totals
    exchange = totals.meetings["exchange"]
    assert (exchange.count, exchange.headcount, exchange.households) == (1, 3, 3)
    assert (totals.attendance.numerator, totals.attendance.denominator) == (3, 4)
    greeted = totals.meetings["meet_and_greet"]
    assert (greeted.count, greeted.headcount, greeted.households) == (1, 50, None)
    collected = totals.meetings["opinion_collection"]
    assert (collected.count, collected.headcount, collected.unheaded) == (1, None, 1)
    assert totals.meetings["design_first_review"].count is None


async def test_opinions_are_those_of_the_period_and_overdue_ones_of_all_time(db: Database) -> None:
    def fill(connection: Connection) -> None:
        village = add_village(connection, homes=1)
        common = {"community_id": village.community_id, "text": "漏水"}
        connection.execute(
            insert(opinion),
            [
                common | {"raised_at": NOON, "due_on": "2026-12-30"},
                common | {"raised_at": NOON - timedelta(days=30), "due_on": "2026-11-20"},
            ],
        )
        done = {"state": "answered", "answer": "修好了", "answered_at": NOON, "raised_at": NOON}
        connection.execute(insert(opinion), common | done)

    await db.write(fill)
    counts = (await report(db)).totals.opinions
    assert (counts.received, counts.answered, counts.overdue) == (2, 1, 1)


async def test_design_reviews_that_ended_give_plan_satisfaction(db: Database) -> None:
    def fill(connection: Connection) -> None:
        village = add_village(connection, homes=6)
        asked = add_consultation(connection, village.community_id)
        changed = {"template": "design_review", "closes_at": NOON + timedelta(hours=1)}
        connection.execute(update(consultation).where(consultation.c.id == asked.id).values(changed))
        scheme = asked.questions[0].id
        connection.execute(update(question).where(question.c.id == scheme).values(role="scheme"))
        chosen = option.c.question_id == scheme
        connection.execute(update(option).where(chosen, option.c.number == 3).values(kind="abstain"))
        follow = {"consultation_id": asked.id, "number": 2, "text": "对选中的方案", "type": "single"}
        consent: int = connection.execute(
            insert(question).returning(question.c.id), follow | {"role": "scheme_consent"}
        ).scalar_one()
        kinds = enumerate(("consent", "partly", "against"), 1)
        connection.execute(
            insert(option), [{"question_id": consent, "number": n, "label": kind, "kind": kind} for n, kind in kinds]
        )
        answer(connection, asked.id, scheme, village.homes[:5])
        answer(connection, asked.id, consent, village.homes[:3])
        marks = [(scheme, 0, 1), (scheme, 1, 1), (scheme, 2, 2), (scheme, 3, 2), (scheme, 4, 3)]
        marks += [(consent, 0, 1), (consent, 1, 2), (consent, 2, 3)]
        connection.execute(
            insert(mark_table),
            [
                {"question_id": which, "household_id": village.homes[home], "slot": 0, "option_number": number}
                for which, home, number in marks
            ],
        )

    await db.write(fill)
    rate = (await report(db)).totals.plan_satisfaction
    assert (rate.numerator, rate.denominator) == (2, 4)


async def test_a_scope_has_its_communities_only(db: Database) -> None:
    def fill(connection: Connection) -> int:
        one = add_village(connection, homes=2)
        rows = [{"code": f"JX0{n}", "name": f"小区{n}", "subdistrict": "西街"} for n in (2, 3)]
        connection.execute(insert(community), rows)
        connection.execute(update(community).where(community.c.id == one.community_id).values(subdistrict="东街"))
        return one.community_id

    number = await db.write(fill)
    assert (await report(db)).totals.communities == 3
    west = await report(db, Wanted(WEEK, subdistrict="西街"))
    assert ([one.code for one in west.communities], west.scope.subdistrict) == (["JX02", "JX03"], "西街")
    mine = (Ground("东街", number),)
    assert (await report(db, grounds=mine)).scope.community == "JX01"
    assert [one.code for one in (await report(db, grounds=(Ground("西街"),))).communities] == ["JX02", "JX03"]


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        (Wanted(WEEK, community="JX02"), Reason.REPORT_OUTSIDE_YOURS),
        (Wanted(WEEK, subdistrict="西街"), Reason.REPORT_OUTSIDE_YOURS),
        (Wanted(WEEK, community="JX0"), Reason.UNKNOWN_COMMUNITY_NEAR),
        (Wanted(WEEK, subdistrict="西大街"), Reason.REPORT_UNKNOWN_SUBDISTRICT_NEAR),
        (Wanted(WEEK, subdistrict="abc"), Reason.REPORT_UNKNOWN_SUBDISTRICT),
    ],
)
async def test_what_is_unknown_or_somebody_elses_is_refused(db: Database, wanted: Wanted, reason: Reason) -> None:
    def fill(connection: Connection) -> int:
        one = add_village(connection, homes=1)
        connection.execute(insert(community), {"code": "JX02", "name": "建新院", "subdistrict": "西街"})
        return one.community_id

    number = await db.write(fill)
    with pytest.raises(Refusal) as refused:
        await report(db, wanted, grounds=(Ground(None, number),))
    assert refused.value.reason is reason


async def test_a_report_on_nothing_at_all_can_be_made(db: Database) -> None:
    made = await report(db, now=datetime(2026, 12, 1, tzinfo=UTC))
    assert (made.totals.communities, made.communities, made.notes) == (0, (), ())
