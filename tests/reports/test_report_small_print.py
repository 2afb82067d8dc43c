"""Figures in every format: text, table, page and JSON say the same, and names of people's making break none of them."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.reports.figure_rows import community_rows, sections
from bot.reports.report_csv import report_csv
from bot.reports.report_figures import figure_lines
from bot.reports.report_json import report_json
from bot.reports.report_words import ReportWords
from bot.rules.ledger import RecordKind
from bot.rules.report import Period, RateSum, Report, ReportScope, Standing
from bot.rules.report_assessment import Weights
from bot.rules.report_build import build
from bot.rules.report_facts import Place, Recorded, ReportFacts
from bot.rules.report_period import month_of, week_of, year_of
from bot.texts import texts
from tests.reports.report_samples import report
from tests.rules.report_world import FIRST, LAST, districts

ZONE = ZoneInfo("Asia/Shanghai")
WORDS = texts("zh-CN")
NOW = datetime(2020, 12, 6, 12, tzinfo=UTC)


def made(period: Period, *records: Recorded) -> Report:
    places = (Place(1, "C1", "小区1", "东街"), Place(2, "C2", "小区2", "东街"))
    return build(period, NOW, ReportScope(), ReportFacts(places, {}, (), records, (), (), {}), Weights())


def indicator(community_id: int | None, name: str, value: str, unit: str | None = None) -> Recorded:
    day = date(2020, 5, 1)
    return Recorded(RecordKind.INDICATOR, community_id, day, None, None, name, None, None, None, value, unit)


def table(wanted: Report) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(report_csv(wanted, WORDS, ZONE).decode("utf-8-sig"))))


def of_rate(rate: RateSum) -> dict[str, object]:
    return {"numerator": rate.numerator, "denominator": rate.denominator, "rate": rate.rate}


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_every_rate_stands_with_both_its_parts_in_the_json_and_in_the_table(seed: int) -> None:
    wanted = report(seed, communities=3)
    totals = json.loads(report_json(wanted, WORDS, ZONE))["totals"]
    (district, *_), figures = table(wanted), wanted.totals
    rates = {"response": figures.response, "opinion_response": figures.opinion_response} | {
        "five_buildings": figures.large,
        "attendance": figures.attendance,
        "plan_satisfaction": figures.plan_satisfaction,
        "demolition": figures.demolition,
    }
    for name, rate in rates.items():
        assert totals[name].pop("formula")
        assert totals[name] == of_rate(rate)
        cells = {key: district[f"{name}_{key}"] for key in of_rate(rate)}
        assert cells == {key: "" if value is None else str(value) for key, value in of_rate(rate).items()}


def line_of(key: str) -> str:
    """The line of the text in which a figure of the page stands."""
    group, _, name = key.partition(".")
    if group == "meetings":
        return name.partition(".")[0]
    if group == "organizations":
        return "other_organization" if name == "other" else name
    return {"indicators": f"indicator:{name}", "opinions": name}.get(group, group)


@settings(max_examples=30, deadline=None)
@given(districts())
def test_the_text_has_the_figures_of_the_page(facts: ReportFacts) -> None:
    wanted = build(Period(FIRST, LAST), NOW, ReportScope(), facts, Weights())
    lines = {line.key: line.value for line in figure_lines(wanted.totals, ReportWords(wanted, WORDS, ZONE))}
    rows = [row for section in sections(wanted.totals, WORDS) for row in section.rows]
    for row in rows:
        line = lines[line_of(row.key)]
        if row.number is None:
            assert "未登记" in line or line == "0 次", row.key
        else:
            assert row.value.replace(",", "").replace(" ", "") in line.replace(" ", ""), row.key
    assert {line_of(row.key) for row in rows} | {"programme"} == set(lines)


def test_points_are_the_same_in_the_table_of_communities_and_in_the_json() -> None:
    wanted = report(3, communities=1)
    third = Fraction(250, 3)
    (one,) = wanted.communities
    standing = Standing(one.name, 1, third, (), 0, one.code)
    wanted = replace(wanted, assessment=replace(wanted.assessment, communities=(standing,)))
    (row,) = community_rows(wanted, WORDS)
    assert json.loads(report_json(wanted, WORDS, ZONE))["assessment"]["communities"][0]["points"] == "83.33"
    assert (row[-1].text, row[-1].number) == ("83.33", Decimal("83.33"))


@pytest.mark.parametrize("value", ["0.0000001", "-0.00000002", "1" + "0" * 40])
def test_an_indicator_is_written_out_however_small_or_large(value: str) -> None:
    wanted = made(year_of(date(2020, 1, 1)), indicator(1, "微量", value))
    (row,) = (row for section in sections(wanted.totals, WORDS) for row in section.rows if "微量" in row.key)
    assert row.value.replace(",", "") == value
    assert row.number == Decimal(value)


def test_an_indicator_cannot_be_a_formula_in_the_head_of_the_table() -> None:
    wanted = made(year_of(date(2020, 1, 1)), indicator(1, "=HYPERLINK(A1)", "3"))
    head = report_csv(wanted, WORDS, ZONE).decode("utf-8-sig").splitlines()[0]
    assert ",=" not in head
    assert "'=HYPERLINK(A1)" in head


@pytest.mark.parametrize("name", ["households", "code", "level"])
def test_an_indicator_called_like_a_column_of_ours_leaves_that_column_alone(name: str) -> None:
    wanted = made(year_of(date(2020, 1, 1)), indicator(1, name, "77"))
    district, *_ = table(wanted)
    assert district[name] in ("", "district")
    assert district[f"indicators.{name}"] == "77"


def test_units_that_differ_are_pointed_out_and_both_are_shown() -> None:
    year = year_of(date(2020, 1, 1))
    wanted = made(year, indicator(1, "管网", "1.2", "公里"), indicator(2, "管网", "900", "米"))
    assert [(note.code, dict(note.facts)) for note in wanted.notes] == [
        ("indicator_units", {"name": "管网", "units": "公里 / 米"})
    ]
    assert "公里 / 米" in ReportWords(wanted, WORDS, ZONE).notes()[0]
    same = made(year, indicator(1, "管网", "1.2", "公里"), indicator(2, "管网", "0.9", "公里"))
    assert (same.notes, same.totals.units) == ((), {"管网": "公里"})


def test_a_rate_of_the_district_beside_those_of_communities_is_pointed_out() -> None:
    day = date(2020, 5, 1)

    def rate(community_id: int | None) -> Recorded:
        kind = "demolition"
        return Recorded(RecordKind.RATE, community_id, day, None, kind, None, None, 9, 10, None, None)

    wanted = made(year_of(date(2020, 1, 1)), rate(None), rate(1))
    assert [note.code for note in wanted.notes] == ["twice_demolition"]
    assert "拆违率" in ReportWords(wanted, WORDS, ZONE).notes()[0]
    assert made(year_of(date(2020, 1, 1)), rate(1), rate(2)).notes == ()


@pytest.mark.parametrize(
    ("period", "wanted"),
    [
        (week_of(date(2020, 12, 2)), 1),
        (week_of(date(2021, 1, 1)), 1),
        (month_of(date(2020, 2, 9)), 1),
        (year_of(date(2020, 1, 1)), 12),
        (Period(date(2020, 1, 1), date(2020, 11, 24)), 11),
        (Period(date(2020, 11, 20), date(2020, 12, 3)), 1),
    ],
)
def test_a_week_between_two_months_expects_no_more_meetings_than_any_other(period: Period, wanted: int) -> None:
    assert made(period).assessment.meetings_wanted == wanted
