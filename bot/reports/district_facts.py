"""What every laid-out form of a report shows: the same facts for the page, the printed report and the Word file."""

from __future__ import annotations

from datetime import UTC, tzinfo

from bot.reports.figure_rows import Column, Section, all_meetings, columns, community_rows, sections
from bot.reports.report_words import ReportWords
from bot.rules.report import Report
from bot.texts import Texts, clean


def title(report: Report, words: Texts) -> str:
    """What report this is, of which part of the district."""
    return clean(ReportWords(report, words, UTC).title())


def scope_name(report: Report, words: Texts) -> str:
    """Which part of the district it covers."""
    if report.scope.community is not None:
        names = [each.name for each in report.communities if each.code == report.scope.community]
        return clean(names[0] if names else report.scope.community)
    if report.scope.some:
        return clean(ReportWords(report, words, UTC).area())
    return clean(report.scope.subdistrict) if report.scope.subdistrict else words.plain("district.scope_district")


def period_name(report: Report, words: Texts) -> str:
    """From the first to the last day."""
    return words.plain("district.period", first=report.period.first.isoformat(), last=report.period.last.isoformat())


def as_of(report: Report, words: Texts, zone: tzinfo) -> str:
    """Up to which moment everything was counted."""
    return words.plain("district.as_of", instant=report.as_of.astimezone(zone).strftime("%Y-%m-%d %H:%M"))


def tiles(report: Report, words: Texts) -> list[dict[str, object]]:
    """The handful of numbers that are looked at first."""
    figures = report.totals
    of_one = report.scope.community is not None
    shown = [
        ("households", figures.households) if of_one else ("communities", figures.communities),
        ("meetings", all_meetings(figures, "count")),
        ("headcount", all_meetings(figures, "headcount")),
        ("consultations", figures.consultations),
    ]
    found = [
        {
            "label": words.plain(f"district.{'figure' if key in ('communities', 'households') else 'column'}.{key}"),
            "value": words.plain("district.unrecorded") if number is None else f"{number:,}",
            "none": number is None,
        }
        for key, number in shown
    ]
    for key, rate in (("response", figures.response), ("plan_satisfaction", figures.plan_satisfaction)):
        value = rate.percent or words.plain("district.unrecorded")
        found.append({"label": words.plain(f"district.figure.{key}"), "value": value, "none": rate.percent is None})
    return found


def page_facts(report: Report, text: str, notes: list[str], words: Texts, zone: tzinfo) -> dict[str, object]:
    """Everything a laid-out report shows but its drawings.

    ``text`` is the report in sentences, ``notes`` what has to be looked at.
    """
    heads = columns(words)
    return {
        "lang": words.language,
        "title": title(report, words),
        "scope": scope_name(report, words),
        "period": period_name(report, words),
        "as_of": as_of(report, words, zone),
        "text": clean_lines(text),
        "notes": notes,
        "tiles": tiles(report, words),
        "columns": [{"label": head.label, "numeric": head.numeric} for head in heads],
        "rows": _rows(report, heads, words),
        "sections": [_section(each) for each in sections(report.totals, words)],
        "shown_template": words.template("district.shown"),
        "words": {
            key: words.plain(f"district.{key}")
            for key in ("contents", "notes", "communities", "search", "sort_hint", "print", "nothing_found", "figures")
        },
    }


def clean_lines(text: str) -> str:
    """The text without anything invisible; its lines stay."""
    return "\n".join(clean(line) for line in text.split("\n"))


def _rows(report: Report, heads: tuple[Column, ...], words: Texts) -> list[list[dict[str, str]]]:
    unrecorded = words.plain("district.unrecorded")
    return [
        [
            {
                "text": cell.text,
                "number": "" if cell.number is None else str(cell.number),
                "class": " ".join(
                    name for name, here in (("n", head.numeric), ("none", cell.text == unrecorded)) if here
                ),
            }
            for head, cell in zip(heads, row, strict=True)
        ]
        for row in community_rows(report, words)
    ]


def _section(section: Section) -> dict[str, object]:
    rows = [
        {
            "key": row.key,
            "label": row.label,
            "value": row.value,
            "definition": row.definition,
            "none": row.number is None,
        }
        for row in section.rows
    ]
    return {"title": section.title, "rows": rows}
