"""A report adds up at every level, keeps "not recorded" apart from 0, and lets newer values replace older ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings

from bot.rules.ledger import RecordKind
from bot.rules.meetings import MeetingKind
from bot.rules.report import Figures, Measure, Period, Report, ReportScope
from bot.rules.report_assessment import Weights, laggards, points, unrecorded
from bot.rules.report_build import build
from bot.rules.report_facts import AskedHomes, HeldMeeting, Place, Recorded, ReportFacts, SheetValues, Stated
from bot.rules.report_sums import plus_decimals
from tests.rules.report_world import FIRST, LAST, districts

NOW = datetime(2020, 11, 24, 12, tzinfo=UTC)
PERIOD = Period(FIRST, LAST)

COUNTS: dict[str, Callable[[Figures], int | None]] = {
    "asked": lambda one: one.households_asked,
    "answered": lambda one: one.households_answered,
    "received": lambda one: one.opinions.received,
    "answered opinions": lambda one: one.opinions.answered,
    "overdue": lambda one: one.opinions.overdue,
    "pilots": lambda one: one.fund_pilot,
    "buildings": lambda one: one.buildings,
    "households": lambda one: one.households,
    "satisfied": lambda one: one.plan_satisfaction.numerator,
    "of": lambda one: one.plan_satisfaction.denominator,
    "demolished": lambda one: one.demolition.numerator,
    "branches": lambda one: one.organizations["temporary_party_branch"],
    "came": lambda one: one.attendance.numerator,
    "large": lambda one: one.large.denominator,
}


DISTINCT: tuple[Callable[[Figures], int | None], ...] = (
    lambda one: one.pairings,
    lambda one: one.assigned_cadres,
    lambda one: one.consultations,
)


def _meetings(kind: str) -> dict[str, Callable[[Figures], int | None]]:
    return {
        kind: lambda one: one.meetings[kind].count,
        f"{kind} people": lambda one: one.meetings[kind].headcount,
    }


for _kind in MeetingKind:
    COUNTS |= _meetings(_kind.value)


def built(facts: ReportFacts) -> Report:
    return build(PERIOD, NOW, ReportScope(), facts, Weights())


def total(values: Iterable[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


@settings(max_examples=60, deadline=None)
@given(districts())
def test_totals_are_the_sum_of_their_parts_at_every_level(facts: ReportFacts) -> None:
    report = built(facts)
    beyond = [] if report.district_wide is None else [report.district_wide]
    for level in (report.communities, report.subdistricts, report.programmes):
        parts = [one.figures for one in level] + beyond
        assert sum(part.communities for part in parts) == report.totals.communities == len(facts.places)
        for name, of in COUNTS.items():
            assert of(report.totals) == total(of(part) for part in parts), name
        for status in report.totals.works_status:
            known = total(part.works_status[status] for part in parts)
            assert report.totals.works_status[status] == known
    sums: dict[str, str] = {}
    for part in [*(one.figures for one in report.communities), *beyond]:
        for name, value in part.indicators.items():
            sums[name] = plus_decimals(sums.get(name, "0"), value)
    assert report.totals.indicators == dict(sorted(sums.items()))


@settings(max_examples=60, deadline=None)
@given(districts())
def test_the_distinct_are_never_more_than_the_sum_and_never_fewer_than_the_largest(facts: ReportFacts) -> None:
    report = built(facts)
    parts = [one.figures for one in report.communities]
    parts += [] if report.district_wide is None else [report.district_wide]
    for of in DISTINCT:
        each, whole = [of(part) or 0 for part in parts], of(report.totals) or 0
        assert max(each, default=0) <= whole <= sum(each)


def place(number: int = 1, subdistrict: str | None = None) -> Place:
    return Place(number, f"C{number}", f"小区{number}", subdistrict)


def facts_of(
    *places: Place,
    meetings: tuple[HeldMeeting, ...] = (),
    records: tuple[Recorded, ...] = (),
    consultations: tuple[AskedHomes, ...] = (),
    sheet: dict[int, SheetValues] | None = None,
) -> ReportFacts:
    return ReportFacts(places or (place(),), sheet or {}, meetings, records, consultations, (), {})


def recorded(record: RecordKind, day: date | None = LAST, community_id: int | None = 1, **cells: Any) -> Recorded:
    known: dict[str, None] = dict.fromkeys(
        ("building", "kind", "name", "organization", "numerator", "denominator", "value", "unit")
    )
    return replace(Recorded(record, community_id, day, **known), **cells)


def test_of_an_empty_community_everything_is_unknown_and_nothing_is_zero() -> None:
    totals = built(facts_of()).totals
    assert {of(totals) for of in COUNTS.values()} == {None}
    assert set(totals.works_status.values()) == set(totals.management.values()) == {None}
    assert (totals.consultations, totals.pairings, totals.assigned_cadres) == (None, None, None)
    assert (totals.programme, totals.indicators) == ({}, {})


def test_what_was_recorded_before_the_period_makes_a_zero_and_not_a_gap() -> None:
    earlier = HeldMeeting(1, "exchange", date(2019, 1, 1), 40, 30)
    report = built(facts_of(meetings=(earlier,), consultations=(AskedHomes(1, 5, in_period=False),)))
    assert (report.totals.meetings["exchange"].count, report.totals.consultations) == (0, 0)
    assert report.totals.meetings["exchange"].headcount is None
    assert report.totals.meetings["other"].count is None
    assert (report.to_date["exchange"].count, report.to_date["exchange"].headcount) == (1, 40)


def test_meetings_without_a_headcount_are_counted_apart() -> None:
    held = (HeldMeeting(1, "exchange", FIRST, None, None), HeldMeeting(1, "exchange", LAST, 40, None))
    sums = built(facts_of(meetings=held)).totals.meetings["exchange"]
    assert (sums.count, sums.headcount, sums.households, sums.unheaded) == (2, 40, None, 1)


def test_a_rate_recorded_again_replaces_the_older_one_of_the_same_building() -> None:
    def rate(day: date, numerator: int, building: str | None = None) -> Recorded:
        return recorded(
            RecordKind.RATE, day, kind="demolition", numerator=numerator, denominator=100, building=building
        )

    report = built(facts_of(records=(rate(LAST, 95), rate(FIRST, 50), rate(FIRST, 70, "1"))))
    assert (report.totals.demolition.numerator, report.totals.demolition.denominator) == (165, 200)


def test_the_newer_of_ledger_and_sheet_states_an_indicator() -> None:
    def lamps(day: date, value: str) -> Recorded:
        return recorded(RecordKind.INDICATOR, day, name="路灯", value=value, unit="盏")

    sheet = {1: SheetValues(indicators={"路灯": Stated("7", date(2020, 6, 1))})}
    assert built(facts_of(records=(lamps(LAST, "9"),), sheet=sheet)).totals.indicators == {"路灯": "9"}
    older = built(facts_of(records=(lamps(FIRST, "9"),), sheet=sheet)).totals
    assert (older.indicators, older.units) == ({"路灯": "7"}, {"路灯": "盏"})


def test_party_organisations_and_people_are_counted_once_however_many_places_they_serve() -> None:
    pairings = tuple(recorded(RecordKind.PAIRING, None, number, organization="甲党委") for number in (1, 2))
    cadres = tuple(
        recorded(RecordKind.ASSIGNMENT, None, number, name="张三", organization=unit)
        for number, unit in ((1, "甲局"), (2, "甲局"), (2, "乙局"))
    )
    report = built(facts_of(place(1), place(2), records=pairings + cadres))
    assert (report.totals.pairings, report.totals.assigned_cadres) == (1, 2)
    assert [one.figures.pairings for one in report.communities] == [1, 1]


def test_one_consultation_in_two_communities_is_one_in_the_total() -> None:
    asked = (AskedHomes(1, 7, True, 10, 5), AskedHomes(2, 7, True, 20, 8))
    report = built(facts_of(place(1), place(2), consultations=asked))
    assert (report.totals.consultations, report.totals.households_asked, report.totals.households_answered) == (
        1,
        30,
        13,
    )


def test_what_belongs_to_no_community_stands_in_the_total_and_apart() -> None:
    report = built(facts_of(records=(recorded(RecordKind.INDICATOR, community_id=None, name="天数", value="70"),)))
    assert report.district_wide is not None
    assert report.district_wide.indicators == report.totals.indicators == {"天数": "70"}
    assert built(facts_of()).district_wide is None


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ((Fraction(1), Fraction(1), Fraction(1), Fraction(1)), Fraction(100)),
        ((Fraction(1), None, Fraction(1, 2), None), Fraction(100 * (25 + 15), 55)),
        ((None, None, None, None), None),
        ((Fraction(0), None, None, None), Fraction(0)),
    ],
)
def test_what_was_not_recorded_is_not_weighed(shares: tuple[Fraction | None, ...], expected: Fraction | None) -> None:
    weights = (25, 15, 30, 30)
    measures = [Measure(str(number), weights[number], share) for number, share in enumerate(shares)]
    assert points(measures) == expected


def test_equal_points_share_a_place_and_the_unrecorded_have_none() -> None:
    asked = tuple(AskedHomes(number, number, True, 10, answered) for number, answered in ((1, 3), (2, 9), (3, 9)))
    assessment = built(facts_of(place(1), place(2), place(3), place(4), consultations=asked)).assessment
    assert [(unit.code, unit.place) for unit in assessment.communities] == [
        ("C2", 1),
        ("C3", 1),
        ("C1", 3),
        ("C4", None),
    ]
    assert [unit.code for unit in laggards(assessment)] == ["C1"]
    assert [unit.code for unit in unrecorded(assessment)] == ["C4"]


def test_subdistricts_are_ranked_when_there_are_several() -> None:
    asked = (AskedHomes(1, 1, True, 10, 3), AskedHomes(2, 2, True, 10, 9))
    assessment = built(facts_of(place(1, "东街"), place(2, "西街"), consultations=asked)).assessment
    assert [unit.name for unit in assessment.subdistricts] == ["西街", "东街"]
    assert built(facts_of(place(1, "东街"))).assessment.subdistricts == ()
