"""The day that somebody typed: by date, by weekday, or counted from today. Weeks begin on Monday."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.rules.refusals import Reason, Refusal

_WEEK = timedelta(days=7)
_BELATED = timedelta(days=60)
"""A date without a year that passed so recently is a slip, not a day of next year."""
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"({'|'.join(_MONTHS)})[a-z]*\.?"
_NTH = r"(\d{1,2})(?:st|nd|rd|th)?"


@dataclass(frozen=True, slots=True)
class Day:
    """A day; ``recurs`` when only a weekday was named, so that the same day of next week is meant once it is over."""

    date: date
    recurs: bool = False


_Reader = Callable[[re.Match[str], date], Day]


def find_day(text: str, today: date) -> tuple[Day | None, str]:
    """The day in folded text (``time_words.plain``), and the text without it.

    Raises Refusal(WHEN_IMPOSSIBLE_DAY) for a day that no calendar has, (WHEN_WRONG_WEEKDAY) when date and weekday
    disagree.
    """
    for pattern, read in _READERS:
        found = pattern.search(text)
        if found is None:
            continue
        rest = text[: found.start()] + " " + text[found.end() :]
        day = _read(read, found, today)
        return (day, rest) if day.recurs else (day, _agreeing(day, rest))
    return None, text


def _read(read: _Reader, found: re.Match[str], today: date) -> Day:
    try:
        return read(found, today)
    except (ValueError, OverflowError):
        raise Refusal(Reason.WHEN_IMPOSSIBLE_DAY, text=found[0].strip()) from None


def _agreeing(day: Day, rest: str) -> str:
    """The rest without the weekday that may stand beside a date."""
    named = _WEEKDAY.search(rest)
    if named is None:
        return rest
    if int(named[2]) != day.date.isoweekday():
        raise Refusal(Reason.WHEN_WRONG_WEEKDAY, day=day.date.isoformat())
    return rest[: named.start()] + " " + rest[named.end() :]


def _full(found: re.Match[str], _today: date) -> Day:
    return Day(date(int(found[1]), int(found[2]), int(found[3])))


def _month_and_day(found: re.Match[str], today: date) -> Day:
    return _in_a_year(int(found[1]), int(found[2]), None, today)


def _english_day_first(found: re.Match[str], today: date) -> Day:
    return _in_a_year(_MONTHS.index(found[2]) + 1, int(found[1]), found[3], today)


def _english_month_first(found: re.Match[str], today: date) -> Day:
    return _in_a_year(_MONTHS.index(found[1]) + 1, int(found[2]), found[3], today)


def _in_a_year(month: int, day: int, year: str | None, today: date) -> Day:
    """Without a year: the one in which the day comes next (the 29th of February may be years away)."""
    if year is not None:
        return Day(date(int(year), month, day))
    date(2024, month, day)  # a leap year: what it does not have, no year has
    for candidate in range(today.year, today.year + 9):
        if (month, day) == (2, 29) and not _is_leap(candidate):
            continue
        found = date(candidate, month, day)
        if found >= today - _BELATED:
            return Day(found)
    raise ValueError(f"{month}-{day}")


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _relative(found: re.Match[str], today: date) -> Day:
    return Day(today + timedelta(days=("今天", "明天", "后天", "大后天").index(found[0])))


def _days_on(found: re.Match[str], today: date) -> Day:
    days = 1 if found[2] == "天" else 7
    return Day(today + timedelta(days=days * int(found[1])))


def _english_days_on(found: re.Match[str], today: date) -> Day:
    return Day(today + timedelta(days=(7 if found[2] == "week" else 1) * int(found[1])))


def _weekday(found: re.Match[str], today: date) -> Day:
    monday = today - timedelta(days=today.weekday())
    day = monday + timedelta(days=int(found[2]) - 1)
    weeks = _WEEKS.get("".join(found[1].split()) if found[1] else "")
    if weeks is not None:
        return Day(day + weeks * _WEEK)
    return Day(day if day >= today else day + _WEEK, recurs=True)


_WEEKS = {"这": 0, "本": 0, "this": 0, "下": 1, "next": 1, "下下": 2, "上": -1, "last": -1}


def _day_of_month(found: re.Match[str], today: date) -> Day:
    month, day = found[1] or "", int(found[2])
    first = today.replace(day=1)
    if month.startswith("下"):
        return Day(_after(first).replace(day=day))
    if month or day >= today.day:
        return Day(first.replace(day=day))
    return Day(_after(first).replace(day=day))


def _after(first: date) -> date:
    """The first of the next month."""
    return (first + timedelta(days=31)).replace(day=1)


_WEEKDAY = re.compile(r"(下\s*下|下|这|本|上|next|this|last)?\s*个?\s*周([1-7])")
_READERS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (re.compile(r"(?<!\d)(20\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)\s*[日号]?t?"), _full),
    (re.compile(r"(?<!\d)(\d{1,2})\s*月(?:份)?\s*(\d{1,2})(?!\d)\s*[日号]?"), _month_and_day),
    (re.compile(rf"\b{_NTH}(?: of)?\s+{_MONTH}(?:,?\s*(20\d\d)\b)?"), _english_day_first),
    (re.compile(rf"\b{_MONTH}\s*{_NTH}\b(?:,?\s*(20\d\d)\b)?"), _english_month_first),
    (re.compile(r"(?<![\d:/])(\d{1,2})\s*/\s*(\d{1,2})(?![\d:/])"), _month_and_day),
    (re.compile(r"大后天|后天|明天|今天"), _relative),
    (re.compile(r"(?<!\d)(\d{1,3})\s*个?\s*(天|周|星期|礼拜)(?:以|之)?后"), _days_on),
    (re.compile(r"\bin (\d{1,3}) (day|week)s?\b"), _english_days_on),
    (_WEEKDAY, _weekday),
    (re.compile(r"(下个?月|本月|这个?月)?\s*(?<!\d)(\d{1,2})\s*[日号](?!楼|院|门)"), _day_of_month),
)
