"""A change of one meeting, carried over to the later ones of its series."""

from __future__ import annotations

from datetime import datetime, tzinfo

from bot.rules.meeting_draft import length
from bot.rules.meeting_times import When, later
from bot.rules.meetings import Meeting


def shifted(old: Meeting, starts_at: datetime, ends_at: datetime, other: Meeting, zone: tzinfo) -> When:
    """When ``other`` takes place after ``old`` moved to ``starts_at``: as much later on the wall clock.

    A meeting that keeps its length keeps that of the others, too; a new length is the new length of all.
    """
    by = _wall(starts_at, zone) - _wall(old.starts_at, zone)
    begins = (_wall(other.starts_at, zone) + by).replace(tzinfo=zone)
    lasting = length(starts_at, ends_at)
    kept = lasting == length(old.starts_at, old.ends_at)
    return When(begins, later(begins, length(other.starts_at, other.ends_at) if kept else lasting, zone))


def _wall(instant: datetime, zone: tzinfo) -> datetime:
    """What the clock on the wall shows."""
    return instant.astimezone(zone).replace(tzinfo=None)
