"""Reports made up by chance, valid in every part: figures that are there, that are 0, and that were never recorded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from fractions import Fraction
from random import Random

from bot.rules.report import (
    Assessment,
    CommunityReport,
    Figures,
    GroupReport,
    Management,
    Measure,
    MeetingSum,
    OpinionSum,
    Period,
    RateSum,
    Report,
    ReportKind,
    ReportScope,
    Standing,
    WorksStatus,
)

KINDS = ("meet_and_greet", "exchange", "opinion_collection", "design_first_review", "other")
HOSTILE = ("=1+1", "<b>粗</b>", "{{ title }}", "#set text(red)", "\u202e倒着", "&amp;", "@SUM(A1)", '小区|"引号"')


def figures(random: Random, communities: int = 1) -> Figures:
    """Figures of so many communities."""

    def maybe(most: int) -> int | None:
        return random.choice([None, 0, random.randint(1, most)])

    def rate(most: int) -> RateSum:
        whole = maybe(most)
        return RateSum() if whole is None else RateSum(random.randint(0, whole), whole)

    response = rate(90_000)
    return Figures(
        communities=communities,
        meetings={kind: MeetingSum(maybe(90), maybe(9_000), maybe(900)) for kind in KINDS},
        consultations=maybe(40),
        households_asked=response.denominator,
        households_answered=response.numerator,
        organizations=dict.fromkeys(("temporary_party_branch", "resident_organization", "other"), maybe(300)),
        pairings=maybe(60),
        assigned_cadres=maybe(700),
        plan_satisfaction=rate(1_000),
        demolition=rate(1_000),
        opinions=OpinionSum(maybe(300), maybe(200), maybe(50)),
        works_status={each.value: maybe(160) for each in WorksStatus},
        programme={"2019年中央补助": 153, random.choice(HOSTILE): 19},
        management={each.value: maybe(40) for each in Management},
        indicators={"管网更新": "13.6", random.choice(HOSTILE): "28763"},
        attendance=rate(5_000),
        large=rate(264),
        fund_pilot=maybe(12),
        buildings=maybe(7_000),
        households=maybe(300_000),
        units={"管网更新": "公里"},
    )


def community(random: Random, number: int) -> CommunityReport:
    """One community with everything or nothing known."""
    choose: Callable[[object], object] = lambda values: random.choice([None, *values])  # type: ignore[misc] # noqa: E731
    return CommunityReport(
        code=f"JX{number:03d}",
        name=random.choice([f"金祥花园{number}区", f"{random.choice(HOSTILE)}{number}"]),
        subdistrict=random.choice([None, "淮河路街道", "建中街街道"]),
        figures=figures(random),
        works_status=choose(WorksStatus),  # type: ignore[arg-type]
        programme=random.choice([None, "2019年中央补助"]),
        management=choose(Management),  # type: ignore[arg-type]
    )


def report(seed: int = 1, communities: int = 12, kind: ReportKind = ReportKind.YEAR) -> Report:
    """A whole report."""
    random = Random(seed)
    found = tuple(community(random, number) for number in range(1, communities + 1))
    groups = tuple(GroupReport(name, figures(random, 5)) for name in ("淮河路街道", "建中街街道", None))
    return Report(
        period=Period(date(2020, 1, 1), date(2020, 11, 24), kind),
        as_of=datetime(2020, 11, 24, 15, 59, 59, tzinfo=UTC),
        scope=ReportScope(),
        totals=figures(random, communities),
        communities=found,
        subdistricts=groups,
        programmes=(),
        district_wide=None,
        to_date={},
        assessment=_assessment(random, found),
        notes=(),
    )


def _assessment(random: Random, found: tuple[CommunityReport, ...]) -> Assessment:
    def standing(name: str, code: str | None) -> Standing:
        points = random.choice([None, Fraction(random.randint(0, 1000), 10)])
        return Standing(name, None if points is None else 1, points, (Measure("meetings", 25, points),), 0, code)

    return Assessment(
        weights={"meetings": 25, "attendance": 15, "response": 30, "opinions": 30},
        meetings_wanted=1,
        off_per_overdue=1,
        communities=tuple(standing(each.name, each.code) for each in found),
        subdistricts=(standing("淮河路街道", None), standing("建中街街道", None)),
    )
