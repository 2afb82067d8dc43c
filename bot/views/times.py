"""Instants as people read them, in the district's zone."""

from __future__ import annotations

from datetime import datetime, tzinfo

from bot.texts import Texts


def moment(instant: datetime, words: Texts, zone: tzinfo) -> str:
    """Date, weekday and time, e.g. ``12月8日（周二）18:00``; a year is added by nobody: consultations last days."""
    local = instant.astimezone(zone)
    weekday = words.template("time.weekdays").split()[local.weekday()]
    month = words.template("time.months").split()[local.month - 1]
    clock = f"{local.hour:02}:{local.minute:02}"
    return words.plain("time.moment", month=month, day=local.day, weekday=weekday, clock=clock)
