"""One report in several formats: figure by figure the same, in both languages, whatever people are called."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings

from bot.reports.report_csv import report_csv
from bot.reports.report_figures import figure_lines
from bot.reports.report_json import report_json
from bot.reports.report_text import report_text
from bot.reports.report_words import ReportWords
from bot.rules.report import Period, Report, ReportKind, ReportScope, Upcoming
from bot.rules.report_assessment import Weights
from bot.rules.report_build import build
from bot.rules.report_facts import AskedHomes, HeldMeeting, Place, ReportFacts
from bot.texts import LANGUAGES, texts
from tests.rules.report_world import FIRST, LAST, districts

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2020, 11, 24, 12, tzinfo=UTC)
KINDS = list(ReportKind)


def made(facts: ReportFacts, kind: ReportKind = ReportKind.YEAR) -> Report:
    return build(Period(FIRST, LAST, kind), NOW, ReportScope(), facts, Weights())


def page(report: Report, language: str = "zh-CN") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(report_json(report, texts(language), ZONE))
    return found


@settings(max_examples=30, deadline=None)
@given(districts())
def test_the_table_says_the_same_as_the_json(facts: ReportFacts) -> None:
    report = made(facts)
    written = page(report)
    rows = list(csv.DictReader(io.StringIO(report_csv(report, texts("zh-CN"), ZONE).decode("utf-8-sig"))))
    districts_row, communities = rows[0], [row for row in rows if row["level"] == "community"]
    assert len(communities) == len(written["communities"])
    for row, figures in zip([districts_row, *communities], [written["totals"], *written["communities"]], strict=True):
        for name in ("households_asked", "pairings", "consultations", "buildings"):
            assert row[name] == ("" if figures[name] is None else str(figures[name]))
        for kind, held in figures["meetings"].items():
            assert row[f"{kind}_count"] == ("" if held["count"] is None else str(held["count"]))
        assert row["demolition_rate"] == (figures["demolition"]["rate"] or "")
        for name, value in figures["indicators"].items():
            assert row[name] == value


@settings(max_examples=30, deadline=None)
@given(districts())
def test_every_report_can_be_told_in_every_language_and_kind(facts: ReportFacts) -> None:
    for language in LANGUAGES:
        for kind in KINDS:
            report = made(facts, kind)
            told = report_text(report, texts(language), ZONE).decode()
            lines = figure_lines(report.totals, ReportWords(report, texts(language), ZONE))
            assert all(line.value in told for line in lines)
            assert "None" not in told


def facts_of(name: str) -> ReportFacts:
    places = tuple(Place(number, f"C{number}", f"{name}{number}", "街道") for number in range(1, 81))
    held = tuple(HeldMeeting(number, "exchange", LAST, 10 + number, 5, 10) for number in range(1, 80))
    asked = tuple(AskedHomes(number, number, True, 100, number) for number in range(1, 80))
    return ReportFacts(places, {}, held, (), asked, (), {})


def test_a_long_ranking_shows_both_ends_and_says_what_is_left_out() -> None:
    told = report_text(made(facts_of("小区"), ReportKind.MONTH), texts("zh-CN"), ZONE).decode()
    assert "中间 39 个从略" in told
    assert "\n1 小区79：" in told
    assert "\n79 小区1：" in told
    assert "没有任何可计分的登记：小区80。" in told


def test_names_cannot_act_on_a_terminal_or_a_spreadsheet() -> None:
    facts = facts_of("=cmd()\u202e")
    report = made(facts)
    assert "\u202e" not in report_json(report, texts("zh-CN"), ZONE).decode()
    assert "\u202e" not in report_text(report, texts("zh-CN"), ZONE).decode()
    rows = list(csv.DictReader(io.StringIO(report_csv(report, texts("zh-CN"), ZONE).decode("utf-8-sig"))))
    assert rows[2]["name"] == "'=cmd()1"


def test_next_weeks_plans_stand_in_the_bulletin() -> None:
    plans = (
        Upcoming("meeting", datetime(2020, 11, 25, 11, tzinfo=UTC), "初审会", "金祥花园"),
        Upcoming("consultation", datetime(2020, 11, 26, 10, tzinfo=UTC), "停车", "建新院"),
    )
    report = replace(made(facts_of("小区"), ReportKind.WEEK), upcoming=plans)
    told = report_text(report, texts("zh-CN"), ZONE).decode()
    assert "五、下周：2020-11-25 19:00 金祥花园“初审会”、2020-11-26 18:00 建新院“停车”征询截止。" in told
    assert page(report)["upcoming"][0]["at"] == "2020-11-25T19:00:00+08:00"


@pytest.mark.parametrize(("kind", "words"), [(ReportKind.WEEK, "第10期"), (ReportKind.YEAR, "2020年")])
def test_titles_name_the_period(kind: ReportKind, words: str) -> None:
    period = Period(date(2020, 3, 2), date(2020, 3, 8), kind)
    report = replace(made(facts_of("小区"), kind), period=period)
    assert words in report_text(report, texts("zh-CN"), ZONE).decode().splitlines()[0]
