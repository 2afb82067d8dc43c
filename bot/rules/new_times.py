"""When a consultation opens and closes: by buttons, or as somebody typed it. What is read is shown back."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, tzinfo

from bot.rules.clock_words import find_hours
from bot.rules.day_words import find_day
from bot.rules.definition import LONGEST
from bot.rules.meeting_times import local_instant
from bot.rules.new_words import read_days
from bot.rules.refusals import Reason, Refusal
from bot.rules.time_words import plain

OPENS_CLOCK, CLOSES_CLOCK = 9 * 60, 18 * 60
"""Minutes after midnight, where somebody names a day and no hour."""
DAYS = (3, 5, 7, 10)
"""How many days people get, as buttons."""
_QUOTED = 40
_WEEK = timedelta(days=7)


def tomorrow(now: datetime, zone: tzinfo) -> datetime:
    """Tomorrow morning at the usual hour."""
    return local_instant(_today(now, zone) + timedelta(days=1), OPENS_CLOCK, zone)


def after_days(opens: datetime, days: int, zone: tzinfo) -> datetime:
    """The evening so many days after the opening."""
    return local_instant(_today(opens, zone) + timedelta(days=days), CLOSES_CLOCK, zone)


def _today(now: datetime, zone: tzinfo) -> date:
    return now.astimezone(zone).date()


def read_opens(text: str, now: datetime, zone: tzinfo) -> datetime:
    """The typed opening. Raises Refusal(NEW_PAST, NEW_TOO_FAR) and those of reading days and hours."""
    opens = _read(text, now, zone, OPENS_CLOCK)
    if opens <= now:
        raise Refusal(Reason.NEW_PAST, when=opens)
    if opens - now > LONGEST:
        raise Refusal(Reason.NEW_TOO_FAR, days=LONGEST.days)
    return opens


def read_closes(text: str, opens: datetime, now: datetime, zone: tzinfo) -> datetime:
    """The typed end; ``10天`` counts from the opening. Raises like ``checked_closes`` and reading days and hours."""
    days = read_days(text)
    if days is None:
        return checked_closes(_read(text, now, zone, CLOSES_CLOCK), opens, now)
    if days > LONGEST.days:
        raise Refusal(Reason.NEW_TOO_FAR, days=LONGEST.days)
    return checked_closes(after_days(opens, days, zone), opens, now)


def read_end(text: str, now: datetime, zone: tzinfo) -> datetime:
    """An end as ISO 8601 or in words. Raises Refusal(NEW_PAST, NEW_TOO_FAR) and those of reading days and hours."""
    try:
        closes = datetime.fromisoformat(text.strip())
    except ValueError:
        return read_closes(text, now, now, zone)
    return checked_closes(closes if closes.tzinfo else closes.replace(tzinfo=zone), now, now)


def checked_closes(closes: datetime, opens: datetime, now: datetime) -> datetime:
    """The end, when it can be one. Raises Refusal(NEW_PAST, NEW_CLOSES_FIRST, NEW_TOO_FAR)."""
    if closes <= now:
        raise Refusal(Reason.NEW_PAST, when=closes)
    if closes <= opens:
        raise Refusal(Reason.NEW_CLOSES_FIRST, opens=opens, closes=closes)
    if closes - opens > LONGEST:
        raise Refusal(Reason.NEW_TOO_FAR, days=LONGEST.days)
    return closes


def _read(text: str, now: datetime, zone: tzinfo, clock: int) -> datetime:
    today = _today(now, zone)
    day, rest = find_day(plain(text), today)
    hours, rest = find_hours(rest)
    if (day is None and hours is None) or re.search(r"\d", rest):
        raise Refusal(Reason.WHEN_UNREADABLE, text=text.strip()[:_QUOTED])
    if day is None:
        raise Refusal(Reason.WHEN_NO_DAY)
    minutes = clock if hours is None else hours.start
    instant = local_instant(day.date, minutes, zone)
    return local_instant(day.date + _WEEK, minutes, zone) if day.recurs and instant <= now else instant
