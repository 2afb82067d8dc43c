"""A report as JSON, the shape that scripts rely on: null is what was never recorded, rates are rounded down."""

from __future__ import annotations

import json
import re
from datetime import tzinfo

from bot.reports.report_words import ReportWords
from bot.rules.report import Assessment, CommunityReport, Figures, GroupReport, MeetingSum, RateSum, Report, Standing
from bot.texts import Texts

_INVISIBLE = re.compile("[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def report_json(report: Report, texts: Texts, zone: tzinfo) -> bytes:
    """UTF-8 JSON with a final line break; instants in ``zone``."""
    written = json.dumps(report_facts(report, texts, zone), ensure_ascii=False, indent=2)
    return _INVISIBLE.sub(lambda match: f"\\u{ord(match[0]):04x}", written).encode() + b"\n"


def report_facts(report: Report, texts: Texts, zone: tzinfo) -> dict[str, object]:
    """The report as plain values, key by key as promised."""
    words = ReportWords(report, texts, zone)
    return {
        "kind": report.period.kind.value,
        "from": report.period.first.isoformat(),
        "to": report.period.last.isoformat(),
        "as_of": report.as_of.astimezone(zone).isoformat(timespec="seconds"),
        "scope": {"subdistrict": report.scope.subdistrict, "community": report.scope.community},
        "totals": figure_facts(report.totals, words),
        "communities": [_community(one, words) for one in report.communities],
        "subdistricts": [_group(one, words) for one in report.subdistricts],
        "programmes": [_group(one, words) for one in report.programmes],
        "district_wide": None if report.district_wide is None else figure_facts(report.district_wide, words),
        "to_date": {kind: _meetings(held) for kind, held in report.to_date.items()},
        "assessment": _assessment(report.assessment),
        "parts": [
            {
                "building": part.building,
                "entrance": part.entrance,
                "households": part.homes,
                "households_asked": part.asked,
                "households_answered": part.answered,
            }
            for part in report.parts
        ],
        "upcoming": [
            {
                "kind": one.kind,
                "at": one.at.astimezone(zone).isoformat(timespec="seconds"),
                "title": one.title,
                "community": one.community,
            }
            for one in report.upcoming
        ],
        "notes": [{"code": note.code, "text": text} for note, text in zip(report.notes, words.notes(), strict=True)],
    }


def figure_facts(figures: Figures, words: ReportWords) -> dict[str, object]:
    """The figures with every key, whatever was recorded."""
    return {
        "communities": figures.communities,
        "meetings": {kind: _meetings(held) for kind, held in figures.meetings.items()},
        "consultations": figures.consultations,
        "households_asked": figures.households_asked,
        "households_answered": figures.households_answered,
        "response": _rate(figures.response, "response", words),
        "organizations": dict(figures.organizations),
        "pairings": figures.pairings,
        "assigned_cadres": figures.assigned_cadres,
        "plan_satisfaction": _rate(figures.plan_satisfaction, "plan_satisfaction", words),
        "demolition": _rate(figures.demolition, "demolition", words),
        "opinions": {
            "received": figures.opinions.received,
            "answered": figures.opinions.answered,
            "overdue": figures.opinions.overdue,
        },
        "opinion_response": _rate(figures.opinion_response, "opinion_response", words),
        "works_status": dict(figures.works_status),
        "programme": dict(figures.programme),
        "management": dict(figures.management),
        "indicators": dict(figures.indicators),
        "units": dict(figures.units),
        "attendance": _rate(figures.attendance, "attendance", words),
        "five_buildings": _rate(figures.large, "large", words),
        "fund_pilot": figures.fund_pilot,
        "buildings": figures.buildings,
        "households": figures.households,
    }


def _meetings(held: MeetingSum) -> dict[str, int | None]:
    return {
        "count": held.count,
        "headcount": held.headcount,
        "households": held.households,
        "without_headcount": None if held.count is None else held.unheaded,
    }


def _rate(rate: RateSum, name: str, words: ReportWords) -> dict[str, object]:
    return {
        "numerator": rate.numerator,
        "denominator": rate.denominator,
        "rate": rate.rate,
        "formula": words.say(f"formula.{name}"),
    }


def _community(one: CommunityReport, words: ReportWords) -> dict[str, object]:
    state = {
        "works_status": None if one.works_status is None else one.works_status.value,
        "programme": one.programme,
        "management": None if one.management is None else one.management.value,
    }
    named = {"code": one.code, "name": one.name, "subdistrict": one.subdistrict, "state": state}
    return named | figure_facts(one.figures, words)


def _group(one: GroupReport, words: ReportWords) -> dict[str, object]:
    return {"name": one.name} | figure_facts(one.figures, words)


def _assessment(assessment: Assessment) -> dict[str, object]:
    return {
        "weights": dict(assessment.weights),
        "meetings_wanted": assessment.meetings_wanted,
        "off_per_overdue": assessment.off_per_overdue,
        "communities": [_standing(unit) for unit in assessment.communities],
        "subdistricts": [_standing(unit) for unit in assessment.subdistricts],
    }


def _standing(unit: Standing) -> dict[str, object]:
    points = unit.points
    hundredths = None if points is None else points.numerator * 100 // points.denominator
    return {
        "place": unit.place,
        "code": unit.code,
        "name": unit.name,
        "points": None if hundredths is None else f"{hundredths // 100}.{hundredths % 100:02}",
        "measures": {
            each.name: None if each.share is None else RateSum(each.share.numerator, each.share.denominator).rate
            for each in unit.measures
        },
        "overdue": unit.overdue,
    }
