"""What staff type while they put a consultation together: lists of options, and how long it lasts."""

from __future__ import annotations

import re

from bot.rules.time_words import plain
from bot.rules.visible import visible

_ONLY_DAYS = re.compile(r"\s*(\d{1,3})\s*(?:(天|days?)|个?(?:周|星期|礼拜)|weeks?)\s*")
_NUMBERED = re.compile(r"\s*(\d{1,2})\s*(?:[.、．)）:：]\s*|\s+)(.+)")
_SEPARATORS = re.compile("[;；]")
_DAYS_A_WEEK = 7


def read_days(text: str) -> int | None:
    """``10天``, ``两周``, ``10 days``; None for anything else."""
    found = _ONLY_DAYS.fullmatch(plain(text))
    if found is None:
        return None
    return int(found[1]) * (1 if found[2] else _DAYS_A_WEEK)


def read_options(text: str) -> list[str]:
    """One option a line; a single line may hold several, apart by semicolons. Numbers 1, 2, 3 before them go."""
    lines = [line for line in text.splitlines() if visible(line).strip()]
    if len(lines) == 1:
        lines = [part for part in _SEPARATORS.split(lines[0]) if visible(part).strip()]
    found = [_NUMBERED.fullmatch(line) for line in lines]
    if all(match is not None and int(match[1]) == place for place, match in enumerate(found, 1)):
        lines = [match[2] for match in found if match is not None]
    return [" ".join(visible(line).split()) for line in lines]
