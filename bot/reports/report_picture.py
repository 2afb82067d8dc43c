"""A report at a glance as a picture for phones: the first numbers, and bars for what is compared."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from fractions import Fraction

from bot.reports.district_facts import as_of, period_name, scope_name, tiles, title
from bot.reports.figure_rows import group_name
from bot.reports.typesetting import compile_png
from bot.rules.report import CommunityReport, Report
from bot.texts import Texts, clean

_PIXELS_PER_INCH = 144
_MOST_ROWS = 14
_WORKS = (("completed", "green"), ("under_construction", "orange"), ("preliminary", "grey"))
_LABEL = 10


def report_picture(report: Report, words: Texts, zone: tzinfo) -> bytes:
    """The picture as PNG, within Telegram's limits for photos."""
    facts = {
        "lang": words.language,
        "title": title(report, words),
        "scope": scope_name(report, words),
        "period": period_name(report, words),
        "as_of": as_of(report, words, zone),
        "tiles": tiles(report, words),
        "charts": [each for each in (_meetings(report, words), _works(report, words), _shares(report, words)) if each],
    }
    return compile_png("templates/overview.typ", facts, _PIXELS_PER_INCH)


def _chart(title: str, rows: Sequence[dict[str, object]], legend: Sequence[dict[str, str]] = ()) -> dict[str, object]:
    return {"title": title, "rows": list(rows), "legend": list(legend)}


def _row(label: str, text: str, *parts: tuple[Fraction, str]) -> dict[str, object]:
    """``parts`` are lengths from 0 to 1 with their colours; the picture takes thousandths."""
    plain = clean(label)
    shown = plain if len(plain) <= _LABEL else plain[: _LABEL - 1] + "…"
    lengths = [{"length": int(1000 * min(length, Fraction(1))), "colour": colour} for length, colour in parts]
    return {"label": shown, "text": text, "parts": lengths}


def _meetings(report: Report, words: Texts) -> dict[str, object] | None:
    known = [(kind, each.count) for kind, each in report.totals.meetings.items() if each.count is not None]
    most = max((count for _kind, count in known), default=0)
    if not most:
        return None
    rows = [
        _row(words.plain(f"district.kind_short.{kind}"), f"{count:,}", (Fraction(count, most), "blue"))
        for kind, count in known
    ]
    return _chart(words.plain("district.chart_meetings"), rows)


def _works(report: Report, words: Texts) -> dict[str, object] | None:
    groups = [(group_name(each, words), each.figures) for each in report.subdistricts]
    if len(groups) < 2:
        groups = [(scope_name(report, words), report.totals)]
    counts = [(name, [figures.works_status.get(status) or 0 for status, _ in _WORKS]) for name, figures in groups]
    counts.sort(key=lambda pair: -sum(pair[1]))
    most = sum(counts[0][1])
    if not most:
        return None
    rows = [
        _row(
            name,
            str(sum(parts)),
            *((Fraction(part, most), colour) for part, (_, colour) in zip(parts, _WORKS, strict=True)),
        )
        for name, parts in counts[:_MOST_ROWS]
    ]
    legend = [
        {"name": words.plain(f"district.figure.works_status_{status}"), "colour": colour} for status, colour in _WORKS
    ]
    return _chart(words.plain("district.chart_works"), rows, legend)


def _shares(report: Report, words: Texts) -> dict[str, object] | None:
    known = [each for each in report.communities if each.figures.response.exact is not None]
    if not known:
        return None
    known.sort(key=_share, reverse=True)
    rows = [_row(each.name, each.figures.response.percent or "", (_share(each), "sky")) for each in known[:_MOST_ROWS]]
    return _chart(words.plain("district.chart_response", count=len(rows)), rows)


def _share(each: CommunityReport) -> Fraction:
    return each.figures.response.exact or Fraction(0)
