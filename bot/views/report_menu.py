"""Reports in chat: which period, which part, and the files that go with the picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from bot.rules import report_period
from bot.rules.report import Period, Report, ReportKind
from bot.rules.report_facts import Place
from bot.texts import Texts, clean
from bot.views import payloads
from bot.views.report_payloads import FILE, PARTS, SHOW, WEIGH
from bot.views.screen import Button, Screen, shorten

FORMATS = ("text", "xlsx", "docx", "pdf", "html")
_KINDS = (ReportKind.WEEK, ReportKind.MONTH, ReportKind.YEAR)
_PAGE = 12
_CAPTION = 1000
_CUT = "…"


def period_of(kind: int, day: int) -> Period | None:
    """The week, month or year around a day (as an ordinal); None when a button names none of these."""
    if not (1 <= kind <= len(_KINDS) and date(1900, 1, 1).toordinal() <= day <= date(2999, 12, 31).toordinal()):
        return None
    makers = (report_period.week_of, report_period.month_of, report_period.year_of)
    return makers[kind - 1](date.fromordinal(day))


def named(period: Period) -> tuple[int, int]:
    """How buttons name a week, month or year: its kind and its first day."""
    return _KINDS.index(period.kind) + 1, period.first.toordinal()


def periods_screen(today: date, words: Texts) -> Screen:
    """Six periods to choose from; others can be typed."""
    month = today.replace(day=1)
    offered = (
        ("this_week", report_period.week_of(today)),
        ("last_week", report_period.week_of(today - timedelta(days=7))),
        ("this_month", report_period.month_of(today)),
        ("last_month", report_period.month_of(month - timedelta(days=1))),
        ("this_year", report_period.year_of(today)),
        ("last_year", report_period.year_of(date(today.year - 1, 1, 1))),
    )
    buttons = [
        Button(words.plain(f"district.chat.{name}"), payloads.encode(SHOW, *named(period), 0))
        for name, period in offered
    ]
    rows = tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))
    return Screen(words.html("district.chat.which"), rows)


def first_lines(lines: Iterable[str], most: int) -> list[str]:
    """As many whole lines as fit into ``most`` characters, cut with an ellipsis; empty ones are left out."""
    found: list[str] = []
    left = most
    for line in lines:
        if not line.strip():
            continue
        if len(line) + 1 > left - len(_CUT):
            found.append(_CUT if found else shorten(line, most))
            break
        found.append(line)
        left -= len(line) + 1
    return found


def caption(lines: Iterable[str]) -> str:
    """The first lines of the report under its picture, plain text (Bot API, sendPhoto: 1024 characters)."""
    return "\n".join(first_lines(lines, _CAPTION))


def file_buttons(period: Period, part: int, words: Texts, *, parts: bool) -> tuple[tuple[Button, ...], ...]:
    """One button a file, and the way to a part of what is shown."""
    which = named(period)
    files = [
        Button(words.plain(f"district.chat.{name}"), payloads.encode(FILE, *which, part, at))
        for at, name in enumerate(FORMATS)
    ]
    rows = [tuple(files[:3]), tuple(files[3:])]
    if parts:
        rows.append((Button(words.plain("district.chat.parts"), payloads.encode(PARTS, *which, 0, part)),))
        rows.append((Button(words.plain("viability.chat.button"), payloads.encode(WEIGH, part, 0, 0, 0)),))
    return tuple(rows)


def parts_screen(places: Sequence[Place], period: Period, page: int, part: int, words: Texts) -> Screen:
    """The subdistricts, or the communities of one, a page at a time."""
    which, offered = named(period), _parts(places, part)
    pages = max(1, -(-len(offered) // _PAGE))
    page = min(page, pages - 1)
    rows: list[tuple[Button, ...]] = [
        (Button(shorten(clean(name), 48), payloads.encode(SHOW, *which, part)),)
        for name, part in offered[page * _PAGE : (page + 1) * _PAGE]
    ]
    turns = [
        Button(words.plain(f"district.chat.{name}"), payloads.encode(PARTS, *which, to, part))
        for name, to in (("earlier", page - 1), ("later", page + 1))
        if 0 <= to < pages
    ]
    if turns:
        rows.append(tuple(turns))
    rows.append((Button(words.plain("district.chat.whole"), payloads.encode(SHOW, *which, 0)),))
    return Screen(words.html("district.chat.which_part", page=page + 1, pages=pages), tuple(rows))


def _parts(places: Sequence[Place], part: int) -> list[tuple[str, int]]:
    """From the district to a subdistrict to a community: nobody turns twenty-five pages."""
    number, of_subdistrict = divmod(part, 2)
    chosen = next((place.subdistrict for place in places if place.id == number), None) if of_subdistrict else None
    if chosen is not None:
        return _named_places(place for place in places if place.subdistrict == chosen)
    first_of = {place.subdistrict: place.id for place in reversed(places) if place.subdistrict}
    if len(first_of) < 2:
        return _named_places(places)
    subdistricts = [(name, 2 * first + 1) for name, first in sorted(first_of.items())]
    return subdistricts + _named_places(place for place in places if not place.subdistrict)


def _named_places(places: Iterable[Place]) -> list[tuple[str, int]]:
    return [(f"{place.name} · {place.code}", 2 * place.id) for place in places]


def file_stem(report: Report) -> str:
    """What a file of the report is called, without its ending: ``louyuan-2020-11-JX01``."""
    period = report.period
    shape = {ReportKind.YEAR: "%Y", ReportKind.MONTH: "%Y-%m"}.get(period.kind, "%Y-%m-%d")
    code = report.scope.community or ""
    part = f"-{code}" if code.isascii() and code.isalnum() else ""
    return f"louyuan-{period.first.strftime(shape)}{part}"
